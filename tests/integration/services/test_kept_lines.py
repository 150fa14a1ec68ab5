"""Lines of lists are kept between two looks, and nobody is ever shown an old or a foreign one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from engine.services import cases, overviews, people
from engine.services.access import AS_OPERATOR, NOBODY, Reader
from engine.services.case_lists import list_cases
from engine.services.shelves import Lately
from engine.storage.queries import directory
from engine.storage.queries import overview as queries
from engine.storage.queries.cases import CaseFilter, CaseLine
from tests.integration.services.secrets import (
    CLOSED_CASE,
    CONFIDENTIAL,
    INNER_CASE,
    OPEN_CASE,
    secret_town,
)
from tests.integration.services.secrets import told as secrets_in
from tests.integration.storage.stage import statements

if TYPE_CHECKING:
    from engine.storage.database import Database
    from tests.integration.services.stage import Stage

TOWN = "town"
LEAD, OFFICE, OUTSIDER, INSIDER = Reader("ben"), Reader("ada"), Reader("eva"), Reader("gus")
READERS = [LEAD, OFFICE, OUTSIDER, INSIDER, NOBODY]


@pytest.fixture
def town(database: Database) -> Stage:
    return secret_town(database)


def the(town: Stage, number: str) -> str:
    return cases.find(town.app, TOWN, AS_OPERATOR, number)


def listed(town: Stage, reader: Reader) -> list[CaseLine]:
    return list_cases(town.app, TOWN, reader, CaseFilter())


def line_of(town: Stage, reader: Reader, number: str = OPEN_CASE) -> CaseLine | None:
    return next((each for each in listed(town, reader) if each.number == number), None)


@pytest.mark.parametrize("reader", READERS)
def test_each_is_shown_what_she_would_be_shown_by_a_process_that_knows_nothing(
    town: Stage, reader: Reader
) -> None:
    alone = listed(town.another(), reader)
    for other in READERS:
        listed(town, other)
    assert listed(town, reader) == alone
    assert listed(town, reader) == alone, "and the second time"


def test_what_has_not_changed_is_not_read_again(stage: Stage) -> None:
    for _ in range(3):
        case = stage.opened()
    listed(stage, LEAD)
    with statements(stage.app.database) as run:
        listed(stage, LEAD)
    assert not [each for each in run if "cases.data" in each or "FROM occurrences" in each]
    stage.do(case, "comment", text="Neues")
    with statements(stage.app.database) as run:
        listed(stage, LEAD)
    assert len([each for each in run if "cases.data" in each]) == 1


def test_what_somebody_writes_is_seen_by_the_next_look(town: Stage) -> None:
    before = line_of(town, OFFICE, INNER_CASE)
    town.do(the(town, INNER_CASE), "correct", fields={"note": "anders"}, reason="Tippfehler")
    after = line_of(town, OFFICE, INNER_CASE)
    assert before is not None
    assert after is not None
    assert (before.data["note"] != "anders", after.data["note"]) == (True, "anders")


def test_what_another_process_writes_is_seen_by_the_next_look(town: Stage) -> None:
    listed(town, OFFICE)
    town.another().do(
        the(town, INNER_CASE), "correct", fields={"note": "anders"}, reason="Tippfehler"
    )
    after = line_of(town, OFFICE, INNER_CASE)
    assert after is not None
    assert after.data["note"] == "anders"


def test_a_role_that_is_taken_away_is_gone_at_once(town: Stage) -> None:
    assert secrets_in(line_of(town, LEAD), CONFIDENTIAL)
    town.do(the(town, OPEN_CASE), "assign", role="lead", to="cem")
    assert not secrets_in(line_of(town, LEAD), CONFIDENTIAL)


def test_a_seat_that_is_taken_away_is_gone_at_once(town: Stage) -> None:
    with town.unit() as unit:
        seat = directory.give_role(unit, "archive", "eva")
    assert line_of(town, OUTSIDER, INNER_CASE) is not None
    today = town.clock.now().date()
    people.end_role(town.app, TOWN, AS_OPERATOR, seat, today.replace(year=today.year - 1))
    assert line_of(town, OUTSIDER, INNER_CASE) is None


def test_a_case_that_becomes_confidential_is_gone_at_once(town: Stage) -> None:
    assert line_of(town, INSIDER, INNER_CASE) is not None
    town.do(the(town, INNER_CASE), "correct", fields={"closed_doors": True}, reason="vertraulich")
    assert line_of(town, INSIDER, INNER_CASE) is None
    assert line_of(town, OFFICE, INNER_CASE) is not None


def test_a_case_that_is_named_is_told_of_to_those_who_may_know_of_it(town: Stage) -> None:
    for reader, knows in ((OFFICE, True), (OUTSIDER, False), (INSIDER, True), (OUTSIDER, False)):
        line = line_of(town, reader)
        assert line is not None
        assert (line.data["twin"] == INNER_CASE) is knows, reader


def test_what_is_owed_becomes_overdue_from_the_very_moment(stage: Stage) -> None:
    case = stage.opened()
    due_at = stage.owed(case).due_at
    assert due_at is not None
    for moment, overdue in ((due_at.replace(hour=0), 0), (due_at, 1)):
        stage.clock.move_to(moment)
        [line] = list_cases(stage.app, TOWN, LEAD, CaseFilter())
        assert (line.overdue, line.due_at) == (overdue, due_at)


def test_an_organisation_that_is_renamed_or_new_is_named_at_once(town: Stage) -> None:
    before = line_of(town, NOBODY)
    with town.unit() as unit:
        directory.put_organisation(unit, "ben", "Ben e. V.")
    after = line_of(town, NOBODY)
    assert before is not None
    assert after is not None
    assert "ben" not in str(before.holders)
    assert "ben" in str(after.holders)


@pytest.mark.parametrize("reader", [LEAD, OFFICE, OUTSIDER, INSIDER])
def test_few_cases_of_ones_own_count_as_much_as_many(
    town: Stage, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = overviews.standing(town.app, TOWN, reader, "thing")
    monkeypatch.setattr(queries, "MOST_OWN", 0)
    many = overviews.standing(town.app, TOWN, reader, "thing")
    assert few == many


def test_a_confidential_case_is_counted_for_who_holds_a_role_in_it(town: Stage) -> None:
    def counts(reader: Reader) -> tuple[int, int, dict[str, int]]:
        found = overviews.standing(town.app, TOWN, reader, "thing")
        return found.total.count, found.overdue, dict(found.before_bodies)

    before = counts(INSIDER)
    town.do(the(town, CLOSED_CASE), "assign", role="lead", to="gus")
    assert counts(INSIDER)[0] == before[0] + 1


def test_what_was_not_looked_at_for_long_is_forgotten() -> None:
    kept: Lately[int] = Lately(2)
    for number in range(2):
        kept.put(number, number)
    kept.put(2, 2)
    assert kept.get(0) == 0, "it was looked at, and stays"
    kept.put(3, 3)
    kept.put(4, 4)
    assert [kept.get(number) for number in range(5)] == [0, None, None, 3, 4]
