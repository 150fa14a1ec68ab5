"""The statements of events, recorded once and run again bare: what an event cannot cost less."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import event

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Engine

    from engine.storage.database import Database

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
    """Keep what a database is asked to do meanwhile."""
    recorded, engine = Recorded(), database.engine
    current: list[Run] = []

    def executed(
        _connection: Any, clause: Any, many: Any, single: Any, _options: Any, _result: Any
    ) -> None:
        current.append((clause, list(many) or dict(single)))

    def committed(_connection: Any) -> None:
        if current:
            recorded.transactions.append(list(current))
            current.clear()

    event.listen(engine, "after_execute", executed)
    event.listen(engine, "commit", committed)
    try:
        yield recorded
    finally:
        event.remove(engine, "after_execute", executed)
        event.remove(engine, "commit", committed)


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
