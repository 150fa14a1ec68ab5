"""The way ahead of a concept, read off each package and dated by the law."""

from __future__ import annotations

from datetime import date, time
from itertools import pairwise

import pytest

from engine.deadlines.calendars import Place
from engine.deadlines.localtime import instant
from engine.lifecycle.machine import compile_workflow
from engine.lifecycle.memory import MemoryWorld
from engine.lifecycle.outcome import Refused
from engine.lifecycle.roadmap import road_ahead, way_ahead
from engine.lifecycle.scenario import actor_in
from engine.lifecycle.theatre import Theatre
from engine.services import workbench
from engine.services.packaging import shipped_packages

PLACE = Place("NW", "Minden")
PACKAGES = shipped_packages()


def parsed(key: str):
    checked = workbench.parsed_documents(PACKAGES[key].documents)
    return {name: compile_workflow(flow) for name, flow in checked.items()}


WAYS = {
    "memmingen": ["mandated", "steering_set_up", "roadmap_presented", "kickoff", "areas_fixed",
                  "elaboration", "draft", "reconciliation", "decision_paper"],
    "rheinfelden": ["mandated", "steering_set_up", "analysis", "analysis_complete",
                    "guidelines_noted", "conference", "forums", "catalogue", "adopted"],
    "minden": ["mandated", "analysis", "registration_open", "registration_closed",
               "steering_constituted", "conference_held", "workshops", "bundling", "prioritising"],
    "kaiserslautern": ["mandated", "steering_set_up", "kickoff", "elaboration", "reflection",
                       "draft", "decision_paper", "preliminary_consultation", "adopted"],
}  # fmt: skip


@pytest.mark.parametrize("key", sorted(WAYS))
def test_forward_is_away_from_the_first_state(key: str):
    flow = parsed(key)["integration-concept"].workflow

    way = way_ahead(flow, "suggested")

    assert way[: len(WAYS[key]) + 1] == ["suggested", *WAYS[key]]
    assert not any(flow.states[state].final for state in way)


def test_every_stop_begins_where_the_one_before_ends_and_the_last_goes_on():
    definitions = parsed("default")
    stage = Theatre(
        MemoryWorld(definitions, PLACE), instant(date(2026, 3, 2), time(9), "Europe/Berlin")
    )
    outcome = stage.open("integration-concept", {"title": "Konzept"}, actor_in("coordination"))
    assert not isinstance(outcome, Refused)

    start = date(2026, 9, 2)
    stops = list(road_ahead(definitions, outcome.after, start, place=PLACE, settings={}))

    assert stops[0].begins_on == start
    assert all(one.ends_on == other.begins_on for one, other in pairwise(stops))
    assert stops[-1].state == "implementation"
    assert stops[-1].ends_on is None
    assert [each.title.en for each in stops[0].duties] == ["Set up the steering group"]
    assert stops[0].ends_on == date(2026, 12, 2)
    assert stops[0].duties[0].owner.en == "Coordination office"
