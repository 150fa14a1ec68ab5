"""Connections that are kept open and lent, one to each transaction that runs at a time."""

from __future__ import annotations

from threading import BoundedSemaphore
from typing import TYPE_CHECKING, Any

from sqlalchemy import exc

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

MOST = 15
"""So many transactions of a process run at a time; the next one waits for one to end."""
PATIENCE_S = 30
KEPT = 5
"""So many connections stay open while nobody needs them."""


class Lent:
    """A connection of SQLAlchemy, that of its driver, and a cursor of the driver."""

    __slots__ = ("connection", "cursor", "driver", "errors")

    def __init__(self, connection: Connection) -> None:
        """Take an open connection."""
        self.connection = connection
        driver: Any = connection.connection.dbapi_connection
        self.driver = driver
        self.cursor = driver.cursor()
        self.errors: Any = connection.dialect.loaded_dbapi.Error
        """The class of whatever the driver refuses."""

    def close(self) -> None:
        """Give it up with whatever is open in it."""
        self.cursor.close()
        self.connection.close()


class Lender:
    """Lends connections; shared by all threads of a process."""

    def __init__(self, engine: Engine) -> None:
        """Open none before one is needed."""
        self._engine = engine
        self._idle: list[Lent] = []
        self._free = BoundedSemaphore(MOST)

    def lend(self) -> Lent:
        """Return a connection in which nothing is open.

        Raises:
            SQLAlchemyError: None can be opened, or none came free in time.
        """
        if not self._free.acquire(timeout=PATIENCE_S):
            message = f"{MOST} transactions are running and none has ended in {PATIENCE_S} s"
            raise exc.TimeoutError(message)
        try:
            return self._idle.pop()
        except IndexError:
            pass
        try:
            return Lent(self._engine.connect())
        except BaseException:
            self._free.release()
            raise

    def take_back(self, lent: Lent) -> None:
        """Roll back what is still open in a connection; keep it, unless it is broken."""
        try:
            lent.driver.rollback()
            if len(self._idle) < KEPT:
                self._idle.append(lent)
            else:
                lent.close()
        except lent.errors:
            lent.connection.invalidate()
            lent.connection.close()
        finally:
            self._free.release()

    def close(self) -> None:
        """Close what is not lent."""
        while self._idle:
            self._idle.pop().close()
