"""All tables in one place: what migrations compare the database with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlmodel import SQLModel

from engine.storage.tables import (
    accounts,
    cases,
    clock,
    definitions,
    events,
    mail,
    packages,
    people,
    programs,
    retention,
    shares,
    templates,
    tenants,
    transfer,
    uploads,
)

if TYPE_CHECKING:
    from sqlalchemy import MetaData, Table

_MODULES = (
    tenants,
    people,
    accounts,
    definitions,
    packages,
    cases,
    events,
    mail,
    programs,
    clock,
    transfer,
    uploads,
    retention,
    shares,
    templates,
)

METADATA: MetaData = SQLModel.metadata


def table_of(row: type[SQLModel]) -> Table:
    """Return the Core table of a row class."""
    return METADATA.tables[str(row.__tablename__)]
