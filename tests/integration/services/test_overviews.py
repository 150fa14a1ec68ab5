"""How a plan stands at a glance: counted, the most urgent first, and only what may be seen."""

from __future__ import annotations

from typing import Any

import pytest

from engine.services import cases, overviews
from engine.services.access import AS_OPERATOR, NOBODY, Reader
from engine.storage.queries.cases import CaseFilter
from tests.integration.services.secrets import field
from tests.integration.services.stage import Stage, duty, words

TOWN = "town"
OUTSIDER, INSIDER = Reader("eva"), Reader("dora")
LIGHTS = {each: words(each) for each in ("green", "amber", "red")}


def rated(shown: str = "public") -> dict[str, Any]:
    return duty(
        version=2,
        fields={
            "title": field("text", "public", required=True),
            "progress": field("percent", "public", required=True, default=0),
            "light": field("choice", shown, options=LIGHTS),
            "by_hand": field("choice", shown, options=LIGHTS),
            "area": field("text", "public"),
            "priority": field("choice", "public", options={"high": words("h"), "low": words("l")}),
        },
        overview={
            "rating": "light",
            "overruled_by": "by_hand",
            "area": "area",
            "priority": "priority",
        },
        public_in=["a"],
    )


@pytest.fixture
def plan(stage: Stage) -> Stage:
    """Four cases in two areas; one of them is over."""
    stage.publish(rated())
    for title, area, light, priority in (
        ("Sprachcafé", "Sprache", "red", "low"),
        ("Lotsen", "Sprache", "green", "high"),
        ("Sport", "Freizeit", "green", None),
        ("Fest", "Freizeit", "amber", "low"),
    ):
        stage.opened(title=title, area=area, light=light, priority=priority)
    stage.do(cases.find(stage.app, TOWN, AS_OPERATOR, "T-004"), "end")
    return stage


def test_open_cases_are_counted_by_area_and_light(plan: Stage) -> None:
    found = overviews.standing(plan.app, TOWN, AS_OPERATOR, "thing")

    assert [(each.area, dict(each.by_rating)) for each in found.areas] == [
        ("Freizeit", {"green": 1}),
        ("Sprache", {"green": 1, "red": 1}),
    ]
    assert dict(found.total.by_rating) == {"green": 2, "red": 1}
    assert found.total.count == 3
    assert sum(found.ended.values()) == 1


def test_what_overrules_the_light_is_counted_in_its_place(plan: Stage) -> None:
    case = cases.find(plan.app, TOWN, AS_OPERATOR, "T-001")
    plan.do(case, "correct", fields={"by_hand": "amber"}, reason="zugesagt")

    assert overviews.standing(plan.app, TOWN, AS_OPERATOR, "thing").total.by_rating["amber"] == 1


def test_the_longest_overdue_come_first(plan: Stage) -> None:
    plan.at("2026-02-13 08:00")

    found = overviews.standing(plan.app, TOWN, AS_OPERATOR, "thing")

    assert found.overdue == 3
    assert [each.number for each in found.urgent] == ["T-001", "T-002", "T-003"]
    assert all(each.overdue for each in found.urgent)


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({}, ["T-001", "T-002", "T-003", "T-004"]),
        ({"rating": "green"}, ["T-002", "T-003"]),
        ({"area": "Sprache"}, ["T-001", "T-002"]),
        ({"area": "Sprache", "priority": 0}, ["T-002"]),
        ({"rating": "blue"}, []),
    ],
)
def test_a_page_has_the_most_urgent_first(
    plan: Stage, wanted: dict[str, Any], found: list[str]
) -> None:
    lines, more = overviews.page_of(
        plan.app, TOWN, AS_OPERATOR, CaseFilter(workflow="thing", **wanted)
    )

    assert [each.number for each in lines] == found
    assert more == ""


@pytest.mark.parametrize("shown", ["public", "internal", "confidential"])
@pytest.mark.parametrize("reader", [NOBODY, OUTSIDER, INSIDER, AS_OPERATOR])
def test_a_light_is_counted_for_those_who_see_it(stage: Stage, reader: Reader, shown: str) -> None:
    stage.publish(rated(shown))
    stage.opened(title="Sprachcafé", light="red", area="Sprache", priority="high")
    levels = {"public": 0, "internal": 1, "confidential": 2}
    sees = {NOBODY: 0, OUTSIDER: 0, INSIDER: 1, AS_OPERATOR: 2}[reader] >= levels[shown]

    found = overviews.standing(stage.app, TOWN, reader, "thing")
    lines, _ = overviews.page_of(
        stage.app, TOWN, reader, CaseFilter(workflow="thing", rating="red")
    )
    [line] = overviews.page_of(stage.app, TOWN, reader, CaseFilter(workflow="thing"))[0]

    assert (found.total.count == 1) is sees
    assert (len(lines) == 1) is sees
    assert (line.rating == "red") is sees
    assert ("light" in line.data) is sees
