"""A town of many cases: the first ones lived, the others copied from them by the database."""

from __future__ import annotations

import math
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bench.load.seeds import (
    ADMINISTRATOR,
    MEMBER,
    OFFICE,
    SEEDS,
    UNIT,
    contact_of,
    now,
    plant,
    put_unit,
)
from bench.stage import TOWN, Stage
from engine.services import accounts, sign_in
from engine.storage.metadata import table_of
from engine.storage.tables.cases import CaseRow, ItemRow, OccurrenceRow
from engine.storage.tables.people import CaseHolderRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sqlalchemy import Connection

    from engine.storage.database import Database

COPIES_A_UNIT = 5
"""So many copies of each of the first cases has a unit, in a small town as in a large one."""
UNITS_SIGNED_IN = 5
PASSWORD = "Sommerfest im Stadtpark"  # noqa: S105 - of towns that live for minutes
_ID = "substr({name}, 1, 8) || substr(CAST(1000000 + i AS TEXT), 2) || substr({name}, 15)"
"""Of the same length as the first one's, and sorted by the number of the copy."""
_LED_BY = "replace({name}, '" + UNIT + "', 'unit-' || CAST(i - i / {units} * {units} AS TEXT))"
_COPIED = {
    "cases": {
        "id": _ID,
        "number": "number || '-' || CAST(i AS TEXT)",
        "search": "replace(search, lower(number), lower(number) || '-' || CAST(i AS TEXT))",
        "holders": _LED_BY,
    },
    "occurrences": {"case_id": _ID},
    "items": {"case_id": _ID},
    "case_holders": {"case_id": _ID, "holder": _LED_BY},
}
"""What is other in the copies, by table and column."""
_REPORTING = "SELECT number FROM cases WHERE state = 'in_progress' ORDER BY id LIMIT 1000"
_TABLES = {
    each.name: each for each in map(table_of, (CaseRow, OccurrenceRow, ItemRow, CaseHolderRow))
}


@dataclass(frozen=True, slots=True)
class Crowded:
    """A town full of cases."""

    url: str
    cases: int
    obligations: int
    sessions: dict[str, str]
    """Tokens by person."""
    reporting: list[str]
    """Numbers of measures that are in progress."""


def build(url: str, cases: int) -> Crowded:
    """Build a town with about so many cases."""
    at = now()
    copies = math.ceil(cases / SEEDS) - 1
    units = max(1, copies // COPIES_A_UNIT)
    with closing(Stage(url)) as stage:
        plant(stage, at)
        stage.clock.move_to(at)
        with stage.database.write(TOWN, at) as unit:
            for number in range(1, units):
                put_unit(unit, f"unit-{number}")
        with stage.database.connection() as connection:
            _multiply(connection, copies, units)
            counts = _counts(connection)
            numbers = list(connection.exec_driver_sql(_REPORTING).scalars())
        _look_over(stage.database)
        named = (OFFICE, MEMBER, ADMINISTRATOR)
        step = max(1, units // UNITS_SIGNED_IN)
        leads = [contact_of(f"unit-{each}") for each in range(0, units, step)]
        sessions = _signed_in(stage, [*named, *leads[:UNITS_SIGNED_IN]])
        return Crowded(url, *counts, sessions, numbers)


def _multiply(connection: Connection, copies: int, units: int) -> None:
    """Copy every case with all that belongs to it."""
    for table, different in _COPIED.items():
        names = [each.name for each in _TABLES[table].columns]
        values = [different.get(name, name).format(name=name, units=units) for name in names]
        connection.exec_driver_sql(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n"  # noqa: S608 - ours
            f" WHERE i < {copies}) INSERT INTO {table} ({', '.join(names)})"
            f" SELECT {', '.join(values)} FROM n CROSS JOIN {table}"
        )


def _look_over(database: Database) -> None:
    """Let PostgreSQL look over its tables at once, as it does by itself in time."""
    if not database.is_sqlite:
        with database.engine.connect() as connection:
            apart = connection.execution_options(isolation_level="AUTOCOMMIT")
            apart.exec_driver_sql("VACUUM ANALYZE")


def _counts(connection: Connection) -> tuple[int, int]:
    """Return how many cases and obligations there are."""
    first, second = (
        connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one()  # noqa: S608
        for table in ("cases", "occurrences")
    )
    return first, second


def _signed_in(stage: Stage, people: Iterable[str]) -> dict[str, str]:
    tokens = {}
    for person in people:
        accounts.set_password(stage.app, TOWN, person, PASSWORD)
        tokens[person] = sign_in.begin(stage.app, TOWN, person, "bench")
    return tokens


def reports_of(town: Crowded) -> Iterator[tuple[str, str, dict[str, str]]]:
    """Return reports and drafts of one: token, path and form of each, a measure after the other."""
    token = town.sessions[OFFICE]
    form = {"text": "Zwei Treffpunkte kommen dazu.", "progress": "60", "rating": "green"}
    for number in town.reporting:
        yield token, f"/cases/{number}/do/report/draft", form
        yield token, f"/cases/{number}/do/report", form
