"""From the card on the board to the measure, and back: nothing that was said gets lost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from engine.lifecycle.errors import CaseNotFound
from engine.services import cases, events, trace
from engine.services.access import AS_OPERATOR, NOBODY
from engine.services.intents import OpenCase, Who
from engine.storage.queries import directory
from tests.live_town import START, TOWN, LiveTown

if TYPE_CHECKING:
    from collections.abc import Iterator

PUBLIC = Who(is_public=True)


class Workshop:
    """A workshop, what was said at it, and the plan that takes it up."""

    def __init__(self, town: LiveTown) -> None:
        self.town = town
        held = {"starts_on": "2026-01-10", "held_on": "2026-01-10", "attended": 60}
        fields = {"title": "Workshop 3", "kind": "workshop", **held}
        self.id = town.open("event", fields, state="held")

    def do(self, case: str, event: str, **given: Any) -> None:
        answer = self.town.send(case, event, given)
        assert answer.accepted, [each.message.de for each in answer.reasons]

    def card(self, title: str, **more: Any) -> str:
        fields = {"title": title, "kind": "recommendation", "from": self.id,
                  "sheet": "Pinnwand 3, Karte 12", **more}  # fmt: skip
        return self.town.open("contribution", fields)

    def number(self, case: str) -> str:
        return cases.show(self.town.app, TOWN, AS_OPERATOR, case).case.number

    def back(self, case: str) -> list[tuple[str, str | None]]:
        found = trace.back(self.town.app, TOWN, AS_OPERATOR, case).stops
        return [(each.title, each.link) for each in found]

    def forward(self, case: str) -> list[tuple[str, str | None]]:
        found = trace.forward(self.town.app, TOWN, AS_OPERATOR, case).stops
        return [(each.title, each.link) for each in found]


@pytest.fixture
def workshop(database_url: str) -> Iterator[Workshop]:
    town = LiveTown.founded(database_url)
    yield Workshop(town)
    town.app.database.close()


def test_a_recommendation_becomes_a_measure_and_the_measure_knows_its_card(
    workshop: Workshop,
) -> None:
    first, second = workshop.card("Lesepaten"), workshop.card("Vorlesen am Samstag")
    for each in (first, second):
        workshop.do(each, "consider", area="Bildung")
    workshop.do(second, "bundle", into=workshop.number(first))
    workshop.do(first, "become_measure")

    [measure] = trace.forward(workshop.town.app, TOWN, AS_OPERATOR, first).ends
    assert (measure.workflow, measure.title) == ("measure", "Lesepaten")
    assert workshop.forward(second) == [
        ("Lesepaten", "bundled_into"),
        ("Lesepaten", "source"),
    ]
    assert workshop.back(measure.case) == [
        ("Lesepaten", "source"),
        ("Workshop 3", "source"),
        ("Vorlesen am Samstag", "bundled_into"),
    ]
    found = {title for title, _ in workshop.forward(workshop.id)}
    assert found == {"Lesepaten", "Vorlesen am Samstag"}


def test_a_measure_named_by_hand_leads_back_past_its_goal(workshop: Workshop) -> None:
    need = workshop.card("Viele Kinder sprechen kein Deutsch", kind="need")
    goal = workshop.town.open(
        "plan-element",
        {"title": "Sprache", "kind": "goal", "sources": [{"case": workshop.number(need)}]},
    )
    measure = workshop.town.open(
        "measure", {"title": "Lesepaten", "area": "Bildung", "goal": workshop.number(goal)}
    )

    assert workshop.back(measure) == [
        ("Sprache", "part_of"),
        ("Viele Kinder sprechen kein Deutsch", "source"),
        ("Workshop 3", "source"),
    ]
    assert workshop.forward(need) == [("Sprache", "source")]


def test_what_each_municipality_brought_in_stays_visible(workshop: Workshop) -> None:
    with workshop.town.app.database.write(TOWN, START) as unit:
        directory.put_organisation(unit, "musterbach", "Gemeinde Musterbach")
        directory.put_organisation(unit, "neudorf", "Gemeinde Neudorf")
    first = workshop.card("Gemeinsame Kurse", origin="municipality", organisation="musterbach")
    second = workshop.card("Kurse am Abend", origin="municipality", organisation="neudorf")
    for each in (first, second):
        workshop.do(each, "consider", area="Sprache")
    workshop.do(second, "bundle", into=workshop.number(first))
    workshop.do(first, "become_measure")

    [measure] = trace.forward(workshop.town.app, TOWN, AS_OPERATOR, second).ends
    trail = trace.back(workshop.town.app, TOWN, AS_OPERATOR, measure.case).stops

    brought_in = {
        cases.show(workshop.town.app, TOWN, NOBODY, each.case).case.data["organisation"]
        for each in trail
        if each.workflow == "contribution"
    }
    assert brought_in == {"musterbach", "neudorf"}


def test_whoever_has_no_account_follows_it_by_its_reference(workshop: Workshop) -> None:
    fields = {"title": "Bänke am Spielplatz", "contributor": "Erika Muster"}
    opened = events.open_case(workshop.town.app, OpenCase(TOWN, "contribution", fields, PUBLIC))
    reference = str(opened.case)
    received = trace.follow(workshop.town.app, TOWN, reference)
    workshop.do(reference, "consider", area="Wohnumfeld", note="Rückfrage beim Bauhof")
    workshop.do(reference, "not_take", reason="Die Fläche gehört nicht der Stadt.")

    told = trace.follow(workshop.town.app, TOWN, reference)

    assert received.start.state_title.de == "Eingegangen"
    assert told.start.outcome == "not_taken"
    assert told.values["reason"] == "Die Fläche gehört nicht der Stadt."
    assert "Muster" not in str(told)
    assert "Bauhof" not in str(told)
    with pytest.raises(CaseNotFound):
        trace.follow(workshop.town.app, TOWN, str(opened.number))
    with pytest.raises(CaseNotFound):
        trace.follow(workshop.town.app, TOWN, workshop.id)


def test_the_public_goes_only_where_it_may_see(workshop: Workshop) -> None:
    card = workshop.card("Lesepaten")
    with pytest.raises(CaseNotFound):
        trace.back(workshop.town.app, TOWN, NOBODY, card)
    workshop.do(card, "consider", area="Bildung")
    workshop.do(card, "become_measure")

    back = trace.back(workshop.town.app, TOWN, NOBODY, card)
    forward = trace.forward(workshop.town.app, TOWN, NOBODY, card)

    assert [each.title for each in back.stops] == ["Workshop 3"]
    assert forward.stops == ()  # the measure is only proposed


def test_what_becomes_of_a_contribution_is_not_for_the_public_to_say(workshop: Workshop) -> None:
    fields = {"title": "Bänke", "taken_up_in": workshop.id}

    answer = events.open_case(workshop.town.app, OpenCase(TOWN, "contribution", fields, PUBLIC))

    assert [each.subject for each in answer.reasons] == ["open-ended"]
