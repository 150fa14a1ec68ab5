"""Lint of what is shown: states that are public although nothing of the case is, and the like."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.definition.fields import FieldType, Visibility
from engine.findings import Finding, Severity, Text, pointer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.definition.model import Workflow


def findings(workflow: Workflow) -> Iterator[Finding]:
    """Yield what is wrong with who may see a case."""
    if workflow.public_in and not any(_is_shown(workflow, key) for key in workflow.fields):
        yield Finding("nothing-public", pointer("public_in"), _NOTHING, _MARK, Severity.WARNING)
    key = workflow.confidential_field
    if key is not None and workflow.fields[key].type is not FieldType.YES_NO:
        yield Finding("confidential-field-type", pointer("confidential_field"), _NO_YES, _YES_NO)


def _is_shown(workflow: Workflow, key: str) -> bool:
    field = workflow.fields[key]
    return field.visibility is Visibility.PUBLIC and not field.personal


_NOTHING = Text(
    de="Der Vorgang wird öffentlich, aber keines seiner Felder ist es.",
    en="The case becomes public, but none of its fields is.",
)
_MARK = Text(
    de="Geben Sie Feldern „visibility“: „public“, zuerst dem Titel.",
    en="Give fields “visibility”: “public”, the title first.",
)
_NO_YES = Text(
    de="Dieses Feld sagt nicht „ja“ oder „nein“.", en="This field does not say “yes” or “no”."
)
_YES_NO = Text(de="Nennen Sie ein Feld der Art „yes_no“.", en="Name a field of the type “yes_no”.")
