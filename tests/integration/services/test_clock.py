"""The clock: what is due is done, once, after downtime too, and never by a clock gone wrong."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from engine.errors import StorageError
from engine.services import cases, clockwork, health, obligations, policy, sweep
from engine.services.access import AS_OPERATOR
from engine.storage.queries import clock, due
from tests.integration.services.stage import DAY, OFFICE, START, Stage, duty, thing, words

if TYPE_CHECKING:
    from datetime import datetime

    from engine.services.clockwork import Round

LATE = "2026-04-01 08:00"
"""Long after the report of a case opened at the start was due (13 February)."""


class TestDue:
    """Reminders, escalation and timers fire at the tick that finds them due."""

    def test_a_report_is_asked_for_day_by_day(self, stage: Stage) -> None:
        case = stage.opened()
        days = stage.live("2026-03-01 08:00")

        told = obligations.why(stage.app, "town", AS_OPERATOR, f"{case}/report")[0]
        assert [(each.rung, each.result) for each in told.rungs] == [
            ("reminder:10 days before", "fired"),
            ("reminder:on the day", "fired"),
            ("escalation:notice", "fired"),
            ("escalation:agenda", "fired"),
        ]
        assert stage.letters(case) == [
            ("reminder", "ben"),
            ("reminder", "ben"),
            ("overdue", "ben"),
            ("asked", "cem"),
            ("asked", "dora"),
        ]
        assert len(days) == 4
        agenda = obligations.agenda(stage.app, "town", AS_OPERATOR, "group")
        assert [(each.case.id, each.item.title.en) for each in agenda] == [(case, "Report")]

    def test_a_second_tick_finds_nothing(self, stage: Stage) -> None:
        case = stage.opened()
        stage.at(LATE)

        assert stage.tick().done == 1
        version = stage.case(case).version
        assert stage.tick().done == 0
        assert stage.case(case).version == version

    def test_after_downtime_everything_is_made_up_for_at_one_tick(self, stage: Stage) -> None:
        stage.publish(duty(version=2, owed={"repeat": {"every": "30 days"}}))
        case = stage.opened()
        stage.at("2026-09-01 08:00").tick()

        owed = [
            each.occurrence
            for each in obligations.why(stage.app, "town", AS_OPERATOR, f"{case}/report")
        ]
        assert [each.is_overdue(stage.app.now()) for each in owed] == [False, True]
        assert due_now(stage) == 0

    def test_after_downtime_one_letter_for_each_is_enough(self, stage: Stage) -> None:
        case = stage.opened()
        stage.at(LATE).tick()

        to_ben = [each for each in stage.letters(case) if each[1] == "ben"]
        assert to_ben == [("overdue", "ben")]
        told = obligations.why(stage.app, "town", AS_OPERATOR, f"{case}/report")[0]
        assert [each.result for each in told.rungs] == [
            "overtaken",
            "overtaken",
            "fired",
            "fired",
        ]

    def test_a_timer_fires_when_the_day_has_ended(self, stage: Stage) -> None:
        stage.publish(timed())
        case = stage.opened("timed")
        stage.at("2026-01-22 23:59").tick()
        assert stage.case(case).state == "a"
        stage.at("2026-01-23 00:01").tick()
        assert stage.case(case).state == "b"

    def test_many_cases_come_in_batches(
        self, stage: Stage, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(sweep, "BATCH", 2)
        ids = [stage.opened() for _ in range(5)]
        stage.at(LATE)

        assert stage.tick().done == 5
        assert {stage.case(each).version for each in ids} == {5}

    def test_the_tick_is_recorded(self, stage: Stage) -> None:
        stage.opened()
        stage.at(LATE).tick()

        tick = ticks(stage)["rungs"]
        assert (tick.at, tick.done, tick.failure) == (stage.app.now(), 1, None)


def timed() -> dict[str, Any]:
    """Return a thing that goes on by itself after ten days."""
    timer = {"id": "wait", "after": "10 days", "event": "go"}
    return thing(key="timed", states={"a": {"title": words("A"), "timers": [timer]}})


def slow_sweep(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Open four cases, each a batch of its own that takes most of a lease."""
    for _ in range(4):
        stage.opened()
    wake_case = sweep.wake_case

    def slowly(*given: Any, **how: Any) -> Any:
        stage.clock.move_to(stage.app.now() + 0.9 * clockwork.LEASE)
        return wake_case(*given, **how)

    monkeypatch.setattr(sweep, "BATCH", 1)
    monkeypatch.setattr(sweep, "wake_case", slowly)


def due_now(stage: Stage) -> int:
    with stage.unit() as unit:
        found = due.backlog(unit, stage.app.now())
        return found.rungs + found.timers


def ticks(stage: Stage) -> dict[str, clock.Tick]:
    with stage.app.database.connection() as connection:
        return clock.ticks(connection)


class TestTrouble:
    """One bad case stops nobody else."""

    @pytest.fixture
    def poisoned(self, stage: Stage, monkeypatch: pytest.MonkeyPatch) -> tuple[str, str]:
        """Ids of a case at which waking fails, and of a healthy one."""
        bad, good = stage.opened(), stage.opened()
        wake_case = sweep.wake_case

        def fails(world: Any, case: str, *rest: Any, **more: Any) -> Any:
            if case == bad:
                raise KeyError(case)
            return wake_case(world, case, *rest, **more)

        monkeypatch.setattr(sweep, "wake_case", fails)
        stage.at(LATE)
        return bad, good

    def test_it_is_put_off_and_the_others_go_on(
        self, stage: Stage, poisoned: tuple[str, str]
    ) -> None:
        stage.tick()

        assert [stage.case(each).version for each in poisoned] == [1, 5]
        with stage.unit() as unit:
            found = due.failing_cases(unit)
        assert [(each.case_id, each.failures) for each in found] == [(poisoned[0], 1)]
        assert poisoned[0] in found[0].error

    def test_it_is_tried_later_and_later(self, stage: Stage, poisoned: tuple[str, str]) -> None:
        waits = []
        for _ in range(14):
            stage.tick()
            with stage.unit() as unit:
                found = due.failing_cases(unit)[0]
            waits.append(found.retry_at - stage.app.now())
            stage.clock.move_to(found.retry_at)

        assert waits == sorted(waits)
        assert (waits[0], waits[-1]) == (sweep.FIRST_RETRY, sweep.LONGEST_RETRY)
        assert found.case_id == poisoned[0]

    def test_meanwhile_it_is_passed_over(self, stage: Stage, poisoned: tuple[str, str]) -> None:
        stage.tick()
        stage.clock.advance(timedelta(minutes=1))

        assert poisoned
        assert stage.tick().done == 0

    def test_once_mended_it_is_made_up_for(
        self, stage: Stage, poisoned: tuple[str, str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        stage.tick()
        monkeypatch.undo()
        stage.clock.advance(sweep.FIRST_RETRY)
        stage.tick()

        assert stage.case(poisoned[0]).version == 5
        with stage.unit() as unit:
            assert due.failing_cases(unit) == []

    @pytest.mark.parametrize("error", [StorageError(), KeyError("odd")])
    def test_a_town_that_fails_does_not_stop_the_next(
        self, stage: Stage, monkeypatch: pytest.MonkeyPatch, error: Exception
    ) -> None:
        other = Stage(stage.app.database, duty(), tenant="zweite")
        case = other.opened()
        apply_due = policy.apply_due

        def fails(app: Any, tenant: str, at: datetime) -> int:
            if tenant == "town":
                raise error
            return apply_due(app, tenant, at)

        monkeypatch.setattr(policy, "apply_due", fails)
        stage.at(LATE)
        ticked = stage.tick()

        assert other.case(case).version == 5
        assert [each.partition(":")[0] for each in ticked.failures] == ["town"]
        assert "town" in str(ticks(stage)["rungs"].failure)


class TestElection:
    """On SQLite one process ticks, on PostgreSQL any number."""

    def tick(self, stage: Stage, holder: str) -> Round:
        return clockwork.rungs(stage.app, holder)

    def test_a_second_process_stands_back(self, stage: Stage) -> None:
        stage.opened()
        stage.at(LATE)
        twin = stage.another()

        self.tick(stage, "one")
        skipped = self.tick(twin, "two").skipped
        assert (skipped is not None) == stage.app.database.is_sqlite

    def test_a_long_tick_keeps_its_lease(
        self, stage: Stage, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        slow_sweep(stage, monkeypatch)
        began_at = stage.at(LATE).app.now()
        assert stage.tick().done == 4
        with stage.app.database.connection() as connection:
            lease = clock.lease_of(connection, clockwork.TICKER)
        if stage.app.database.is_sqlite:
            assert lease is not None
            assert lease.until_at > began_at + 2 * clockwork.LEASE

    def test_who_has_lost_the_lease_leaves_the_rest_to_others(
        self, stage: Stage, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        slow_sweep(stage, monkeypatch)
        elections = iter([True])
        monkeypatch.setattr(clockwork, "_is_elected", lambda *_: next(elections, False))
        stage.at(LATE)
        assert stage.tick().done == (1 if stage.app.database.is_sqlite else 4)

    def test_it_takes_over_after_the_lease(self, stage: Stage) -> None:
        case = stage.opened()
        self.tick(stage, "one")
        stage.at(LATE)  # long after the lease

        ticked = self.tick(stage.another(), "two")

        assert (ticked.skipped, ticked.done) == (None, 1)
        assert stage.case(case).version == 5

    def test_the_holder_goes_on(self, stage: Stage) -> None:
        for _ in range(5):
            assert self.tick(stage, "one").skipped is None
            stage.clock.advance(clockwork.LEASE / 2)
        twin = self.tick(stage.another(), "two")
        assert (twin.skipped is not None) == stage.app.database.is_sqlite

    def test_whoever_steps_down_makes_room_at_once(self, stage: Stage) -> None:
        self.tick(stage, "one")
        clockwork.step_down(stage.app, "one")

        assert self.tick(stage.another(), "two").skipped is None


class Wall:
    """A clock on the wall, which may go wrong."""

    is_virtual = False

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at


@pytest.fixture
def wall(stage: Stage) -> Wall:
    """Let the stage go by a clock that is not trusted blindly."""
    wall = Wall(START)
    object.__setattr__(stage.app, "clock", wall)
    stage.clock = wall  # type: ignore[assignment]
    return wall


class TestJumps:
    """A clock that jumps reminds, but takes no consequence before somebody has confirmed it."""

    @pytest.fixture
    def jumped(self, stage: Stage, wall: Wall) -> str:
        """Id of a case that is long overdue by a clock that has jumped."""
        case = stage.opened()
        stage.tick()
        wall.at = START + 80 * DAY
        return case

    def test_consequences_are_held(self, stage: Stage, jumped: str) -> None:
        ticked = stage.tick()

        assert ticked.is_holding
        assert obligations.agenda(stage.app, "town", AS_OPERATOR, "group") == []
        assert stage.case(jumped).state == "a"

    def test_they_are_held_until_somebody_confirms(
        self, stage: Stage, wall: Wall, jumped: str
    ) -> None:
        for _ in range(3):
            assert stage.tick().is_holding
            wall.at += timedelta(minutes=10)

        assert clockwork.confirm_clock(stage.app, "ada") == 1
        assert not stage.tick().is_holding
        agenda = obligations.agenda(stage.app, "town", AS_OPERATOR, "group")
        assert [each.case.id for each in agenda] == [jumped]

    @pytest.mark.usefixtures("jumped")
    def test_the_administrator_is_told(self, stage: Stage) -> None:
        stage.tick()

        check = {each.name: each for each in health.installation(stage.app)}["clock jump"]
        assert check.state is health.State.WRONG
        assert "2026-01-12" in check.text.en

    def test_back_is_a_jump_too(self, stage: Stage, wall: Wall) -> None:
        stage.tick()
        wall.at = START - DAY

        assert stage.tick().is_holding

    @pytest.mark.parametrize("by", [timedelta(minutes=-4), timedelta(days=13)])
    def test_what_a_time_server_or_a_holiday_does_is_none(
        self, stage: Stage, wall: Wall, by: timedelta
    ) -> None:
        stage.tick()
        wall.at = START + by

        assert not stage.tick().is_holding

    def test_a_virtual_clock_may_jump(self, stage: Stage) -> None:
        stage.tick()
        assert not stage.at(LATE).tick().is_holding


class TestPolicy:
    """A setting that begins to hold on a date reaches running cases on that date."""

    def set(self, stage: Stage, value: Any, valid_from: date) -> int:
        return policy.set_value(
            stage.app, "town", AS_OPERATOR, "thing", "reminders", value, valid_from=valid_from
        )

    def test_at_the_first_tick_of_that_day(self, stage: Stage) -> None:
        case = stage.opened()
        assert self.set(stage, ["20 days before"], date(2026, 1, 15)) == 0
        before = stage.owed(case).next_at
        stage.at("2026-01-14 23:30").tick()
        assert stage.owed(case).next_at == before
        stage.at("2026-01-15 00:10").tick()

        assert "settings_changed" in stage.happened(case)
        assert stage.owed(case).next_at != before

    def test_exactly_once(self, stage: Stage) -> None:
        case = stage.opened()
        self.set(stage, ["20 days before"], date(2026, 1, 15))
        stage.live("2026-01-20 08:00")

        assert stage.happened(case).count("settings_changed") == 1

    def test_after_days_of_downtime(self, stage: Stage) -> None:
        case = stage.opened()
        stage.tick()
        self.set(stage, ["20 days before"], date(2026, 1, 15))
        stage.at("2026-01-19 08:00").tick()
        stage.tick()

        assert stage.happened(case).count("settings_changed") == 1

    def test_where_the_clock_had_never_run_before(self, stage: Stage) -> None:
        case = stage.opened()
        self.set(stage, ["20 days before"], date(2026, 1, 15))
        stage.at("2026-01-19 08:00").tick()

        assert stage.happened(case).count("settings_changed") == 1

    def test_once_though_two_processes_tick_at_a_time(
        self, stage: Stage, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        case = stage.opened()
        stage.tick()
        self.set(stage, ["20 days before"], date(2026, 1, 15))
        stage.at("2026-01-15 08:00")
        with monkeypatch.context() as patch:  # the first one dies before it has said so
            patch.setattr(clock, "record_tick", lambda *_: None)
            policy.apply_due(stage.app, "town", stage.app.now())
        stage.clock.advance(timedelta(seconds=30))
        policy.apply_due(stage.another().app, "town", stage.app.now())

        assert stage.happened(case).count("settings_changed") == 1

    def test_a_value_that_holds_already_came_with_its_order(self, stage: Stage) -> None:
        case = stage.opened()

        assert self.set(stage, ["20 days before"], date(2026, 1, 12)) == 1
        stage.live("2026-01-15 08:00")
        assert stage.happened(case).count("settings_changed") == 1


def test_a_suspended_case_is_left_alone(stage: Stage) -> None:
    case = stage.opened()
    stage.do(case, "suspend", reason="Umbau", until="2026-06-01")
    stage.at(LATE).tick()

    assert stage.letters(case) == []
    assert cases.past(stage.app, "town", AS_OPERATOR, case).events[-1].event == "suspend"
    assert stage.send(case, "go", OFFICE).reasons[0].code == "suspended"
