"""What is kept in memory for pages of large towns is no older than it may be."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from engine.services import board, events, overviews
from engine.services.access import AS_OPERATOR, Reader
from engine.services.intents import OpenCase, SubmitEvent, Who
from engine.storage import known
from tests.integration.storage.stage import statements
from tests.live_town import MEASURE

if TYPE_CHECKING:
    import pytest

    from tests.web.client import Client
    from tests.web.town import SmallTown

LIBRARIAN, OFFICE = Reader("librarian"), Reader("office")
REPORT = {"text": "Acht Treffpunkte.", "progress": 40, "rating": "green"}


def owed(town: SmallTown, reader: Reader) -> list[str]:
    found = board.board_of(town.app, town.tenant, reader)
    return [f"{each.duty.case.number} {each.duty.occurrence.key}" for each in found]


def report(town: SmallTown, case: str, person: str = "librarian") -> None:
    sent = SubmitEvent(town.tenant, case, "report", Who(person), REPORT)
    answer = events.send(town.app, sent)
    assert answer.accepted, answer.reasons


def opened(town: SmallTown) -> str:
    asked = OpenCase(town.tenant, "measure", MEASURE, Who("office"), state="in_progress")
    answer = events.open_case(town.app, asked)
    assert answer.case is not None, answer.reasons
    return answer.case


def test_what_is_done_is_gone_at_once(town: SmallTown) -> None:
    before = owed(town, LIBRARIAN)
    assert "M-0001 progress_report.1.1" in before
    assert owed(town, LIBRARIAN) == before
    report(town, events_case(town, before))
    assert "M-0001 progress_report.1.1" not in owed(town, LIBRARIAN)


def events_case(town: SmallTown, lines: list[str]) -> str:
    found = board.board_of(town.app, town.tenant, LIBRARIAN)
    wanted = lines[0].split()[0]
    return next(each.duty.case.id for each in found if each.duty.case.number == wanted)


def test_the_second_look_says_the_same_as_the_first(town: SmallTown) -> None:
    first = board.board_of(town.app, town.tenant, OFFICE)
    again = board.board_of(town.app, town.tenant, OFFICE)
    assert first
    assert again == first


def test_what_becomes_overdue_is_so_from_the_very_moment(town: SmallTown) -> None:
    found = board.board_of(town.app, town.tenant, LIBRARIAN)
    coming = next(each for each in found if not each.is_overdue and each.duty.occurrence.due_at)
    due_at = coming.duty.occurrence.due_at
    assert due_at is not None
    for moment, late in ((due_at - timedelta(seconds=1), False), (due_at, True)):
        town.clock.move_to(moment)
        found = board.board_of(town.app, town.tenant, LIBRARIAN)
        same = next(each for each in found if each.duty.key == coming.duty.key)
        assert same.is_overdue is late


def test_a_gap_is_owed_by_who_steps_in_until_somebody_holds_the_role(town: SmallTown) -> None:
    case = opened(town)
    lead_owes = [each for each in owed(town, OFFICE) if "progress_report" in each]
    assert len(lead_owes) == 1
    assign = {"role": "lead", "to": "library"}
    sent = SubmitEvent(town.tenant, case, "assign", Who("office"), assign)
    answer = events.send(town.app, sent)
    assert answer.accepted, answer.reasons
    assert not [each for each in owed(town, OFFICE) if "progress_report" in each]
    assert lead_owes[0] in owed(town, LIBRARIAN)


def test_few_cases_are_counted_anew_and_many_after_some_seconds(
    town: SmallTown, monkeypatch: pytest.MonkeyPatch
) -> None:
    def running() -> int:
        return overviews.standing(town.app, town.tenant, AS_OPERATOR, "measure").total.count

    few = running()
    opened(town)
    assert running() == few + 1
    monkeypatch.setattr(known, "MANY", 1)
    monkeypatch.setattr(known, "ROWS_A_SECOND", 1)
    assert running() == few + 1
    opened(town)
    assert running() == few + 1, "they are many, and were counted at this very moment"
    town.clock.move_to(town.clock.now() + timedelta(hours=1))
    assert running() == few + 2


def test_what_is_taken_up_is_counted_anew_of_few_and_after_some_seconds_of_many(
    town: SmallTown, monkeypatch: pytest.MonkeyPatch
) -> None:
    def taken_up() -> int:
        with town.app.database.read(town.tenant, town.app.now()) as unit:
            return town.app.known.taken_up(unit, "measure", ["in_progress"], None)

    few = taken_up()
    opened(town)
    assert taken_up() == few + 1
    monkeypatch.setattr(known, "MANY", 1)
    monkeypatch.setattr(known, "ROWS_A_SECOND", 1)
    assert taken_up() == few + 1
    opened(town)
    assert taken_up() == few + 1, "they are many, and were counted at this very moment"
    town.clock.move_to(town.clock.now() + timedelta(hours=1))
    assert taken_up() == few + 2


def test_the_second_look_at_the_overview_reads_no_case_again(
    town: SmallTown, client: Client
) -> None:
    client.sign_in("librarian")
    client.get("/overview")
    with statements(town.app.database) as run:
        assert client.get("/overview").status_code == 200
    assert not [each for each in run if "cases.data," in each]
    assert len(run) <= 16
