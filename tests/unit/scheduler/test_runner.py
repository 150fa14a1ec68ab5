from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from threading import Event, Thread

import pytest

from engine.clock import SystemClock
from engine.errors import StorageError
from engine.scheduler import runner as module
from engine.scheduler.runner import Runner
from engine.scheduler.ticks import TICKS, Tick
from engine.services import clockwork
from engine.services.clockwork import LEASE, Round

SECOND = timedelta(seconds=1)


@dataclass
class Steady:
    """A steady clock that is moved by hand."""

    seconds: float = 1000.0

    def __call__(self) -> float:
        return self.seconds


class Application:
    """As much of one as the runner asks for."""

    def now(self):
        return SystemClock().now()


@pytest.fixture
def stepped_down(monkeypatch) -> list[str]:
    found: list[str] = []
    monkeypatch.setattr(clockwork, "step_down", lambda _, holder: found.append(holder))
    return found


def ticking(do, name: str = "rungs") -> Tick:
    return Tick(name, 30 * SECOND, do, 60 * SECOND)


def runner(*ticks: Tick, steady=None) -> Runner:
    return Runner(Application(), ticks, steady=steady or Steady())


def test_every_service_of_the_clock_has_a_tick_well_within_the_lease() -> None:
    names = {each.name: each for each in TICKS}
    assert names.keys() == {"rungs", "inbox", "deliveries", "webhooks", "pruning"}
    assert {each.do for each in TICKS} == {
        clockwork.rungs, clockwork.envelopes, clockwork.letters, clockwork.programs,
        clockwork.pruning,
    }  # fmt: skip
    assert names["rungs"].every * 2 < LEASE


def test_jobs_are_coalesced_one_at_a_time_and_never_dropped() -> None:
    made = runner(*TICKS)
    scheduler = module._scheduler(made._jobs(), made._app)
    scheduler.start(paused=True)
    try:
        jobs = scheduler.get_jobs()
        assert {each.id for each in jobs} == {each.name for each in TICKS}
        assert all(each.coalesce and each.max_instances == 1 for each in jobs)
        assert all(each.misfire_grace_time is None for each in jobs)
        assert type(scheduler._jobstores["default"]).__name__ == "MemoryJobStore"
    finally:
        scheduler.shutdown()


def test_a_tick_that_fails_is_survived_and_counts_as_come_back() -> None:
    def fail(_app, _holder):
        raise StorageError

    steady = Steady()
    made = runner(ticking(fail), steady=steady)
    made.once(made._watched["rungs"].tick)
    steady.seconds += 80
    assert made.look() is None


def test_a_tick_that_does_not_come_back_is_noticed() -> None:
    steady, entered, leave = Steady(), Event(), Event()

    def hang(_app, _holder):
        entered.set()
        leave.wait(10)
        return Round("rungs")

    made = runner(ticking(hang), steady=steady)
    thread = Thread(target=made.once, args=(made._watched["rungs"].tick,))
    thread.start()
    try:
        assert entered.wait(10)
        steady.seconds += 59
        assert made.look() is None
        steady.seconds += 2
        assert made.look() == "rungs has not come back for 61 s"
    finally:
        leave.set()
        thread.join(10)
    assert made.look() is None


def test_a_scheduler_that_begins_nothing_any_more_is_noticed() -> None:
    steady = Steady()
    made = runner(ticking(lambda *_: Round("rungs")), steady=steady)
    steady.seconds += 30 + module.LATEST_START
    assert made.look() is None
    steady.seconds += 1
    assert made.look() == "rungs has not begun for 91 s"


def test_it_ticks_until_it_is_stopped_and_lets_another_process_tick(stepped_down) -> None:
    done: list[str] = []

    def tick(_app, holder):
        done.append(holder)
        if len(done) == 2:
            made.stop()
        return Round("rungs", done=1)

    often = Tick("rungs", timedelta(seconds=0.05), tick, 60 * SECOND)
    made = Runner(Application(), [often])
    assert made.run(look_every=0.05) is None
    assert set(done) == {made.holder}
    assert stepped_down == [made.holder]


def test_a_stuck_tick_ends_the_run_without_waiting_for_it(stepped_down) -> None:
    leave, steady = Event(), Steady()

    def hang(_app, _holder):
        steady.seconds += 120
        leave.wait(10)
        return Round("rungs")

    made = runner(ticking(hang), steady=steady)
    try:
        assert "has not come back" in (made.run(look_every=0.05) or "")
        assert stepped_down == []
    finally:
        leave.set()


def test_a_tick_that_does_not_come_back_at_the_end_is_told(stepped_down, monkeypatch) -> None:
    leave, entered = Event(), Event()
    monkeypatch.setattr(module, "FAREWELL", 0.2)

    def hang(_app, _holder):
        entered.set()
        leave.wait(10)
        return Round("rungs")

    made = Runner(Application(), [ticking(hang)])
    Thread(target=lambda: (entered.wait(10), made.stop())).start()
    try:
        assert "did not come back" in (made.run(look_every=0.05) or "")
        assert stepped_down == []
    finally:
        leave.set()


def test_a_lease_that_cannot_be_given_up_does_not_matter(monkeypatch) -> None:
    def fail(*_):
        raise StorageError

    monkeypatch.setattr(clockwork, "step_down", fail)
    made = runner(ticking(lambda *_: Round("rungs")))
    made.stop()
    assert made.run(look_every=0.05) is None
