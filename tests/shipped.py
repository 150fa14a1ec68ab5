"""Shipped workflows as documents that stand by themselves, their blocks put in."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from engine import resources
from engine.definition.blocks import expand


@cache
def shipped(key: str) -> dict[str, Any]:
    """Return a shipped workflow without ``use``."""
    blocks = {path.stem: json.loads(path.read_text("utf-8")) for path in resources.block_files()}
    (path,) = (each for each in resources.workflow_files() if each.stem == key)
    return dict(expand(json.loads(path.read_text("utf-8")), blocks).document)
