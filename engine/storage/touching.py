"""Touching a town: every process reads again what it keeps in memory about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import update

from engine.storage.metadata import table_of
from engine.storage.statement import Statement, of_tenant
from engine.storage.tables.tenants import TenantRow

if TYPE_CHECKING:
    from engine.storage.unit import Unit

_TENANTS = table_of(TenantRow)
_TOUCH = Statement(update(_TENANTS).where(of_tenant(_TENANTS)).values(stamp=_TENANTS.c.stamp + 1))


def touch(unit: Unit) -> None:
    """Say that something has changed which processes keep in memory about the town."""
    unit.run(_TOUCH)
