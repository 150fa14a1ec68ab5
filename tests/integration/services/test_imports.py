"""Lists are taken over row by row, recognised the next time, and only what changed is changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from engine.services import events, imports, taking
from engine.services.access import AS_OPERATOR, Reader
from engine.services.imports import Act, File, Plan, Unreadable
from engine.services.intents import Who
from engine.services.people import directory_of
from engine.storage.queries import definitions
from engine.storage.queries.transfer import Profile
from tests.integration.services.stage import Stage
from tests.unit.documents.workbooks_made import PLAIN, xlsx
from tests.unit.workflows.conftest import shipped

if TYPE_CHECKING:
    from engine.definition.model import Workflow
    from engine.services.taking import TakenLine
    from engine.storage.database import Database

OFFICE = Who(role="coordination")
BY_OFFICE = Reader(role="coordination", is_operator=True)
PROFILE = Profile("Katalog", "measure")
HEAD = ["Nr", "Titel", "Handlungsfeld", "Federführung", "Ende", "Prio"]
ROWS = [
    ["1.1", "Sprachcafé", "Sprache", "Stadtbibliothek", "31.12.2027", "hoch"],
    ["1.2", "Elternlotsen", "Bildung", "Schulamt", "Ende 2026", "mittel"],
    ["2.1", "Wohnlotsen", "Wohnen", "Wohnungsamt", "2028", "gering"],
]


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
    return made


def listed(rows: list[list[Any]] = ROWS, head: list[str] = HEAD) -> bytes:
    return xlsx({"Liste": [head, *rows]})


def planned(stage: Stage, content: bytes, profile: Profile = PROFILE) -> Plan:
    plan = imports.plan(stage.app, stage.tenant, AS_OPERATOR, File("list.xlsx", content), profile)
    assert isinstance(plan, Plan), plan
    return plan


def taken(stage: Stage, content: bytes, profile: Profile = PROFILE) -> list[TakenLine]:
    plan = planned(stage, content, profile)
    return taking.take(stage.app, stage.tenant, BY_OFFICE, plan, "Liste eingelesen")


def acts(plan: Plan) -> list[str]:
    return [each.act.value for each in plan.rows]


def edited(row: int, column: int, value: Any) -> list[list[Any]]:
    rows = [list(each) for each in ROWS]
    rows[row][column] = value
    return rows


def test_a_dry_run_changes_nothing(stage: Stage) -> None:
    assert acts(planned(stage, listed())) == ["open", "open", "open"]
    assert stage.cases("measure") == []
    assert "schulamt" not in directory_of(stage.app, stage.tenant, AS_OPERATOR).organisations


def test_what_nobody_said_is_no_conflict_when_it_is_said_later(stage: Stage) -> None:
    """An owner that is named in the mended list brings its organisation among the addressees."""
    taken(stage, listed(edited(1, 3, "N.N.")))
    [row] = [each for each in planned(stage, listed()).rows if each.act is Act.CHANGE]
    assert row.conflicts == ()
    assert {each.field for each in row.changes} == {"addressees"}
    assert row.assigned == {"lead": ("schulamt",)}
    taken(stage, listed())
    assert acts(planned(stage, listed())) == ["same", "same", "same"]


def test_rows_become_proposals_with_their_owners(stage: Stage) -> None:
    done = taken(stage, listed())
    assert [each.number for each in done] == ["M-0001", "M-0002", "M-0003"]
    first = stage.case(stage.cases("measure")[0].id)
    assert (first.state, first.data["reference"], first.data["priority"]) == (
        "proposed",
        "1.1",
        "high",
    )
    assert first.holders == {"lead": ("stadtbibliothek",)}
    assert first.data["addressees"][0]["organisation"] == "stadtbibliothek"
    assert (
        directory_of(stage.app, stage.tenant, AS_OPERATOR).organisations["schulamt"] == "Schulamt"
    )


def test_the_same_list_again_changes_nothing(stage: Stage) -> None:
    taken(stage, listed())
    before = [stage.case(each.id).version for each in stage.cases("measure")]
    assert acts(planned(stage, listed())) == ["same"] * 3
    taken(stage, listed())
    assert [stage.case(each.id).version for each in stage.cases("measure")] == before


def test_a_mended_list_changes_only_what_changed(stage: Stage) -> None:
    taken(stage, listed())
    rows = edited(1, 4, "30.06.2027")
    rows[1][3] = "Jugendamt"
    plan = planned(stage, listed(rows))
    assert acts(plan) == ["same", "change", "same"]
    assert {each.field for each in plan.rows[1].changes} == {"addressees", "ends_on"}
    taken(stage, listed(rows))
    case = stage.case(stage.cases("measure")[1].id)
    assert case.data["ends_on"].isoformat() == "2027-06-30"
    assert case.holders == {"lead": ("jugendamt",)}
    assert stage.happened(case.id) == ["open", "correct", "assign"]


def test_what_the_town_changed_itself_is_left_alone(stage: Stage) -> None:
    taken(stage, listed())
    case = stage.cases("measure")[0].id
    stage.do(case, "correct", OFFICE, reason="Beschluss", fields={"ends_on": "2029-12-31"})
    assert acts(planned(stage, listed())) == ["same"] * 3


def test_what_both_changed_is_a_conflict_and_stays(stage: Stage) -> None:
    taken(stage, listed())
    case = stage.cases("measure")[0].id
    stage.do(case, "correct", OFFICE, reason="Beschluss", fields={"ends_on": "2029-12-31"})
    rows = edited(0, 4, "30.06.2030")
    rows[0][5] = "gering"
    for _ in range(2):  # it is told again until somebody settles it
        plan = planned(stage, listed(rows))
        assert [(each.field, each.before, each.after) for each in plan.rows[0].conflicts] == [
            ("ends_on", "2029-12-31", "2030-06-30")
        ]
        taken(stage, listed(rows))
    assert stage.case(case).data["ends_on"].isoformat() == "2029-12-31"
    assert stage.case(case).data["priority"] == "low"


def test_an_emptied_cell_empties_the_field(stage: Stage) -> None:
    taken(stage, listed())
    taken(stage, listed(edited(0, 4, None)))
    assert stage.case(stage.cases("measure")[0].id).data["ends_on"] is None


def test_a_row_without_a_number_is_recognised_by_title_and_place(stage: Stage) -> None:
    head, rows = HEAD[1:], [each[1:] for each in ROWS]
    taken(stage, listed(rows, head))
    rows[0][0] = "Sprachcafés"
    plan = planned(stage, listed(rows, head))
    assert [(each.act, each.number) for each in plan.rows] == [
        (Act.CHANGE, "M-0001"),
        (Act.SAME, "M-0002"),
        (Act.SAME, "M-0003"),
    ]
    assert len(stage.cases("measure")) == 3


def test_rows_may_be_sorted_anew(stage: Stage) -> None:
    taken(stage, listed())
    plan = planned(stage, listed(ROWS[::-1]))
    assert [each.number for each in plan.rows] == ["M-0003", "M-0002", "M-0001"]
    assert acts(plan) == ["same"] * 3


def test_a_row_that_is_gone_is_told_and_its_case_stays(stage: Stage) -> None:
    taken(stage, listed())
    assert planned(stage, listed(ROWS[:2])).gone == ("M-0003",)
    assert len(stage.cases("measure")) == 3


def test_a_case_of_the_same_number_is_joined_not_doubled(stage: Stage) -> None:
    fields = {"title": "Sprachcafé", "area": "Sprache", "reference": "1.1"}
    stage.open("measure", OFFICE, **fields)
    plan = planned(stage, listed())
    assert acts(plan) == ["change", "open", "open"]
    assert {each.field for each in plan.rows[0].changes} >= {"ends_on", "priority"}


def test_one_refused_row_stops_no_other(stage: Stage) -> None:
    plan = planned(stage, listed())
    done = taking.take(
        stage.app, stage.tenant, Reader(role="lead", is_operator=True), plan, "Liste"
    )
    assert [bool(each.refused) for each in done] == [True] * 3
    assert stage.cases("measure") == []


def test_an_interrupted_run_doubles_nothing(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    real = events.open_case

    def dies(*arguments: Any) -> Any:
        real(*arguments)
        raise KeyboardInterrupt

    monkeypatch.setattr(events, "open_case", dies)
    with pytest.raises(KeyboardInterrupt):
        taken(stage, listed())
    monkeypatch.setattr(events, "open_case", real)
    taken(stage, listed())
    assert len(stage.cases("measure")) == 3


def test_a_row_that_cannot_be_taken_is_told(stage: Stage) -> None:
    done = taken(stage, listed(edited(1, 1, None)))
    assert [each.planned.act for each in done] == [Act.OPEN, Act.NOT_TAKEN, Act.OPEN]
    assert [each.is_done for each in done] == [True, False, True]


def test_a_profile_is_kept(stage: Stage) -> None:
    profile = Profile("Katalog", "measure", {"Was": "title"}, {"area": "Sprache"}, ("Liste",))
    imports.keep_profile(stage.app, stage.tenant, AS_OPERATOR, profile)
    assert imports.profiles(stage.app, stage.tenant, AS_OPERATOR) == [profile]
    content = xlsx({"Liste": [["Was", "Nr"], ["Lotsen", "1"]], "Alt": [["Was", "Nr"], ["A", "2"]]})
    assert [each.line.title for each in planned(stage, content, profile).rows] == ["Lotsen"]


def test_a_file_that_is_no_workbook_is_told(stage: Stage) -> None:
    told = imports.plan(
        stage.app, stage.tenant, AS_OPERATOR, File("list.xlsx", b"%PDF-1.7"), PROFILE
    )
    assert isinstance(told, Unreadable)
    assert [each.code for each in told.findings] == ["wrong-extension"]


def test_the_list_of_the_unit_tests_is_taken(stage: Stage) -> None:
    assert [each.is_done for each in taken(stage, PLAIN)] == [True] * 3
