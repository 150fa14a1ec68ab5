"""CSV as it is found: any usual encoding, any usual delimiter."""

from __future__ import annotations

import codecs
import csv
import io

from engine.documents.workbooks.refused import (
    MOST_CELLS,
    MOST_COLUMNS,
    MOST_ROWS,
    refused,
    too_large,
    wrong_extension,
)
from engine.documents.workbooks.values import Sheet, Value, trimmed
from engine.findings import Text

DELIMITERS = (";", ",", "\t", "|")
_SAMPLE_LINES = 20
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def read_csv(content: bytes, name: str) -> Sheet:
    """Return a CSV file as a sheet.

    Raises:
        FileRefused: it is no text, cannot be taken apart or is too large.
    """
    text = _decoded(content, name)
    rows: list[list[Value]] = []
    cells = 0
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter_of(text)):
            cells += len(row)
            if len(row) > MOST_COLUMNS:
                raise too_large(Text(de="Spalten", en="columns"), MOST_COLUMNS)
            if cells > MOST_CELLS:
                raise too_large(Text(de="Zellen", en="cells"), MOST_CELLS)
            rows.append([each.strip() or None for each in row])
            if len(rows) > MOST_ROWS and any(rows[-1]):
                raise too_large(Text(de="Zeilen", en="rows"), MOST_ROWS)
    except csv.Error:
        raise refused(
            Text(
                de=f"Zeile {len(rows) + 1} lässt sich nicht in Spalten zerlegen.",
                en=f"Row {len(rows) + 1} cannot be taken apart into columns.",
            ),
            Text(de="Oft fehlt ein Anführungszeichen.", en="Often a quotation mark is missing."),
            code="csv-damaged",
        ) from None
    return Sheet("CSV", trimmed(rows))


def delimiter_of(text: str) -> str:
    """Return the delimiter that most of the first lines agree on."""
    lines = [line for line in text.splitlines()[:_SAMPLE_LINES] if line.strip()]
    return max(DELIMITERS, key=lambda each: (sum(each in line for line in lines),
                                             sum(line.count(each) for line in lines)))  # fmt: skip


def _decoded(content: bytes, name: str) -> str:
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            try:
                return content.decode(encoding)
            except UnicodeDecodeError:
                raise wrong_extension(name, Text(de="kein Text", en="no text")) from None
    if b"\0" in content or content.startswith(b"%PDF"):
        raise wrong_extension(name, Text(de="kein Text", en="no text"))
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")
