"""The tables in the database: set up, brought up to date, checked, backed up.

The migrations lie inside the package, so that they run from a wheel and from any directory.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import inspect, text

from engine.storage.errors import (
    BackupElsewhere,
    BackupExists,
    DatabaseCorrupt,
    SchemaMissing,
    SchemaTooNew,
    translated,
)

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from engine.storage.database import Database

_ROWS_LOOKED_AT = 1_000
"""Of every index."""
_UPGRADE_LOCK = 0x7665_7262  # any number of our own


@dataclass(frozen=True, slots=True)
class SchemaState:
    """Which migration the database has, and which this program needs."""

    current: str | None
    head: str

    @property
    def is_current(self) -> bool:
        """Whether nothing is to be done."""
        return self.current == self.head


def schema_state(database: Database) -> SchemaState:
    """Return where the database stands."""
    with database.connection() as connection:
        return _state(connection)


def check_schema(database: Database) -> None:
    """Refuse a database that this program cannot work with.

    Raises:
        SchemaMissing: It has no tables yet, or older ones.
        SchemaTooNew: A newer version of the program has set it up.
    """
    state = schema_state(database)
    if state.is_current:
        return
    if state.current is not None and state.current not in revisions():
        raise SchemaTooNew(found=state.current)
    raise SchemaMissing


def upgrade(database: Database) -> SchemaState:
    """Bring the tables up to date in one transaction; return where they stood before.

    Two processes may try at once: the second one waits and finds nothing to do.

    Raises:
        SchemaTooNew: A newer version of the program has set it up.
    """
    with database.connection() as connection:
        if not database.is_sqlite:
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _UPGRADE_LOCK})
        before = _state(connection)
        if before.current is not None and before.current not in revisions():
            raise SchemaTooNew(found=before.current)
        if not before.is_current:
            from engine.storage.migrating import migrate  # noqa: PLC0415 - Alembic loads slowly

            migrate(connection)
    return before


def differences(database: Database) -> list[Any]:
    """Return what the tables differ in from what this program expects, empty if nothing."""
    from engine.storage import migrating  # noqa: PLC0415 - Alembic loads slowly

    with database.connection() as connection:
        return migrating.differences(connection)


def integrity_problems(database: Database) -> list[str]:
    """Return what the database itself finds damaged, in its own words."""
    if not database.is_sqlite:
        return []  # PostgreSQL checks its pages by itself (initdb --data-checksums)
    with database.connection() as connection:
        found = connection.exec_driver_sql("PRAGMA integrity_check(20)").scalars().all()
        orphans = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    return [line for line in found if line != "ok"] + [
        f"{table}: row {row} refers to nothing in {parent}" for table, row, parent, _ in orphans
    ]


def look_over(database: Database) -> None:
    """Let SQLite look how many rows there are of what, which is what it chooses indexes by.

    It looks at samples, so that it takes no longer in a large town. PostgreSQL does it by itself.
    """
    if database.is_sqlite:
        with database.connection() as connection:
            connection.exec_driver_sql(f"PRAGMA analysis_limit = {_ROWS_LOOKED_AT}")
            connection.exec_driver_sql("ANALYZE")


def backup(database: Database, target: Path) -> None:
    """Copy a SQLite database into a new file while it is being used.

    Raises:
        BackupElsewhere: PostgreSQL has its own tool for that.
        BackupExists: The file is there already; nothing is overwritten.
    """
    if not database.is_sqlite:
        raise BackupElsewhere
    if target.exists():
        raise BackupExists(name=target.name)
    source = database.engine.url.database or ""
    try:
        with closing(sqlite3.connect(source)) as live, closing(sqlite3.connect(target)) as copy:
            live.backup(copy)
            if copy.execute("PRAGMA integrity_check(1)").fetchone() != ("ok",):
                raise DatabaseCorrupt
    except sqlite3.Error as error:
        target.unlink(missing_ok=True)
        raise translated(error) from error


def _state(connection: Connection) -> SchemaState:
    current: str | None = None
    if inspect(connection).has_table("alembic_version"):
        found = connection.execute(text("SELECT version_num FROM alembic_version"))
        current = found.scalar_one_or_none()
    return SchemaState(current, revisions()[-1])


def revisions() -> list[str]:
    """Return the migrations of this program in their order: each file's name begins with its own.

    Read off the files, since every command asks and Alembic takes long to load.
    """
    versions = Path(__file__).parent / "migrations" / "versions"
    return sorted(each.name.partition("_")[0] for each in versions.glob("[0-9]*.py"))
