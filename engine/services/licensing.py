"""The licence under which a town lets everybody use its open data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.documents.opendata.licences import LICENCES, Licence
from engine.errors import SettingsError
from engine.services.access import require_administrator, viewer_in
from engine.storage.queries import towns
from engine.storage.town import stamp_of

if TYPE_CHECKING:
    from engine.services.access import Reader
    from engine.services.application import Application


class LicenceUnknown(SettingsError):
    """There is no licence {key} for open data. Known are: {known}."""

    de = "Eine Lizenz {key} für offene Daten gibt es nicht. Bekannt sind: {known}."


def licence_of(app: Application, tenant: str) -> Licence | None:
    """Return the licence of a town's open data, None if it has named none."""
    with app.database.read(tenant, app.now()) as unit:
        return LICENCES.get(app.known.town(unit, stamp_of(unit)).licence or "")


def set_licence(app: Application, tenant: str, reader: Reader, key: str | None) -> None:
    """Name the licence of a town's open data; None takes it back.

    Raises:
        NotAdministrator: the reader does not keep the town's affairs.
        LicenceUnknown: there is no such licence.
    """
    if key is not None and key not in LICENCES:
        raise LicenceUnknown(key=key, known=", ".join(LICENCES))
    with app.database.write(tenant, app.now()) as unit:
        require_administrator(viewer_in(app, unit, reader))
        towns.set_licence(unit, key)
