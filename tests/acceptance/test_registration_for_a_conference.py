"""Registration for a conference of May 2019: until local midnight, by telephone, then forgotten."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest

from engine.clock import VirtualClock
from engine.lifecycle.errors import CaseNotFound
from engine.services import case_lists, cases, clockwork, events
from engine.services.access import AS_OPERATOR, NOBODY
from engine.services.intents import OpenCase, Who
from engine.storage.queries.cases import CaseFilter
from tests.live_town import OFFICE, TOWN, LiveTown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.services.answers import Answer

BERLIN = ZoneInfo("Europe/Berlin")
PUBLIC = Who(is_public=True)


class Conference:
    """A kick-off conference on Monday 20 May 2019, with registration until Friday 10 May."""

    def __init__(self, town: LiveTown) -> None:
        self.town = town
        self.id = town.open("event", {"title": "Auftaktkonferenz", "kind": "kick_off"})
        confirmed = {"starts_on": "2019-05-20", "weekday": "monday", "time": "17:00",
                     "minutes": 180, "venue": "Museum"}  # fmt: skip
        self.do("confirm", confirmed)
        self.do("invite", {"channels": "Presse"})
        self.do("open_registration", {"registration_until": "2019-05-10", "weekday": "friday"})

    def do(self, event: str, given: dict[str, Any]) -> None:
        answer = self.town.send(self.id, event, given)
        assert answer.accepted, [each.message.de for each in answer.reasons]

    def at(self, moment: str) -> None:
        """Let it be a local moment, and let the clock do what is due until then."""
        self.town.clock.move_to(datetime.fromisoformat(moment).replace(tzinfo=BERLIN))
        while clockwork.rungs(self.town.app, "holder").done:
            pass

    def register(self, name: str, who: Who = PUBLIC, **more: Any) -> Answer:
        fields = {"name": name, "contact": f"{name}@example.org", "needs": "Halal", **more}
        intent = OpenCase(TOWN, "registration", fields, who, parent=self.id)
        return events.open_case(self.town.app, intent)

    def data(self, case: str | None) -> dict[str, Any]:
        assert case is not None
        return dict(cases.show(self.town.app, TOWN, AS_OPERATOR, case).case.data)


@pytest.fixture
def conference(database_url: str) -> Iterator[Conference]:
    clock = VirtualClock(datetime(2019, 4, 1, 9, tzinfo=BERLIN))
    town = LiveTown.founded(database_url, clock)
    yield Conference(town)
    town.app.database.close()


def test_the_last_one_in_time_and_the_first_one_late(conference: Conference) -> None:
    conference.at("2019-05-10 23:59:30")
    in_time = conference.register("anna")
    conference.at("2019-05-11 00:30:00")
    late = conference.register("bert")

    assert (in_time.state, late.state) == ("accepted", "late")
    assert [conference.data(each.case)["late"] for each in (in_time, late)] == [False, True]
    event = cases.show(conference.town.app, TOWN, AS_OPERATOR, conference.id).case
    assert event.state == "registration_closed"
    accepted = conference.town.send(str(late.case), "accept_late")
    assert accepted.state == "accepted"
    assert conference.data(late.case)["late"] is True


def test_whoever_calls_is_entered_by_the_office(conference: Conference) -> None:
    conference.at("2019-05-06 10:00:00")

    answer = conference.register("carla", OFFICE, channel="telephone", contact="05 71 / 89-0")

    assert answer.accepted
    past = cases.past(conference.town.app, TOWN, AS_OPERATOR, str(answer.case))
    assert past.events[0].actor == "operator:coordination"
    assert past.case.data["channel"] == "telephone"


def test_nobody_registers_before_or_instead_of_somebody_who_may(conference: Conference) -> None:
    conference.at("2019-05-06 10:00:00")
    conference.do("cancel", {"reason": "Sturm", "informed": "Telefon"})

    answer = conference.register("dora")

    assert [each.code for each in answer.reasons] == ["parent"]


def test_names_go_when_the_purpose_has_ended(conference: Conference) -> None:
    conference.at("2019-05-06 10:00:00")
    case = str(conference.register("anna").case)
    conference.at("2019-05-21 09:00:00")
    attendance = [{"group": "Öffentlichkeit", "count": 150}]
    given = {"held_on": "2019-05-20", "attended": 210, "attendance": attendance}
    conference.do("record", given)
    assert conference.data(case)["name"] == "anna"

    conference.at("2019-05-29 09:00:00")
    clockwork.pruning(conference.town.app, "holder")
    after_a_week = conference.data(case)
    conference.at("2019-08-22 09:00:00")
    clockwork.pruning(conference.town.app, "holder")
    after_three_months = conference.data(case)

    assert (after_a_week["name"], after_a_week["needs"]) == ("anna", None)
    assert (after_three_months["name"], after_three_months["contact"]) == ("–", None)
    assert after_three_months["persons"] == 1
    assert conference.town.discrepancies() == []
    everything = str(cases.past(conference.town.app, TOWN, AS_OPERATOR, case))
    assert "anna" not in everything
    assert "Halal" not in everything


def test_the_public_sees_the_conference_and_no_registration(conference: Conference) -> None:
    conference.at("2019-05-06 10:00:00")
    case = str(conference.register("anna").case)
    shown = cases.show(conference.town.app, TOWN, NOBODY, conference.id).case

    assert shown.data["venue"] == "Museum"
    assert "channels" not in shown.data
    with pytest.raises(CaseNotFound):
        cases.show(conference.town.app, TOWN, NOBODY, case)


def test_the_last_places_are_given_once_however_many_want_them(conference: Conference) -> None:
    conference.at("2019-05-06 10:00:00")
    conference.do("change_places", {"capacity": 3})

    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(conference.register, [f"person{n}" for n in range(8)]))

    states = sorted(str(each.state) for each in answers)
    assert states == ["accepted"] * 3 + ["waiting"] * 5
    first = next(each for each in answers if each.state == "accepted")
    conference.town.send(str(first.case), "withdraw")
    wanted = CaseFilter(workflow="registration", states=("accepted",))
    found = case_lists.list_cases(conference.town.app, TOWN, AS_OPERATOR, wanted)
    assert len(found) == 3
    assert conference.town.discrepancies() == []
