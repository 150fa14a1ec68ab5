"""APScheduler with its SQL store: no-op jobs that are due, on the same kind of database as ours."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from apscheduler.events import EVENT_JOB_EXECUTED
from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.background import BackgroundScheduler

from bench.interleave import WALL, Spent
from bench.rivals.bare import connect

if TYPE_CHECKING:
    from pathlib import Path

PATIENCE_S = 120


def nothing() -> None:
    """Do the job."""


def prepare(path: Path) -> None:
    """Make a file whose commits are as quick as ours, which APScheduler would not do by itself."""
    connect(path).close()


def fire(url: str, jobs: int) -> Spent:
    """Put so many jobs into a store, let them fall due and wait until all have run.

    The store is set up as its documentation says, by the address of its database.
    """
    scheduler = BackgroundScheduler(
        jobstores={"default": SQLAlchemyJobStore(url=url)},
        job_defaults={"misfire_grace_time": None},
        timezone=UTC,
    )
    done, left = threading.Event(), iter(range(jobs - 1))

    def count(_event: object) -> None:
        if next(left, None) is None:
            done.set()

    scheduler.add_listener(count, EVENT_JOB_EXECUTED)
    scheduler.start(paused=True)
    due_at = datetime.now(UTC) - timedelta(seconds=1)
    for _ in range(jobs):
        scheduler.add_job(nothing, "date", run_date=due_at)
    start = WALL()
    scheduler.resume()
    assert done.wait(PATIENCE_S), "APScheduler did not run all jobs"
    spent = Spent(jobs, WALL() - start)
    scheduler.shutdown()
    return spent
