"""The town as it is set up: title, languages, place, time zone, who holds what."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from engine.errors import SettingsError
from engine.findings import is_language
from engine.services.access import require_administrator, viewer_in, viewer_of
from engine.storage.queries import towns
from engine.storage.store import StorageWorld
from engine.storage.town import stamp_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.services.access import Reader
    from engine.services.application import Application
    from engine.storage.town import Town


class LanguagesUnusable(SettingsError):
    """These languages cannot be offered: {tags}. Tags such as ar, each once, and de with them."""

    de = (
        "Diese Sprachen lassen sich nicht anbieten: {tags}. Erwartet sind Kürzel wie ar, jedes "
        "einmal, und de dabei."
    )


MOST_LANGUAGES = 30


def languages_of(app: Application, tenant: str) -> tuple[str, ...]:
    """Return the languages of the public pages, in the order in which they stand in."""
    with app.database.read(tenant, app.now()) as unit:
        return app.known.town(unit, stamp_of(unit)).languages


def offer_languages(app: Application, tenant: str, reader: Reader, tags: Sequence[str]) -> None:
    """Say which languages the public pages offer.

    Raises:
        NotAdministrator: the reader does not keep the town's affairs.
        LanguagesUnusable: a tag is none, stands twice, or German is missing.
    """
    is_fine = len(set(tags)) == len(tags) <= MOST_LANGUAGES and "de" in tags
    if not is_fine or not all(is_language(each) for each in tags):
        raise LanguagesUnusable(tags=", ".join(tags) or "–")
    with app.database.write(tenant, app.now()) as unit:
        require_administrator(viewer_in(app, unit, reader))
        towns.set_languages(unit, tags)


def town_of(app: Application, tenant: str, reader: Reader) -> Town:
    """Return a town as it is now; who holds what, and what is set, insiders see."""
    with app.database.read(tenant, app.now()) as unit:
        world = StorageWorld(unit, app.known, hold=False)
        viewer, town = viewer_of(world, reader, unit.at), world.town
    if viewer.sees_all or viewer.is_insider:
        return town
    return replace(town, holdings={}, seats={}, settings={}, rhythms={}, people={}, webhooks={})
