"""A stage for small workflows: written as JSON, played on a virtual clock."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from engine.deadlines.calendars import Place
from engine.deadlines.localtime import instant, zone_of
from engine.definition.parse import parse
from engine.lifecycle.circumstances import Incoming, person
from engine.lifecycle.machine import compile_workflow
from engine.lifecycle.memory import MemoryWorld
from engine.lifecycle.outcome import Accepted, Refused
from engine.lifecycle.run import wake_case
from engine.lifecycle.scenario import START
from engine.lifecycle.theatre import Theatre

PLACE = Place("NW", "Minden")


def text(words: str) -> dict[str, str]:
    return {"de": words, "en": words}


def workflow(**parts: Any) -> dict[str, Any]:
    """Return a small workflow: a, b and the final z; the office and the lead act."""
    document: dict[str, Any] = {
        "format": 1,
        "key": "thing",
        "version": 1,
        "number": "T-{seq:03d}",
        "title": text("Thing"),
        "fields": {
            "name": {"type": "text", "required": True, "title": text("Name")},
            "starts_on": {"type": "date", "title": text("Start")},
            "progress": {
                "type": "percent",
                "required": True,
                "default": 0,
                "title": text("Progress"),
            },
        },
        "roles": {
            "lead": {"held_by": "case", "fallback": ["office"], "title": text("Lead")},
            "office": {"held_by": "tenant", "title": text("Office")},
            "group": {"held_by": "body", "title": text("Group")},
        },
        "opening": {"by": ["office"]},
        "initial": "a",
        "states": {
            "a": {"title": text("A")},
            "b": {"title": text("B")},
            "z": {"title": text("Z"), "final": True, "outcome": "done"},
        },
        "events": {
            "go": {"by": ["office"], "title": text("Go")},
            "back": {"by": ["office"], "title": text("Back")},
            "end": {"by": ["office"], "title": text("End")},
            "report": {
                "by": ["lead"],
                "title": text("Report"),
                "input": {
                    "progress": {"type": "percent", "required": True, "title": text("Progress")}
                },
            },
            "tick": {"by": ["engine"], "title": text("Tick")},
        },
        "transitions": [
            {"id": "go", "event": "go", "from": ["a"], "to": "b"},
            {"id": "back", "event": "back", "from": ["b"], "to": "a"},
            {"id": "end", "event": "end", "from": ["*"], "to": "z"},
            {
                "id": "report",
                "event": "report",
                "from": ["*"],
                "set": {"progress": "= input.progress"},
            },
            {"id": "tick", "event": "tick", "from": ["*"]},
        ],
        "suspension": {"by": ["office"], "asks": "group"},
        "correction": {"by": ["office"]},
    }
    for key, value in parts.items():
        if isinstance(value, dict) and isinstance(document.get(key), dict):
            document[key] = {**document[key], **value}
        else:
            document[key] = value
    return document


class Stage:
    """One case of a small workflow on a virtual clock."""

    def __init__(self, *documents: dict[str, Any], at: str = "2026-01-12 09:00") -> None:
        parsed = {}
        for document in documents:
            found, findings = parse(document)
            assert found is not None, [str(each.message) for each in findings]
            parsed[found.key] = compile_workflow(found)
        self.definitions = parsed
        self.key = documents[0]["key"]
        self.world = MemoryWorld(parsed, PLACE)
        self.theatre = Theatre(self.world, self.moment(at))
        self.id = ""

    def moment(self, words: str) -> datetime:
        day, _, hour = words.partition(" ")
        clock = START.fromisoformat(hour) if hour else START
        return instant(date.fromisoformat(day), clock, PLACE.time_zone)

    def open(self, state: str | None = None, **fields: Any) -> Stage:
        outcome = self.theatre.open(
            self.key,
            {"name": "x", **fields},
            person("clerk", "office"),
            holders={"lead": ("person:lead",)},
            state=state,
        )
        assert isinstance(outcome, Accepted), [str(r.message) for r in outcome.reasons]
        self.id = outcome.after.id
        return self

    def send(self, event: str, who: str = "office", **given: Any) -> Accepted | Refused:
        return self.theatre.send(self.id, Incoming(event, person(f"p-{who}", who), given))

    def do(self, event: str, who: str = "office", **given: Any) -> Accepted:
        outcome = self.send(event, who, **given)
        assert isinstance(outcome, Accepted), [str(r.message) for r in outcome.reasons]
        return outcome

    def refuse(self, event: str, who: str = "office", **given: Any) -> list[str]:
        before = self.case
        outcome = self.send(event, who, **given)
        assert isinstance(outcome, Refused)
        assert self.case == before
        return [each.subject if each.code == "guard" else each.code for each in outcome.reasons]

    def until(self, words: str) -> Stage:
        self.theatre.play_until(self.moment(words))
        return self

    def hold(self, words: str) -> Accepted | Refused:
        """Wake the case under a clock that cannot be trusted."""
        self.theatre.now = self.moment(words)
        self.world.stand_at(self.theatre.now)
        return wake_case(self.world, self.id, self.theatre.now, hold=True)

    def jump(self, words: str) -> Stage:
        """Come back after downtime: nothing happened meanwhile, everything is due at once."""
        self.theatre.now = self.moment(words)
        self.world.stand_at(self.theatre.now)
        self.theatre.play_until(self.theatre.now)
        return self

    @property
    def case(self) -> Any:
        return self.world.load(self.id)

    def children(self, key: str = "") -> list[Any]:
        """Return the children of the case, those of all entries."""
        return [
            each
            for each in self.world.cases.values()
            if each.parent and each.parent.case == self.id and key in ("", each.parent.children)
        ]

    def tell(self, case_id: str, event: str, who: str = "office", **given: Any) -> Accepted:
        """Send an event to another case."""
        outcome = self.theatre.send(case_id, Incoming(event, person(f"p-{who}", who), given))
        assert isinstance(outcome, Accepted), [str(r.message) for r in outcome.reasons]
        return outcome

    def owed(self, obligation: str) -> list[Any]:
        return [each for each in self.case.occurrences if each.obligation == obligation]

    def settled(self, obligation: str) -> list[Any]:
        return [each for each in self.world.settled[self.id] if each.obligation == obligation]

    def sent(self) -> list[tuple[str, str, str]]:
        zone = zone_of(PLACE.time_zone)
        return [
            (f"{at.astimezone(zone):%Y-%m-%d}", letter.message, letter.to)
            for at, _, letter in self.world.letters
        ]

    def history(self) -> list[tuple[str, str]]:
        return [(each.step.kind, each.step.event) for each in self.world.history]


@pytest.fixture
def stage() -> type[Stage]:
    return Stage


@pytest.fixture
def thing() -> Any:
    return workflow
