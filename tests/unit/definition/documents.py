"""Documents that several tests share."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

DATA = Path(__file__).parents[2] / "data"
MEASURE: dict[str, Any] = json.loads((DATA / "measure_example.json").read_text(encoding="utf-8"))
_EVERYTHING = json.loads((DATA / "everything.json").read_text(encoding="utf-8"))
EVERYTHING: dict[str, Any] = _EVERYTHING["workflow"]
"""Says everything that the format knows."""
BLOCKS: dict[str, Any] = _EVERYTHING["blocks"]
OTHERS: dict[str, Any] = {**_EVERYTHING["others"], "measure": MEASURE}


def fresh(document: dict[str, Any]) -> dict[str, Any]:
    return copy.deepcopy(document)


def at(document: Any, path: str) -> Any:
    """Return the part that a JSON pointer of plain names leads to."""
    for key in path.split("/")[1:]:
        document = document[int(key)] if isinstance(document, list) else document[key]
    return document


def put(document: Any, path: str, value: Any) -> None:
    parent, _, key = path.rpartition("/")
    holder = at(document, parent)
    if isinstance(holder, list):
        holder[int(key)] = value
    else:
        holder[key] = value


def drop(document: Any, path: str) -> None:
    parent, _, key = path.rpartition("/")
    del at(document, parent)[key]
