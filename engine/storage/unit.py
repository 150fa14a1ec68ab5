"""A unit of work: one transaction for one town at one moment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.storage.prepared import Rows, read_all

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from engine.storage.statement import Statement


class Unit:
    """Runs checked statements inside one transaction, always for its own town."""

    __slots__ = ("at", "before_commit", "connection", "tenant")

    def __init__(self, connection: Connection, tenant: str, at: datetime) -> None:
        """Take an open transaction."""
        self.connection = connection
        self.tenant = tenant
        self.at = at
        """The moment of everything that happens in this unit."""
        self.before_commit: list[Callable[[], None]] = []
        """Called in order before the commit, for whatever was put off."""

    @property
    def is_sqlite(self) -> bool:
        """Whether other writers are shut out as a whole."""
        return self.connection.dialect.name == "sqlite"

    def run(self, statement: Statement, **values: Any) -> Rows:
        """Run a statement once with its parameters."""
        values[statement.tenant_parameter] = self.tenant
        prepared = statement.prepared(self.connection.dialect, values)
        if prepared is None:
            return read_all(self.connection.execute(statement.clause, values))
        return prepared.run(self.connection, values)

    def run_many(self, statement: Statement, rows: Sequence[Mapping[str, Any]]) -> Rows:
        """Run a statement once for each row of parameters, in one call of the driver."""
        own = [{**row, statement.tenant_parameter: self.tenant} for row in rows]
        prepared = statement.prepared(self.connection.dialect, own[0])
        if prepared is None:
            return read_all(self.connection.execute(statement.clause, own))
        return prepared.run_many(self.connection, own)

    def finish(self) -> None:
        """Do what was put off; the commit follows."""
        for each in self.before_commit:
            each()
