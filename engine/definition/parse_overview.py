"""The overview: which fields lists sort, colour and group cases by."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from engine.definition.fields import FieldType
from engine.definition.model import Overview
from engine.definition.value_words import short
from engine.findings import Text, pointer

if TYPE_CHECKING:
    from engine.definition.declare import Raw
    from engine.definition.draft import Draft
    from engine.definition.fields import Field

LIGHTS: Final = ("green", "amber", "red", "grey", "blue")
"""What a traffic light shows: on track, at risk, late, not started, done."""
_PARTS: Final = ("rating", "overruled_by", "area", "priority")
_PLAIN: Final = frozenset({FieldType.TEXT, FieldType.CHOICE, FieldType.CASE, FieldType.BODY})


def overview(draft: Draft, raw: Raw) -> Overview:
    """Return the overview; its fields are declared and of a kind that serves."""
    found: dict[str, str | None] = {part: raw.get(part) for part in _PARTS}
    for part, name in found.items():
        where = pointer("overview", part)
        draft.known("field", name, where)
        field = draft.outline.fields.get(name or "")
        if field is not None:
            _check(draft, part, field, where)
    return Overview(**found)


def _check(draft: Draft, part: str, field: Field, where: str) -> None:
    if part in {"rating", "overruled_by"}:
        strange = [each for each in field.options if each not in LIGHTS]
        if field.type is not FieldType.CHOICE or strange:
            draft.report("no-traffic-light", where, _no_light(field, strange), _LIGHT_HINT)
    elif part == "priority" and field.type is not FieldType.CHOICE:
        draft.report("unfit-for-overview", where, _unfit(field), _CHOICE_HINT)
    elif part == "area" and field.type not in _PLAIN:
        draft.report("unfit-for-overview", where, _unfit(field), _AREA_HINT)


def _no_light(field: Field, strange: list[str]) -> Text:
    if not strange:
        return Text(
            de=f"Das Feld {short(field.key)} ist keine Auswahl und darum keine Ampel.",
            en=f"The field {short(field.key)} is no choice, and so no traffic light.",
        )
    named = ", ".join(short(each) for each in strange)
    return Text(
        de=f"Die Ampel {short(field.key)} kennt Werte, die keine Farbe sind: {named}.",
        en=f"The traffic light {short(field.key)} has values that are no colour: {named}.",
    )


def _unfit(field: Field) -> Text:
    return Text(
        de=f"Nach dem Feld {short(field.key)} lassen sich Vorgänge nicht gliedern.",
        en=f"Cases cannot be grouped by the field {short(field.key)}.",
    )


_LIGHT_HINT = Text(
    de="Eine Ampel ist eine Auswahl aus green, amber, red, grey und blue.",
    en="A traffic light is a choice among green, amber, red, grey and blue.",
)
_CHOICE_HINT = Text(
    de="Nennen Sie ein Feld der Art choice, die dringlichste Möglichkeit zuerst.",
    en="Name a field of type choice, its most urgent option first.",
)
_AREA_HINT = Text(
    de="Nennen Sie ein Feld der Art text oder choice.",
    en="Name a field of type text or choice.",
)
