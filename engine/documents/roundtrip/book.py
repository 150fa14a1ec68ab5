"""The workbook of cases: a sheet with a row for each case, a sheet for each list in them.

What may not be edited is locked; each row carries its case and the version that it was made of,
hidden. A last, hidden sheet says what the workbook is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from engine.definition.fields import Field, FieldType
from engine.documents.roundtrip.cells import (
    UNWRITABLE,
    Words,
    can_be_edited,
    choices_of,
    to_cell,
)
from engine.documents.workbooks.writing import ColumnOut, SheetOut, write_workbook
from engine.findings import Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from engine.definition.model import Workflow
    from engine.documents.workbooks.values import Value

ID, VERSION = "_case", "_version"
NUMBER = Text(de="Nummer", en="Number")
STATE = Text(de="Zustand", en="State")
ABOUT = "_verbindlich"
FORMAT = 1
_WIDE = 45
LONGEST_NAME = 31
"""Characters of the name of a sheet."""
_INTRO = Text(
    de="Graue Spalten sind nur zum Lesen. Das Einlesen zeigt jede Änderung, bevor sie gilt.",
    en="Grey columns are for reading only. Reading it in shows every change before it holds.",
)


@dataclass(frozen=True, slots=True)
class CaseOut:
    """A case as it is written."""

    id: str
    version: int
    number: str
    state: str
    """Title of the state."""
    data: Mapping[str, Any]
    holders: Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Shape:
    """Which columns the workbook of a workflow has."""

    workflow: Workflow
    words: Words
    hidden: frozenset[str] = frozenset()
    """Fields that the reader may not see."""

    @property
    def roles(self) -> list[str]:
        """Roles that each case gives."""
        return [key for key, role in self.workflow.roles.items() if role.held_by == "case"]

    @property
    def fields(self) -> dict[str, Field]:
        """Fields that stand in a column."""
        return {key: each for key, each in self._seen().items() if each.type is not FieldType.LIST}

    @property
    def lists(self) -> dict[str, Field]:
        """Fields that have a sheet of their own."""
        return {key: each for key, each in self._seen().items() if each.type is FieldType.LIST}

    def _seen(self) -> dict[str, Field]:
        return {key: each for key, each in self.workflow.fields.items() if key not in self.hidden}

    def sheet_of(self, key: str) -> str:
        """Return the name of the sheet of a list."""
        title = self.workflow.fields[key].title.to(self.words.language)
        whole = f"{title} ({key})"
        return _sheet_name(whole if len(whole) <= LONGEST_NAME else key)

    @property
    def main(self) -> str:
        """The name of the sheet of cases."""
        return _sheet_name(self.workflow.title.to(self.words.language))

    def head(self, key: str, title: Text) -> str:
        """Return the heading of a column, told apart from others of the same title."""
        return f"{title.to(self.words.language)} [{key}]"


def _sheet_name(text: str) -> str:
    return "".join("-" if sign in "[]:*?/\\'" else sign for sign in text)[:LONGEST_NAME]


def cases_workbook(shape: Shape, cases: Sequence[CaseOut], at: datetime) -> bytes:
    """Return cases as .xlsx."""
    about = {
        "format": FORMAT,
        "workflow": shape.workflow.key,
        "language": shape.words.language,
        "cases": len(cases),
        "made_at": at.isoformat(),
    }
    sheets = [_main_sheet(shape, cases)]
    sheets += [_list_sheet(shape, key, each, cases) for key, each in shape.lists.items()]
    sheets.append(
        SheetOut(
            ABOUT,
            [ColumnOut("name", is_locked=True), ColumnOut("value", is_locked=True)],
            [[name, str(value)] for name, value in about.items()],
            is_protected=True,
            is_hidden=True,
        )
    )
    return write_workbook(sheets, shape.main, at)


def _main_sheet(shape: Shape, cases: Sequence[CaseOut]) -> SheetOut:
    language = shape.words.language
    columns = [
        ColumnOut(ID, is_locked=True, is_hidden=True),
        ColumnOut(VERSION, is_locked=True, is_hidden=True),
        ColumnOut(NUMBER.to(language), 12, is_locked=True),
        ColumnOut(STATE.to(language), 18, is_locked=True),
        *(ColumnOut(shape.head(key, shape.workflow.roles[key].title), 28) for key in shape.roles),
        *(_column(shape, key, each) for key, each in shape.fields.items()),
    ]
    rows = [list(_row(shape, each)) for each in cases]
    return SheetOut(shape.main, columns, rows, (_INTRO.to(language),), is_protected=True)


def _column(shape: Shape, key: str, declared: Field) -> ColumnOut:
    is_long = declared.type is FieldType.LONGTEXT or key == "title"
    return ColumnOut(
        shape.head(key, declared.title),
        _WIDE if is_long else 20,
        is_locked=declared.type in UNWRITABLE,
        choices=choices_of(declared, shape.words),
        note=declared.help.to(shape.words.language) if declared.help is not None else "",
    )


def _row(shape: Shape, case: CaseOut) -> Iterator[Value]:
    yield from (case.id, case.version, case.number, case.state)
    for role in shape.roles:
        held = case.holders.get(role, ())
        yield "\n".join(shape.words.name(each) for each in held) or None
    for key, declared in shape.fields.items():
        yield written(declared, case.data.get(key), shape.words)


def written(declared: Field, value: Any, words: Words) -> Value:
    """Return a value as a cell; what is too long for one is said to be so."""
    if value is not None and not can_be_edited(declared, value) and isinstance(value, str):
        return f"[… {len(value)}]"
    return to_cell(declared, value, words)


def _list_sheet(shape: Shape, key: str, declared: Field, cases: Sequence[CaseOut]) -> SheetOut:
    language = shape.words.language
    columns = [ColumnOut(NUMBER.to(language), 12)]
    columns += [_column(shape, member, each) for member, each in declared.of.items()]
    rows = [
        [
            case.number,
            *(
                written(each, entry.get(member), shape.words)
                for member, each in declared.of.items()
            ),
        ]
        for case in cases
        for entry in case.data.get(key) or ()
    ]
    return SheetOut(shape.sheet_of(key), columns, rows)
