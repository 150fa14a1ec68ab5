"""The overview: which fields lists sort, colour and group cases by."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from engine.definition.fields import FieldType
from engine.definition.model import Overview
from engine.definition.value_words import short
from engine.findings import Text, pointer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.definition.declare import Raw
    from engine.definition.draft import Draft
    from engine.definition.fields import Field

LIGHTS: Final = ("green", "amber", "red", "grey", "blue")
"""What a traffic light shows: on track, at risk, late, not started, done."""
_SERVES: Final[Mapping[str, frozenset[FieldType]]] = {
    "rating": frozenset({FieldType.CHOICE}),
    "overruled_by": frozenset({FieldType.CHOICE}),
    "area": frozenset({FieldType.TEXT, FieldType.CHOICE}),
    "priority": frozenset({FieldType.CHOICE}),
    "progress": frozenset({FieldType.PERCENT}),
    "starts": frozenset({FieldType.DATE}),
    "ends": frozenset({FieldType.DATE}),
    "rank": frozenset({FieldType.INTEGER}),
}
"""What kind of field serves for each part."""


def overview(draft: Draft, raw: Raw) -> Overview:
    """Return the overview; its fields are declared and of a kind that serves."""
    found: dict[str, str | None] = {part: raw.get(part) for part in _SERVES}
    for part, name in found.items():
        where = pointer("overview", part)
        draft.known("field", name, where)
        field = draft.outline.fields.get(name or "")
        if field is not None:
            _check(draft, part, field, where)
    begins: str | None = raw.get("begins")
    draft.known("event", begins, pointer("overview", "begins"))
    return Overview(**found, begins=begins)


def _check(draft: Draft, part: str, field: Field, where: str) -> None:
    if field.type not in _SERVES[part]:
        draft.report("unfit-for-overview", where, _unfit(field), _kinds(part))
    elif part in {"rating", "overruled_by"}:
        strange = [each for each in field.options if each not in LIGHTS]
        if strange:
            draft.report("no-traffic-light", where, _no_light(field, strange), _LIGHT_HINT)


def _unfit(field: Field) -> Text:
    return Text(
        de=f"Das Feld {short(field.key)} taugt hierfür nicht.",
        en=f"The field {short(field.key)} is of no use here.",
    )


def _kinds(part: str) -> Text:
    kinds = sorted(_SERVES[part])
    return Text(
        de=f"Nennen Sie ein Feld der Art {' oder '.join(kinds)}.",
        en=f"Name a field of type {' or '.join(kinds)}.",
    )


def _no_light(field: Field, strange: list[str]) -> Text:
    named = ", ".join(short(each) for each in strange)
    return Text(
        de=f"Die Ampel {short(field.key)} kennt Werte, die keine Farbe sind: {named}.",
        en=f"The traffic light {short(field.key)} has values that are no colour: {named}.",
    )


_LIGHT_HINT = Text(
    de="Eine Ampel ist eine Auswahl aus green, amber, red, grey und blue.",
    en="A traffic light is a choice among green, amber, red, grey and blue.",
)
