"""A transaction on the driver's own connection, and its unit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.storage.errors import REFUSALS, translated
from engine.storage.prepared import wrapped
from engine.storage.unit import Unit

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.exc import StatementError

    from engine.storage.lending import Lender, Lent


class Transaction:
    """One transaction: a unit inside ``with``; committed at the end, rolled back on an error.

    It is the driver that begins and ends it, since a short transaction takes less time than
    SQLAlchemy's way of telling of it.
    """

    __slots__ = ("_at", "_begin", "_is_steady", "_lender", "_lent", "_tenant", "_unit")

    def __init__(
        self, lender: Lender, begin: str, tenant: str, at: datetime, *, is_steady: bool
    ) -> None:
        """Take the words that begin it, and whether it only reads; nothing is begun yet."""
        self._lender = lender
        self._begin = begin
        self._tenant = tenant
        self._at = at
        self._is_steady = is_steady

    def __enter__(self) -> Unit:
        """Begin; raises StorageError."""
        try:
            lent = self._lent = self._lender.lend()
        except REFUSALS as error:
            raise translated(error) from error
        try:
            lent.cursor.execute(self._begin)
        except lent.errors as error:
            self._lender.take_back(lent)
            raise translated(self._wrapped(error, self._begin)) from error
        self._unit = Unit(
            lent.connection, lent.cursor, self._tenant, self._at, is_steady=self._is_steady
        )
        return self._unit

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        """Commit, or roll back what failed; raises StorageError for what the database refused."""
        try:
            if error is None:
                self._commit(self._lent)
        except REFUSALS as refusal:
            raise translated(refusal) from refusal
        finally:
            self._lender.take_back(self._lent)
        if isinstance(error, REFUSALS):
            raise translated(error) from error

    def _commit(self, lent: Lent) -> None:
        self._unit.finish()
        if listeners := lent.connection.dispatch.commit:
            listeners(lent.connection)
        try:
            lent.driver.commit()
        except lent.errors as error:
            raise self._wrapped(error, "COMMIT") from error

    def _wrapped(self, error: Exception, sql: str) -> StatementError:
        return wrapped(error, self._lent.connection.dialect, sql)
