"""Values of rules as a person reads them, and as JSON: short, for they are kept with events."""

from __future__ import annotations

import math
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from engine.rules.conversions import write_double
from engine.rules.instants import write_duration, write_instant
from engine.rules.values import TypeValue, Uint, key_value

if TYPE_CHECKING:
    from collections.abc import Callable

_LONGEST_TEXT = 200
_MOST_ITEMS = 5
_DEEPEST = 3
_MORE = "…"


def shown(value: Any, depth: int = 0) -> Any:
    """Return a value ready for JSON; long texts and lists are cut, days are written in ISO."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, list | dict):
        return _MORE if depth >= _DEEPEST else _shown_container(value, depth)
    writer = _WRITERS.get(type(value))
    return type(value).__name__ if writer is None else writer(value)


def _shown_text(value: str) -> str:
    return value if len(value) <= _LONGEST_TEXT else value[:_LONGEST_TEXT] + _MORE


_WRITERS: dict[type, Callable[[Any], Any]] = {
    int: lambda value: value,
    Uint: int,
    float: lambda value: value if math.isfinite(value) else write_double(value),
    str: _shown_text,
    bytes: lambda value: value[: _LONGEST_TEXT // 2].hex(),
    datetime: write_instant,
    date: date.isoformat,
    timedelta: write_duration,
    TypeValue: lambda value: value.name,
}


def _shown_container(value: list[Any] | dict[Any, Any], depth: int) -> Any:
    if isinstance(value, list):
        items = [shown(item, depth + 1) for item in value[:_MOST_ITEMS]]
        return items if len(value) <= _MOST_ITEMS else [*items, _MORE]
    return {
        str(shown(key_value(key))): shown(item, depth + 1)
        for key, item in list(value.items())[: 2 * _MOST_ITEMS]
    }


_GERMAN = {None: "leer", True: "ja", False: "nein"}
_ENGLISH = {None: "null", True: "yes", False: "no"}


def readable(value: Any, language: str) -> str:
    """Return a value for the terminal."""
    if value is None or isinstance(value, bool):
        return (_GERMAN if language == "de" else _ENGLISH)[value]
    if isinstance(value, list):
        return _readable_list(value, language)
    if isinstance(value, dict):
        return _readable_map(value, language)
    if type(value) is date and language == "de":
        return f"{value:%d.%m.%Y}"
    return f"'{shown(value)}'" if isinstance(value, str) else str(shown(value))


def _readable_list(value: list[Any], language: str) -> str:
    if any(isinstance(item, list | dict) for item in value[:_MOST_ITEMS]):
        words = "Einträge" if language == "de" else "entries"
        return f"({len(value)} {words})"
    items = ", ".join(readable(item, language) for item in value[:_MOST_ITEMS])
    return f"[{items}{', ' + _MORE if len(value) > _MOST_ITEMS else ''}]"


def _readable_map(value: dict[Any, Any], language: str) -> str:
    words = []
    for key, item in list(value.items())[: 2 * _MOST_ITEMS]:
        inner = _MORE if isinstance(item, list | dict) else readable(item, language)
        words.append(f"{shown(key_value(key))}: {inner}")
    return "{" + ", ".join(words) + "}"
