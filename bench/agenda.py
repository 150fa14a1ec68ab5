"""The agenda: what a committee has before it, among few and among many open obligations."""

from __future__ import annotations

import sqlite3
import tempfile
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bench.copies import multiply
from bench.interleave import WALL, interleave, repeated
from bench.rows import Row, at_most, duration
from bench.stage import TOWN, Stage
from engine.services.access import AS_OPERATOR
from engine.services.docket import docket
from engine.services.sweep import sweep

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bench.interleave import Slice

BODY = "steering_group"
LATE = 10
"""So many measures have not reported, and stand on the agenda."""
ESCALATED_AT = datetime(2026, 10, 1, 12, tzinfo=UTC)
"""When what is due first has come before the body."""
FEW = 1_000


def measure(*, quick: bool) -> Iterator[Row]:
    """Measure on SQLite."""
    many, slices = (10_000, 6) if quick else (100_000, 30)
    with (
        tempfile.TemporaryDirectory(prefix="verbindlich-bench-") as folder,
        closing(_town(Path(folder) / "many.db", many)) as large,
        closing(_town(Path(folder) / "few.db", FEW)) as small,
    ):
        compared = interleave(_look(large), _look(small), slices=slices)
    what = f"a committee's agenda among {many:,} open obligations"
    yield duration(what, compared, at_most(3), f"against one among {FEW:,}")


def _look(stage: Stage) -> Slice:
    def look() -> None:
        found = docket(stage.app, TOWN, AS_OPERATOR, BODY, ESCALATED_AT)
        assert len(found.matters) == LATE, len(found.matters)
        assert found.due

    return repeated(look, seconds=0.05, clock=WALL)


def _town(path: Path, obligations: int) -> Stage:
    """Return a town with late measures, and many others that owe nothing yet."""
    stage = Stage(_url(path))
    stage.build()
    stage.open_measures(LATE)
    sweep(stage.app, TOWN, ESCALATED_AT)
    (on_time,) = stage.open_measures(1, at=ESCALATED_AT)
    stage.close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        multiply(connection, obligations, on_time)
        connection.execute("ANALYZE")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    large = Stage(_url(path))
    large.clock.move_to(ESCALATED_AT)
    return large


def _url(path: Path) -> str:
    return f"sqlite:///{path}"
