"""Towns: set up, found, listed."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from engine.errors import NotFound, SettingsError
from engine.services import definitions, workbench
from engine.storage import schema
from engine.storage.queries import towns

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.services.access import Reader
    from engine.services.application import Application
    from engine.services.definitions import Published
    from engine.storage.queries.towns import Profile

_NO_LETTERS = re.compile(r"[^a-z0-9]+")
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


class TownUnclear(SettingsError):
    """There are several towns in this database: {towns}. Say which one."""

    de = "In dieser Datenbank gibt es mehrere Städte: {towns}. Sagen Sie, welche gemeint ist."


class NoTown(NotFound):
    """Not found: any town in this database. Set one up first (init)."""

    de = "Nicht gefunden: irgendeine Stadt in dieser Datenbank. Richten Sie erst eine ein (init)."


class TownExists(SettingsError):
    """The town {town} has been set up already."""

    de = "Die Stadt {town} ist schon eingerichtet."


def id_of(title: str) -> str:
    """Return a town's id made of its name: ``Neustadt am See`` becomes ``neustadt-am-see``."""
    plain = title.casefold().translate(_UMLAUTS)
    ascii_only = unicodedata.normalize("NFKD", plain).encode("ascii", "ignore").decode()
    return _NO_LETTERS.sub("-", ascii_only).strip("-") or "town"


def create(app: Application, profile: Profile, tenant: str | None = None) -> str:
    """Bring the tables up to date and set up a town; return its id.

    Raises:
        TownExists: there is one of that id.
        LandUnknown: there is no such Land.
    """
    schema.upgrade(app.database)
    town = tenant or id_of(profile.title)
    if town in all_ids(app):
        raise TownExists(town=town)
    with app.database.write(town, app.now()) as unit:
        towns.create_town(unit, profile)
    return town


def publish_shipped(
    app: Application, tenant: str, reader: Reader, keys: Iterable[str] | None = None
) -> list[Published]:
    """Publish the workflows that come with the programme, all or some; raises NotAdministrator."""
    wanted = None if keys is None else set(keys)
    texts = {
        name: text
        for name, text in workbench.shipped_texts().items()
        if wanted is None or name.removesuffix(".json") in wanted
    }
    return definitions.publish_together(app, tenant, reader, texts)


def all_ids(app: Application) -> list[str]:
    """Return the ids of all towns."""
    with app.database.connection() as connection:
        return towns.town_ids(connection)


def the_town(app: Application, wanted: str | None) -> str:
    """Return the town that is meant: the named one, else the only one.

    Raises:
        SchemaMissing: the database has not been set up.
        NoTown: there is none, or none of that name.
        TownUnclear: there are several and none was named.
    """
    schema.check_schema(app.database)
    known = all_ids(app)
    if wanted is not None:
        if wanted not in known:
            raise TownNotThere(town=wanted, towns=", ".join(known))
        return wanted
    if not known:
        raise NoTown
    if len(known) > 1:
        raise TownUnclear(towns=", ".join(known))
    return known[0]


class TownNotThere(NotFound):
    """Not found: the town {town}. There are: {towns}."""

    de = "Nicht gefunden: die Stadt {town}. Es gibt: {towns}."
