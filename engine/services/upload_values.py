"""What is kept of a file between the steps of taking it: how it is read, what was found in it."""

from __future__ import annotations

from collections.abc import Mapping  # noqa: TC003 - the codec reads the hints
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from engine.documents.lists.lines import Missing  # noqa: TC001 - the codec reads the hints
from engine.findings import Finding, Severity, Text
from engine.services.imports import MEASURE
from engine.storage.queries.transfer import Profile

MISSING, CONFLICT, FINDING, REFUSED = "missing", "conflict", "finding", "refused"
"""Tags of rows: something is missing to be binding, moved meanwhile, is to be said, was refused."""


class Kind(StrEnum):
    """What a file is taken for."""

    LIST = "list"
    """Cases of a workflow."""
    DIRECTORY = "directory"
    """People, organisations and bodies."""
    EDITS = "edits"
    """A workbook that was exported from here and edited."""


@dataclass(frozen=True, slots=True)
class Told:
    """How a file is to be read."""

    list: str
    """Name under which its rows are recognised."""
    workflow: str = MEASURE
    columns: Mapping[str, str] = field(default_factory=dict)
    defaults: Mapping[str, Any] = field(default_factory=dict)
    sheets: tuple[str, ...] = ()
    reason: str = ""
    """Why cases that are there are corrected."""

    @property
    def profile(self) -> Profile:
        """The same as it is kept for the next time."""
        return Profile(self.list, self.workflow, self.columns, self.defaults, self.sheets)


@dataclass(frozen=True, slots=True)
class ColumnSeen:
    """A column, and what it is taken for."""

    number: int
    letters: str
    heading: str
    target: str
    certainty: float
    filled: int
    samples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SheetSeen:
    """A sheet that holds a list."""

    name: str
    heading_row: int
    columns: tuple[ColumnSeen, ...]


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found in a file, on the whole."""

    sheets: tuple[SheetSeen, ...] = ()
    findings: tuple[Finding, ...] = ()
    """About the file, besides those of its rows."""
    rows: Mapping[str, int] = field(default_factory=dict)
    """How many filled rows are entries, headings, sections, sums, before the list, elsewhere."""
    lines: int = 0
    binding: int = 0
    lacking: Mapping[str, int] = field(default_factory=dict)
    """How many rows lack what."""
    needed: Mapping[str, int] = field(default_factory=dict)
    """How many rows have not a field that they cannot be taken without."""
    new: tuple[str, ...] = ()
    """Organisations that are not in the directory yet."""
    gone: tuple[str, ...] = ()
    """Cases whose row is no longer in the list."""
    is_readable: bool = True


@dataclass(frozen=True, slots=True)
class Difference:
    """A value as it stands, and as the file says it."""

    name: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Detail:
    """A row: what it would do, and what is to be said of it."""

    act: str
    where: str
    sheet: str = ""
    row: int = 0
    number: str | None = None
    title: str | None = None
    case: str | None = None
    missing: tuple[Missing, ...] = ()
    findings: tuple[Finding, ...] = ()
    changes: tuple[Difference, ...] = ()
    conflicts: tuple[Difference, ...] = ()
    does: tuple[Text, ...] = ()
    """What would be entered in the directory."""
    refused: tuple[Text, ...] = ()

    @property
    def tags(self) -> str:
        """What it is found by, each between commas."""
        said = [self.act, *(each.key for each in self.missing)]
        said += [MISSING] if self.missing else []
        said += [CONFLICT] if self.conflicts else []
        weighs = any(each.severity is not Severity.INFO for each in self.findings)
        said += [FINDING] if weighs or self.refused else []
        return f",{','.join(said)},"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a row."""

    act: str
    number: str | None = None
    """Of the case that it is."""
    refused: tuple[Text, ...] = ()
    """Why the town did not take it, or not all of it."""
