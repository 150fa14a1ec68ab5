"""A paper as values: what stands in it, not how it looks. All renderings say the same."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields, is_dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from engine.definition.plain_text import plain

if TYPE_CHECKING:
    from datetime import datetime


class Tone(StrEnum):
    """What a cell means; its text says it too, so that colour is never alone."""

    PLAIN = ""
    GOOD = "good"
    WARN = "warn"
    BAD = "bad"
    IDLE = "idle"


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table."""

    text: str
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True)
class Table:
    """A table with headings; the first cell of a row names it."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    widths: tuple[int, ...] = ()
    """How wide the columns are compared with one another."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One matter: its heading, what is known of it, and what is to be resolved."""

    heading: str
    facts: tuple[tuple[str, str], ...] = ()
    """Label and value."""
    texts: tuple[str, ...] = ()
    resolution: str = ""
    """The wording of a draft resolution."""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a paper."""

    heading: str
    intro: str = ""
    tables: tuple[Table, ...] = ()
    entries: tuple[Entry, ...] = ()
    nothing: str = ""
    """What stands here if there is nothing to tell."""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to tell."""
        return not self.entries and not any(each.rows for each in self.tables)


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper."""

    kind: str
    """sitting, progress, sheet, catalogue, ...: what its template is called."""
    title: str
    subtitle: str
    language: str
    made_at: datetime
    town: str
    facts: tuple[tuple[str, str], ...] = ()
    sections: tuple[Section, ...] = ()
    footer: str = ""
    resolution_label: str = ""
    """What a draft resolution is headed by."""

    def in_plain_text(self) -> Paper:
        """Return the same without signs that nobody sees, which files cannot hold."""
        made: Paper = _plain(self)
        return made

    def as_json(self) -> dict[str, Any]:
        """Return everything in it as JSON; empty sections hold what to say instead."""
        made = asdict(replace(self, sections=()))
        made["made_at"] = self.made_at.isoformat()
        made["sections"] = [_section_as_json(each) for each in self.sections]
        return made


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return plain(value)
    if isinstance(value, tuple):
        return tuple(map(_plain, value))
    if is_dataclass(value) and not isinstance(value, type):
        parts = {each.name: _plain(getattr(value, each.name)) for each in fields(value)}
        return replace(value, **parts)
    return value


def _section_as_json(section: Section) -> dict[str, Any]:
    made = asdict(replace(section, tables=()))
    made["tables"] = [_table_as_json(each) for each in section.tables]
    made["is_empty"] = section.is_empty
    return made


def _table_as_json(table: Table) -> dict[str, Any]:
    """Return a table as JSON; its cells by hand, since there are thousands of them."""
    rows = [[{"text": each.text, "tone": each.tone} for each in row] for row in table.rows]
    return {**asdict(replace(table, rows=())), "rows": rows}


def plain_row(*texts: str) -> tuple[Cell, ...]:
    """Return a row of plain cells."""
    return tuple(map(Cell, texts))
