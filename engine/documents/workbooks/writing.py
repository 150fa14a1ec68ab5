"""Workbooks are written: plain values only, so that nothing in them runs or leads anywhere."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from engine.documents.workbooks.values import Value

HEAD, WRAP, DAY, LOCKED, LOCKED_DAY, MARKED = (
    "head",
    "wrap",
    "day",
    "locked",
    "locked_day",
    "marked",
)
_GREY, _YELLOW, _BLUE = "#EEEEEE", "#FFF2CC", "#DDE7F3"
_FORMATS: Mapping[str, Mapping[str, Any]] = {
    HEAD: {"bold": True, "text_wrap": True, "valign": "top", "bg_color": _BLUE, "border": 1},
    WRAP: {"text_wrap": True, "valign": "top", "locked": False},
    DAY: {"num_format": "dd.mm.yyyy", "valign": "top", "locked": False},
    LOCKED: {"text_wrap": True, "valign": "top", "bg_color": _GREY},
    LOCKED_DAY: {"num_format": "dd.mm.yyyy", "valign": "top", "bg_color": _GREY},
    MARKED: {"text_wrap": True, "valign": "top", "bg_color": _YELLOW, "locked": False},
}
LONGEST_CELL = 32_767
"""Characters that a cell of an .xlsx holds."""
LONGEST_LIST = 255
"""Characters that the choices of a cell may have together."""


@dataclass(frozen=True, slots=True)
class ColumnOut:
    """A column of a sheet that is written."""

    title: str
    width: int = 20
    is_locked: bool = False
    is_hidden: bool = False
    choices: tuple[str, ...] = ()
    """What may be chosen in its cells."""
    note: str = ""
    """Said at its heading."""


@dataclass(frozen=True, slots=True)
class SheetOut:
    """A sheet that is written."""

    name: str
    columns: Sequence[ColumnOut]
    rows: Iterable[Sequence[Value]]
    intro: Sequence[str] = ()
    """Lines above the headings."""
    marked: frozenset[tuple[int, int]] = frozenset()
    """Cells that are coloured, as (row, column) counted from 0 below the headings."""
    is_protected: bool = False
    """Whether locked cells cannot be edited without taking the protection off."""
    is_hidden: bool = False
    comments: Mapping[tuple[int, int], str] = field(default_factory=dict)


def write_workbook(sheets: Sequence[SheetOut], title: str, at: datetime) -> bytes:
    """Return an .xlsx.

    Args:
        sheets: At least one.
        title: Of the document, for screen readers and document lists.
        at: When it was made.
    """
    file = io.BytesIO()
    how = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    import xlsxwriter  # noqa: PLC0415 - large, and needed by few processes

    book = xlsxwriter.Workbook(file, {**how, "strings_to_numbers": False})
    book.set_properties({"title": title, "created": at.replace(tzinfo=None)})
    formats = {name: book.add_format(dict(each)) for name, each in _FORMATS.items()}
    for each in sheets:
        _write_sheet(book.add_worksheet(each.name[:31]), each, formats)
    book.close()
    return file.getvalue()


def _write_sheet(sheet: Any, out: SheetOut, formats: Mapping[str, Any]) -> None:
    for y, line in enumerate(out.intro):
        sheet.write_string(y, 0, line)
    top = len(out.intro)
    for x, column in enumerate(out.columns):
        sheet.set_column(x, x, column.width, None, {"hidden": column.is_hidden})
        sheet.write_string(top, x, column.title, formats[HEAD])
        if column.note:
            sheet.write_comment(top, x, column.note)
    last = top
    for y, row in enumerate(out.rows):
        last = top + 1 + y
        for x, value in enumerate(row):
            name = _format_of(out.columns[x], value, is_marked=(y, x) in out.marked)
            _write_cell(sheet, last, x, value, formats[name])
    for (y, x), text in out.comments.items():
        sheet.write_comment(top + 1 + y, x, text)
    _finish(sheet, out, top, last)


def _finish(sheet: Any, out: SheetOut, top: int, last: int) -> None:
    for x, column in enumerate(out.columns):
        if column.choices and len(",".join(column.choices)) <= LONGEST_LIST and last > top:
            choices = {"validate": "list", "source": list(column.choices)}
            sheet.data_validation(top + 1, x, last, x, choices)
    sheet.freeze_panes(top + 1, 0)
    if out.columns:
        sheet.autofilter(top, 0, max(last, top), len(out.columns) - 1)
        sheet.repeat_rows(top)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    if out.is_protected:
        free = {"format_columns": True, "format_rows": True, "sort": True, "autofilter": True}
        sheet.protect("", free)
    if out.is_hidden:
        sheet.hide()


def _format_of(column: ColumnOut, value: Value, *, is_marked: bool) -> str:
    is_day = isinstance(value, date)
    if column.is_locked:
        return LOCKED_DAY if is_day else LOCKED
    if is_day:
        return DAY
    return MARKED if is_marked else WRAP


def _write_cell(sheet: Any, y: int, x: int, value: Value, look: Any) -> None:
    if value is None:
        sheet.write_blank(y, x, None, look)
    elif isinstance(value, bool):
        sheet.write_boolean(y, x, value, look)
    elif isinstance(value, int | float):
        sheet.write_number(y, x, value, look)
    elif isinstance(value, date):
        plain = value.replace(tzinfo=None) if isinstance(value, datetime) else value
        sheet.write_datetime(y, x, plain, look)
    else:
        sheet.write_string(y, x, value[:LONGEST_CELL], look)
