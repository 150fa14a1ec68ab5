"""The rows of a list: which of them say something, which are headings between them, which repeat.

Every filled row of a sheet comes out as something, so that none can get lost.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from engine.documents.lists.normal import normal
from engine.documents.workbooks.values import is_filled

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.documents.lists.mapping import SheetMapping
    from engine.documents.workbooks.values import Merge, Sheet, Value

_SUMS = ("summe", "gesamt", "gesamtsumme", "zwischensumme", "summen", "total")


class RowKind(StrEnum):
    """What a row is."""

    BEFORE = "before"
    """Above the headings: a title, a date."""
    HEADINGS = "headings"
    ENTRY = "entry"
    SECTION = "section"
    """A heading between the entries: a field of action."""
    SUM = "sum"


@dataclass(frozen=True, slots=True)
class Row:
    """A filled row."""

    number: int
    kind: RowKind
    values: dict[int, Value]
    """By column; cells that were merged downwards are filled in."""
    section: str | None = None
    """The text of the nearest section heading above."""


def rows_of(sheet: Sheet, mapping: SheetMapping) -> Iterator[Row]:
    """Yield every filled row of a sheet."""
    layout = mapping.layout
    heads = {normal(text) for text in layout.headings.values()}
    downwards = [each for each in sheet.merges if each.last_row > each.first_row]
    across = {each.first_row: each for each in sheet.merges if each.last_row == each.first_row}
    section: str | None = None
    for number in range(1, len(sheet.rows) + 1):
        values = {
            column: value
            for column, value in enumerate(sheet.rows[number - 1], start=1)
            if is_filled(value)
        }
        if not values:
            continue
        if number <= layout.last_row:
            kind = RowKind.BEFORE if number < layout.first_row else RowKind.HEADINGS
            yield Row(number, kind, values)
            continue
        kind = _kind(values, heads, mapping, across.get(number))
        if kind is RowKind.SECTION:
            section = str(next(iter(values.values())))
        elif kind is RowKind.ENTRY:
            values |= _filled_down(sheet, number, downwards, values)
        yield Row(number, kind, values, section)


def _kind(
    values: dict[int, Value], heads: set[str], mapping: SheetMapping, across: Merge | None
) -> RowKind:
    texts = [normal(str(each)) for each in values.values()]
    if len(texts) > 1 and set(texts) <= heads:
        return RowKind.HEADINGS
    titles = {each.number for each in mapping.of("title")}
    if not titles & values.keys() and any(each.startswith(_SUMS) for each in texts):
        return RowKind.SUM
    if len(values) == 1:
        column = next(iter(values))
        spans = across is not None and across.first_column <= column <= across.last_column
        if isinstance(values[column], str) and (column not in titles or spans):
            return RowKind.SECTION
    return RowKind.ENTRY


def _filled_down(
    sheet: Sheet, row: int, merges: list[Merge], values: dict[int, Value]
) -> dict[int, Value]:
    """Return the values of merged cells that reach down to a row."""
    found: dict[int, Value] = {}
    for each in merges:
        if each.first_row < row <= each.last_row and each.first_column not in values:
            value = sheet.at(each.first_row, each.first_column)
            if is_filled(value):
                found[each.first_column] = value
    return found
