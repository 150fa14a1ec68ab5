"""Procedures: how a body votes and is invited, out of the presets that come with the programme."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any

from engine import resources
from engine.lifecycle.procedure import Procedure, merged, procedure_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.lifecycle.seats import Body


@cache
def presets() -> Mapping[str, Mapping[str, Any]]:
    """Return the shipped presets by key."""
    return {
        path.stem: json.loads(path.read_text(encoding="utf-8"))
        for path in resources.procedure_files()
    }


def resolved(raw: Mapping[str, Any]) -> dict[str, Any]:
    """Return a procedure as it is stored with a body, so that a later preset changes nothing.

    Raises:
        PresetUnknown, ProcedureMalformed: it cannot be used.
    """
    return merged(raw, presets())


def procedure(body: Body) -> Procedure:
    """Return a body's procedure; one that says nothing follows the law's default."""
    return procedure_of(body.procedure or resolved({}))
