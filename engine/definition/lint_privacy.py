"""Lint of data protection: what would be kept for ever, and what is better never asked of anybody.

Source: Art. 5 (1) c and e, Art. 9 (1) DSGVO.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from engine.definition.effects import Tell
from engine.definition.fields import FieldType
from engine.definition.places import deeds, values_in
from engine.findings import Finding, Severity, Text, pointer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.definition.fields import Field
    from engine.definition.model import Workflow

_WRITTEN = frozenset({FieldType.TEXT, FieldType.LONGTEXT})
_SPECIAL = re.compile(
    r"herkunft|abstammung|ethni|ethnic|origin|national|staatsangeh|migrationshinter|"
    r"migration.background|religio|konfession|weltansch|belief|gesundheit|health|krankheit|"
    r"illness|behinderung|disabilit|gewerkschaft|union.member|sexuel|sexual|genetisch|genetic",
    re.IGNORECASE,
)


def findings(workflow: Workflow) -> Iterator[Finding]:
    """Yield personal fields that nothing ever erases, and those of special categories."""
    erased = {name for each in workflow.retention.values() for name in each.fields}
    for key, field in workflow.fields.items():
        at = pointer("fields", key)
        if field.is_personal and key not in erased:
            yield Finding("retention-missing", at, _KEPT, _SAY, Severity.WARNING)
        yield from _special(field, at, is_personal=field.personal)
    for key, event in workflow.events.items():
        for name, field in event.input.items():
            yield from _special(field, pointer("events", key, "input", name), is_personal=False)
    for name in dict.fromkeys(each.field for each in values_in(deeds(workflow), Tell)):
        told = workflow.fields.get(name)
        if told is not None and not (told.personal and told.type in _WRITTEN):
            yield Finding("tell-field", pointer("fields", name), _NO_ADDRESS, _PERSONAL)


def _special(field: Field, at: str, *, is_personal: bool) -> Iterator[Finding]:
    """Yield what asks for origin, belief or health of a person."""
    is_personal = is_personal or field.personal
    words = f"{field.key} {field.title.de} {field.title.en}"
    if is_personal and not field.of and _SPECIAL.search(words):
        yield Finding("special-category", at, _NEVER, _COUNT, Severity.WARNING)
    for key, member in field.of.items():
        yield from _special(member, f"{at}/of{pointer(key)}", is_personal=is_personal)


_NO_ADDRESS = Text(
    de="An dieses Feld wird geschrieben, aber es ist kein persönliches Textfeld.",
    en="Messages go to this field, but it is no personal text field.",
)
_PERSONAL = Text(
    de="Geben Sie dem Feld „type“: „text“ und „personal“: true, und sagen Sie, wann es gelöscht "
    "wird.",
    en="Give the field “type”: “text” and “personal”: true, and say when it is erased.",
)
_KEPT = Text(
    de="Dieses Feld betrifft Personen, und nichts sagt, wann es gelöscht wird.",
    en="This field is about people, and nothing says when it is erased.",
)
_SAY = Text(
    de="Sagen Sie es in „retention“: Zweck, Rechtsgrundlage, Frist, Felder.",
    en="Say so in “retention”: purpose, legal basis, period, fields.",
)
_NEVER = Text(
    de="Herkunft, Religion, Gesundheit und Ähnliches werden nie zu einer Person gespeichert.",
    en="Origin, belief, health and the like are never stored about a person.",
)
_COUNT = Text(
    de="Fragen Sie freiwillig und zählen Sie nur, nach Gruppen und ohne kleine Zahlen.",
    en="Ask voluntarily and count only, by group and without small numbers.",
)
