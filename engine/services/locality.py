"""The town as it is set up: title, language, place, time zone, who holds what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.storage.town import read_town

if TYPE_CHECKING:
    from engine.services.application import Application
    from engine.storage.town import Town


def town_of(app: Application, tenant: str) -> Town:
    """Return a town as it is now."""
    with app.database.read(tenant, app.now()) as unit:
        return read_town(unit)
