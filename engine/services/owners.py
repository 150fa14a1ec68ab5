"""Owners: as whom a person owes what is owed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.services.access import require_insider, viewer_of
from engine.storage.recipients import duties_of
from engine.storage.store import StorageWorld

if TYPE_CHECKING:
    from engine.services.access import Reader
    from engine.services.application import Application
    from engine.storage.queries.owed import Owners


def owners_of(app: Application, tenant: str, reader: Reader, person: str) -> Owners:
    """Return as whom a person owes: in cases, for the town, and where she steps in.

    Raises:
        OnlyInsiders: the reader is another person, and holds nothing in the town.
    """
    at = app.now()
    with app.database.read(tenant, at) as unit:
        world = StorageWorld(unit, app.known, hold=False)
        if reader.person != person:
            require_insider(viewer_of(world, reader, at))
        town = world.town
        flows = [world.newest(key).workflow for key in town.newest]
        return duties_of(town, flows, person, town.today(at))
