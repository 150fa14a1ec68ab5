"""Definitions that are valid and mean harm: nothing hangs, nothing but refusals comes of them."""

from __future__ import annotations

import json
from contextlib import suppress
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.deadlines.calendars import Place
from engine.definition.parse import parse
from engine.lifecycle.circumstances import person
from engine.lifecycle.machine import Compiled, compile_workflow
from engine.lifecycle.memory import MemoryWorld, next_at
from engine.lifecycle.outcome import Accepted
from engine.lifecycle.replay import fold, in_order, patch
from engine.lifecycle.scenario import moment_of
from engine.lifecycle.theatre import NeverAtRest, Theatre, TooMuchToPlay
from tests.property.lifecycle_story import Story

T = {"de": "X", "en": "X"}
STATES = ("a", "b", "c")
EVENTS = ("go", "stay", "tick", "more")
DUTIES = ("d", "e")
KEYS = ("one", "two")
DATES = ("= case.on", "= case.on", "2020-01-01", "2026-02-01", "2026-03-15")
PERIODS = ("0 days", "1 day", "1 hour", "2 working days", "half a month", "1 year")
EVERY = tuple(each for each in PERIODS if "hour" not in each)
"""Hours are refused there before anything is played."""
EXTREMES = {
    "dates": ("9999-12-31", "0001-01-01"),
    "periods": ("99999 days", "99999 years"),
}
RUNGS = ("1 hour after", "1 day after", "3 working days after", "1 year after")
CONDITIONS = ("true", "true", "false", "case.n > 2", "10 / (case.n - 3) > 1", "case.on == null")
VALUES = ("= case.n + 1", "= case.n + 1", "= case.n - 7", 0, "= 10 / (case.n - 3)")
DAYS = ("= case.on != null ? add_days(case.on, 1) : null", "2020-01-01", "= today", None)


class Villain:
    """Writes definitions from a seed."""

    def __init__(self, seed: int) -> None:
        self.chance = Random(seed)  # noqa: S311 - a seed of the test, nothing secret

    def one_of(self, choices: Any) -> Any:
        return self.chance.choice(choices)

    def date(self) -> str:
        return str(self.one_of(EXTREMES["dates"] if self.chance.random() < 0.03 else DATES))

    def period(self) -> str:
        return str(self.one_of(EXTREMES["periods"] if self.chance.random() < 0.03 else PERIODS))

    def maybe(self, key: str, made: Any, odds: float = 0.3) -> dict[str, Any]:
        return {key: made} if self.chance.random() < odds else {}

    def effect(self) -> dict[str, Any]:
        duty, event = self.one_of(DUTIES), self.one_of(EVENTS)
        made = self.one_of(
            (
                {"do": "set", "values": {"n": self.one_of(VALUES)}},
                {"do": "set", "values": {"on": self.one_of(DAYS)}},
                {"do": "raise", "event": event},
                {"do": "raise", "event": event, "on": self.one_of(("link", "parent", "children"))},
                {"do": "waive", "obligation": duty},
                {"do": "demand", "obligation": duty},
                {"do": "agenda", "body": "group"},
                {"do": "propose", "id": "p", "body": "group", "title": T,
                 "on": {"adopted": event, "rejected": self.one_of(EVENTS)}},
                {"do": "notify", "to": ["lead", "group"], "message": "overdue"},
                {"do": "open", "workflow": self.one_of(KEYS), "link": "link", "fields": {},
                 "if": self.one_of(CONDITIONS)},
                {"do": "assign", "role": "lead", "to": "person:x"},
            )
        )  # fmt: skip
        return {**self.maybe("if", self.one_of(CONDITIONS), 0.2), **made}

    def effects(self, odds: float = 0.3) -> dict[str, Any]:
        return self.maybe(
            "effects", [self.effect() for _ in range(self.chance.randint(1, 3))], odds
        )

    def due(self) -> dict[str, Any]:
        return dict(
            self.one_of(
                (
                    {"from": "entry", "after": self.period()},
                    {"from": "= case.on", "after": self.period()},
                    {"on": self.date()},
                    {"before": self.date(), "full_days": 3},
                    {"part_of_month": "end", "of": self.date()},
                )
            )
        )

    def timer(self, number: int) -> dict[str, Any]:
        return {"id": f"t{number}", "event": self.one_of(EVENTS), **self.due()}

    def duty(self) -> dict[str, Any]:
        rung = {
            "id": "r",
            "at": self.one_of(RUNGS),
            "do": [self.effect() for _ in range(self.chance.randint(1, 2))],
            **self.maybe("if", self.one_of(CONDITIONS)),
        }
        return {
            "owner": "lead",
            "title": T,
            "due": self.due(),
            "fulfilled_by": [self.one_of(EVENTS)],
            "reminders": self.one_of((["on the day"], ["1 year before", "1 day before"])),
            "escalation": [rung],
            "binding": self.chance.random() < 0.3,
            **self.maybe("repeat", {"every": self.one_of(EVERY)}, 0.5),
            **self.maybe("on_exit", self.one_of(("keep", "end", "refuse"))),
            **self.maybe("blocks", [self.one_of(EVENTS)]),
        }

    def place(self) -> dict[str, Any]:
        timers = [self.timer(each) for each in range(self.chance.randint(1, 2))]
        return {
            "title": T,
            **self.effects(0.2),
            **self.maybe("timers", timers, 0.4),
            **self.maybe("obligations", [self.one_of(DUTIES)], 0.5),
        }

    def transition(self, number: int) -> dict[str, Any]:
        made = {"id": f"w{number}", "from": [self.one_of((*STATES, "*"))], **self.effects()}
        made |= self.maybe("to", self.one_of((*STATES, *STATES, "z")), 0.7)
        if self.chance.random() < 0.15:
            return {**made, "when": self.one_of(CONDITIONS)}
        return {**made, "event": self.one_of(EVENTS)}

    def children(self) -> dict[str, Any]:
        child = {
            "workflow": self.one_of(KEYS),
            "opened_in": self.one_of(STATES),
            "fields": {},
            "done": {"when": "children.k.all(c, c.closed)", "event": self.one_of(EVENTS)},
            "if_left": self.one_of(("keep", "cancel")),
        }
        return self.maybe("children", {"k": child}, 0.4)

    def workflow(self, key: str) -> dict[str, Any]:
        return {
            "format": 1,
            "key": key,
            "version": 1,
            "number": key + "-{seq}",
            "title": T,
            "fields": {
                "n": {"type": "integer", "required": True, "default": 0, "title": T},
                "on": {"type": "date", "title": T},
            },
            "roles": {
                "lead": {"held_by": "case", "fallback": ["office"], "title": T},
                "office": {"held_by": "tenant", "title": T},
                "group": {"held_by": "body", "title": T},
            },
            "opening": {"by": ["office"]},
            "initial": "a",
            "states": {
                **{each: self.place() for each in STATES},
                "z": {"title": T, "final": True, "outcome": "over"},
            },
            "events": {each: {"by": ["office", "engine"], "title": T} for each in EVENTS},
            "transitions": [self.transition(each) for each in range(self.chance.randint(3, 9))],
            "obligations": {each: self.duty() for each in DUTIES},
            **self.children(),
            "suspension": {"by": ["office"], "asks": "group"},
            "correction": {"by": ["office"]},
        }


def compiled(seed: int) -> dict[str, Compiled]:
    """Return two workflows that mean harm to each other; nothing if they are refused as such."""
    villain = Villain(seed)
    documents = {key: villain.workflow(key) for key in KEYS}
    parsed = [parse(each, others=documents)[0] for each in documents.values()]
    return {each.key: compile_workflow(each) for each in parsed if each is not None}


def played(definitions: dict[str, Compiled], seeds: list[int]) -> MemoryWorld:
    world = MemoryWorld(definitions, Place("NW", "Minden"))
    theatre = Theatre(world, moment_of("2026-01-12 09:00", None, world.place))
    with suppress(NeverAtRest, TooMuchToPlay):
        opened = theatre.open("one", {}, person("p", "office"))
        if isinstance(opened, Accepted):
            story = Story(definitions["one"], theatre, opened.after.id, most=2_000)
            for seed in seeds:
                story.happen(seed)
            story.wait(0)
            due = world.next_due()
            assert due is None or due[0] > theatre.now
    return world


@given(st.integers(0, 2**32), st.lists(st.integers(0, 2**32), max_size=12))
@settings(max_examples=60)
def test_nothing_hangs_nothing_breaks_and_every_history_adds_up(
    seed: int, seeds: list[int]
) -> None:
    definitions = compiled(seed)
    if len(definitions) < len(KEYS):
        return
    world = played(definitions, seeds)
    for case_id, case in world.cases.items():
        steps = [each.step for each in world.history if each.step.after.id == case_id]
        assert case.version == len(steps)
        patches = [json.loads(json.dumps(patch(each))) for each in steps]
        fields = definitions[case.workflow.key].workflow.fields
        assert fold(patches, lambda _, fields=fields: fields) == in_order(case)  # type: ignore[misc]
        keys = [each.key for each in (*case.occurrences, *world.settled[case_id])]
        assert len(keys) == len(set(keys))
        if case.is_closed:
            assert (next_at(case), case.occurrences, case.timers) == (None, (), ())


def test_most_of_these_definitions_are_valid() -> None:
    """Else the test above would test nothing."""
    assert sum(len(compiled(seed)) == len(KEYS) for seed in range(20)) > 8
