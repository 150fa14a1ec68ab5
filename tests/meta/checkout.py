"""The checkout as the tests of the house see it: its tracked files and its modules."""

from __future__ import annotations

import subprocess
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from typing import TYPE_CHECKING

import engine

if TYPE_CHECKING:
    from types import ModuleType

ROOT = Path(__file__).parents[2]


@cache
def tracked_files() -> tuple[str, ...]:
    """Return what git knows, relative to the root, as far as it still exists."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout
    return tuple(name for name in listed.split("\0") if name and (ROOT / name).is_file())


@cache
def engine_modules() -> tuple[ModuleType, ...]:
    """Import every module of the engine, but for the scripts that are not meant for it."""
    names = [
        each.name
        for each in walk_packages(engine.__path__, "engine.")
        if ".migrations" not in each.name
    ]
    return tuple(import_module(name) for name in names)
