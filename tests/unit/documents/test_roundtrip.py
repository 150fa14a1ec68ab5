"""A workbook of cases read back: unedited it changes nothing, edited exactly what was edited."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.definition.fields import FieldType
from engine.definition.values import convert_all, to_json
from engine.documents.roundtrip.book import CaseOut, Shape, cases_workbook
from engine.documents.roundtrip.cells import Words
from engine.documents.roundtrip.compare import (
    Edits,
    about,
    compare_list,
    compare_row,
    list_rows,
    rows_in,
)
from engine.documents.workbooks.reading import read_workbook

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.definition.fields import Field
    from engine.definition.model import Workflow

AT = datetime(2026, 11, 27, 9, tzinfo=UTC)
NAMES = {"vhs": "Volkshochschule", "jobcenter": "Jobcenter", "council": "Rat"}
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)
NASTY = st.sampled_from(
    ["=1+1", '=HYPERLINK("x")', "+49", "@x", "-5", "http://a.example", "007", "  a  ", "1.1.2026",
     "_x0041_", "a\nb", "a\r\nb", "TRUE", "N.N.", "\t", "ja", "'x", "5,00 €"]
)  # fmt: skip


@pytest.fixture(scope="session")
def shape(measure: Workflow) -> Shape:
    return Shape(measure, Words("de", NAMES))


def raw(declared: Field) -> st.SearchStrategy[Any]:
    """Return what a field may hold, as JSON."""
    of: dict[FieldType, Callable[[], st.SearchStrategy[Any]]] = {
        FieldType.INTEGER: lambda: st.integers(-(10**9), 10**9),
        FieldType.PERCENT: lambda: st.integers(0, 100),
        FieldType.NUMBER: lambda: st.floats(-1e9, 1e9, allow_nan=False).map(lambda x: round(x, 6)),
        FieldType.MONEY: lambda: st.integers(-(10**11), 10**11),
        FieldType.DATE: lambda: st.dates(date(1950, 1, 1), date(2200, 1, 1)).map(date.isoformat),
        FieldType.YES_NO: st.booleans,
        FieldType.CHOICE: lambda: st.sampled_from(sorted(declared.options)),
        FieldType.ORGANISATION: lambda: st.sampled_from(sorted(NAMES)),
        FieldType.LIST: lambda: st.lists(
            st.fixed_dictionaries({}, optional={k: raw(each) for k, each in declared.of.items()}),
            max_size=3,
        ),
    }
    make = of.get(declared.type)
    return make() if make else st.one_of(NASTY, TEXTS)


@st.composite
def cases(draw: st.DrawFn, workflow: Workflow) -> list[CaseOut]:
    made = []
    for number in range(draw(st.integers(1, 3))):
        strategy = st.fixed_dictionaries(
            {}, optional={key: raw(each) for key, each in workflow.fields.items()}
        )
        typed, _ = convert_all(workflow.fields, draw(strategy), partial=True)
        held = draw(st.sampled_from([(), ("vhs",), ("jobcenter",)]))
        made.append(
            CaseOut(f"id{number}", number + 1, f"M-{number:04d}", "Benannt", typed, {"lead": held})
        )
    return made


def edits_of(shape: Shape, edited: bytes, unedited: bytes) -> list[Edits]:
    mine, _ = read_workbook(edited, "a.xlsx")
    before, _ = read_workbook(unedited, "b.xlsx")
    assert mine is not None
    assert before is not None
    rows, findings = rows_in(mine, shape)
    assert findings == []
    old = {each.case: each for each in rows_in(before, shape)[0]}
    found = []
    for row in rows:
        made = compare_row(shape, row.cells, old[row.case].cells)
        number = str(row.cells["Nummer"][0])
        for key in shape.lists:
            after = list_rows(mine, shape, key).get(number, [])
            compare_list(shape, key, after, list_rows(before, shape, key).get(number, []), made)
        found.append(made)
    return found


@settings(max_examples=40, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_unedited_it_changes_nothing(shape: Shape, data: st.DataObject) -> None:
    content = cases_workbook(shape, data.draw(cases(shape.workflow)), AT)
    for made in edits_of(shape, content, content):
        assert (made.fields, made.holders, made.findings) == ({}, {}, [])


@settings(max_examples=40, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_edited_it_changes_exactly_that(shape: Shape, data: st.DataObject) -> None:
    before = data.draw(cases(shape.workflow))
    after = data.draw(cases(shape.workflow))[0]
    edited = [replace(before[0], data=after.data, holders=after.holders), *before[1:]]
    first, *others = edits_of(
        shape, cases_workbook(shape, edited, AT), cases_workbook(shape, before, AT)
    )
    assert all((each.fields, each.holders) == ({}, {}) for each in others)
    for key, value in first.fields.items():
        declared = {key: shape.workflow.fields[key]}
        typed, problems = convert_all(declared, {key: value}, partial=True)
        assert problems == []
        wanted = as_written(after.data.get(key))
        assert as_written(typed[key]) == wanted, key
    for key in shape.workflow.fields:
        same = as_written(after.data.get(key)) == as_written(before[0].data.get(key))
        told = {each.where for each in first.findings}
        assert same or key in first.fields or told, key
    if tuple(after.holders["lead"]) != tuple(before[0].holders["lead"]):
        assert first.holders == {"lead": tuple(after.holders["lead"])}


def as_written(value: Any) -> Any:
    """Return a value without what a cell cannot keep: blanks around texts, kinds of line ends."""
    if isinstance(value, str):
        text = value.replace("\r\n", "\n").replace("\r", "\n").strip()
        return text or None
    if isinstance(value, list):
        told = [{k: as_written(v) for k, v in each.items()} for each in value]
        return [
            {k: v for k, v in each.items() if v is not None}
            for each in told
            if any(v is not None for v in each.values())
        ] or None
    return to_json(value)


def workbook_of(shape: Shape) -> bytes:
    data = {"title": "=1+1", "source": "http://a.example", "ends_on": date(2027, 12, 31)}
    case = CaseOut("id1", 3, "M-0001", "Benannt", data, {"lead": ("vhs",)})
    return cases_workbook(shape, [case], AT)


def test_formulas_and_links_are_text(shape: Shape) -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook_of(shape)))
    cells = {each.value: each for each in book.worksheets[0][3]}
    assert cells["=1+1"].data_type == "s"
    assert cells["http://a.example"].hyperlink is None


def test_what_must_not_be_edited_is_locked_and_hidden(shape: Shape) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(workbook_of(shape))).worksheets[0]
    heads = {each.value: each for each in sheet[2]}
    locked = {head: sheet.cell(3, each.column).protection.locked for head, each in heads.items()}
    assert sheet.protection.sheet
    assert [head for head, each in locked.items() if each] == [
        "_case",
        "_version",
        "Nummer",
        "Zustand",
    ]
    hidden = sheet.column_dimensions["A"]
    assert (hidden.hidden, hidden.min, hidden.max) == (True, 1, 2)


def test_choices_can_be_chosen(shape: Shape) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(workbook_of(shape))).worksheets[0]
    lists = [each.formula1 for each in sheet.data_validations.dataValidation]
    assert '"hoch,mittel,gering"' in lists


def edited_by_hand(shape: Shape, **changes: Any) -> Edits:
    book = openpyxl.load_workbook(io.BytesIO(workbook_of(shape)))
    sheet = book.worksheets[0]
    heads = {str(each.value).rpartition("[")[2].rstrip("]"): each.column for each in sheet[2]}
    for key, value in changes.items():
        sheet.cell(3, heads[key]).value = value
    file = io.BytesIO()
    book.save(file)
    return edits_of(shape, file.getvalue(), workbook_of(shape))[0]


def test_edits_of_another_program_are_understood(shape: Shape) -> None:
    made = edited_by_hand(
        shape, title="Sprachcafé", ends_on="30.06.2028", priority="hoch", volunteers="ja",
        progress=40, lead="Jobcenter",
    )  # fmt: skip
    assert made.fields == {
        "title": "Sprachcafé",
        "ends_on": "2028-06-30",
        "priority": "high",
        "volunteers": True,
        "progress": 40,
    }
    assert made.holders == {"lead": ("jobcenter",)}
    assert made.findings == []


@pytest.mark.parametrize(
    ("key", "value", "code"),
    [
        ("Nummer", "M-0002", "cell-locked"),
        ("ends_on", "bald", "cell-not-understood"),
        ("priority", "sehr hoch", "cell-not-understood"),
        ("progress", 140, "value-refused"),
        ("title", None, "value-refused"),
        ("lead", "Niemand", "cell-not-understood"),
        ("volunteers", "vielleicht", "cell-not-understood"),
        ("rank", "eins", "cell-not-understood"),
    ],
)
def test_what_cannot_hold_is_told_with_its_cell(
    shape: Shape, key: str, value: Any, code: str
) -> None:
    made = edited_by_hand(shape, **{key: value})
    assert (made.fields, made.holders) == ({}, {})
    assert [each.code for each in made.findings] == [code]
    assert made.findings[0].where.startswith("Maßnahme!")


def test_it_says_what_it_is(shape: Shape) -> None:
    book, _ = read_workbook(workbook_of(shape), "a.xlsx")
    assert book is not None
    assert (about(book)["workflow"], about(book)["language"]) == ("measure", "de")
