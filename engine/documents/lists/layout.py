"""Where in a sheet the list is: its headings, in one row or two, wherever they begin."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.documents.lists.normal import normal
from engine.documents.workbooks.values import is_filled

if TYPE_CHECKING:
    from collections.abc import Collection

    from engine.documents.workbooks.values import Sheet, Value

SEARCHED_ROWS = 60
FEWEST_HEADINGS = 2
_LONGEST_HEADING = 80


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the headings of a sheet stand."""

    first_row: int
    last_row: int
    """The second row of headings that stand in two, else the first."""
    headings: dict[int, str]
    """By column, as they are written."""


def find_layout(
    sheet: Sheet, known: Collection[str], fewest: int = FEWEST_HEADINGS
) -> Layout | None:
    """Return where the list begins; None if nothing looks like its headings.

    Args:
        sheet: The sheet.
        known: Headings that are known, made comparable.
        fewest: So many of them at least make a list.
    """
    best, most = 0, fewest - 1
    for row in range(1, min(len(sheet.rows), SEARCHED_ROWS) + 1):
        found = _count(sheet.rows[row - 1], known)
        if found > most:
            best, most = row, found
    if not best:
        return None
    return _with_second_row(sheet, best, known)


def _count(row: tuple[Value, ...], known: Collection[str]) -> int:
    return len({normal(each) for each in row if isinstance(each, str)} & set(known))


def _texts(row: tuple[Value, ...]) -> dict[int, str]:
    return {
        column: " ".join(each.split())
        for column, each in enumerate(row, start=1)
        if isinstance(each, str) and is_filled(each)
    }


def _with_second_row(sheet: Sheet, row: int, known: Collection[str]) -> Layout:
    """Join a row of headings with the one below it or above it, where they stand in two rows."""
    headings = _texts(sheet.rows[row - 1])
    below = sheet.rows[row] if row < len(sheet.rows) else ()
    if _completes(below, known):
        return Layout(row, row + 1, headings | _texts(below))
    above = sheet.rows[row - 2] if row > 1 else ()
    missing = {column: each for column, each in _texts(above).items() if column not in headings}
    if missing and _count(tuple(missing.values()), known):
        return Layout(row - 1, row, headings | missing)
    return Layout(row, row, headings)


def _completes(below: tuple[Value, ...], known: Collection[str]) -> bool:
    """Return whether a row holds headings only: known ones, where those above left room."""
    filled = [each for each in below if is_filled(each)]
    texts = _texts(below)
    if not filled or len(texts) != len(filled):
        return False
    are_short = all(len(each) <= _LONGEST_HEADING for each in texts.values())
    return are_short and _count(below, known) == len(set(map(normal, texts.values())))
