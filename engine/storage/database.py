"""The database: SQLite in one file, or PostgreSQL through psycopg 3."""

from __future__ import annotations

import threading
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING, Any

from sqlalchemy import create_engine, event, exc
from sqlalchemy.engine import make_url

from engine.storage.errors import REFUSALS, DatabaseUnreachable, translated
from engine.storage.lending import Lender
from engine.storage.transaction import Transaction

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager
    from datetime import datetime

    from sqlalchemy import Connection, Engine

    from engine.storage.unit import Unit

_BUSY_MS = 10_000
"""How long a writer waits for another one before the database counts as locked."""
_SQLITE_PRAGMAS = (
    f"PRAGMA busy_timeout = {_BUSY_MS}",
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
)
_POSTGRESQL_OPTIONS = f"-c timezone=UTC -c lock_timeout={_BUSY_MS}"
_SNAPSHOT = (
    "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL plan_cache_mode = force_custom_plan"
)
"""Whoever reads has few cases or very many: one plan for both would go through a whole town."""
_IN_MEMORY = (None, "", ":memory:")
_BEGUN_APART = "verbindlich_begun_apart"
"""Option of connections whose transactions SQLAlchemy neither begins nor ends."""


class Database:
    """One database and the connections to it; shared by all threads of a process."""

    def __init__(self, url: str) -> None:
        """Take the address; nothing is opened before it is needed.

        Raises:
            DatabaseUnreachable: The address is none.
        """
        self.url = url
        try:
            self.engine = _create(url)
        except (exc.ArgumentError, exc.NoSuchModuleError, ImportError) as error:
            raise DatabaseUnreachable(reason=str(error)) from error
        options: dict[str, Any] = {_BEGUN_APART: True}
        if not self.is_sqlite:
            options["isolation_level"] = "AUTOCOMMIT"
        self._lender = Lender(self.engine.execution_options(**options))
        self._looks = threading.local()

    @property
    def is_sqlite(self) -> bool:
        """Whether it is a file of SQLite, where one process writes at a time."""
        return self.engine.dialect.name == "sqlite"

    def write(self, tenant: str, at: datetime) -> Transaction:
        """Return one transaction that writes; it is committed at the end, rolled back on an error.

        SQLite begins it as ``IMMEDIATE``: whoever reads in it may write in it. It raises
        StorageError where the database refuses; nothing of it is stored then.
        """
        begin = "BEGIN IMMEDIATE" if self.is_sqlite else "BEGIN"
        return Transaction(self._lender, begin, tenant, at, is_steady=False)

    def read(self, tenant: str, at: datetime) -> AbstractContextManager[Unit]:
        """Return one transaction that sees the database at one moment and changes nothing.

        Within a ``look`` at the same town it is that of the look.
        """
        looking: Unit | None = getattr(self._looks, "unit", None)
        if looking is not None and looking.tenant == tenant:
            return nullcontext(looking)
        begin = "BEGIN" if self.is_sqlite else _SNAPSHOT
        return Transaction(self._lender, begin, tenant, at, is_steady=True)

    @contextmanager
    def look(self, tenant: str, at: datetime) -> Iterator[None]:
        """Let all that this thread reads meanwhile be read in one transaction, at one moment.

        So a page tells of one moment, and what many services ask is asked once. What is written
        meanwhile is not seen before the end.
        """
        if getattr(self._looks, "unit", None) is not None:
            yield
            return
        with self.read(tenant, at) as unit:
            self._looks.unit = unit
            try:
                yield
            finally:
                self._looks.unit = None

    @contextmanager
    def connection(self) -> Iterator[Connection]:
        """Open a transaction for what belongs to no town: migrations, the clock's own memory."""
        try:
            with self.engine.begin() as connection:
                yield connection
        except REFUSALS as error:
            raise translated(error) from error

    def close(self) -> None:
        """Close all connections."""
        self._lender.close()
        self.engine.dispose()


def _create(url: str) -> Engine:
    parsed = make_url(url)
    # How many connections there are at a time is limited where they are lent.
    options: dict[str, Any] = {} if parsed.database in _IN_MEMORY else {"max_overflow": -1}
    if parsed.get_backend_name() != "sqlite":
        return create_engine(parsed, connect_args={"options": _POSTGRESQL_OPTIONS}, **options)
    engine = create_engine(parsed, **options)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # transactions are begun below, not by the driver
    for pragma in _SQLITE_PRAGMAS:
        connection.execute(pragma)


def _begin_sqlite(connection: Connection) -> None:
    if not connection.get_execution_options().get(_BEGUN_APART):
        connection.connection.cursor().execute("BEGIN IMMEDIATE")
