"""No engine at all: one UPDATE and one INSERT in a transaction, by ``sqlite3`` of Python."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

PRAGMAS = ("PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL", "PRAGMA foreign_keys = ON")
"""Those of our own database."""
DOCUMENT = '{"progress":40,"rating":"green","text":"Acht Treffpunkte laufen."}'
ROWS = 100


class BareCommits:
    """Commits of the smallest kind that could hold a report."""

    def __init__(self, folder: Path) -> None:
        """Create a table of cases and one of events."""
        self._connection = connect(folder / "bare.db")
        self._connection.execute(
            "CREATE TABLE cases (id INTEGER PRIMARY KEY, version INTEGER, data TEXT)"
        )
        self._connection.execute(
            "CREATE TABLE events (case_id INTEGER, version INTEGER, data TEXT,"
            " PRIMARY KEY (case_id, version)) WITHOUT ROWID"
        )
        self._connection.executemany(
            "INSERT INTO cases VALUES (?, 0, ?)", [(row, DOCUMENT) for row in range(ROWS)]
        )
        self._count = 0

    def step(self) -> None:
        """Commit one."""
        self._count += 1
        case, version = self._count % ROWS, self._count // ROWS + 1
        run = self._connection.execute
        run("BEGIN IMMEDIATE")
        run("UPDATE cases SET version = ?, data = ? WHERE id = ?", (version, DOCUMENT, case))
        run("INSERT INTO events VALUES (?, ?, ?)", (case, version, DOCUMENT))
        run("COMMIT")


def connect(path: Path) -> sqlite3.Connection:
    """Open a database file as durable as ours."""
    connection = sqlite3.connect(path, isolation_level=None)
    for pragma in PRAGMAS:
        connection.execute(pragma)
    return connection
