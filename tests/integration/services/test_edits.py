"""Cases go out as a workbook, come back edited, and only the edits are carried out."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from engine.services import edits, exports
from engine.services.access import AS_OPERATOR, NOBODY, Reader
from engine.services.edits import EditPlan
from engine.services.imports import File, Unreadable
from engine.services.people import put_organisation
from engine.storage.queries import definitions
from tests.integration.services.stage import Stage
from tests.unit.documents.workbooks_made import PLAIN
from tests.unit.workflows.conftest import shipped

if TYPE_CHECKING:
    from engine.definition.model import Workflow
    from engine.services.edits import TakenEdit
    from engine.services.intents import Who
    from engine.storage.database import Database

BY_OFFICE = Reader(role="coordination", is_operator=True)
FIELDS = {"title": "Sprachcafé", "area": "Sprache", "ends_on": "2027-12-31"}


@pytest.fixture(scope="module")
def measure() -> Workflow:
    workflow = shipped()[0]["measure"]
    assert workflow is not None
    return workflow


@pytest.fixture
def stage(database: Database, measure: Workflow) -> Stage:
    made = Stage(database)
    with made.unit() as unit:
        definitions.draft(unit, measure, "ada")
        definitions.publish(unit, measure.key, measure.version, "ben")
    for name in ("vhs", "jobcenter"):
        put_organisation(made.app, made.tenant, AS_OPERATOR, name, name.title())
    for title in ("Sprachcafé", "Lotsen"):
        made.open("measure", office(), **{**FIELDS, "title": title}, holders={"lead": ("vhs",)})
    return made


def office() -> Who:
    return BY_OFFICE.who


def exported(stage: Stage, reader: Reader = AS_OPERATOR) -> bytes:
    return exports.export_cases(stage.app, stage.tenant, reader, "measure", "de")


def edited(content: bytes, row: int = 3, **changes: Any) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book.worksheets[0]
    heads = {str(each.value).rpartition("[")[2].rstrip("]"): each.column for each in sheet[2]}
    for key, value in changes.items():
        sheet.cell(row, heads[key]).value = value
    return saved(book)


def saved(book: openpyxl.Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def plan(stage: Stage, content: bytes, reader: Reader = AS_OPERATOR) -> EditPlan:
    made = edits.read_edits(stage.app, stage.tenant, reader, File("m.xlsx", content))
    assert isinstance(made, EditPlan), made
    return made


def taken(stage: Stage, content: bytes, reader: Reader = BY_OFFICE) -> list[TakenEdit]:
    made = plan(stage, content, reader)
    return edits.take_edits(stage.app, stage.tenant, reader, made, "In Excel bearbeitet")


def first(stage: Stage) -> str:
    return stage.cases("measure")[0].id


def test_unedited_it_changes_nothing(stage: Stage) -> None:
    made = plan(stage, exported(stage))
    assert (made.rows, made.edited, made.findings) == (2, (), ())


def test_an_edit_becomes_a_correction_with_its_reason(stage: Stage) -> None:
    content = edited(exported(stage), ends_on="30.06.2028", lead="Jobcenter")
    assert [each.refused for each in taken(stage, content)] == [()]
    case = stage.case(first(stage))
    assert case.data["ends_on"].isoformat() == "2028-06-30"
    assert case.holders == {"lead": ("jobcenter",)}
    assert stage.happened(case.id) == ["open", "correct", "assign"]
    assert stage.happened(stage.cases("measure")[1].id) == ["open"]
    assert plan(stage, content).edited == ()  # read once more, nothing is left to do


def test_what_moved_meanwhile_in_another_field_is_kept(stage: Stage) -> None:
    content = edited(exported(stage), ends_on="30.06.2028")
    stage.do(first(stage), "correct", office(), reason="x", fields={"area": "Bildung"})
    taken(stage, content)
    case = stage.case(first(stage))
    assert (case.data["area"], case.data["ends_on"].isoformat()) == ("Bildung", "2028-06-30")


def test_what_both_changed_is_a_conflict_and_stays(stage: Stage) -> None:
    content = edited(exported(stage), ends_on="30.06.2028", lead="Jobcenter", priority="hoch")
    stage.do(first(stage), "correct", office(), reason="x", fields={"ends_on": "2029-12-31"})
    stage.do(first(stage), "assign", office(), role="lead", to="ben")
    (made,) = plan(stage, content).edited
    assert [(each.field, each.before, each.after) for each in made.conflicts] == [
        ("ends_on", "2029-12-31", "2028-06-30"),
        ("lead", ["ben"], ["jobcenter"]),
    ]
    assert [each.field for each in made.changes] == ["priority"]
    taken(stage, content)
    assert stage.case(first(stage)).data["ends_on"].isoformat() == "2029-12-31"


def test_a_list_is_edited_on_its_own_sheet(stage: Stage) -> None:
    book = openpyxl.load_workbook(io.BytesIO(exported(stage)))
    sheet = book["Indikatoren (indicators)"]
    heads = {str(each.value).rpartition("[")[2].rstrip("]"): each.column for each in sheet[1]}
    for row, (title, target) in enumerate((("Treffen", 40), ("Gäste", 200)), start=2):
        sheet.cell(row, 1).value = "M-0001"
        sheet.cell(row, heads["title"]).value = title
        sheet.cell(row, heads["target"]).value = target
    sheet.cell(4, 1).value = "M-9999"
    made = plan(stage, saved(book))
    assert [each.where for each in made.findings] == ["Indikatoren (indicators)!A4"]
    taken(stage, saved(book))
    found = stage.case(first(stage)).data["indicators"]
    assert [(each["title"], each["target"]) for each in found] == [("Treffen", 40), ("Gäste", 200)]


def test_a_row_of_an_unknown_case_is_told(stage: Stage) -> None:
    content = edited(exported(stage), _case="elsewhere", _version=1)
    assert [each.code for each in plan(stage, content).findings] == ["case-unknown"]
    content = edited(exported(stage), _version=99)
    assert [each.code for each in plan(stage, content).findings] == ["case-unknown"]
    content = edited(exported(stage), row=5, title="Neu")
    assert [each.code for each in plan(stage, content).findings] == ["row-unknown"]


def test_who_may_not_correct_is_refused(stage: Stage) -> None:
    content = edited(exported(stage), title="Anders")
    (done,) = taken(stage, content, Reader(role="lead", is_operator=True))
    assert done.refused
    assert stage.case(first(stage)).data["title"] == "Sprachcafé"


def test_a_stranger_gets_nothing_out(stage: Stage) -> None:
    made = plan(stage, exported(stage), NOBODY)
    assert made.edited == ()
    book = openpyxl.load_workbook(io.BytesIO(exported(stage, NOBODY)))
    heads = {str(each.value).rpartition("[")[2].rstrip("]") for each in book.worksheets[0][2]}
    assert "last_report" not in heads
    assert book.worksheets[0].max_row == 2


def test_another_workbook_is_no_export(stage: Stage) -> None:
    told = edits.read_edits(stage.app, stage.tenant, AS_OPERATOR, File("a.xlsx", PLAIN))
    assert isinstance(told, Unreadable)
    assert [each.code for each in told.findings] == ["no-export"]
    assert not edits.is_export(File("a.xlsx", PLAIN))
