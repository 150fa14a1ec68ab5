"""Fields: what a case, an input or a setting may hold."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.findings import Text


class FieldType(StrEnum):
    """The types an administrator can give a field; in brackets what rules see."""

    TEXT = "text"
    LONGTEXT = "longtext"
    INTEGER = "integer"
    PERCENT = "percent"
    NUMBER = "number"
    MONEY = "money"
    """Cents (int)."""
    DATE = "date"
    TIMESTAMP = "timestamp"
    YES_NO = "yes_no"
    CHOICE = "choice"
    ORGANISATION = "organisation"
    PERSON = "person"
    BODY = "body"
    CASE = "case"
    DOCUMENT = "document"
    LIST = "list"
    """A list of records whose members are declared in ``of``."""
    PERIOD = "period"
    """Settings only: a period in words."""
    RUNGS = "rungs"
    """Settings only: a list of rungs in words."""
    RECORD = "record"
    """Built-in events only: an object whose members are checked where it is used."""


class Visibility(StrEnum):
    """Who may see a field."""

    PUBLIC = "public"
    INTERNAL = "internal"
    CONFIDENTIAL = "confidential"


@dataclass(frozen=True, slots=True)
class Field:
    """One declared field."""

    key: str
    type: FieldType
    title: Text
    help: Text | None = None
    required: bool = False
    required_in: frozenset[str] = frozenset()
    """States in which the value may not be null (phases are expanded)."""
    default: object = None
    """Typed like the value."""
    visibility: Visibility = Visibility.INTERNAL
    personal: bool = False
    """Kept apart from the history and erasable."""
    options: Mapping[str, Text] = field(default_factory=dict)
    """Of a ``choice``: value to title."""
    of: Mapping[str, Field] = field(default_factory=dict)
    """Of a ``list``: the members of one entry."""
    link: str | None = None
    """Of a ``case``: how the case that it names is linked to this one."""
    minimum: float | None = None
    maximum: float | None = None

    @property
    def is_personal(self) -> bool:
        """Whether it, or one of its members, is about a person; then all of it is erasable."""
        return self.personal or any(member.is_personal for member in self.of.values())
