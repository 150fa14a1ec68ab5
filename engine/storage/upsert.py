"""INSERT ... ON CONFLICT for both databases.

Both speak the same dialect here, and the construct of PostgreSQL is compiled for SQLite as well
(not the other way round); the tests on both databases hold that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy.dialects.postgresql import Insert, insert

from engine.storage.metadata import table_of

if TYPE_CHECKING:
    from sqlmodel import SQLModel


def upsert(row: type[SQLModel]) -> Insert:
    """Return an INSERT that overwrites the row of the same primary key."""
    table = table_of(row)
    statement = insert(table)
    keys = [each.name for each in table.primary_key]
    others = {name: each for name, each in statement.excluded.items() if name not in keys}
    return statement.on_conflict_do_update(index_elements=keys, set_=others)


def insert_once(row: type[SQLModel], *unique: str) -> Insert:
    """Return an INSERT that leaves a row of the same key as it is.

    Args:
        row: The table.
        unique: The columns that must not come twice; by default the primary key.
    """
    table = table_of(row)
    keys = list(unique) or [each.name for each in table.primary_key]
    return insert(table).on_conflict_do_nothing(index_elements=keys)
