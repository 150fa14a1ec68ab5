"""Data for other programs: valid by what its format says, and harmless in a spreadsheet."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime
from xml.etree import ElementTree as ET

import pytest
from lxml import etree
from SpiffWorkflow.bpmn.parser import BpmnValidator

from engine.documents.opendata.bpmn import to_bpmn
from engine.documents.opendata.ocel import LogEvent, LogObject, event_log
from engine.documents.opendata.plan import PublicCase, PublicPlan, plan_as_csv, plan_as_json
from tests.unit.documents.ocel_log import problems
from tests.unit.workflows.conftest import shipped

AT = datetime(2026, 11, 27, 9, tzinfo=UTC)
BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
DI = "{http://www.omg.org/spec/BPMN/20100524/DI}"
WORKFLOWS = {key: each for key, each in shipped()[0].items() if each is not None}


@pytest.mark.parametrize("key", sorted(WORKFLOWS))
def test_a_workflow_is_valid_bpmn_with_every_shape_and_edge(key: str) -> None:
    text = to_bpmn(WORKFLOWS[key], "de")
    BpmnValidator().validate(etree.fromstring(text.encode()))
    root = ET.fromstring(text)  # noqa: S314 - we have just written it
    process = root.find(f"{BPMN}process")
    assert process is not None
    nodes = {each.get("id") for each in process if not each.tag.endswith("sequenceFlow")}
    flows = [each for each in process if each.tag.endswith("sequenceFlow")]
    drawn = {each.get("bpmnElement") for each in root.iter(f"{DI}BPMNShape")}
    edges = {each.get("bpmnElement") for each in root.iter(f"{DI}BPMNEdge")}
    assert drawn == nodes
    assert edges == {each.get("id") for each in flows}
    assert {each.get(end) for each in flows for end in ("sourceRef", "targetRef")} <= nodes
    for state in WORKFLOWS[key].states:
        assert f"state_{state}" in nodes


def test_bpmn_names_things_in_a_language() -> None:
    assert 'name="Benannt"' in to_bpmn(WORKFLOWS["measure"], "de")
    assert 'name="Named"' in to_bpmn(WORKFLOWS["measure"], "en")


def test_no_two_shapes_of_bpmn_lie_on_one_another() -> None:
    root = ET.fromstring(to_bpmn(WORKFLOWS["measure"], "de"))  # noqa: S314 - as above
    boxes = []
    for shape in root.iter(f"{DI}BPMNShape"):
        if not str(shape.get("bpmnElement")).startswith("timer_"):
            x, y, width, height = (
                float(shape[0].get(each, "0")) for each in ("x", "y", "width", "height")
            )
            boxes.append((x, y, x + width, y + height))
    for index, (left, top, right, bottom) in enumerate(boxes):
        for other in boxes[index + 1 :]:
            apart = right <= other[0] or other[2] <= left or bottom <= other[1] or other[3] <= top
            assert apart


def test_an_event_log_is_valid_and_in_order() -> None:
    objects = [
        LogObject(
            "M-1", "measure", ((AT, "progress", 5), (AT, "share", 0.5)), (("org:vhs", "lead"),)
        ),
        LogObject("M-2", "measure", ((AT, "share", 1), (AT, "progress", "x"))),
        LogObject("org:vhs", "organisation"),
    ]
    events = [
        LogEvent("b", "report", AT, {"ok": True}, (("M-1", "case"), ("gone", "lead"))),
        LogEvent("a", "open", AT, {}, (("M-1", "case"),)),
    ]
    content = event_log(objects, events)
    log = json.loads(content)
    assert problems(content) == []
    assert [each["id"] for each in log["events"]] == ["a", "b"]
    types = {each["name"]: each["attributes"] for each in log["objectTypes"]}
    assert types["measure"] == [
        {"name": "progress", "type": "string"},
        {"name": "share", "type": "float"},
    ]


def plan(title: str) -> PublicPlan:
    case = PublicCase(
        number="M-1",
        title=title,
        state="done",
        state_title="Fertig",
        closed=True,
        fields={"title": title, "rank": -3},
        organisations={"lead": ["VHS"]},
    )
    return PublicPlan(
        "Musterstadt", "measure", "Maßnahme", AT, {"title": "Titel", "rank": "Rang"}, [case]
    )


@pytest.mark.parametrize("title", ["=1+1", "+1", "-1", "@x", "\tx"])
def test_no_text_in_csv_is_run_by_a_spreadsheet(title: str) -> None:
    (row,) = csv.DictReader(io.StringIO(plan_as_csv(plan(title)).decode("utf-8-sig")))
    assert row["title"] == f"'{title}"
    assert row["rank"] == "-3"


def test_json_and_csv_say_the_same() -> None:
    document = json.loads(plan_as_json(plan("Lotsen")))
    (row,) = csv.DictReader(io.StringIO(plan_as_csv(plan("Lotsen")).decode("utf-8-sig")))
    (case,) = document["cases"]
    assert document["fields"] == {"title": "Titel", "rank": "Rang"}
    assert (row["number"], row["title"], row["lead"]) == (
        case["number"],
        case["fields"]["title"],
        case["organisations"]["lead"][0],
    )
