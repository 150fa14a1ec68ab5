"""A funding round with its real dates: 50,000 EUR, call until Tuesday 31 March 2026."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest

from engine.deadlines.calendars import Place
from engine.services import case_lists, cases, clockwork, obligations
from engine.services.access import AS_OPERATOR
from engine.services.events import open_case
from engine.services.intents import OpenCase, Who
from engine.storage.queries import towns
from engine.storage.queries.cases import CaseFilter
from tests.live_town import OFFICE, PROFILE, START, TOWN, LiveTown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from engine.lifecycle.case import Case
    from engine.services.answers import Answer

BERLIN = ZoneInfo("Europe/Berlin")
APPLICANT = Who(role="applicant")
CAP = 5_000_000
"""50,000 EUR in cents."""
CALL = {"call_until": "2026-03-31", "decide_by": "2026-04-30", "finish_by": "2026-12-31"}


def form(requested: int) -> dict[str, Any]:
    return {
        "purpose": "Begleitung zu Ämtern",
        "costs": [{"item": "Honorare", "amount": requested}],
        "own_money": 0,
        "requested": requested,
        "form": True,
        "starts_on": "2026-05-01",
        "ends_on": "2026-12-31",
    }


class Round:
    """The round, called, with what its office and its applicants do."""

    def __init__(self, town: LiveTown) -> None:
        self.town = town
        self.at("2026-02-02 09:00")
        self.id = town.open("funding-round", {"title": "Projekte 2026", "year": 2026})
        self.do(self.id, "publish_call", CALL)

    def at(self, moment: str) -> None:
        """Let it be a local moment; nothing ticks."""
        self.town.clock.move_to(datetime.fromisoformat(moment).replace(tzinfo=BERLIN))

    def tick(self) -> None:
        while clockwork.rungs(self.town.app, "holder").done:
            pass

    def do(self, case: str, event: str, given: Any = None, who: Who = OFFICE) -> Answer:
        answer = self.town.send(case, event, given, who=who)
        assert answer.accepted, [each.message.de for each in answer.reasons]
        return answer

    def apply(self, applicant: str) -> Answer:
        fields = {"title": f"Projekt {applicant}", "applicant": applicant}
        intent = OpenCase(TOWN, "grant-application", fields, OFFICE, parent=self.id)
        return open_case(self.town.app, intent)

    def applied(self, applicant: str, requested: int) -> str:
        """Return a complete application, submitted in time."""
        case = self.apply(applicant).case
        assert case is not None
        self.do(case, "fill_in", form(requested), APPLICANT)
        self.do(case, "submit", {}, APPLICANT)
        return case

    def ready(self, *requests: int) -> list[str]:
        """Return applications that the committee has before it in April."""
        self.at("2026-03-16 10:00")
        found = [self.applied(f"Verein {n}", each) for n, each in enumerate(requests, 1)]
        self.at("2026-04-01 08:00")
        self.tick()
        for each, requested in zip(found, requests, strict=True):
            self.do(each, "admit")
            self.do(each, "propose_grant", {"amount": requested})
        self.at("2026-04-29 18:00")
        return found

    def vote(self, case: str, outcome: str = "adopted") -> Answer:
        given = {"proposal": "grant", "outcome": outcome, "resolution": "BA 2/2026"}
        return self.town.send(case, "decide", given)

    def case(self, case: str) -> Case:
        return cases.show(self.town.app, TOWN, AS_OPERATOR, case).case

    def granted(self) -> int:
        wanted = CaseFilter(workflow="grant-application")
        lines = case_lists.list_cases(self.town.app, TOWN, AS_OPERATOR, wanted)
        return sum(int(str(self.case(each.id).data["granted"])) for each in lines)


@pytest.fixture
def round_(database_url: str) -> Iterator[Round]:
    town = LiveTown.founded(database_url)
    with town.app.database.write(TOWN, START) as unit:
        towns.change_town(unit, replace(PROFILE, place=Place("RP", "Kaiserslautern")))
    yield Round(town)
    town.app.database.close()


def at_once(*actions: Callable[[], Any]) -> list[Any]:
    start = threading.Barrier(len(actions))

    def act(action: Callable[[], Any]) -> Any:
        start.wait()
        return action()

    with ThreadPoolExecutor(len(actions)) as threads:
        return [each.result() for each in [threads.submit(act, action) for action in actions]]


def subjects(answer: Answer) -> set[str | None]:
    return {each.subject for each in answer.reasons}


def test_the_call_ends_at_midnight_whether_or_not_anything_ticks(round_: Round) -> None:
    round_.at("2026-03-31 23:59:30")
    case = round_.apply("Verein Pünktlich").case
    assert case is not None
    round_.do(case, "fill_in", form(100_000), APPLICANT)
    other = round_.applied("Verein Auf die Minute", 200_000)

    round_.at("2026-04-01 00:00:30")
    late, unfinished = round_.apply("Verein Spät"), round_.town.send(case, "submit", who=APPLICANT)

    assert subjects(late) == {"late"}
    assert subjects(unfinished) == {"late"}
    round_.tick()
    assert round_.case(round_.id).state == "advice"
    assert round_.case(case).state == "lapsed"
    assert round_.case(other).state == "submitted"
    assert [each.code for each in round_.apply("Verein Spät").reasons] == ["parent"]


def test_an_incomplete_form_is_blocked_with_everything_that_is_missing(round_: Round) -> None:
    round_.at("2026-03-02 10:00")
    case = round_.apply("Verein Brücke").case
    assert case is not None

    empty = round_.town.send(case, "submit", who=APPLICANT)
    round_.do(case, "fill_in", {**form(900_000), "form": False}, APPLICANT)
    unsigned = round_.town.send(case, "submit", who=APPLICANT)

    assert subjects(empty) == {"form", "purpose", "cost-statement", "amount", "period"}
    assert subjects(unsigned) == {"form"}
    assert round_.case(case).state == "draft"


def test_no_more_is_granted_than_the_cap_and_what_is_left_over_waits(round_: Round) -> None:
    one, two, three = round_.ready(3_000_000, 2_500_000, 2_000_000)

    for each in (one, two, three):
        assert round_.vote(each).accepted

    states = [round_.case(each).state for each in (one, two, three)]
    assert states == ["granted", "waiting", "granted"]
    assert round_.granted() == CAP


def test_two_grants_at_the_same_moment_do_not_pass_the_cap(round_: Round) -> None:
    found = round_.ready(2_600_000, 2_600_000, 2_600_000, 2_600_000)

    answers = at_once(*(lambda case=each: round_.vote(case) for each in found))

    assert all(each.accepted for each in answers)
    states = sorted(round_.case(each).state for each in found)
    assert states == ["granted", "waiting", "waiting", "waiting"]
    assert round_.granted() <= CAP


def test_whoever_gets_a_grant_owes_a_proof_of_use(round_: Round) -> None:
    (case,) = round_.ready(1_000_000)

    round_.vote(case)

    (told,) = obligations.why(round_.town.app, TOWN, AS_OPERATOR, f"{case}/prove_use")
    assert told.occurrence.owner == "applicant"
    assert told.occurrence.due_on == date(2027, 3, 31)
    (finish,) = obligations.why(round_.town.app, TOWN, AS_OPERATOR, f"{case}/finish_project")
    assert finish.occurrence.due_on == date(2026, 12, 31)


def test_money_that_becomes_free_goes_to_whoever_waits(round_: Round) -> None:
    one, two = round_.ready(4_000_000, 3_000_000)
    round_.vote(one)
    round_.vote(two)
    assert round_.case(two).state == "waiting"

    round_.do(one, "withdraw", {"reason": "Andere Förderung"}, APPLICANT)
    round_.do(two, "propose_grant", {"amount": 3_000_000})
    round_.vote(two)

    assert round_.case(two).state == "granted"
    round_.do(round_.id, "skip_advice", {"reason": "Schriftlich beraten"})
    round_.do(round_.id, "conclude", {"resolution": "BA 3/2026"})
    assert round_.case(round_.id).data["granted"] == 3_000_000


def test_the_whole_year_to_the_account(round_: Round) -> None:
    one, two = round_.ready(3_000_000, 2_000_000)
    round_.do(
        round_.id,
        "recommend",
        {"advice_on": "2026-04-18", "participants": 40, "recommendation": "Beide fördern"},
    )
    round_.vote(one)
    round_.vote(two)
    round_.do(round_.id, "conclude", {"resolution": "BA 2/2026 vom 29.04.2026"})
    round_.at("2026-12-18 10:00")
    for each in (one, two):
        round_.do(each, "finish", {"finished_on": "2026-12-12"}, APPLICANT)
    round_.at("2027-04-16 09:00")
    round_.tick()

    open_items = [each.body for each in round_.case(one).items]
    assert open_items == ["steering_group"], "nobody has proved the use by 31 March 2027"
    for each, spent in ((one, 3_000_000), (two, 2_000_000)):
        round_.do(each, "prove", {"spent": spent, "proof": "Bericht, Belege"}, APPLICANT)
        round_.do(each, "accept_proof")
    round_.do(round_.id, "account", {"report": "Zwei Projekte."})

    account = round_.case(round_.id)
    assert account.outcome == "accounted"
    assert (account.data["granted"], account.data["spent"]) == (CAP, CAP)
    assert round_.town.discrepancies() == []
