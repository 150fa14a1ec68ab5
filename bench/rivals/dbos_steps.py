"""DBOS on SQLite: a workflow of one durable step."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from dbos import DBOS, DBOSConfig

from bench.rivals.bare import connect

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

Report = dict[str, object]
REPORT: Report = {"text": "Acht Treffpunkte laufen.", "progress": 40, "rating": "green"}


@contextmanager
def dbos_on_sqlite(folder: Path) -> Iterator[Callable[[], object]]:
    """Run DBOS and yield what runs the workflow once."""
    path = folder / "dbos.db"
    connect(path).close()  # as WAL, in which DBOS is quicker than by its own default
    config: DBOSConfig = {
        "name": "bench",
        "system_database_url": f"sqlite:///{path}",
        "log_level": "ERROR",
        "enable_otlp": False,
    }
    DBOS(config=config)

    @DBOS.step()
    def take(report: Report) -> str:
        return "red" if report["rating"] == "red" else "on track"

    @DBOS.workflow()
    def one(report: Report) -> str:
        return take(report)

    DBOS.launch()
    try:
        yield lambda: one(REPORT)
    finally:
        DBOS.destroy()
