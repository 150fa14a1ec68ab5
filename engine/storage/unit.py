"""A unit of work: one transaction for one town at one moment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from engine.storage.result import Rows
    from engine.storage.statement import Statement

T = TypeVar("T")


class Unit:
    """Runs checked statements inside one transaction, always for its own town."""

    __slots__ = (
        "_answers",
        "_cursor",
        "_dialect",
        "_listeners",
        "at",
        "before_commit",
        "connection",
        "tenant",
    )

    def __init__(
        self, connection: Connection, cursor: Any, tenant: str, at: datetime, *, is_steady: bool
    ) -> None:
        """Take a connection in an open transaction, and a cursor of its driver.

        Args:
            connection: The connection.
            cursor: Of its driver.
            tenant: The town.
            at: The moment.
            is_steady: Whether all that is read is as it was at one moment, and nothing is written.
        """
        self.connection = connection
        self._cursor = cursor
        self._dialect = connection.dialect
        self._listeners = connection.dispatch.before_cursor_execute or None
        self.tenant = tenant
        self.at = at
        """The moment of everything that happens in this unit."""
        self._answers: dict[Hashable, Any] | None = {} if is_steady else None
        self.before_commit: list[Callable[[], None]] = []
        """Called in order before the commit, for whatever was put off."""

    @property
    def is_sqlite(self) -> bool:
        """Whether other writers are shut out as a whole."""
        return self._dialect.name == "sqlite"

    def run(self, statement: Statement, **values: Any) -> Rows:
        """Run a statement once with its parameters."""
        values[statement.tenant_parameter] = self.tenant
        prepared = statement.prepared(self._dialect, values)
        return prepared.run(self._cursor, values, self._tell)

    def run_many(self, statement: Statement, rows: Sequence[dict[str, Any]]) -> Rows:
        """Run a statement once for each row of parameters, in one call of the driver.

        The rows are the unit's from then on: it adds its town to each.
        """
        own = statement.tenant_parameter
        for row in rows:
            row[own] = self.tenant
        prepared = statement.prepared(self._dialect, rows[0])
        return prepared.run_many(self._cursor, rows, self._tell)

    def once(self, question: Hashable, ask: Callable[[], T]) -> T:
        """Return what was answered before in this transaction, where the answer must be the same.

        Args:
            question: What is asked, with all that the answer hangs on beside the database.
            ask: Asks the database.
        """
        if self._answers is None:
            return ask()
        if question not in self._answers:
            self._answers[question] = ask()
        answer: T = self._answers[question]
        return answer

    def _tell(self, sql: str, bound: Any) -> None:
        """Tell whoever listens to what is run, as SQLAlchemy would."""
        if self._listeners is not None:
            many = isinstance(bound, list)
            self._listeners(self.connection, self._cursor, sql, bound, None, many)

    def finish(self) -> None:
        """Do what was put off; the commit follows."""
        for each in self.before_commit:
            each()
