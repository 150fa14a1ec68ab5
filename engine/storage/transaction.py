"""A transaction on the driver's own connection, and its unit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.storage.errors import REFUSALS, translated
from engine.storage.prepared import wrapped
from engine.storage.unit import Unit

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Engine


class Transaction:
    """One transaction: a unit inside ``with``; committed at the end, rolled back on an error.

    SQLAlchemy keeps the connections and hands them out; it is the driver that begins and ends,
    since a short transaction takes less time than SQLAlchemy's way of telling of it.
    """

    __slots__ = (
        "_at",
        "_begin",
        "_connection",
        "_cursor",
        "_driver",
        "_engine",
        "_tenant",
        "_unit",
    )

    def __init__(self, engine: Engine, begin: str, tenant: str, at: datetime) -> None:
        """Take the words that begin it; nothing is begun yet."""
        self._engine = engine
        self._begin = begin
        self._tenant = tenant
        self._at = at
        self._driver: Any = None

    def __enter__(self) -> Unit:
        """Begin; raises StorageError."""
        try:
            self._connection = self._engine.connect()
        except REFUSALS as error:
            raise translated(error) from error
        self._driver = self._connection.connection.dbapi_connection
        self._cursor = self._driver.cursor()
        try:
            self._cursor.execute(self._begin)
        except self._engine.dialect.loaded_dbapi.Error as error:
            self._let_go()
            raise translated(wrapped(error, self._engine.dialect, self._begin)) from error
        self._unit = Unit(self._connection, self._cursor, self._tenant, self._at)
        return self._unit

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        """Commit, or roll back what failed; raises StorageError for what the database refused."""
        try:
            if error is None:
                self._commit()
        except REFUSALS as refusal:
            raise translated(refusal) from refusal
        finally:
            self._let_go()
        if isinstance(error, REFUSALS):
            raise translated(error) from error

    def _commit(self) -> None:
        self._unit.finish()
        if listeners := self._connection.dispatch.commit:
            listeners(self._connection)
        try:
            self._driver.commit()
        except self._engine.dialect.loaded_dbapi.Error as error:
            raise wrapped(error, self._engine.dialect, "COMMIT") from error

    def _let_go(self) -> None:
        """Give the connection back with nothing open in it; throw it away if it is broken."""
        try:
            self._cursor.close()
            self._driver.rollback()
        except self._engine.dialect.loaded_dbapi.Error:
            self._connection.invalidate()
        self._connection.close()
