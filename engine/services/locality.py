"""The town as it is set up: title, language, place, time zone, who holds what."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from engine.services.access import viewer_in
from engine.storage.town import read_town

if TYPE_CHECKING:
    from engine.services.access import Reader
    from engine.services.application import Application
    from engine.storage.town import Town


def town_of(app: Application, tenant: str, reader: Reader) -> Town:
    """Return a town as it is now; who holds what, and what is set, insiders see."""
    with app.database.read(tenant, app.now()) as unit:
        viewer, town = viewer_in(app, unit, reader), read_town(unit)
    if viewer.sees_all or viewer.is_insider:
        return town
    return replace(town, holdings={}, seats={}, settings={}, rhythms={}, webhooks={})
