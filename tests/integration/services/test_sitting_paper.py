"""The paper for a sitting tells what the lists of the same moment show, in every section."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from engine.documents.papers.rendering import Form, rendered
from engine.services import obligations
from engine.services.access import AS_OPERATOR
from engine.services.bodies import BodyNotFound
from engine.services.case_paper import resolution_control
from engine.services.sitting_paper import Sitting, sitting_paper
from engine.storage.queries.duties import DutyFilter
from tests.integration.services.stage import OFFICE, Stage, duty, words

if TYPE_CHECKING:
    from engine.documents.papers.model import Paper, Section

ON = date(2026, 3, 2)
PROPOSE = {
    "do": "propose",
    "id": "stop",
    "body": "group",
    "title": {"de": "Einstellen?", "en": "Stop?"},
    "on": {"adopted": "end", "rejected": "go"},
}


@pytest.fixture
def stage(database) -> Stage:
    document = duty(
        events={
            "ask": {"by": ["office"], "title": words("Ask")},
            "end": {"by": ["office", "engine"], "title": words("End")},
            "explain": {
                "by": ["lead"],
                "title": words("Explain"),
                "input": {"statement": {"type": "text", "title": words("Statement")}},
            },
        },
        transitions=[
            {"id": "ask", "event": "ask", "from": ["a"], "effects": [PROPOSE]},
            {"id": "explain", "event": "explain", "from": ["a"]},
        ],
    )
    return Stage(database, document)


def paper(stage: Stage, **how) -> Paper:
    return sitting_paper(stage.app, stage.tenant, AS_OPERATOR, Sitting("group", ON, **how), "en")


def section(of: Paper, heading: str) -> Section:
    return next(each for each in of.sections if each.heading == heading)


def cells(of: Paper, heading: str) -> list[list[str]]:
    return [
        [cell.text for cell in row] for table in section(of, heading).tables for row in table.rows
    ]


def test_a_town_where_nothing_happened_has_a_short_paper(stage: Stage) -> None:
    made = paper(stage)
    assert all(each.is_empty and each.nothing for each in made.sections)
    assert [each.heading for each in made.sections] == [
        "Overdue",
        "To decide",
        "To discuss",
        "New",
        "Done since the last sitting",
        "What became of the last resolutions",
    ]


def test_what_is_overdue_stands_there_with_its_reason(stage: Stage) -> None:
    first, second = stage.opened(), stage.opened(title="Lotsen")
    stage.at("2026-02-20T09:00").tick()
    stage.do(first, "explain", "ben", statement="Die Stelle ist unbesetzt.")
    found = cells(paper(stage), "Overdue")
    listed = obligations.list_duties(
        stage.app, stage.tenant, AS_OPERATOR, DutyFilter(overdue_at=stage.app.now())
    )
    assert len(found) == len(listed) == 2
    assert found[0] == [
        "T-001", "Sprachcafé", "Report", "Ben", "11 Feb 2026 (8 days late)",
        "Die Stelle ist unbesetzt.",
    ]  # fmt: skip
    assert found[1][5] == "no reason given"
    assert second


def test_every_figure_is_the_count_of_its_list(stage: Stage) -> None:
    for title in ("A", "B", "C"):
        stage.opened(title=title)
    stage.do(stage.cases("thing")[0].id, "ask")
    stage.at("2026-02-20T09:00").tick()
    made = paper(stage)
    facts = dict(made.facts)
    matters = obligations.agenda(stage.app, stage.tenant, AS_OPERATOR, "group")
    assert facts["Overdue"] == str(len(cells(made, "Overdue"))) == "3"
    assert int(facts["To decide"]) + int(facts["To discuss"]) == len(matters) == 4
    assert len(section(made, "To decide").entries) == 1
    assert len(cells(made, "To discuss")) == 3
    assert len(cells(made, "New")) == 3


def test_a_decision_has_a_draft_resolution_and_says_what_follows(stage: Stage) -> None:
    stage.do(stage.opened(), "ask")
    entry = section(paper(stage), "To decide").entries[0]
    assert entry.heading == "T-001 Sprachcafé: Stop?"
    assert entry.resolution == "Group: on T-001 “Sprachcafé” it is resolved: Stop."
    facts = dict(entry.facts)
    assert (facts["If adopted"], facts["If rejected"], facts["Lead"]) == ("End", "Go", "Ben")


def test_what_became_of_the_last_resolutions(stage: Stage) -> None:
    case = stage.opened()
    stage.do(case, "ask")
    stage.at("2026-01-20T10:00")
    stage.do(case, "decide", OFFICE, proposal="stop", outcome="adopted", resolution="G 1/2026")
    stage.at("2026-02-20T09:00")
    made = paper(stage)
    assert dict(made.facts)["Reported since"] == "20 Jan 2026"
    assert cells(made, "What became of the last resolutions") == [
        ["T-001", "Stop?", "G 1/2026", "adopted", "End; now: Z"]
    ]
    assert cells(made, "Done since the last sitting") == [
        ["T-001", "Sprachcafé", "Z", "20 Jan 2026 10:00"]
    ]
    assert cells(made, "New") == []
    assert len(cells(paper(stage, since=date(2026, 1, 1)), "New")) == 1


def test_resolutions_are_tracked_until_they_are_carried_out(stage: Stage) -> None:
    first, second = stage.opened(), stage.opened(title="Lotsen")
    for case, outcome, number in ((first, "adopted", "G 1/2026"), (second, "rejected", "G 2/2026")):
        stage.do(case, "ask")
        stage.do(case, "decide", OFFICE, proposal="stop", outcome=outcome, resolution=number)
    made = resolution_control(
        stage.app, stage.tenant, AS_OPERATOR, "group", "en", since=date(2026, 1, 1)
    )
    assert cells(made, "Being carried out") == [
        ["G 2/2026", "12 Jan 2026 10:00", "T-002 Lotsen: Stop?", "rejected", "Ben",
         "–", "B"]
    ]  # fmt: skip
    assert [each[0] for each in cells(made, "Done: to be noted, then off the list")] == ["G 1/2026"]
    with pytest.raises(BodyNotFound):
        resolution_control(stage.app, stage.tenant, AS_OPERATOR, "x", "en", since=ON)


def test_it_speaks_german_and_can_be_had_in_every_form(stage: Stage) -> None:
    stage.opened()
    made = sitting_paper(stage.app, stage.tenant, AS_OPERATOR, Sitting("group", ON), "de")
    assert made.title == "Vorlage für die Sitzung: Gruppe"
    assert all(rendered(made, form) for form in Form)


def test_a_body_that_there_is_not(stage: Stage) -> None:
    with pytest.raises(BodyNotFound, match="group"):
        sitting_paper(stage.app, stage.tenant, AS_OPERATOR, Sitting("nobody", ON), "de")
