"""Translations: what is public of cases in further languages, and what of it is out of date."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from engine.lifecycle.translating import fingerprint, translatable
from engine.services.access import Sight, viewer_of
from engine.services.cases import look
from engine.services.shown import level_of
from engine.storage.queries.history import translated
from engine.storage.queries.visible import seen_among
from engine.storage.store import StorageWorld

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from engine.services.access import Reader
    from engine.services.application import Application
    from engine.storage.queries.history import Recorded

Found = dict[str, dict[str, "Translation"]]
"""By field and language tag."""


@dataclass(frozen=True, slots=True)
class Translation:
    """A text of a case in another language."""

    text: str
    at: datetime
    by: str | None
    """Id of the person who gave it; None where that is not for the reader."""
    is_reviewed: bool
    is_current: bool
    """Whether the original is still the one that was translated."""


def of_case(app: Application, tenant: str, reader: Reader, name: str) -> Found:
    """Return the translations of a case, of those fields that the reader sees.

    Raises:
        CaseNotFound: there is none, or the reader may not know of it.
    """
    with app.database.read(tenant, app.now()) as unit:
        seen = look(app, unit, reader, name)
        workflow, case = seen.compiled.workflow, seen.case
        originals = {
            key: case.data.get(key)
            for key, each in translatable(workflow).items()
            if level_of(each) <= seen.sight
        }
        found = _latest(translated(unit, [case.id])[case.id], originals)
    if seen.sight >= Sight.INTERNAL:
        return found
    return {
        key: {tag: replace(each, by=None) for tag, each in by_tag.items()}
        for key, by_tag in found.items()
    }


def of_titles(
    app: Application, tenant: str, reader: Reader, titles: Mapping[str, str]
) -> dict[str, dict[str, Translation]]:
    """Return the translations of titles, by id of the case and language tag.

    Args:
        app: The application.
        tenant: The town.
        reader: Who asks; of cases that she may not know of, nothing is told.
        titles: By id of the case, as they are shown to her; one that is not shown is left out.
    """
    at = app.now()
    with app.database.read(tenant, at) as unit:
        viewer = viewer_of(StorageWorld(unit, app.known, hold=False), reader, at)
        ids = seen_among(unit, viewer, [each for each, title in titles.items() if title])
        found = translated(unit, sorted(ids))
    return {
        case: {
            tag: replace(each, by=None)
            for tag, each in _latest(told, {"title": titles[case]}).get("title", {}).items()
        }
        for case, told in found.items()
        if told
    }


def _latest(told: list[Recorded], originals: Mapping[str, object]) -> Found:
    """Return the last word on each field and language; what was taken back is gone."""
    found: Found = {}
    for each in told:
        key, tag = str(each.input.get("field")), str(each.input.get("language"))
        text, original = each.input.get("translation"), originals.get(key)
        by_tag = found.setdefault(key, {})
        by_tag.pop(tag, None)
        if text and original:
            by_tag[tag] = Translation(
                text=str(text),
                at=each.at,
                by=each.actor,
                is_reviewed=bool(each.input.get("is_reviewed")),
                is_current=each.input.get("original") == fingerprint(original),
            )
    return {key: by_tag for key, by_tag in found.items() if by_tag}
