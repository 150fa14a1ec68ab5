"""Nobody invites to the yearly workshop: overdue, the ladder runs, and its date does not drift."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from engine.deadlines.calendars import Place
from engine.services import cases, clockwork, obligations, packages
from engine.services.access import AS_OPERATOR
from engine.storage.queries import outbox, towns
from tests.live_town import PROFILE, START, TOWN, LiveTown

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

BERLIN = ZoneInfo("Europe/Berlin")
ADOPTED = {
    "title": "Integrationskonzept",
    "mandate_body": "Stadtrat",
    "mandate_on": "2011-06-06",
    "mandate_number": "SR 40/2011",
    "mandate_text": "Ein Integrationskonzept wird erarbeitet.",
    "adopted_on": "2026-02-04",
    "published_on": "2026-03-04",
}


class Town:
    """A town that works by the package of Kaiserslautern, with its concept in implementation."""

    def __init__(self, town: LiveTown) -> None:
        self.town = town
        packages.take(town.app, TOWN, packages.shipped("kaiserslautern"))
        [self.concept] = town.open_many("integration-concept", "implementation", [(ADOPTED, {})])

    def on(self, day: str) -> None:
        """Let the clock tick at noon of a day, and as often as there is something to do."""
        moment = datetime.fromisoformat(f"{day} 12:00").replace(tzinfo=BERLIN)
        self.town.clock.move_to(moment)
        while clockwork.rungs(self.town.app, "holder").done:
            pass

    def do(self, case: str, event: str, **given: object) -> None:
        answer = self.town.send(case, event, given)
        assert answer.accepted, [each.message.de for each in answer.reasons]

    def due(self) -> list[tuple[int, date | None, bool]]:
        """Number, date and whether it is overdue of each workshop that is owed."""
        found = cases.show(self.town.app, TOWN, AS_OPERATOR, self.concept).case
        at = self.town.app.now()
        return [
            (each.number, each.due_on, each.is_overdue(at))
            for each in found.occurrences
            if each.obligation == "yearly_workshop"
        ]

    def agenda(self, body: str) -> list[str]:
        return [
            each.case.number for each in obligations.agenda(self.town.app, TOWN, AS_OPERATOR, body)
        ]


@pytest.fixture
def town(database_url: str) -> Iterator[Town]:
    live = LiveTown.founded(database_url)
    with live.app.database.write(TOWN, START) as unit:
        towns.change_town(unit, replace(PROFILE, place=Place("RP", "Kaiserslautern")))
    yield Town(live)
    live.app.database.close()


def dates(town: Town) -> list[tuple[int, str, bool]]:
    return [(number, str(day), overdue) for number, day, overdue in town.due()]


def test_the_ladder_leads_to_the_committee_and_the_council(town: Town) -> None:
    town.on("2027-03-04")
    assert dates(town) == [(1, "2027-03-04", False)]
    assert town.agenda("steering_group") == []

    town.on("2027-03-09")
    assert dates(town) == [(1, "2027-03-04", True), (2, "2028-03-06", False)]
    assert "overdue" in {each.letter.message for each in letters(town)}

    town.on("2027-03-18")
    assert town.agenda("steering_group") == ["K-01"]
    assert town.agenda("council") == []

    town.on("2027-05-04")
    assert town.agenda("council") == ["K-01"]


def test_a_late_workshop_serves_and_the_next_date_stays_where_it_was(town: Town) -> None:
    town.on("2027-05-04")
    town.do(town.concept, "begin_evaluation")
    [workshop] = [each for each in town.town.cases() if each != town.concept]
    town.do(workshop, "invite", workshop_on="2027-06-12")
    town.on("2027-06-12")
    town.do(workshop, "record", held_on="2027-06-12", participants=80, volunteers=45)

    assert dates(town) == [(2, "2028-03-06", False)]

    town.on("2028-03-07")
    assert dates(town)[0] == (2, "2028-03-06", True)
    assert dates(town)[-1] == (3, "2029-03-05", False)


def letters(town: Town) -> list[outbox.Delivery]:
    with town.town.app.database.read(TOWN, town.town.app.now()) as unit:
        return list(outbox.deliveries_of(unit, town.concept))
