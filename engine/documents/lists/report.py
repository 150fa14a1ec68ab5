"""The bindingness report: for each row of a list what it lacks, as a workbook to work through."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.documents.lists.bindingness import requirements_of
from engine.documents.workbooks.commas import write_csv
from engine.documents.workbooks.writing import ColumnOut, SheetOut, write_workbook
from engine.findings import Text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from engine.definition.model import Workflow
    from engine.documents.lists.lines import Line
    from engine.documents.lists.reading import ListRead
    from engine.documents.workbooks.values import Value

_THERE, _NO_COLUMN = "✓", Text(de="Spalte fehlt", en="no column")
_TITLE = Text(de="Verbindlichkeitsbericht", en="Bindingness report")
_HEADINGS = (
    (Text(de="Fundstelle", en="Place"), 18),
    (Text(de="Nummer", en="Number"), 12),
    (Text(de="Titel", en="Title"), 45),
)
_SAID = Text(de="Was sonst zu sagen ist", en="What else there is to say")


def bindingness_workbook(read: ListRead, workflow: Workflow, language: str, at: datetime) -> bytes:
    """Return the report as .xlsx: a row for each row of the list, and what it is about."""
    asked = requirements_of(workflow)
    columns = [ColumnOut(title.to(language), width) for title, width in _HEADINGS]
    columns += [ColumnOut(each.title.to(language), 16) for each in asked]
    columns.append(ColumnOut(_SAID.to(language), 70))
    keys = [each.key for each in asked]
    rows = [_row(line, keys, language) for line in read.lines]
    marked = frozenset(
        (y, x)
        for y, row in enumerate(rows)
        for x, value in enumerate(row)
        if len(_HEADINGS) <= x < len(row) - 1 and value != _THERE
    )
    title = _TITLE.to(language)
    sheets = [
        SheetOut(title, columns, rows, tuple(_summary(read, workflow, language)), marked),
        SheetOut(
            Text(de="Zum Ganzen", en="On the whole").to(language),
            [ColumnOut(Text(de="Fundstelle", en="Place").to(language), 30),
             ColumnOut(Text(de="Hinweis", en="Note").to(language), 110)],
            [[each.where, each.message.to(language)] for each in read.findings],
        ),
    ]  # fmt: skip
    return write_workbook(sheets, title, at)


def bindingness_csv(read: ListRead, workflow: Workflow, language: str) -> bytes:
    """Return the rows of the report as CSV, separated as Excel in German wants it."""
    asked = requirements_of(workflow)
    keys = [each.key for each in asked]
    titles = [title for title, _ in _HEADINGS] + [each.title for each in asked] + [_SAID]
    heads = [each.to(language) for each in titles]
    return write_csv([heads, *(_row(line, keys, language) for line in read.lines)], ";")


def _row(line: Line, keys: list[str], language: str) -> list[Value]:
    missing = {each.key: each for each in line.missing}
    cells: list[Value] = [line.where, line.number, line.title]
    for key in keys:
        lack = missing.get(key)
        if lack is None:
            cells.append(_THERE)
        else:
            cells.append(lack.where if lack.has_column else _NO_COLUMN.to(language))
    said = [f"{each.where}: {each.message.to(language)}" for each in line.findings]
    return [*cells, "\n".join(said)]


def _summary(read: ListRead, workflow: Workflow, language: str) -> Iterator[str]:
    rows = len(read.lines)
    binding = sum(each.is_binding for each in read.lines)
    yield Text(
        de=f"{binding} von {rows} Zeilen haben alles, was eine Maßnahme verbindlich macht.",
        en=f"{binding} of {rows} rows have everything that makes a measure binding.",
    ).to(language)
    for each in requirements_of(workflow):
        lacking = read.missing[each.key]
        yield Text(
            de=f"{each.title.de}: fehlt in {lacking} Zeilen.",
            en=f"{each.title.en}: missing in {lacking} rows.",
        ).to(language)
    yield Text(
        de="In den gefärbten Zellen steht, wo in der Liste etwas fehlt.",
        en="The coloured cells say where in the list something is missing.",
    ).to(language)
    yield ""
