"""Retention as a document says it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.definition.declare import Raw, title
from engine.definition.fields import FieldType
from engine.definition.retention import CLOSING, OPENING, Archive, Retention
from engine.findings import Text, pointer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.definition.draft import Draft

_SETTINGS = frozenset({"settings"})
"""How long something is kept is for the town to set, and for nothing else."""


def retention(draft: Draft, raw: Mapping[str, Raw]) -> dict[str, Retention]:
    """Return what is kept for how long."""
    return {key: _retention(draft, key, each) for key, each in raw.items()}


def _retention(draft: Draft, key: str, raw: Raw) -> Retention:
    at = pointer("retention", key)
    scope = draft.scopes.scope(_SETTINGS)
    for index, name in enumerate(raw["erase"]):
        _check_erased(draft, name, f"{at}/erase/{index}")
    return Retention(
        key=key,
        purpose=title(raw["purpose"]),
        legal_basis=title(raw["legal_basis"]),
        keep=draft.period(raw["keep"], f"{at}/keep", scope),
        since=_since(draft, raw["from"], f"{at}/from"),
        fields=tuple(raw["erase"]),
        archive=_archive(draft, raw["archive"], f"{at}/archive") if "archive" in raw else None,
    )


def _check_erased(draft: Draft, name: str, at: str) -> None:
    draft.known("field", name, at)
    field = draft.outline.fields.get(name)
    if field is not None and not field.is_personal:
        draft.report("retention-not-personal", at, _NOT_PERSONAL, _MARK)


def _since(draft: Draft, name: str, at: str) -> str:
    if name in {CLOSING, OPENING}:
        return name
    field = draft.outline.fields.get(name)
    if field is None:
        draft.known_among("field", name, {*draft.outline.fields, CLOSING, OPENING}, at)
    elif field.type is not FieldType.DATE or field.is_personal:
        draft.report("retention-anchor", at, _NO_DATE)
    return name


def _archive(draft: Draft, raw: Raw, at: str) -> Archive:
    draft.known("role", raw["offer_to"], f"{at}/offer_to")
    scope = draft.scopes.scope(_SETTINGS)
    return Archive(raw["offer_to"], draft.period(raw["wait"], f"{at}/wait", scope))


_NOT_PERSONAL = Text(
    de="Gelöscht werden können nur Felder, die vom Verlauf getrennt aufbewahrt werden.",
    en="Only fields that are kept apart from the history can be erased.",
)
_MARK = Text(de="Geben Sie dem Feld „personal“: true.", en="Give the field “personal”: true.")
_NO_DATE = Text(
    de="Gezählt wird ab „closing“, „opening“ oder einem Datum, das nicht selbst gelöscht wird.",
    en="It is counted from “closing”, “opening”, or a date that is not erased itself.",
)
