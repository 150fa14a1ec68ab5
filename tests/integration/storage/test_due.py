"""What the clock finds: all that is due, nothing else, and each only once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from sqlalchemy import text

from engine.storage.queries import due
from engine.storage.unit import Unit
from tests.integration.storage.stage import (
    DAY,
    START,
    Stage,
    accepted,
    many_open_cases,
    plan_of,
)

LATE = START + 2000 * DAY
Claim = Callable[[Unit, datetime, int], object]


def all_due(stage: Stage, at: datetime, limit: int = 100) -> list[str]:
    found: list[str] = []
    since: due.Cursor | None = due.START
    with stage.unit(at) as unit:
        while since is not None:
            kinds, since = due.claim_rungs(unit, at, limit, since)
            found += cases_in(kinds)
    return found


def cases_in(kinds: list[due.Kind]) -> list[str]:
    return list(dict.fromkeys(row.case_id for kind in kinds for row in kind))


def test_nothing_is_due_before_its_time(stage: Stage) -> None:
    stage.open("part")

    assert all_due(stage, START + DAY) == []
    with stage.unit() as unit:
        assert due.backlog(unit, START) == due.Backlog(0, 0, None)


def test_a_rung_is_found_when_it_is_due_and_no_more_once_fired(stage: Stage) -> None:
    case = stage.open("part")
    first_at = case.occurrences[0].next_at
    assert first_at is not None

    assert all_due(stage, first_at - DAY / 24) == []
    assert all_due(stage, first_at) == [case.id]
    accepted(stage.wake(case.id, first_at))
    assert all_due(stage, first_at) == []


def test_timers_are_found(stage: Stage) -> None:
    case = stage.running_measure()
    with stage.unit() as unit:
        assert due.claim_timers(unit, START + 300 * DAY, 10) == ([], None)
        kinds, following = due.claim_timers(unit, LATE, 10)
        assert (cases_in(kinds), following) == ([case.id], None)


def test_paging_meets_every_case_once(stage: Stage) -> None:
    ids = [stage.open("part").id for _ in range(7)]

    assert sorted(all_due(stage, LATE, limit=3)) == ids


def kinds_due(stage: Stage, at: datetime, limit: int = 100) -> list[list[str]]:
    with stage.unit(at) as unit:
        kinds, _ = due.claim_rungs(unit, at, limit)
    return [cases_in([kind]) for kind in kinds]


def test_cases_in_which_the_same_is_owed_stand_together(stage: Stage) -> None:
    ids = [stage.open("part").id for _ in range(4)]

    assert kinds_due(stage, LATE) == [ids]
    assert kinds_due(stage, LATE, limit=4) == [ids[:3], ids[3:]], "more may be due in the last one"


@pytest.mark.parametrize(
    "out_of_the_ordinary",
    [
        "UPDATE cases SET pauses = '[{}]' WHERE id = :id",
        "UPDATE cases SET closed_at = opened_at WHERE id = :id",
        "UPDATE cases SET next_at = opened_at WHERE id = :id",
        "UPDATE cases SET state = 'elsewhere' WHERE id = :id",
        "UPDATE cases SET workflow_digest = 'another' WHERE id = :id",
        "UPDATE occurrences SET broken = '{}' WHERE case_id = :id",
        "UPDATE occurrences SET fired = '[{}]' WHERE case_id = :id",
        "UPDATE occurrences SET owner = 'another' WHERE case_id = :id",
        "UPDATE occurrences SET revision = 2 WHERE case_id = :id",
        "UPDATE occurrences SET followed = NOT followed WHERE case_id = :id",
        "UPDATE occurrences SET due_on = '2026-09-01' WHERE case_id = :id",
        "UPDATE occurrences SET due_at = NULL WHERE case_id = :id",
    ],
)
def test_whatever_is_owed_in_another_way_stands_apart(
    stage: Stage, out_of_the_ordinary: str
) -> None:
    one, other, last = (stage.open("part").id for _ in range(3))
    with stage.unit() as unit:
        unit.connection.execute(text(out_of_the_ordinary), {"id": other})

    assert sorted(kinds_due(stage, LATE)) == [[one, last], [other]]


def test_a_case_in_which_several_things_are_due_stands_alone(stage: Stage) -> None:
    ids = [stage.running_measure().id for _ in range(2)]

    assert sorted(kinds_due(stage, LATE)) == [[each] for each in ids]


def test_the_backlog_says_since_when(stage: Stage) -> None:
    case = stage.open("part")
    stage.running_measure()

    with stage.unit() as unit:
        backlog = due.backlog(unit, LATE)

    assert backlog.rungs == 3
    assert backlog.timers == 1
    assert backlog.oldest_at == case.occurrences[0].next_at


def test_a_case_at_which_the_clock_fails_is_put_off(stage: Stage) -> None:
    bad, good = stage.open("part"), stage.open("part")
    with stage.unit(LATE) as unit:
        assert due.put_off(unit, bad.id, LATE + DAY, "boom") == 1
        assert due.put_off(unit, bad.id, LATE + DAY, "boom again") == 2
        assert due.put_off(unit, "none", LATE, "boom") == 0

    assert all_due(stage, LATE) == [good.id]
    assert sorted(all_due(stage, LATE + DAY)) == [bad.id, good.id]
    with stage.unit() as unit:
        (failing,) = due.failing_cases(unit)
    assert (failing.number, failing.failures, failing.error) == ("T-1", 2, "boom again")

    accepted(stage.wake(bad.id, LATE))
    with stage.unit() as unit:
        assert due.failing_cases(unit) == []


def test_other_towns_are_not_touched(stage: Stage) -> None:
    stage.open("part")

    assert all_due(Stage(stage.database, "other"), LATE) == []


def test_cases_that_another_process_holds_are_passed_over(stage: Stage) -> None:
    if stage.database.is_sqlite:
        pytest.skip("on SQLite one process sweeps at a time")
    ids = [stage.open("part").id for _ in range(4)]

    with stage.unit(LATE) as one:
        mine, _ = due.claim_rungs(one, LATE, 2)
        with stage.unit(LATE) as other:
            theirs, _ = due.claim_rungs(other, LATE, 4)

    assert sorted(cases_in(mine) + cases_in(theirs)) == ids


@pytest.mark.parametrize(
    ("claim", "index"),
    [(due.claim_rungs, "occurrences_next"), (due.claim_timers, "cases_next")],
)
def test_only_the_partial_index_is_read(stage: Stage, claim: Claim, index: str) -> None:
    """An idle tick costs the same with a thousand and with a million open obligations."""
    many_open_cases(stage, 2000)

    plan = plan_of(stage, lambda unit: claim(unit, START, 100))

    assert index in plan, plan
    assert "Seq Scan" not in plan
    assert "SCAN " not in plan
