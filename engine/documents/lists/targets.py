"""What a column of a list may become: a field of the workflow, a role, or a few things besides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.definition.fields import FieldType
from engine.documents.lists.normal import normal
from engine.documents.lists.vocabulary import HEADINGS
from engine.findings import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.definition.fields import Field
    from engine.definition.model import Workflow

NUMBER, STATUS, TERM, IGNORED = "@number", "@status", "@term", "@ignored"
REFERENCE = "reference"
"""The field that keeps the number that a row has in its list."""
BEGIN, END = "starts_on", "ends_on"
ROLE = "role:"
_SPECIAL = {
    NUMBER: Text(de="Nummer der Zeile", en="Number of the row"),
    STATUS: Text(de="Umsetzungsstand in Worten", en="Status in words"),
    TERM: Text(de="Zeitraum (Beginn und Ende)", en="Period (start and end)"),
    IGNORED: Text(de="wird nicht übernommen", en="is not taken"),
}
_FREE_TEXT = frozenset({FieldType.LONGTEXT})


@dataclass(frozen=True, slots=True)
class Target:
    """One thing that a column may be taken for."""

    path: str
    """``title``, ``addressees.consented_on``, ``role:lead``, ``@status``."""
    title: Text
    field: Field | None = None
    """The field, of a list the member."""
    headings: frozenset[str] = frozenset()
    """What its column may be called, made comparable."""

    @property
    def takes_several(self) -> bool:
        """Whether several columns may be put together in it."""
        return self.field is not None and self.field.type in _FREE_TEXT


def targets_of(workflow: Workflow) -> dict[str, Target]:
    """Return everything that a column may become, by path."""
    return {each.path: each for each in _targets(workflow)}


def _targets(workflow: Workflow) -> Iterator[Target]:
    for path, title in _SPECIAL.items():
        if path != TERM or {BEGIN, END} <= workflow.fields.keys():
            yield _target(path, title)
    for key, role in workflow.roles.items():
        if role.held_by == "case":
            yield _target(ROLE + key, role.title)
    for key, field in workflow.fields.items():
        if key != REFERENCE:
            yield from _of_field(key, field)


def _of_field(key: str, field: Field) -> Iterator[Target]:
    """Yield a field, of a list its members."""
    if field.type is not FieldType.LIST:
        yield _target(key, field.title, field)
    for member, inner in field.of.items():
        title = Text(
            de=f"{field.title.de}: {inner.title.de}", en=f"{field.title.en}: {inner.title.en}"
        )
        yield _target(f"{key}.{member}", title, inner)


def _target(path: str, title: Text, field: Field | None = None) -> Target:
    known = HEADINGS.get(path, "")
    own = {normal(title.de), normal(title.en), normal(path)}
    return Target(path, title, field, frozenset({*known.split("|"), *own} - {""}))
