"""An object-centric event log (OCEL 2.0, JSON) for process-mining tools."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

TYPES = {bool: "boolean", int: "integer", float: "float"}
"""By Python type; everything else is a string."""


@dataclass(frozen=True, slots=True)
class LogObject:
    """Something that events are about."""

    id: str
    type: str
    values: tuple[tuple[datetime, str, Any], ...] = ()
    """From when on which attribute has which value."""
    related: tuple[tuple[str, str], ...] = ()
    """Other objects, and as what."""


@dataclass(frozen=True, slots=True)
class LogEvent:
    """Something that happened."""

    id: str
    type: str
    at: datetime
    values: Mapping[str, Any] = field(default_factory=dict)
    related: tuple[tuple[str, str], ...] = ()
    """Objects, and as what."""


def event_log(objects: Iterable[LogObject], events: Iterable[LogEvent]) -> bytes:
    """Return a log as OCEL 2.0 in JSON; attributes of a type are those that occur."""
    things, happened = list(objects), sorted(events, key=lambda each: (each.at, each.id))
    known = {each.id for each in things}
    object_types: dict[str, dict[str, str]] = defaultdict(dict)
    for each in things:
        _learn(object_types[each.type], ((name, value) for _, name, value in each.values))
    event_types: dict[str, dict[str, str]] = defaultdict(dict)
    for event in happened:
        _learn(event_types[event.type], event.values.items())
    log = {
        "objectTypes": _types(object_types),
        "eventTypes": _types(event_types),
        "objects": [
            {
                "id": each.id,
                "type": each.type,
                "attributes": [
                    {"name": name, "time": _instant(at), "value": _plain(value)}
                    for at, name, value in each.values
                ],
                "relationships": _related(each.related, known),
            }
            for each in things
        ],
        "events": [
            {
                "id": each.id,
                "type": each.type,
                "time": _instant(each.at),
                "attributes": [
                    {"name": name, "value": _plain(value)} for name, value in each.values.items()
                ],
                "relationships": _related(each.related, known),
            }
            for each in happened
        ],
    }
    return json.dumps(log, ensure_ascii=False, indent=1).encode()


def _learn(known: dict[str, str], values: Iterable[tuple[str, Any]]) -> None:
    """Note the type of attributes; one that has values of several types is a string."""
    for name, value in values:
        kind = _type(value)
        if known.setdefault(name, kind) != kind:
            is_number = {known[name], kind} == {"integer", "float"}
            known[name] = "float" if is_number else "string"


def _types(found: Mapping[str, Mapping[str, str]]) -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "attributes": [{"name": each, "type": kind} for each, kind in attributes.items()],
        }
        for name, attributes in found.items()
    ]


def _related(pairs: Iterable[tuple[str, str]], known: set[str]) -> list[dict[str, str]]:
    return [
        {"objectId": name, "qualifier": qualifier} for name, qualifier in pairs if name in known
    ]


def _type(value: Any) -> str:
    return TYPES.get(type(value), "string")


def _plain(value: Any) -> Any:
    return value if isinstance(value, bool | int | float) else str(value)


def _instant(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")
