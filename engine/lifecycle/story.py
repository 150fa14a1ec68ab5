"""Stories: scenarios across cases that a package carries, played in memory like any other."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from engine.deadlines.places import parse_place
from engine.definition.model import ENGINE
from engine.errors import EngineError, NotFound
from engine.lifecycle.circumstances import Incoming
from engine.lifecycle.expectations import Played, differences
from engine.lifecycle.given_bodies import seat
from engine.lifecycle.memory import MemoryWorld
from engine.lifecycle.outcome import Outcome, Refused
from engine.lifecycle.scenario import (
    DEFAULT_PLACE,
    Failure,
    Result,
    actor_in,
    holders_of,
    moment_of,
    said,
    typed_settings,
)
from engine.lifecycle.seats import SEATS_CHANGED
from engine.lifecycle.theatre import Theatre

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from engine.definition.package import Package
    from engine.findings import Text
    from engine.lifecycle.machine import Compiled

    Raw = Mapping[str, Any]

BEGINNING = "2026-01-12 09:00"


class CaseUnnamed(NotFound):
    """The story has not called any case “{name}” so far."""

    de = "Die Geschichte hat bisher keinen Vorgang „{name}“ genannt."


class NoSuchCase(NotFound):
    """There is no {number}. case of “{of}” by “{way}”; there are {count}."""

    de = "Einen {number}. Vorgang zu „{of}“ über „{way}“ gibt es nicht; es gibt {count}."


def play_story(package: Package, definitions: Mapping[str, Compiled], story: Raw) -> Result:
    """Play one story of a package.

    Args:
        package: Whose settings hold, and where it plays unless the story says otherwise.
        definitions: The workflows of the package, by key.
        story: As in the document; its shape has been checked by the schema.
    """
    title = str(story.get("title", ""))
    try:
        stage = _Stage.of(package, definitions, story)
    except EngineError as error:
        nothing = MemoryWorld(definitions, DEFAULT_PLACE)
        return Result(title, (Failure(0, error.text),), nothing)
    stage.play(story["steps"])
    return Result(title, tuple(stage.failures), stage.theatre.world)


@dataclass(slots=True)
class _Stage:
    theatre: Theatre
    cases: dict[str, str] = field(default_factory=dict)
    """Ids by the names that the story has given."""
    failures: list[Failure] = field(default_factory=list)
    step: int = 0

    @classmethod
    def of(cls, package: Package, definitions: Mapping[str, Compiled], story: Raw) -> _Stage:
        given = story.get("given", {})
        raw_place = story.get("place", package.place)
        place = parse_place(dict(raw_place)) if raw_place else DEFAULT_PLACE
        theirs = given.get("settings", {})
        settings = {
            key: typed_settings(
                each.workflow, {**package.settings.get(key, {}), **theirs.get(key, {})}
            )
            for key, each in definitions.items()
        }
        vacant = frozenset(given.get("vacant", ()))
        world = MemoryWorld(definitions, place, settings=settings, vacant=vacant)
        seat(world, given.get("bodies", {}))
        return cls(Theatre(world, moment_of(str(given.get("at", BEGINNING)), None, place)))

    def play(self, steps: Iterable[Raw]) -> None:
        """Play step after step; one that cannot be played ends the story."""
        for number, step in enumerate(steps, 1):
            self.step = number
            try:
                self._play_step(step)
            except EngineError as error:
                self.fail(error.text)
                return

    def fail(self, text: Text) -> None:
        self.failures.append(Failure(self.step, text))

    def _play_step(self, step: Raw) -> None:
        letters = len(self.theatre.world.letters)
        outcome, name = next(do(self, step) for word, do in _STEPS.items() if word in step)
        expected = step.get("expect", {})
        if isinstance(outcome, Refused) and "refused" not in expected:
            self.fail(said(outcome))
        if expected:
            self._compare(expected, Played(self.theatre, self.cases.get(name), outcome, letters))
        for each, wanted in step.get("cases", {}).items():
            self._compare(wanted, Played(self.theatre, self.named(each), None, letters))

    def _compare(self, expected: Raw, played: Played) -> None:
        for text in differences(expected, played):
            self.fail(text)

    def named(self, name: str) -> str:
        """Return the id of the case that the story calls so."""
        if name not in self.cases:
            raise CaseUnnamed(name=name)
        return self.cases[name]

    def open(self, step: Raw) -> tuple[Outcome | None, str]:
        world = self.theatre.world
        flow = world.newest(step["open"]).workflow
        actor = actor_in(step.get("as") or next(iter(flow.opened_by), ENGINE))
        outcome = self.theatre.open(
            flow.key,
            step.get("fields", {}),
            actor,
            holders=holders_of(flow, world.vacant),
            state=step.get("state"),
            parent=self.named(step["parent"]) if "parent" in step else None,
        )
        if not isinstance(outcome, Refused):
            self.cases[step["name"]] = outcome.after.id
            links = step.get("links", {}).items()
            world.links.extend((outcome.after.id, kind, self.named(to)) for kind, to in links)
        return outcome, step["name"]

    def call(self, step: Raw) -> tuple[Outcome | None, str]:
        opener = self.named(step["of"])
        world = self.theatre.world
        way = step.get("child") or step.get("link", "")
        if "child" in step:
            children = world.children_of(opener)
            found = [each.id for each in children if each.parent and each.parent.children == way]
        else:
            found = [one for one, kind, to in world.links if (kind, to) == (way, opener)]
        number = int(step.get("number", 1))
        if not 1 <= number <= len(found):
            raise NoSuchCase(number=number, of=step["of"], way=way, count=len(found))
        self.cases[step["call"]] = found[number - 1]
        return None, step["call"]

    def send(self, step: Raw) -> tuple[Outcome | None, str]:
        actor = actor_in(step.get("as", ENGINE))
        incoming = Incoming(step["event"], actor, step.get("input", {}))
        return self.theatre.send(self.named(step["case"]), incoming), step["case"]

    def advance(self, step: Raw) -> tuple[Outcome | None, str]:
        place = self.theatre.world.place
        self.theatre.play_until(moment_of(step["advance"], self.theatre.now, place))
        return None, ""

    def reseat(self, step: Raw) -> tuple[Outcome | None, str]:
        seat(self.theatre.world, step["bodies"])
        if "case" not in step:
            return None, ""
        incoming = Incoming(SEATS_CHANGED, actor_in(ENGINE))
        return self.theatre.send(self.named(step["case"]), incoming), step["case"]

    def decide(self, step: Raw) -> tuple[Outcome | None, str]:
        names = ("proposal", "outcome", "resolution")
        given = {name: step[name] for name in names if name in step}
        incoming = Incoming("decide", actor_in(ENGINE), given)
        return self.theatre.send(self.named(step["case"]), incoming), step["case"]


_STEPS: Mapping[str, Callable[[_Stage, Raw], tuple[Outcome | None, str]]] = {
    "open": _Stage.open,
    "call": _Stage.call,
    "event": _Stage.send,
    "advance": _Stage.advance,
    "proposal": _Stage.decide,
    "bodies": _Stage.reseat,
}
