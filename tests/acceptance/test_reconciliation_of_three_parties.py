"""Three parties compare a draft: one agrees, one objects, one is silent, and it goes on."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from engine.deadlines.calendars import Place
from engine.services import case_lists, cases, clockwork
from engine.services.access import AS_OPERATOR
from engine.storage.queries import towns
from engine.storage.queries.cases import CaseFilter
from tests.live_town import CONCEPT, PROFILE, START, TOWN, LiveTown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.storage.queries.cases import CaseLine

BERLIN = ZoneInfo("Europe/Berlin")
PARTIES = ("Steuerungsgruppe", "Integrationsbeirat", "Leistungserbringer")


class Reconciliation:
    """A draft concept of 12 January 2026, with statements until Friday 27 February."""

    def __init__(self, town: LiveTown) -> None:
        self.town = town
        self.id = town.open("integration-concept", CONCEPT, state="draft")
        parties = [{"organisation": each} for each in PARTIES]
        given = {"draft": "Entwurf 1", "statements_until": "2026-02-27", "parties": parties}
        answer = town.send(self.id, "submit_draft", given)
        assert answer.accepted, [each.message.de for each in answer.reasons]

    def at(self, moment: str) -> None:
        """Let it be a local moment, and let the clock do what is due until then."""
        self.town.clock.move_to(datetime.fromisoformat(moment).replace(tzinfo=BERLIN))
        while clockwork.rungs(self.town.app, "holder").done:
            pass

    def of(self, party: str) -> CaseLine:
        wanted = CaseFilter(workflow="statement", parent=self.id)
        lines = case_lists.list_cases(self.town.app, TOWN, AS_OPERATOR, wanted)
        return next(each for each in lines if party in each.holders["party"])

    def say(self, party: str, event: str, **given: object) -> None:
        answer = self.town.send(self.of(party).id, event, given)
        assert answer.accepted, [each.message.de for each in answer.reasons]

    @property
    def state(self) -> str:
        return cases.show(self.town.app, TOWN, AS_OPERATOR, self.id).case.state


@pytest.fixture
def reconciliation(database_url: str) -> Iterator[Reconciliation]:
    town = LiveTown.founded(database_url)
    with town.app.database.write(TOWN, START) as unit:
        towns.change_town(unit, replace(PROFILE, place=Place("BY", "Memmingen")))
    yield Reconciliation(town)
    town.app.database.close()


def test_silence_is_recorded_and_an_objection_waits_for_its_note(
    reconciliation: Reconciliation,
) -> None:
    committee, council, providers = PARTIES
    reconciliation.at("2026-02-10 10:00")
    reconciliation.say(committee, "agree", text="Mit Dank")
    reconciliation.say(council, "object", text="Die Kosten der Kurse fehlen.")

    reconciliation.at("2026-02-27 23:30")
    assert reconciliation.of(providers).state == "requested"
    reconciliation.at("2026-02-28 00:30")
    assert reconciliation.of(providers).outcome == "no_statement"
    assert reconciliation.state == "reconciliation"

    early = reconciliation.town.send(reconciliation.id, "submit_paper", {"paper": "V 1/2026"})
    assert not early.accepted
    reconciliation.at("2026-03-04 10:00")
    reconciliation.say(council, "settle", note="Abschnitt 4 nennt jetzt die Kosten.", followed=True)

    assert reconciliation.state == "decision_paper"
    outcomes = [reconciliation.of(each).outcome for each in PARTIES]
    assert outcomes == ["agreed", "settled", "no_statement"]
    assert reconciliation.town.discrepancies() == []
