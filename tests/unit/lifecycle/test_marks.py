"""What lists sort, colour and group cases by."""

from __future__ import annotations

import pytest

from engine.definition.parse import parse
from engine.lifecycle.marks import Marks, marks_of
from tests.unit.definition.documents import BLOCKS, EVERYTHING, OTHERS, fresh


@pytest.fixture
def document():
    return fresh(EVERYTHING)


def flow(document):
    workflow, findings = parse(document, blocks=BLOCKS, others=OTHERS)
    assert workflow is not None, findings
    return workflow


def test_the_marks_are_the_fields_that_the_overview_names(document):
    data = {"light": "red", "light_by_hand": None, "title": "Sprache", "priority": "low"}

    assert marks_of(flow(document), data) == Marks("red", "Sprache", 1)


def test_a_rating_set_by_hand_goes_before(document):
    data = {"light": "red", "light_by_hand": "green", "priority": "high"}

    assert marks_of(flow(document), data) == Marks("green", None, 0)


def test_without_an_overview_there_are_no_marks(document):
    del document["overview"]

    assert marks_of(flow(document), {"light": "red", "priority": "high"}) == Marks()


def test_an_empty_case_has_no_marks(document):
    assert marks_of(flow(document), {}) == Marks()


@pytest.mark.parametrize(
    ("part", "field", "code"),
    [
        ("rating", "title", "unfit-for-overview"),
        ("rating", "priority", "no-traffic-light"),
        ("overruled_by", "count", "unfit-for-overview"),
        ("priority", "title", "unfit-for-overview"),
        ("area", "cost", "unfit-for-overview"),
        ("area", "titel", "unknown-field"),
        ("progress", "count", "unfit-for-overview"),
        ("starts", "met_at", "unfit-for-overview"),
        ("ends", "title", "unfit-for-overview"),
    ],
)
def test_a_field_that_is_no_mark_is_a_finding(document, part, field, code):
    document["overview"][part] = field

    _, findings = parse(document, blocks=BLOCKS, others=OTHERS)

    assert [(each.code, each.where) for each in findings] == [(code, f"/overview/{part}")]
