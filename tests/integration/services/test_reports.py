"""Reports on a plan: what they count is what the cases are, now and on the day before."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from engine.documents.papers.model import Cell, Paper, Tone
from engine.documents.papers.rendering import Form, rendered
from engine.services import case_paper, reports
from engine.services.access import AS_OPERATOR, NOBODY, Reader
from engine.services.intents import Who
from engine.services.people import put_organisation
from engine.storage.queries import definitions
from tests.integration.services.stage import Stage
from tests.unit.workflows.conftest import shipped

if TYPE_CHECKING:
    from engine.definition.model import Workflow
    from engine.storage.database import Database

OFFICE = Who(role="coordination", is_operator=True)
SINCE = date(2026, 2, 1)


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
    put_organisation(made.app, made.tenant, AS_OPERATOR, "vhs", "Volkshochschule")
    addressees = [{"organisation": "vhs", "kind": "regular", "consented_on": "2026-01-10"}]
    for title, area in (("Sprachcafé", "Sprache"), ("Lotsen", "Bildung"), ("Kurse", "Sprache")):
        fields = {"title": title, "area": area, "addressees": addressees, "rating": "green"}
        made.open("measure", OFFICE, **fields, holders={"lead": ("vhs",)})
    made.at("2026-03-02T09:00")
    first, second = (each.id for each in made.cases("measure")[:2])
    made.do(first, "correct", OFFICE, reason="x", fields={"rating": "red"})
    made.do(second, "correct", OFFICE, reason="x", fields={"last_report_on": "2026-03-01"})
    made.open("measure", OFFICE, title="Neu", area="Wohnen")
    return made


def progress(stage: Stage, reader: Reader = AS_OPERATOR) -> Paper:
    return reports.progress_report(stage.app, stage.tenant, reader, "measure", "en", since=SINCE)


def rows(of: Paper, section: int, table: int = 0) -> list[list[str]]:
    return [[each.text for each in row] for row in of.sections[section].tables[table].rows]


def test_lights_are_counted_by_field_of_action_now_and_before(stage: Stage) -> None:
    assert rows(progress(stage), 0) == [
        ["Bildung", "1 (1)", "0 (0)", "0 (0)", "0 (0)", "1"],
        ["Sprache", "1 (2)", "0 (0)", "1 (0)", "0 (0)", "2"],
        ["Wohnen", "0 (0)", "0 (0)", "0 (0)", "1 (0)", "1"],
        ["Together", "2 (3)", "0 (0)", "1 (0)", "1 (0)", "4"],
    ]


def test_each_case_is_compared_with_itself_in_words_signs_and_colour(stage: Stage) -> None:
    table = progress(stage).sections[1].tables[0]
    assert [row[6].text for row in table.rows] == ["↓ worse", "→ the same", "→ the same", "new"]
    assert table.rows[0][4:6] == (Cell("● on track", Tone.GOOD), Cell("■ late", Tone.BAD))
    assert table.rows[3][4] == Cell("–")


def test_who_has_not_reported_is_told(stage: Stage) -> None:
    assert [each[0] for each in rows(progress(stage), 2)] == ["M-0001", "M-0003"]


def test_the_catalogue_says_who_has_to_do_what(stage: Stage) -> None:
    made = reports.catalogue(stage.app, stage.tenant, AS_OPERATOR, "measure", "en")
    assert [each.heading for each in made.sections] == [
        "Ben",
        "Volkshochschule",
    ]
    assert rows(made, 1)[0] == [
        "M-0001", "Sprachcafé", "Lead, Addressee", "Proposed", "■ late", "10 Jan 2026",
    ]  # fmt: skip


def test_the_sheet_of_a_measure(stage: Stage) -> None:
    made = case_paper.case_sheet(stage.app, stage.tenant, AS_OPERATOR, "M-0001", "en")
    facts = dict(made.facts)
    assert (made.title, facts["Lead"], facts["Rating"]) == (
        "M-0001 Sprachcafé",
        "Volkshochschule",
        "■ late",
    )
    headings = [each.heading for each in made.sections]
    assert headings == ["Particulars", "What is missing to be binding", "Obligations", "History"]
    assert "Start and end, Consequence, Indicator" in made.sections[1].intro
    assert [each[1] for each in rows(made, 3)] == ["Opened", "Correct"]
    assert rows(made, 0) == [["Volkshochschule", "Regular structure", "10 Jan 2026"]]


def test_the_public_sees_only_what_is_public(stage: Stage) -> None:
    assert progress(stage, NOBODY).facts == (("Number of cases", "0"),)


def test_every_report_can_be_had_in_every_form(stage: Stage) -> None:
    made = progress(stage)
    assert all(rendered(made, each) for each in Form)
