"""Copies of a case with all it owes, made by the database itself: many in little time."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3


def multiply(connection: sqlite3.Connection, obligations: int, case: str = "%") -> None:
    """Copy one case with all it owes until there are so many obligations more.

    Args:
        connection: A database with that case.
        obligations: So many there shall be of the case and its copies.
        case: Its id; by default the only one that there is.
    """
    own = {"cases": "id", "occurrences": "case_id"}
    counted = "SELECT count(*) FROM occurrences WHERE case_id LIKE ? AND status = 'open'"
    (owed,) = connection.execute(counted, (case,)).fetchone()
    numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?) "
    for table, renamed in (("cases", {"id", "number"}), ("occurrences", {"case_id"})):
        names = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
        values = [f"{name} || '-' || i" if name in renamed else name for name in names]
        connection.execute(
            f"{numbers} INSERT INTO {table} ({', '.join(names)})"  # noqa: S608 - names of our tables
            f" SELECT {', '.join(values)} FROM {table}, n WHERE {own[table]} LIKE ?",
            (obligations // owed - 1, case),
        )
    connection.commit()
