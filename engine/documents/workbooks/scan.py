"""How far a sheet reaches, found out piece by piece before it is loaded as a whole.

A sheet is loaded as a rectangle up to its last filled cell: one cell at the far corner would take
all memory. So the XML is read once, its cells are only counted.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from xml.parsers import expat

from engine.documents.workbooks.refused import (
    MOST_CELLS,
    MOST_COLUMNS,
    MOST_ELEMENTS,
    MOST_ROWS,
    damaged,
    has_entities,
    too_large,
)
from engine.documents.workbooks.values import column_number
from engine.findings import Text

if TYPE_CHECKING:
    from collections.abc import Iterable

MOST_FORMULAS = 50
_DIGITS = "0123456789"


@dataclass(slots=True)
class Extent:
    """How far a sheet is filled."""

    rows: int = 0
    columns: int = 0
    formulas: list[tuple[int, int]] = field(default_factory=list)
    """The first ones, as (row, column)."""

    def reach(self, part: str, row: int, column: int) -> None:
        """Note a filled cell.

        Raises:
            FileRefused: it lies too far out.
        """
        self.rows, self.columns = max(self.rows, row), max(self.columns, column)
        if self.rows > MOST_ROWS:
            raise too_large(Text(de="Zeilen", en="rows"), MOST_ROWS, part)
        if self.columns > MOST_COLUMNS:
            raise too_large(Text(de="Spalten", en="columns"), MOST_COLUMNS, part)
        if self.rows * self.columns > MOST_CELLS:
            raise too_large(Text(de="Zellen", en="cells"), MOST_CELLS, part)


class _Scanner(ABC):
    """Feeds XML to a parser and counts its elements."""

    def __init__(self, part: str) -> None:
        self.part = part
        self.extent = Extent()
        self._elements = 0
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler = self._start
        self._parser.StartDoctypeDeclHandler = self._doctype
        self.row = self.column = 0

    def scan(self, pieces: Iterable[bytes]) -> Extent:
        """Return how far the sheet reaches."""
        try:
            for piece in pieces:
                self._parser.Parse(piece)
            self._parser.Parse(b"", True)  # noqa: FBT003 - that was all
        except expat.ExpatError:
            raise damaged(self.part) from None
        return self.extent

    def _doctype(self, *_: object) -> None:
        raise has_entities(self.part)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._elements += 1
        if self._elements > MOST_ELEMENTS:
            raise too_large(Text(de="Elemente", en="elements"), MOST_ELEMENTS, self.part)
        self.element(name, attributes)

    @abstractmethod
    def element(self, name: str, attributes: dict[str, str]) -> None:
        """Take an element."""


class XlsxScanner(_Scanner):
    """Counts the cells of a sheet of an .xlsx."""

    def element(self, name: str, attributes: dict[str, str]) -> None:
        """Take an element: a row, a cell, or what fills a cell."""
        name = name.rpartition(":")[2]
        if name == "row":
            self.row = _number(attributes.get("r"), self.row + 1)
            self.column = 0
        elif name == "c":
            self.column = _column(attributes.get("r"), self.column + 1)
        elif name in {"v", "t"}:
            self.extent.reach(self.part, self.row, self.column)
        elif name == "f":
            self.extent.reach(self.part, self.row, self.column)
            if len(self.extent.formulas) < MOST_FORMULAS:
                self.extent.formulas.append((self.row, self.column))


class OdsScanner(_Scanner):
    """Counts the cells of the sheets of an .ods, which are all in one part."""

    def __init__(self, part: str) -> None:
        """Start before the first sheet."""
        super().__init__(part)
        self._repeated_rows = self._repeated_columns = 1

    def element(self, name: str, attributes: dict[str, str]) -> None:
        """Take an element: a sheet, a row, a cell, or what fills a cell."""
        name = name.rpartition(":")[2]
        if name == "table":
            self.row, self._repeated_rows = 0, 0
        elif name == "table-row":
            self._begin_row(attributes)
        elif name in {"table-cell", "covered-table-cell"}:
            self._cell(attributes)
        elif name == "p" and self.row:
            self._fill()

    def _begin_row(self, attributes: dict[str, str]) -> None:
        self.row += self._repeated_rows if self.row else 1
        self._repeated_rows = _number(attributes.get("table:number-rows-repeated"), 1)
        self.column, self._repeated_columns = 0, 0

    def _cell(self, attributes: dict[str, str]) -> None:
        self.column += self._repeated_columns if self.column else 1
        self._repeated_columns = _number(attributes.get("table:number-columns-repeated"), 1)
        if "office:value-type" in attributes:
            self._fill()
        if "table:formula" in attributes and len(self.extent.formulas) < MOST_FORMULAS:
            self.extent.formulas.append((self.row, self.column))

    def _fill(self) -> None:
        last_row = self.row + self._repeated_rows - 1
        last_column = self.column + max(self._repeated_columns, 1) - 1
        self.extent.reach(self.part, last_row, last_column)


def _number(text: str | None, otherwise: int) -> int:
    if text is None or not text.isdigit() or len(text) > len("1048576"):
        return otherwise if text is None else MOST_ROWS + 1
    return int(text)


def _column(reference: str | None, otherwise: int) -> int:
    if reference is None:
        return otherwise
    letters = reference.rstrip(_DIGITS)
    is_name = letters.isascii() and letters.isalpha() and len(letters) <= len("XFD")
    return column_number(letters) if is_name else MOST_COLUMNS + 1
