"""The database: SQLite in one file, or PostgreSQL through psycopg 3."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from sqlalchemy import create_engine, event, exc
from sqlalchemy.engine import make_url

from engine.storage.errors import DatabaseUnreachable, translated, translated_sqlite
from engine.storage.unit import Unit

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from sqlalchemy import Connection, Engine

_BUSY_MS = 10_000
"""How long a writer waits for another one before the database counts as locked."""
_SQLITE_PRAGMAS = (
    f"PRAGMA busy_timeout = {_BUSY_MS}",
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
)
_POSTGRESQL_OPTIONS = f"-c timezone=UTC -c lock_timeout={_BUSY_MS}"
_WRITES = "verbindlich_writes"


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
        self._reading = self.engine.execution_options(**_reading_options(self.engine))
        self._writing = self.engine.execution_options(**{_WRITES: True})

    @property
    def is_sqlite(self) -> bool:
        """Whether it is a file of SQLite, where one process writes at a time."""
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def write(self, tenant: str, at: datetime) -> Iterator[Unit]:
        """Open one transaction that writes; it is committed at the end, rolled back on an error.

        SQLite begins it as ``IMMEDIATE``: whoever reads in it may write in it.

        Raises:
            StorageError: The database refused; nothing of it was stored.
        """
        with _translation(), self._writing.connect() as connection:
            unit = Unit(connection, tenant, at)
            with connection.begin():
                yield unit
                unit.finish()

    @contextmanager
    def read(self, tenant: str, at: datetime) -> Iterator[Unit]:
        """Open one transaction that sees the database at one moment and changes nothing."""
        with _translation(), self._reading.connect() as connection, connection.begin():
            yield Unit(connection, tenant, at)

    @contextmanager
    def connection(self) -> Iterator[Connection]:
        """Open a transaction for what belongs to no town: migrations, the clock's own memory."""
        with _translation(), self._writing.connect() as connection, connection.begin():
            yield connection

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()


@contextmanager
def _translation() -> Iterator[None]:
    """Let no error of the database library out."""
    try:
        yield
    except exc.SQLAlchemyError as error:
        raise translated(error) from error
    except sqlite3.Error as error:
        raise translated_sqlite(error) from error


def _create(url: str) -> Engine:
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return create_engine(parsed, connect_args={"options": _POSTGRESQL_OPTIONS})
    engine = create_engine(parsed)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _reading_options(engine: Engine) -> dict[str, Any]:
    if engine.dialect.name == "sqlite":
        return {_WRITES: False}
    return {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # transactions are begun below, not by the driver
    for pragma in _SQLITE_PRAGMAS:
        connection.execute(pragma)


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get(_WRITES, True)
    connection.connection.cursor().execute("BEGIN IMMEDIATE" if writes else "BEGIN")
