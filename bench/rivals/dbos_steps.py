"""DBOS on SQLite: a workflow of one durable step, and one that keeps what a report keeps."""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING

from dbos import DBOS, DBOSConfig, SQLAlchemyDatasource
from sqlalchemy import text

from bench.rivals.bare import connect

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

Report = dict[str, object]
REPORT: Report = {"text": "Acht Treffpunkte laufen.", "progress": 40, "rating": "green"}
CASES = 100
LETTERS = "letters"
"""The queue of what is to be delivered; nobody listens, since delivering is not measured."""
TABLES = (
    "CREATE TABLE cases (id INTEGER PRIMARY KEY, version INTEGER, data TEXT)",
    "CREATE TABLE events (id INTEGER, version INTEGER, data TEXT, PRIMARY KEY (id, version))",
    "CREATE TABLE duties (id INTEGER, number INTEGER, is_met INTEGER, PRIMARY KEY (id, number))",
)
FIRST_CASE = text("INSERT INTO cases VALUES (:case, 0, '{}')")
FIRST_DUTY = text("INSERT INTO duties VALUES (:case, 1, 0)")
READ = text("SELECT version FROM cases WHERE id = :case")
CHANGES = (
    text("UPDATE cases SET version = :version, data = :data WHERE id = :case"),
    text("INSERT INTO events VALUES (:case, :version, :data)"),
    text("UPDATE duties SET is_met = 1 WHERE id = :case AND number = :version"),
    text("INSERT INTO duties VALUES (:case, :version + 1, 0)"),
)


@dataclass(frozen=True, slots=True)
class Workflows:
    """What can be run once, again and again."""

    step: Callable[[], object]
    """A workflow of one step that keeps nothing but what came of it."""
    work: Callable[[], object]
    """A workflow of a transaction that changes rows, and of a letter put into a queue."""


@contextmanager
def dbos_on_sqlite(folder: Path, *, is_wal: bool) -> Iterator[Workflows]:
    """Run DBOS and yield its workflows.

    Args:
        folder: Where to put its files.
        is_wal: Whether its files are made as ours are before it opens them. It leaves a file in
            the mode in which it finds it, and as its documentation has it there is none before:
            then SQLite's own rollback journal is what it runs on.
    """
    kind = "wal" if is_wal else "journal"
    path, rows = folder / f"dbos-{kind}.db", folder / f"dbos-rows-{kind}.db"
    if is_wal:
        connect(path).close()
        connect(rows).close()
    config: DBOSConfig = {
        "name": "bench",
        "system_database_url": f"sqlite:///{path}",
        "log_level": "ERROR",
        "enable_otlp": False,
    }
    DBOS(config=config)
    workflows = Workflows(_step(), _work(f"sqlite:///{rows}"))
    DBOS.listen_queues([])
    DBOS.launch()
    DBOS.register_queue(LETTERS)
    try:
        yield workflows
    finally:
        DBOS.destroy(destroy_registry=True)


def _step() -> Callable[[], object]:
    @DBOS.step()
    def take(report: Report) -> str:
        return "red" if report["rating"] == "red" else "on track"

    @DBOS.workflow()
    def one(report: Report) -> str:
        return take(report)

    return lambda: one(REPORT)


def _work(url: str) -> Callable[[], object]:
    """Return a report as one would write it with DBOS: no roles, no rules, no hashes."""
    source = SQLAlchemyDatasource.create(url)
    with source.engine.begin() as connection:
        for table in TABLES:
            connection.execute(text(table))
        for first in (FIRST_CASE, FIRST_DUTY):
            connection.execute(first, [{"case": case} for case in range(CASES)])

    @source.transaction
    def keep(case: int, report: Report) -> int:
        session = source.sql_session()
        version = int(session.execute(READ, {"case": case}).scalar_one()) + 1
        values = {"case": case, "version": version, "data": json.dumps(report)}
        for change in CHANGES:
            session.execute(change, values)
        return version

    @DBOS.workflow()
    def deliver(letter: str) -> str:
        return letter

    @DBOS.workflow()
    def report(case: int, given: Report) -> int:
        version = keep(case, given)
        DBOS.enqueue_workflow(LETTERS, deliver, f"{case}, {version}")
        return version

    numbers = count()
    return lambda: report(next(numbers) % CASES, REPORT)
