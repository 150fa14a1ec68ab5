"""The life of a body where its rules look at the concept and at measures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from engine.deadlines.calendars import Place
from engine.lifecycle.circumstances import Incoming, person
from engine.lifecycle.memory import MemoryWorld
from engine.lifecycle.outcome import Accepted, Refused
from engine.lifecycle.scenario import moment_of
from engine.lifecycle.seats import SEATS_CHANGED, Body, Holding, Seat
from engine.lifecycle.theatre import Theatre

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.findings import Text
    from engine.lifecycle.machine import Compiled

PLACE = Place("RP", "Kaiserslautern")
OFFICE = person("ada", "coordination")


class Scene:
    """A body beside a concept with two fields of action and a measure with an addressee."""

    def __init__(self, definitions: Mapping[str, Compiled], title: Text) -> None:
        world = MemoryWorld(definitions, PLACE)
        world.bodies["board"] = Body("board", title)
        self.world = world
        self.theatre = Theatre(world, moment_of("2026-01-12 09:00", None, PLACE))
        areas = [{"title": "Sprache"}, {"title": "Bildung"}]
        self.opened("integration-concept", title="Konzept", areas=areas)
        vhs = [{"organisation": "Volkshochschule", "kind": "regular"}]
        self.opened("measure", title="Sprachcafé", area="Sprache", addressees=vhs)

    def opened(self, key: str, **fields: Any) -> str:
        outcome = self.theatre.open(key, fields, OFFICE)
        assert isinstance(outcome, Accepted), [each.message.en for each in outcome.reasons]
        return outcome.after.id

    def body(self, **needs: Any) -> str:
        case = self.opened("body", title="Begleitgremium", body="board", **needs)
        self.theatre.send(case, Incoming("constitute", OFFICE, {"founded_on": "2026-01-12"}))
        return case

    def sits(self, case: str, **stands_for: str) -> str:
        seats = [
            Seat(name, "board", stands_for=((kind, name),), holdings=(Holding(f"person-{name}"),))
            for name, kind in stands_for.items()
        ]
        self.world.seats["board"] = seats
        self.theatre.send(case, Incoming(SEATS_CHANGED, person("x", "engine")))
        return self.world.load(case).state

    def lacks(self, case: str) -> list[str | None]:
        outcome = self.theatre.send(case, Incoming("check", OFFICE))
        assert isinstance(outcome, Refused)
        return [each.subject for each in outcome.reasons]


@pytest.fixture
def scene(definitions: Mapping[str, Compiled]) -> Scene:
    return Scene(definitions, definitions["body"].workflow.title)


def test_every_field_of_action_has_to_have_its_seat(scene: Scene) -> None:
    case = scene.body(every_area=True)

    assert scene.sits(case, Sprache="field") == "incomplete"
    assert scene.lacks(case) == ["every-area"]
    assert scene.sits(case, Sprache="field", Bildung="field") == "complete"


def test_every_addressee_has_to_have_its_seat(scene: Scene) -> None:
    case = scene.body(addressees=True)

    assert scene.lacks(case) == ["addressees"]
    assert scene.sits(case, Volkshochschule="organisation") == "complete"


def test_a_field_that_is_added_is_missed_at_the_next_look(scene: Scene) -> None:
    case = scene.body(every_area=True)
    assert scene.sits(case, Sprache="field", Bildung="field") == "complete"
    scene.opened("integration-concept", title="Fortschreibung", areas=[{"title": "Gesundheit"}])

    scene.theatre.play_until(moment_of("2026-01-27 09:00", None, PLACE))

    assert scene.world.load(case).state == "incomplete"
    assert scene.lacks(case) == ["every-area"]
