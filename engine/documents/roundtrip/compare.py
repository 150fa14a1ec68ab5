"""What was edited in a workbook: compared, cell by cell, with the same workbook unedited."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from engine.definition.values import convert
from engine.documents.roundtrip.book import ABOUT, ID, NUMBER, VERSION, Shape
from engine.documents.roundtrip.cells import UNWRITABLE, NotReadable, from_cell
from engine.documents.workbooks.values import Place, is_filled
from engine.findings import Finding, Severity, Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from engine.definition.fields import Field
    from engine.documents.workbooks.values import Sheet, Value, Workbook

HEADING_ROW = 2
"""Of the sheet of cases; a line of explanation stands above."""
_LIST_HEADING_ROW = 1
Cells = dict[str, tuple["Value", str]]
"""By heading: the value of a cell and its place."""


@dataclass(frozen=True, slots=True)
class RowIn:
    """A row of the sheet of cases."""

    case: str
    version: int
    cells: Cells
    where: str


@dataclass(slots=True)
class Edits:
    """What is otherwise in one row than it was."""

    fields: dict[str, Any] = field(default_factory=dict)
    """As JSON."""
    holders: dict[str, tuple[str, ...]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)


def about(workbook: Workbook) -> dict[str, str]:
    """Return what a workbook says that it is; empty if it is no export."""
    sheet = _sheet(workbook, ABOUT)
    if sheet is None:
        return {}
    return {str(row[0]): str(row[1]) for row in sheet.rows[1:] if len(row) > 1}


def rows_in(workbook: Workbook, shape: Shape) -> tuple[list[RowIn], list[Finding]]:
    """Return the rows of the sheet of cases, and what cannot be read as one."""
    sheet = _sheet(workbook, shape.main)
    if sheet is None:
        return [], [_finding("sheet-missing", shape.main, _NO_SHEET, Severity.ERROR)]
    found: dict[str, RowIn] = {}
    findings = []
    for where, cells in _table(sheet, HEADING_ROW):
        case, version = cells.get(ID, (None, where))[0], cells.get(VERSION, (None, where))[0]
        if not isinstance(case, str) or not isinstance(version, int):
            findings.append(_finding("row-unknown", where, _UNKNOWN, Severity.WARNING))
        elif case in found:
            findings.append(_finding("row-twice", where, _TWICE, Severity.WARNING))
        else:
            found[case] = RowIn(case, version, cells, where)
    return list(found.values()), findings


_NO_SHEET = Text(de="Das Blatt fehlt.", en="The sheet is missing.")
_UNKNOWN = Text(
    de="Zu dieser Zeile gehört kein Vorgang; neue Vorgänge nimmt „transfer import“ auf.",
    en="No case belongs to this row; “transfer import” takes new ones.",
)
_TWICE = Text(de="Der Vorgang stand schon weiter oben.", en="The case has come further up already.")
_LOCKED = Text(
    de="Das ist nur zum Lesen; die Änderung gilt nicht.",
    en="This is for reading only; the change does not hold.",
)


def list_rows(workbook: Workbook, shape: Shape, key: str) -> dict[str, list[Cells]]:
    """Return the rows of the sheet of a list by the number of their case."""
    sheet = _sheet(workbook, shape.sheet_of(key))
    found: dict[str, list[Cells]] = defaultdict(list)
    if sheet is not None:
        for _, cells in _table(sheet, _LIST_HEADING_ROW):
            number = cells.get(NUMBER.to(shape.words.language), (None, ""))[0]
            found[str(number)].append(cells)
    return dict(found)


def compare_row(shape: Shape, edited: Cells, unedited: Cells) -> Edits:
    """Return what is otherwise in a row of the sheet of cases."""
    edits = Edits()
    columns = {shape.head(key, each.title): (key, each) for key, each in shape.fields.items()}
    roles = {shape.head(key, shape.workflow.roles[key].title): key for key in shape.roles}
    for heading, (before, place) in unedited.items():
        value, where = edited.get(heading, (None, place))
        if value == before or heading in {ID, VERSION}:
            continue
        if heading in roles:
            _edit_role(shape, edits, roles[heading], value, where)
        elif heading in columns and columns[heading][1].type not in UNWRITABLE:
            key, declared = columns[heading]
            _edit(shape, edits, key, declared, (value, where))
        else:
            edits.findings.append(_finding("cell-locked", where, _LOCKED, Severity.WARNING))
    return edits


def compare_list(
    shape: Shape, key: str, edited: list[Cells], unedited: list[Cells], edits: Edits
) -> None:
    """Add to edits what is otherwise in the entries of a list of one case."""
    if [_values(each) for each in edited] == [_values(each) for each in unedited]:
        return
    of = shape.workflow.fields[key].of
    entries = []
    before = len(edits.findings)
    for row in edited:
        entry = {}
        for member, declared in of.items():
            cell = row.get(shape.head(member, declared.title))
            if cell is not None and cell[0] is not None:
                entry[member] = _read(shape, edits, declared, cell)
        entries.append(entry)
    if len(edits.findings) == before:
        _keep(edits, key, shape.workflow.fields[key], entries, _first_place(edited))


def _values(row: Cells) -> dict[str, Value]:
    return {heading: value for heading, (value, _) in row.items() if value is not None}


def _first_place(rows: list[Cells]) -> str:
    return next((where for row in rows for _, where in row.values()), "")


def _edit_role(shape: Shape, edits: Edits, role: str, value: Value, where: str) -> None:
    names = [each.strip() for each in str(value or "").split("\n") if each.strip()]
    ids = [shape.words.id(each) for each in names]
    unknown = [name for name, each in zip(names, ids, strict=True) if each is None]
    if unknown or len(names) > 1:
        message = Text(
            de=f"Gebraucht wird ein Name aus dem Verzeichnis; nicht verstanden: „{value}“.",
            en=f"One name of the directory is needed; not understood: “{value}”.",
        )
        edits.findings.append(_finding("cell-not-understood", where, message, Severity.ERROR))
        return
    edits.holders[role] = tuple(each for each in ids if each is not None)


def _edit(shape: Shape, edits: Edits, key: str, declared: Field, cell: tuple[Value, str]) -> None:
    before = len(edits.findings)
    value = _read(shape, edits, declared, cell)
    if len(edits.findings) == before:
        _keep(edits, key, declared, value, cell[1])


def _read(shape: Shape, edits: Edits, declared: Field, cell: tuple[Value, str]) -> Any:
    try:
        return from_cell(declared, cell[0], shape.words)
    except NotReadable as error:
        finding = _finding("cell-not-understood", cell[1], error.message, Severity.ERROR)
        edits.findings.append(finding)
        return None


def _keep(edits: Edits, key: str, declared: Field, value: Any, where: str) -> None:
    """Keep a value that its field takes; say why not otherwise."""
    _, problems = convert(declared, value)
    for each in problems:
        edits.findings.append(_finding("value-refused", where, each.message, Severity.ERROR))
    if not problems:
        edits.fields[key] = value


def _table(sheet: Sheet, heading_row: int) -> Iterator[tuple[str, Cells]]:
    """Yield the filled rows below the headings by heading."""
    heads = sheet.rows[heading_row - 1] if len(sheet.rows) >= heading_row else ()
    for number in range(heading_row + 1, len(sheet.rows) + 1):
        row = sheet.rows[number - 1]
        if any(map(is_filled, row)):
            cells = {
                str(head): (sheet.at(number, column), str(Place(sheet.name, number, column)))
                for column, head in enumerate(heads, start=1)
                if head is not None
            }
            yield str(Place(sheet.name, number, 1)), cells


def _sheet(workbook: Workbook, name: str) -> Sheet | None:
    return next((each for each in workbook.sheets if each.name == name), None)


def _finding(code: str, where: str, message: Text, severity: Severity) -> Finding:
    return Finding(code, where, message, severity=severity)


def by_case(rows: list[RowIn]) -> Mapping[str, RowIn]:
    """Return rows by their case."""
    return {each.case: each for each in rows}
