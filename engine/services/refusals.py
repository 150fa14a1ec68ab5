"""Refusals: logged, in a transaction of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.storage.queries.refusals import keep_refusals

if TYPE_CHECKING:
    from engine.services.application import Application
    from engine.storage.store import StorageWorld


def log_refusals(app: Application, tenant: str, world: StorageWorld, actor: str | None) -> None:
    """Log what was refused in a world whose transaction is over."""
    if world.refused:
        with app.database.write(tenant, world.unit.at) as unit:
            keep_refusals(unit, world.refused, actor)
