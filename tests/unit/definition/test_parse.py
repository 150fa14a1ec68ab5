from __future__ import annotations

import copy
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from engine.definition.duties import DueKind
from engine.definition.effects import Demand, Literal, Propose, SetFields
from engine.definition.parse import parse
from engine.rules.rule import Rule

EXAMPLE = json.loads(
    (Path(__file__).parents[2] / "data" / "measure_example.json").read_text(encoding="utf-8")
)


@pytest.fixture
def document() -> dict[str, Any]:
    return copy.deepcopy(EXAMPLE)


def test_the_example_becomes_a_workflow(document):
    workflow, findings = parse(document)

    assert findings == []
    assert workflow is not None
    assert workflow.key == "measure"
    assert workflow.initial == "proposed"
    assert workflow.states["done"].final
    assert workflow.transitions[3].origins == ("proposed", "deferred")
    assert workflow.fields["starts_on"].required_in == {"fixed", "in_progress"}
    report = workflow.obligations["progress_report"]
    assert report.due.kind is DueKind.AFTER
    assert isinstance(report.due.source, Rule)
    assert isinstance(report.reminders, Rule)
    assert isinstance(report.escalation[2].do[0], SetFields)
    assert report.escalation[2].do[0].values == {"rating": Literal("red")}
    assert report.escalation[2].do[1] == Demand("written_statement")
    assert isinstance(report.escalation[3].do[0], Propose)
    assert workflow.events["report"].input["rating"].options.keys() == {
        "green", "amber", "red", "grey",
    }  # fmt: skip


def test_a_date_is_a_date(document):
    document["transitions"][0]["set"]["starts_on"] = "2026-02-02"

    workflow, findings = parse(document)

    assert findings == []
    assert workflow is not None
    assert workflow.transitions[0].set["starts_on"] == Literal(date(2026, 2, 2))
