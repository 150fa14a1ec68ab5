"""A small package over one small workflow, for tests of every floor."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

T = {"de": "Ding", "en": "Thing"}
THING: dict[str, Any] = {
    "format": 1, "key": "thing", "version": 1, "number": "T-{seq}", "title": T,
    "settings": {"days": {"type": "integer", "default": 3, "title": T}},
    "fields": {"name": {"type": "text", "required": True, "title": T}},
    "roles": {
        "office": {"held_by": "tenant", "title": T}, "council": {"held_by": "body", "title": T},
    },
    "opening": {"by": ["office"]}, "initial": "a",
    "states": {
        "a": {"obligations": ["finish"], "title": T},
        "z": {"final": True, "outcome": "done", "title": {"de": "Ende", "en": "End"}},
    },
    "events": {"end": {"by": ["office"], "title": T}},
    "transitions": [
        {"id": "end", "event": "end", "from": ["a"], "to": "z",
         "guards": [{"id": "some", "rule": "settings.days > 0", "message": T}]},
    ],
    "obligations": {
        "finish": {
            "owner": "office", "creditor": "council", "title": T,
            "due": {"from": "entry", "after": "2 weeks"}, "fulfilled_by": ["end"],
            "reminders": ["2 days before"],
            "escalation": [{"id": "late", "at": "1 day after",
                            "do": [{"do": "agenda", "body": "council"}]}],
        }
    },
    "suspension": {"by": ["office"], "asks": "council"}, "correction": {"by": ["office"]},
    "scenarios": [
        {"title": "It ends", "given": {"fields": {"name": "x"}},
         "steps": [{"event": "end", "as": "office", "expect": {"state": "z"}}]}
    ],
}  # fmt: skip
STORY: dict[str, Any] = {
    "title": "Two things",
    "steps": [
        {"open": "thing", "name": "one", "fields": {"name": "x"}},
        {"open": "thing", "name": "two", "fields": {"name": "y"}, "links": {"source": "one"}},
        {"call": "again", "of": "one", "link": "source", "expect": {"fields": {"name": "y"}}},
        {"case": "one", "event": "end", "as": "office", "expect": {"state": "z"},
         "cases": {"two": {"state": "a"}}},
        {"advance": "3 weeks", "cases": {"two": {"agenda": ["council"]}}},
    ],
}  # fmt: skip
PLAIN: dict[str, Any] = {
    "format": 1, "key": "town", "version": 1, "title": T, "description": T,
    "fits": {"district": False}, "place": {"state": "NW"},
    "bodies": {"council": {"title": T, "mandate": T, "seats": 9}},
    "workflows": {"thing": {}}, "settings": {"thing": {"days": 5}}, "scenarios": [STORY],
}  # fmt: skip


def package(**parts: Any) -> dict[str, Any]:
    return {**deepcopy(PLAIN), **parts}
