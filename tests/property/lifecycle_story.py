"""A case to which anything may happen: every choice comes from a seed, so it can be repeated."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING, Any

from engine.definition.fields import Field, FieldType
from engine.lifecycle.builtin import EVENTS
from engine.lifecycle.circumstances import ENGINE_ACTOR, Incoming, person
from engine.lifecycle.outcome import Refused

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.lifecycle.case import Case
    from engine.lifecycle.machine import Compiled
    from engine.lifecycle.outcome import Step
    from engine.lifecycle.theatre import Theatre

WAITS = (0, 1, 20, 24 * 6, 24 * 45, 24 * 200)
"""Hours."""
DAYS = (-400, -30, -1, 0, 1, 5, 40, 400)
WRONG: tuple[Any, ...] = (None, "", -1, [], {}, "2026-02-30", 1e300)
RIGHT: Mapping[FieldType, tuple[Any, ...]] = {
    FieldType.DATE: ("9999-12-31", "0001-01-01"),
    FieldType.PERCENT: (0, 50, 100),
    FieldType.INTEGER: (0, 50, 100),
    FieldType.MONEY: (0, 50, 100),
    FieldType.YES_NO: (True, False),
    FieldType.PERIOD: ("1 day", "3 weeks", "1 year", "10 working days", "5 hours", "0 days"),
}
COMMON = ("correct", "suspend", "resume", "resume", "decide", "extend", "waive", "note", "assign")
KINDS = ("own", "own", "own", "wait", "wait", "built in", "built in", "sleep")


@dataclass
class Story:
    """Plays what happens and keeps what was refused."""

    compiled: Compiled
    theatre: Theatre
    id: str
    refused: list[Refused] = field(default_factory=list)
    most: int = 100_000
    """So many moments may be played at a time."""

    @property
    def case(self) -> Case:
        return self.theatre.world.load(self.id)

    def steps(self) -> list[Step]:
        """Return everything recorded at the case."""
        return [each.step for each in self.theatre.world.history if each.step.after.id == self.id]

    def happen(self, seed: int) -> None:
        """Let something happen: an event of anybody, time that goes by, or downtime."""
        chance = Random(seed)  # noqa: S311 - a seed of the test, nothing secret
        kind = chance.choice(KINDS)
        if kind == "wait":
            self.wait(chance.choice(WAITS))
        elif kind == "sleep":
            self.theatre.now += timedelta(days=chance.choice((1, 40, 800)))
            self.theatre.world.stand_at(self.theatre.now)
            self.wait(0)
        elif kind == "built in":
            name = chance.choice(COMMON if chance.random() < 0.8 else sorted(EVENTS))
            self._send(chance, name, EVENTS[name].input, ())
        else:
            events = self.compiled.workflow.events
            name = chance.choice(self._likely(chance) or list(events))
            self._send(chance, name, events[name].input, events[name].by)

    def wait(self, hours: int) -> None:
        """Let time go by."""
        self.theatre.play_until(self.theatre.now + timedelta(hours=hours), within=self.most)

    def _likely(self, chance: Random) -> list[str]:
        """Return the events possible here, mostly without those that only end the case."""
        states = self.compiled.workflow.states
        here = self.case.state
        names = self.compiled.events_from(here)
        going_on = [
            name
            for name in names
            if not all(
                states[each.to or here].final for each in self.compiled.candidates(here, name)
            )
        ]
        return going_on if chance.random() < 0.8 else names

    def _send(
        self, chance: Random, name: str, input_: Mapping[str, Field], by: tuple[str, ...]
    ) -> None:
        roles = list(self.compiled.workflow.roles)
        mine = roles if chance.random() < 0.7 else chance.sample(roles, 1)
        if chance.random() < 0.7 and by:
            mine = [*mine, chance.choice(by)]
        actor = person("p", *mine) if chance.random() < 0.95 else ENGINE_ACTOR
        raw = {key: self._value(chance, each) for key, each in input_.items()}
        if chance.random() < 0.1 and raw:
            raw.pop(chance.choice(list(raw)))
        before = self.case
        outcome = self.theatre.send(self.id, Incoming(name, actor, raw))
        if isinstance(outcome, Refused):
            assert outcome.reasons
            assert self.case is before, f"{name} was refused and changed the case"
            self.refused.append(outcome)

    def _value(self, chance: Random, of: Field) -> Any:
        known = self._names(of.key)
        if known and chance.random() < 0.9:
            return chance.choice(known)
        return value(chance, of, self.theatre, self.compiled.workflow.fields)

    def _names(self, key: str) -> list[Any]:
        """Return what a member of the input of a built-in event could sensibly be."""
        case, flow = self.case, self.compiled.workflow
        found: dict[str, list[Any]] = {
            "obligation": [each.obligation for each in case.occurrences],
            "proposal": [each.key for each in case.items],
            "item": [each.key for each in case.items],
            "outcome": ["adopted", "rejected", "postponed", "adopted_with_changes", "noted"],
            "role": list(flow.roles),
            "until": [(self.theatre.now.date() + timedelta(days=90)).isoformat()],
        }
        return found.get(key, [])


def value(chance: Random, of: Field, theatre: Theatre, fields: Mapping[str, Field]) -> Any:
    """Return a raw value of a field, now and then one that is refused."""
    if chance.random() < 0.05:
        return chance.choice(WRONG)
    if of.type is FieldType.LIST:
        return [
            {key: value(chance, each, theatre, fields) for key, each in of.of.items()}
            for _ in range(chance.randint(0, 2))
        ]
    if of.type is FieldType.RECORD:
        key = chance.choice(sorted(fields))
        return {key: value(chance, fields[key], theatre, fields)}
    if of.type is FieldType.DATE and chance.random() < 0.9:
        return (theatre.now.date() + timedelta(days=chance.choice(DAYS))).isoformat()
    return chance.choice(sorted(of.options) or RIGHT.get(of.type, ("x", "Straße", "a" * 300)))
