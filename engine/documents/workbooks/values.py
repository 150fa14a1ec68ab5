"""What a workbook says, without its formats: sheets of rows of plain values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

Value = str | int | float | bool | date | datetime | None
"""None is an empty cell; an instant of a workbook has no time zone."""

LETTERS = 26


def column_name(number: int) -> str:
    """Return the letters of a column counted from 1: 1 is A, 27 is AA."""
    name = ""
    while number > 0:
        number, rest = divmod(number - 1, LETTERS)
        name = chr(ord("A") + rest) + name
    return name


def column_number(name: str) -> int:
    """Return the number of a column by its letters."""
    number = 0
    for letter in name.upper():
        number = number * LETTERS + ord(letter) - ord("A") + 1
    return number


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A cell: rows and columns are counted from 1, as people see them."""

    sheet: str
    row: int
    column: int

    def __str__(self) -> str:
        return f"{self.sheet}!{column_name(self.column)}{self.row}"


@dataclass(frozen=True, slots=True)
class Merge:
    """Cells that were merged; the value stands in the first one."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet, from its first cell on."""

    name: str
    rows: tuple[tuple[Value, ...], ...]
    merges: tuple[Merge, ...] = ()

    def at(self, row: int, column: int) -> Value:
        """Return the value of a cell; None outside of what is filled."""
        if not 1 <= row <= len(self.rows):
            return None
        cells = self.rows[row - 1]
        return cells[column - 1] if 1 <= column <= len(cells) else None

    def place(self, row: int, column: int) -> Place:
        """Return the place of a cell."""
        return Place(self.name, row, column)

    @property
    def width(self) -> int:
        """How many columns the widest row has."""
        return max((len(each) for each in self.rows), default=0)


@dataclass(frozen=True, slots=True)
class Workbook:
    """What was read from a file."""

    name: str
    kind: str
    """xlsx, ods or csv."""
    sheets: tuple[Sheet, ...]


def is_filled(value: Value) -> bool:
    """Return whether a cell says anything."""
    return value is not None and (not isinstance(value, str) or bool(value.strip()))


def trimmed(rows: Sequence[Sequence[Value]]) -> tuple[tuple[Value, ...], ...]:
    """Return rows without the empty cells at their ends and the empty rows at the end."""
    cut = [_trimmed_row(row) for row in rows]
    while cut and not cut[-1]:
        cut.pop()
    return tuple(cut)


def _trimmed_row(row: Sequence[Value]) -> tuple[Value, ...]:
    end = len(row)
    while end and not is_filled(row[end - 1]):
        end -= 1
    return tuple(each if is_filled(each) else None for each in row[:end])
