"""The clock: rungs that are due, and a tick at which nothing is.

Due rungs: claim, condition, event with hash, letter to the outbox, in batches, against no-op jobs
of APScheduler's SQL store: as it comes, with the journal that SQLite has by default, and on a file
that was made WAL for it, like ours. An idle tick: the same work with 1,000 and with 1,000,000 open
obligations.
"""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from contextlib import closing
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from bench.copies import multiply
from bench.interleave import WALL, Spent, interleave, interleave_all, repeated
from bench.rivals.apscheduler_jobs import fire, prepare
from bench.rows import Row, at_least, at_most, duration, speed
from bench.stage import TOWN, Stage
from engine.services.delivery import deliver_due
from engine.services.sweep import sweep

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bench.interleave import Slice
    from engine.storage.known import Known

REMINDED_AT = datetime(2026, 8, 20, 8, tzinfo=UTC)
"""When the first reminder of every first report is due."""
IDLE_AT = datetime(2026, 3, 4, 12, tzinfo=UTC)
"""When nothing is."""


def measure(*, quick: bool) -> Iterator[Row]:
    """Measure both on SQLite."""
    with tempfile.TemporaryDirectory(prefix="verbindlich-bench-") as folder:
        yield from _due(Path(folder), rungs=100 if quick else 1_000, slices=2 if quick else 6)
        yield _idle(Path(folder), many=20_000 if quick else 1_000_000, slices=8 if quick else 40)


def _due(folder: Path, rungs: int, slices: int) -> Iterator[Row]:
    with closing(Stage(_url(folder / "due.db"))) as stage:
        stage.build()
        stage.open_measures(rungs)
        known = stage.app.known
    fresh = iter(range(10_000))

    def ours() -> Spent:
        path = folder / f"due-{next(fresh)}.db"
        shutil.copy(folder / "due.db", path)
        spent = wake(_url(path), known, rungs)
        path.unlink()
        return spent

    def theirs(*, is_prepared: bool) -> Spent:
        path = folder / f"jobs-{next(fresh)}.db"
        if is_prepared:
            prepare(path)
        spent = fire(_url(path), rungs)
        path.unlink()
        return spent

    rivals = [partial(theirs, is_prepared=False), partial(theirs, is_prepared=True)]
    notes = ("as it comes", "on a file made WAL for it beforehand, like ours")
    for note, compared in zip(notes, interleave_all(ours, rivals, slices=slices), strict=True):
        said = f"against a no-op job of APScheduler {note}"
        yield speed("a due rung", compared, at_least(4), said)


def wake(url: str, known: Known, rungs: int) -> Spent:
    """Wake the cases of a town in which so many reminders are due."""
    with closing(Stage(url, known)) as stage:
        start = WALL()
        woken = sweep(stage.app, TOWN, REMINDED_AT)
        spent = Spent(rungs, WALL() - start)
    assert woken == rungs, woken
    return spent


def _idle(folder: Path, many: int, slices: int) -> Row:
    few = 1_000
    with (
        closing(_idle_stage(folder / "many.db", many)) as large,
        closing(_idle_stage(folder / "few.db", few)) as small,
    ):
        compared = interleave(_tick(large), _tick(small), slices=slices)
    what = f"an idle tick with {many:,} open obligations"
    return duration(what, compared, at_most(1.5), f"against one with {few:,}")


def _tick(stage: Stage) -> Slice:
    def tick() -> None:
        assert sweep(stage.app, TOWN, IDLE_AT) == 0
        deliver_due(stage.app, TOWN, IDLE_AT)

    return repeated(tick, seconds=0.03, clock=WALL)


def _idle_stage(path: Path, obligations: int) -> Stage:
    """Return a town with so many open obligations, copies of those of one measure."""
    stage = Stage(_url(path))
    stage.build()
    stage.open_measures(1)
    stage.close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        multiply(connection, obligations)
        connection.execute("ANALYZE")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return Stage(_url(path))


def _url(path: Path) -> str:
    return f"sqlite:///{path}"
