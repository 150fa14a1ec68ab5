"""One durable report: access, input, guards, the event with its hash, one duty done, one opened.

Against the same statements run bare through prebuilt Core, against the smallest commit there is,
against SpiffWorkflow and DBOS on SQLite; on PostgreSQL against the same statements, and with a
second process. Every report is the first of its measure.

DBOS is run twice: as it comes, by its own documentation, on a file that it makes itself (which
then has a rollback journal), and on a file made WAL beforehand, as ours is. Each time there is the
least it can do, a workflow of one step, and a workflow that keeps about what a report keeps.

The targets are about the disk. What an engine adds to the commit is seen only where the disk is
quick, since one that takes long to sync makes all of them alike; so everything is measured on a
file in memory as well, and there in processor time, since nothing waits.
"""

from __future__ import annotations

import shutil
import tempfile
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from bench.interleave import PROCESSOR, WALL, Clock, Compared, Slice, counted, interleave_all
from bench.replayed import Recorded, Replay, recording
from bench.rivals.bare import BareCommits
from bench.rivals.dbos_steps import dbos_on_sqlite
from bench.rivals.spiff import SMALLEST, SpiffSteps, duty
from bench.rows import Row, at_least, at_most, duration, speed
from bench.stage import Stage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

EACH = 10
"""Reports in a slice."""
IN_MEMORY = Path("/dev/shm")  # noqa: S108 - a file system in memory, where there is one


def measure(*, quick: bool) -> Iterator[Row]:
    """Measure on SQLite: on the disk, and in memory if this machine has such a folder."""
    slices = 4 if quick else 30
    with _folder(None) as folder:
        yield from _on_sqlite(folder, slices, "on the disk", WALL)
    if IN_MEMORY.is_dir():
        with _folder(IN_MEMORY) as folder:
            yield from _on_sqlite(folder, slices, "in memory", PROCESSOR)


@contextmanager
def _folder(inside: Path | None) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="verbindlich-bench-", dir=inside) as name:
        yield Path(name)


def _on_sqlite(folder: Path, slices: int, where: str, clock: Clock) -> Iterator[Row]:
    count = (slices + 1) * EACH
    with _stage(folder / "ours.db") as stage:
        stage.build()
        cases = stage.open_measures(3 * count)
    for copy in ("recorded.db", "again.db"):
        shutil.copy(folder / "ours.db", folder / copy)
    with _stage(folder / "recorded.db") as stage:
        recorded = record(stage, cases[:count])
    if clock is WALL:
        note = f"{recorded.statements} and BEGIN and COMMIT"
        yield Row("a report", recorded.statements + 2, "statements", at_most(10), note=note)
    waiting = iter(cases)
    with _stage(folder / "ours.db") as stage, _stage(folder / "again.db") as again:
        ours = counted(lambda: stage.report(next(waiting)), EACH, clock=clock)
        others: dict[str, Callable[[], object]] = {
            "core": Replay(again.database, recorded).step,
            "bare": BareCommits(folder).step,
            "smallest": SpiffSteps(folder / "smallest.db", SMALLEST, count).step,
            "duty": SpiffSteps(folder / "duty.db", duty(), count).step,
        }
        slices_of_others = [counted(each, EACH, clock=clock) for each in others.values()]
        compared = interleave_all(ours, slices_of_others, slices=slices)
        rows = [*_rows(dict(zip(others, compared, strict=True)), where)]
        rows += _against_dbos(folder, ours, slices, where, clock)
    yield from rows if clock is WALL else (replace(row, target=None) for row in rows)


def record(stage: Stage, cases: list[str]) -> Recorded:
    """Report once in every measure and keep the statements."""
    with recording(stage.database) as recorded:
        for case in cases:
            stage.report(case)
    return recorded


def _rows(compared: Mapping[str, Compared], where: str) -> Iterator[Row]:
    what = f"a report {where}"
    yield duration(what, compared["core"], at_most(1.5), "against its statements through Core")
    yield speed(what, compared["bare"], at_least(0.2), "against one UPDATE and one INSERT")
    spiff = "against load, step, save of SpiffWorkflow"
    yield speed(what, compared["duty"], at_least(2.5), f"{spiff}: the duty with its ladder")
    yield speed(what, compared["smallest"], None, f"{spiff}: the smallest process")


def _against_dbos(
    folder: Path, ours: Slice, slices: int, where: str, clock: Clock
) -> Iterator[Row]:
    """Compare with DBOS alone, since its threads would disturb everybody else."""
    what = f"a report {where}"
    for kind, is_wal in (("as it comes", False), ("its file made WAL like ours", True)):
        with dbos_on_sqlite(folder, is_wal=is_wal) as theirs:
            others = [counted(each, EACH, clock=clock) for each in (theirs.step, theirs.work)]
            step, work = interleave_all(ours, others, slices=slices)
        note = f"against a workflow of one step of DBOS, {kind}"
        yield speed(what, step, at_least(5), note)
        note = f"against DBOS that changes rows and enqueues a letter, {kind}"
        yield speed(what, work, None, note)


@contextmanager
def _stage(path: Path) -> Iterator[Stage]:
    stage = Stage(f"sqlite:///{path}")
    try:
        yield stage
    finally:
        stage.close()
