"""The statements of events, recorded once and run again bare: what an event cannot cost less."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from unittest import mock

from sqlalchemy import event

from engine.storage.unit import Unit

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sqlalchemy import Connection, Engine

    from engine.storage.database import Database
    from engine.storage.statement import Statement

Run = tuple[Any, Any]
"""A prebuilt statement of SQLAlchemy Core and its parameters."""


@dataclass
class Recorded:
    """Transactions, in the order in which they were committed."""

    transactions: list[list[Run]] = field(default_factory=list)

    @property
    def statements(self) -> int:
        """How many statements the last transaction had, BEGIN and COMMIT aside."""
        return len(self.transactions[-1])


@contextmanager
def recording(database: Database) -> Iterator[Recorded]:
    """Keep what units are asked to do meanwhile."""
    recorded, current = Recorded(), list[Run]()
    run, run_many = Unit.run, Unit.run_many

    def noting(unit: Unit, statement: Statement, **values: Any) -> Any:
        current.append((statement.clause, {**values, statement.tenant_parameter: unit.tenant}))
        return run(unit, statement, **values)

    def noting_many(unit: Unit, statement: Statement, rows: Sequence[Mapping[str, Any]]) -> Any:
        own = [{**row, statement.tenant_parameter: unit.tenant} for row in rows]
        current.append((statement.clause, own))
        return run_many(unit, statement, rows)

    def committed(_connection: Connection) -> None:
        recorded.transactions.append(list(current))
        current.clear()

    event.listen(database.engine, "commit", committed)
    with mock.patch.object(Unit, "run", noting), mock.patch.object(Unit, "run_many", noting_many):
        yield recorded
    event.remove(database.engine, "commit", committed)


class Replay:
    """Runs recorded transactions again, one a step, on a copy of the database."""

    def __init__(self, database: Database, recorded: Recorded) -> None:
        """Take the copy as it was before the transactions were recorded."""
        self._engine: Engine = database.engine
        self._waiting = iter(recorded.transactions)

    def step(self) -> None:
        """Run the statements of one transaction and read what they return."""
        with self._engine.connect() as connection, connection.begin():
            for clause, parameters in next(self._waiting):
                result = connection.execute(clause, parameters)
                if result.returns_rows:
                    result.all()
