"""A file becomes a workbook, or findings that say why not: within bounded memory."""

from __future__ import annotations

import io
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

import python_calamine as calamine

from engine.documents.workbooks.container import ODS, XLSX, Container, refuse_other_kind
from engine.documents.workbooks.delimited import read_csv
from engine.documents.workbooks.refused import (
    LARGEST_FILE,
    FileRefused,
    damaged,
    refused,
    too_large,
    wrong_extension,
)
from engine.documents.workbooks.scan import Extent, OdsScanner, XlsxScanner
from engine.documents.workbooks.values import Merge, Sheet, Value, Workbook, column_name, trimmed
from engine.findings import Finding, Severity, Text

if TYPE_CHECKING:
    from collections.abc import Iterator

CSV = "csv"
KINDS = (XLSX, ODS, CSV)
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"
_ZIP = b"PK"


def read_workbook(content: bytes, name: str) -> tuple[Workbook | None, list[Finding]]:
    """Return what a file says, None where it is not read, and what is to be said of it.

    Args:
        content: The bytes of the file.
        name: Its name; the ending says what it should be.
    """
    try:
        return _read(content, name)
    except FileRefused as error:
        return None, [error.finding]


def _read(content: bytes, name: str) -> tuple[Workbook, list[Finding]]:
    kind = _kind_of(name)
    if not content:
        raise refused(Text(de=f"{name} ist leer.", en=f"{name} is empty."), code="empty-file")
    if len(content) > LARGEST_FILE:
        raise too_large(Text(de="Byte", en="bytes"), LARGEST_FILE)
    if content.startswith(_OLD_EXCEL):
        raise wrong_extension(
            name,
            Text(
                de="eine alte oder mit Kennwort geschützte Excel-Datei",
                en="an old or password-protected Excel file",
            ),
        )
    if kind == CSV:
        if content.startswith(_ZIP):
            raise wrong_extension(name, Text(de="eine gepackte Datei", en="a packed file"))
        return Workbook(name, CSV, (read_csv(content, name),)), []
    if not content.startswith(_ZIP):
        raise wrong_extension(name, Text(de="keine Arbeitsmappe", en="no workbook"))
    return _read_container(content, name, kind)


def _kind_of(name: str) -> str:
    ending = name.rpartition(".")[2].lower()
    if ending not in KINDS:
        raise refused(
            Text(
                de=f"{name}: gelesen werden .xlsx, .ods und .csv.",
                en=f"{name}: .xlsx, .ods and .csv are read.",
            ),
            code="unknown-extension",
        )
    return ending


def _read_container(content: bytes, name: str, kind: str) -> tuple[Workbook, list[Finding]]:
    container = Container(content, name)
    refuse_other_kind(container, kind)
    found = list(_extents(container, kind))
    try:
        book = calamine.CalamineWorkbook.from_object(io.BytesIO(content))
        sheets = tuple(_sheets(book))
    except (calamine.CalamineError, OSError, ValueError):
        raise damaged(name) from None
    findings = [_formulas(part, extent) for part, extent in found if extent.formulas]
    return Workbook(name, kind, sheets), findings


def _extents(container: Container, kind: str) -> Iterator[tuple[str, Extent]]:
    if kind == ODS:
        yield "content.xml", OdsScanner("content.xml").scan(container.pieces("content.xml"))
        return
    for part in container.parts:
        if part.startswith("xl/worksheets/") and part.endswith(".xml"):
            yield part, XlsxScanner(part).scan(container.pieces(part))


def _sheets(book: Any) -> Iterator[Sheet]:
    for meta in book.sheets_metadata:
        if meta.typ is not calamine.SheetTypeEnum.WorkSheet:
            continue
        sheet = book.get_sheet_by_name(meta.name)
        rows = [[_plain(each) for each in row] for row in sheet.to_python(skip_empty_area=False)]
        merges = tuple(
            Merge(first[0] + 1, first[1] + 1, last[0] + 1, last[1] + 1)
            for first, last in sheet.merged_cell_ranges or ()
        )
        yield Sheet(meta.name, trimmed(rows), merges)


def _plain(value: Any) -> Value:
    if isinstance(value, str):
        return value.strip() or None
    if isinstance(value, float) and value.is_integer() and abs(value) < 1 << 53:
        return int(value)
    if isinstance(value, time | timedelta):
        return str(value)
    if isinstance(value, datetime) and value.time() == time():
        return value.date()
    plain: bool | int | float | date | datetime | None = value
    return plain


def _formulas(part: str, extent: Extent) -> Finding:
    cells = ", ".join(f"{column_name(column)}{row}" for row, column in extent.formulas[:5])
    return Finding(
        "formulas",
        part,
        Text(
            de="Formeln werden nicht gerechnet; gelesen wird der zuletzt gespeicherte Wert "
            f"({cells} …).",
            en=f"Formulas are not computed; the value saved last is read ({cells} …).",
        ),
        severity=Severity.INFO,
    )
