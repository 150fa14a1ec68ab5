"""Drafts: what somebody has filled in survives a lost session and a second browser."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.storage.queries import drafts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.services.application import Application
    from engine.storage.queries.drafts import Draft


def draft_of(app: Application, tenant: str, person: str, form: str) -> Draft | None:
    """Return what a person has begun to fill in."""
    with app.database.read(tenant, app.now()) as unit:
        return drafts.find(unit, person, form)


def keep(app: Application, tenant: str, person: str, form: str, entries: Mapping[str, Any]) -> None:
    """Keep what a person has filled in."""
    with app.database.write(tenant, app.now()) as unit:
        drafts.keep(unit, person, form, entries)


def forget(app: Application, tenant: str, person: str, form: str) -> None:
    """Forget what has been sent or is not wanted any more."""
    with app.database.write(tenant, app.now()) as unit:
        drafts.forget(unit, person, form)
