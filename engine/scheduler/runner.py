"""The runner: APScheduler's ticks in one process, with a watchdog, until it is told to stop.

APScheduler only says when; what is due stands in the database. Nothing of what it knows need
survive: a process that is killed is started again and finds everything that is due. The watchdog
asks a clock that nobody can set whether each tick comes back and begins again; if not, the
process ends with a code of its own, for a supervisor to start it anew.
"""

from __future__ import annotations

import os
import secrets
import signal
import socket
import time
from dataclasses import dataclass
from threading import Event, Lock
from typing import TYPE_CHECKING, Any

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from loguru import logger

from engine.scheduler.ticks import TICKS
from engine.services import clockwork

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from engine.scheduler.ticks import Tick
    from engine.services.application import Application

LOOK_EVERY = 5.0
"""Seconds between two looks of the watchdog."""
LATEST_START = 60.0
"""So many seconds a tick may begin late before the scheduler counts as dead."""
FAREWELL = 20.0
"""So many seconds running ticks get to come back when the process is told to stop."""


@dataclass(slots=True)
class _Watched:
    """When a tick began last, and whether it has come back; seconds of the steady clock."""

    tick: Tick
    began: float
    is_running: bool = False

    def trouble(self, now: float) -> str | None:
        """Return what is wrong with it."""
        waited = now - self.began
        if self.is_running:
            stuck = waited > self.tick.patience.total_seconds()
            return f"{self.tick.name} has not come back for {waited:.0f} s" if stuck else None
        if waited > self.tick.every.total_seconds() + LATEST_START:
            return f"{self.tick.name} has not begun for {waited:.0f} s"
        return None


class Runner:
    """Ticks until it is stopped or gets stuck."""

    def __init__(
        self,
        app: Application,
        ticks: Sequence[Tick] = TICKS,
        *,
        steady: Callable[[], float] = time.monotonic,
    ) -> None:
        """Prepare; nothing begins before ``run``."""
        self.holder = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(3)}"
        self._app = app
        self._steady = steady
        self._stopping = Event()
        self._lock = Lock()
        self._watched = {each.name: _Watched(each, steady()) for each in ticks}

    def run(self, *, look_every: float = LOOK_EVERY) -> str | None:
        """Tick until told to stop.

        Returns:
            What got stuck, None after a stop. A stuck thread cannot be ended from here: the
            process has to end at once.
        """
        scheduler = _scheduler(self._jobs(), self._app)
        scheduler.start()
        trouble = None
        try:
            while trouble is None and not self._stopping.wait(look_every):
                trouble = self.look()
        finally:
            scheduler.shutdown(wait=False)
        if trouble is None:
            trouble = self._farewell()
        if trouble is not None:
            logger.error("the clock got stuck: {}", trouble)
        return trouble

    def stop(self, *_: object) -> None:
        """Come to an end; may be called by a signal."""
        self._stopping.set()

    def stop_on_signals(self) -> None:
        """Come to an end when the process is asked to; the second time at once."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._on_signal)

    def _on_signal(self, number: int, _: object) -> None:
        if self._stopping.is_set():
            os._exit(128 + number)
        self.stop()

    def look(self) -> str | None:
        """Return what is wrong with a tick, None if all come and go."""
        now = self._steady()
        with self._lock:
            found = [each.trouble(now) for each in self._watched.values()]
        return next((each for each in found if each is not None), None)

    def _jobs(self) -> Iterator[tuple[Tick, Callable[[], None]]]:
        for each in self._watched.values():
            yield each.tick, _job(self, each.tick)

    def once(self, tick: Tick) -> None:
        """Do a tick; whatever goes wrong is logged, for the next one to be tried."""
        watched = self._watched[tick.name]
        with self._lock:
            watched.began, watched.is_running = self._steady(), True
        try:
            if not self._stopping.is_set():
                done = tick.do(self._app, self.holder)
                if done.done or done.failures:
                    logger.info("tick {}: {} done, {} failed", tick.name, done.done, done.failures)
        except Exception as error:  # noqa: BLE001 - nothing may end the clock
            logger.error("tick {} failed: {}: {}", tick.name, type(error).__name__, error)
        finally:
            with self._lock:
                watched.is_running = False

    def _farewell(self) -> str | None:
        """Let running ticks come back, then let another process tick at once."""
        ending = Event()
        until = self._steady() + FAREWELL
        while self._is_busy():
            if self._steady() > until:
                return "a tick did not come back when the clock was stopped"
            ending.wait(0.1)
        try:
            clockwork.step_down(self._app, self.holder)
        except Exception as error:  # noqa: BLE001 - the lease runs out by itself
            logger.warning("the lease could not be given up: {}", type(error).__name__)
        return None

    def _is_busy(self) -> bool:
        with self._lock:
            return any(each.is_running for each in self._watched.values())


def _job(runner: Runner, tick: Tick) -> Callable[[], None]:
    return lambda: runner.once(tick)


def _scheduler(
    jobs: Iterator[tuple[Tick, Callable[[], None]]], app: Application
) -> BackgroundScheduler:
    """Return APScheduler with a job in memory for each tick, a thread for each."""
    listed = list(jobs)
    defaults: dict[str, Any] = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
    scheduler = BackgroundScheduler(
        executors={"default": ThreadPoolExecutor(len(listed))},
        job_defaults=defaults,
        timezone="UTC",
    )
    for tick, job in listed:
        scheduler.add_job(
            job,
            "interval",
            seconds=tick.every.total_seconds(),
            id=tick.name,
            next_run_time=app.now(),
        )
    return scheduler
