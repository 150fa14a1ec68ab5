"""Translating: what is public of a case, said in another language or in easy language.

A translation changes nothing of the case: it is recorded among its events, with who gave it and
when, and carries the fingerprint of the text that it translates. So it is known to be out of date
as soon as the original has changed, and current again if that is taken back.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from engine.definition.fields import FieldType, Visibility
from engine.findings import Text, is_language
from engine.lifecycle.outcome import Reason

if TYPE_CHECKING:
    from engine.definition.fields import Field
    from engine.definition.model import Workflow
    from engine.lifecycle.draft import Draft
    from engine.lifecycle.reading import Reading

TRANSLATE = "translate"
_TEXTS = frozenset({FieldType.TEXT, FieldType.LONGTEXT})


def translatable(workflow: Workflow) -> dict[str, Field]:
    """Return the fields that can be translated: public texts that tell nothing of a person."""
    return {
        key: each
        for key, each in workflow.fields.items()
        if each.type in _TEXTS and each.visibility is Visibility.PUBLIC and not each.is_personal
    }


def fingerprint(original: object) -> str:
    """Return what a translation remembers of the text that it translates."""
    return hashlib.sha256(str(original).encode("utf-8", "replace")).hexdigest()[:16]


def translate(draft: Draft, reading: Reading) -> list[Reason]:
    """Record a translation, or without a text that there is none any more."""
    key, language = str(reading.given["field"]), str(reading.given["language"])
    if key not in translatable(draft.workflow):
        return [_refused("/field", _NOT_TRANSLATABLE)]
    original = draft.data.get(key)
    if not original:
        return [_refused("/field", _EMPTY)]
    if not is_language(language):
        return [_refused("/language", _NO_LANGUAGE)]
    of = reading.given["original"] or fingerprint(original)
    draft.end_step(reading.event, "builtin", reading.actor, given={**reading.given, "original": of})
    return []


def _refused(at: str, message: Text) -> Reason:
    return Reason("input", message, at)


_NOT_TRANSLATABLE = Text(
    de="Übersetzt werden öffentliche Textfelder ohne Personenbezug.",
    en="Public text fields that tell nothing of a person are translated.",
)
_EMPTY = Text(de="In diesem Feld steht noch nichts.", en="There is nothing in this field yet.")
_NO_LANGUAGE = Text(
    de="Das ist kein Sprachkürzel, etwa ar, uk oder de-simple.",
    en="This is no language tag, such as ar, uk or de-simple.",
)
