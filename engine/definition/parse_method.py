"""The method: what the report on how a concept came about tells of a case."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from engine.definition.fields import FieldType
from engine.definition.model import Method
from engine.definition.value_words import short
from engine.findings import Text, pointer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.definition.declare import Raw
    from engine.definition.draft import Draft
    from engine.definition.fields import Field

_NUMBER = frozenset({FieldType.INTEGER})
_SERVES: Final[Mapping[str, frozenset[FieldType]]] = {
    "on": frozenset({FieldType.DATE}),
    "kind": frozenset({FieldType.CHOICE}),
    "people": _NUMBER,
    "planned": _NUMBER,
    "volunteers": _NUMBER,
    "groups": frozenset({FieldType.LIST}),
    "result": frozenset({FieldType.TEXT, FieldType.LONGTEXT}),
}
"""What kind of field serves for each part."""
GROUP, COUNT = "group", "count"
"""What an entry of ``groups`` holds."""


def method(draft: Draft, raw: Raw | None) -> Method | None:
    """Return what is told; its fields are declared, of a kind that serves, and about nobody."""
    if raw is None:
        return None
    found: dict[str, str | None] = {part: raw.get(part) for part in _SERVES}
    for part, name in found.items():
        where = pointer("method", part)
        draft.known("field", name, where)
        field = draft.outline.fields.get(name or "")
        if field is not None and not _fits(part, field):
            draft.report("unfit-for-method", where, _unfit(field), _kinds(part))
    return Method(on=raw["on"], **{part: name for part, name in found.items() if part != "on"})


def _fits(part: str, field: Field) -> bool:
    if field.is_personal or field.type not in _SERVES[part]:
        return False
    return part != "groups" or {GROUP, COUNT} <= field.of.keys()


def _unfit(field: Field) -> Text:
    return Text(
        de=f"Das Feld {short(field.key)} taugt für den Methodenbericht nicht.",
        en=f"The field {short(field.key)} is of no use for the method report.",
    )


def _kinds(part: str) -> Text:
    kinds = sorted(_SERVES[part])
    if part == "groups":
        return Text(
            de="Nennen Sie eine Liste mit group und count.", en="Name a list with group and count."
        )
    return Text(
        de=f"Nennen Sie ein Feld der Art {' oder '.join(kinds)}, das niemanden betrifft.",
        en=f"Name a field of type {' or '.join(kinds)} that is about nobody.",
    )
