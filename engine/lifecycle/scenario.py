"""Scenarios: stories that a workflow carries, played on a virtual clock in memory."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from engine.deadlines.calendars import Place, calendar_for
from engine.deadlines.due import due_after
from engine.deadlines.localtime import instant, zone_of
from engine.deadlines.periods import parse_period
from engine.definition.model import ANYONE, ENGINE, PUBLIC, Workflow
from engine.definition.values import convert_all
from engine.errors import DefinitionError, EngineError, NotFound
from engine.findings import Text
from engine.lifecycle.circumstances import Actor, Incoming
from engine.lifecycle.expectations import Played, differences
from engine.lifecycle.given_bodies import seat
from engine.lifecycle.memory import MemoryWorld
from engine.lifecycle.outcome import Outcome, Refused
from engine.lifecycle.seats import SEATS_CHANGED
from engine.lifecycle.theatre import Theatre

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from engine.lifecycle.machine import Compiled

DEFAULT_PLACE = Place(state="NW")
START = time(9)
"""Local hour of a moment that is given as a mere date."""


@dataclass(frozen=True, slots=True)
class Failure:
    """One expectation that did not hold, or a step that could not be played."""

    step: int
    """Counted from 1; 0 is what was given."""
    message: Text


@dataclass(slots=True)
class Coverage:
    """States entered and transitions taken, by workflow."""

    states: dict[str, set[str]] = field(default_factory=dict)
    transitions: dict[str, set[str]] = field(default_factory=dict)

    def add(self, world: MemoryWorld) -> None:
        """Count what a world has seen."""
        for recorded in world.history:
            key = recorded.step.after.workflow.key
            self.states.setdefault(key, set()).add(recorded.step.after.state)
            if recorded.step.transition is not None:
                self.transitions.setdefault(key, set()).add(recorded.step.transition)

    def missing(self, workflow: Workflow) -> tuple[list[str], list[str]]:
        """Return the states and transitions of a workflow that no scenario visited."""
        seen = self.states.get(workflow.key, set())
        taken = self.transitions.get(workflow.key, set())
        states = [key for key in workflow.states if key not in seen]
        return states, [each.id for each in workflow.transitions if each.id not in taken]


@dataclass(frozen=True, slots=True)
class Result:
    """How a scenario went."""

    title: str
    failures: tuple[Failure, ...]
    world: MemoryWorld

    @property
    def passed(self) -> bool:
        """Whether everything was as expected."""
        return not self.failures


def play(definitions: Mapping[str, Compiled], key: str, scenario: Mapping[str, Any]) -> Result:
    """Play one scenario of a workflow.

    Args:
        definitions: The workflow and those that it opens or counts, by key.
        key: The workflow that the story is about.
        scenario: As in the document; its shape has been checked by the schema.
    """
    title = str(scenario.get("title", ""))
    try:
        stage = _Stage(definitions, key, scenario)
    except EngineError as error:
        nothing = MemoryWorld(definitions, DEFAULT_PLACE)
        return Result(title, (Failure(0, error.text),), nothing)
    try:
        stage.play()
    except EngineError as error:
        stage.fail(error.text)
    return Result(title, tuple(stage.failures), stage.theatre.world)


class MomentMalformed(DefinitionError):
    """“{given}” is no moment: write 2026-03-31, 2026-03-31 08:00 or a period such as 2 weeks."""

    de = "„{given}“ ist kein Zeitpunkt: 2026-03-31, 2026-03-31 08:00 oder eine Spanne wie 2 weeks."


def moment_of(words: str, now: datetime | None, place: Place) -> datetime:
    """Return a moment written as date, date and local hour, or period from now.

    Raises:
        MomentMalformed: if it is none of them; without ``now`` a period is none either.
        EngineError: if a period cannot be read or leads too far.
    """
    text = words.strip()
    if now is None or (text[:4].isdigit() and text[4:5] == "-"):
        day, _, hour = text.replace("T", " ").partition(" ")
        try:
            at = time.fromisoformat(hour) if hour else START
            return instant(date.fromisoformat(day), at, place.time_zone)
        except ValueError:
            raise MomentMalformed(given=words) from None
    period = parse_period(text)
    calendar = calendar_for(place)
    due = due_after(now, period, calendar=calendar)
    local = now.astimezone(zone_of(place.time_zone))
    return due.at if period.is_hours else instant(due.on, local.time(), place.time_zone)


class _Stage:
    def __init__(
        self, definitions: Mapping[str, Compiled], key: str, scenario: Mapping[str, Any]
    ) -> None:
        self.scenario = scenario
        self.flow = definitions[key].workflow
        given = scenario.get("given", {})
        place = scenario.get("place")
        self.place = Place(place["state"], place.get("municipality")) if place else DEFAULT_PLACE
        world = MemoryWorld(
            definitions,
            self.place,
            settings={self.flow.key: typed_settings(self.flow, given.get("settings", {}))},
            vacant=frozenset(given.get("vacant", ())),
        )
        seat(world, given.get("bodies", {}))
        at = moment_of(str(given.get("at", "2026-01-12 09:00")), None, self.place)
        self.theatre = Theatre(world, at)
        self.case_id: str | None = None
        self.failures: list[Failure] = []
        self.step = 0

    def fail(self, text: Text) -> None:
        self.failures.append(Failure(self.step, text))

    def play(self) -> None:
        self._open(self.scenario.get("given", {}))
        if self.case_id is None:
            return
        for number, step in enumerate(self.scenario.get("steps", ()), 1):
            self.step = number
            self._play_step(step)
        if "expect" in self.scenario:
            self._compare(self.scenario["expect"], None, 0)

    def _open(self, given: Mapping[str, Any]) -> None:
        actor = actor_in(given.get("as") or next(iter(self.flow.opened_by), ENGINE))
        parent = self._open_parent(given["parent"]) if "parent" in given else None
        if self.failures:
            return
        outcome = self.theatre.open(
            self.flow.key,
            given.get("fields", {}),
            actor,
            holders=holders_of(self.flow, self.theatre.world.vacant),
            state=given.get("state"),
            parent=parent,
        )
        expected = given.get("expect")
        if isinstance(outcome, Refused):
            if expected is None or "refused" not in expected:
                self.fail(said(outcome))
                return
        else:
            self.case_id = outcome.after.id
        if expected is not None:
            self._compare(expected, outcome, 0)

    def _open_parent(self, given: Mapping[str, Any]) -> str | None:
        world = self.theatre.world
        above = world.newest(self.flow.parent or "").workflow
        outcome = self.theatre.open(
            above.key,
            given.get("fields", {}),
            actor_in(ENGINE),
            holders=holders_of(above, world.vacant),
            state=given["state"],
        )
        if isinstance(outcome, Refused):
            self.fail(said(outcome))
            return None
        return outcome.after.id

    def _play_step(self, step: Mapping[str, Any]) -> None:
        world = self.theatre.world
        letters = len(world.letters)
        outcome = next(do(self, step) for word, do in _STEPS.items() if word in step)
        expected = step.get("expect", {})
        if isinstance(outcome, Refused) and "refused" not in expected:
            self.fail(said(outcome))
        self._compare(expected, outcome, letters)

    def _compare(self, expected: Mapping[str, Any], outcome: Outcome | None, letters: int) -> None:
        played = Played(self.theatre, self.case_id, outcome, letters)
        for text in differences(expected, played):
            self.fail(text)

    def _target(self, step: Mapping[str, Any]) -> str:
        child = step.get("child")
        if child is None or self.case_id is None:
            return self.case_id or ""
        found = [
            each.id
            for each in self.theatre.world.children_of(self.case_id)
            if each.parent and each.parent.children == child
        ]
        number = int(step.get("number", 1))
        if not 1 <= number <= len(found):
            raise NoSuchChild(child=child, number=number, count=len(found))
        return found[number - 1]

    def open(self, step: Mapping[str, Any]) -> Outcome:
        below = self.flow.admits[step["open"]].workflow
        actor = actor_in(step.get("as", ENGINE))
        return self.theatre.open(below, step.get("fields", {}), actor, parent=self.case_id)

    def send(self, step: Mapping[str, Any]) -> Outcome:
        actor = actor_in(step.get("as", ENGINE))
        incoming = Incoming(step["event"], actor, step.get("input", {}))
        return self.theatre.send(self._target(step), incoming)

    def advance(self, step: Mapping[str, Any]) -> Outcome | None:
        self.theatre.play_until(moment_of(step["advance"], self.theatre.now, self.place))
        return None

    def reseat(self, step: Mapping[str, Any]) -> Outcome | None:
        """Change who sits in bodies, as the register of bodies does: the case is told at once."""
        seat(self.theatre.world, step["bodies"])
        if self.case_id is None or SEATS_CHANGED not in self.flow.events:
            return None
        return self.theatre.send(self.case_id, Incoming(SEATS_CHANGED, actor_in(ENGINE)))

    def decide(self, step: Mapping[str, Any]) -> Outcome:
        given = {"proposal": step["proposal"], "outcome": step["outcome"]}
        given |= {key: step[key] for key in ("resolution", "next_body") if key in step}
        actor = actor_in(ENGINE)
        return self.theatre.send(self._target(step), Incoming("decide", actor, given))


class NoSuchChild(NotFound):
    """There is no child {number} of “{child}”; there are {count}."""

    de = "Einen {number}. Teilvorgang „{child}“ gibt es nicht; es gibt {count}."


_STEPS: Mapping[str, Callable[[_Stage, Mapping[str, Any]], Outcome | None]] = {
    "event": _Stage.send,
    "open": _Stage.open,
    "advance": _Stage.advance,
    "proposal": _Stage.decide,
    "bodies": _Stage.reseat,
}


def actor_in(role: str) -> Actor:
    """Return whoever acts in a role of a scenario."""
    if role in (ENGINE, PUBLIC):
        return Actor(None, frozenset({role}))
    return Actor(f"person:{role}", frozenset({role, ANYONE, PUBLIC}))


def said(refused: Refused) -> Text:
    """Return a refusal as a sentence."""
    de = "; ".join(each.message.de for each in refused.reasons)
    en = "; ".join(each.message.en for each in refused.reasons)
    return Text(
        de=f"„{refused.event}“ wurde abgelehnt: {de}", en=f"“{refused.event}” was refused: {en}"
    )


def typed_settings(flow: Workflow, raw: Mapping[str, Any]) -> dict[str, object]:
    """Return settings of a workflow as its rules read them."""
    fields = {key: each.field for key, each in flow.settings.items()}
    typed, _ = convert_all(fields, raw, partial=True)
    return dict(typed)


def holders_of(flow: Workflow, vacant: frozenset[str]) -> dict[str, tuple[str, ...]]:
    """Return somebody for every role of a case that is not vacant."""
    return {
        key: (f"person:{key}",)
        for key, role in flow.roles.items()
        if role.held_by == "case" and key not in vacant
    }


def play_all(definitions: Mapping[str, Compiled], key: str, coverage: Coverage) -> Sequence[Result]:
    """Play every scenario of a workflow and count what they visit."""
    results = []
    for scenario in definitions[key].workflow.source.get("scenarios", ()):  # type: ignore[attr-defined]
        result = play(definitions, key, scenario)
        coverage.add(result.world)
        results.append(result)
    return results
