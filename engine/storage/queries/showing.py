"""Across towns: which of them show something to a town; it may know by whom it is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select

from engine.storage.metadata import table_of
from engine.storage.queries.shares import holds
from engine.storage.tables.shares import ShareRow

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy import Connection

_SHARES = table_of(ShareRow)
_TOWNS = (
    select(_SHARES.c.tenant)
    .where(_SHARES.c.to_town == bindparam("to_town"), *holds())
    .distinct()
    .order_by(_SHARES.c.tenant)
)


def towns_showing(connection: Connection, town: str, on: date) -> list[str]:
    """Return the ids of the towns that show something to a town."""
    return list(connection.execute(_TOWNS, {"to_town": town, "on": on}).scalars())
