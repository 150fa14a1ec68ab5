"""Whatever happens to a case: it stays in its graph, adds up, and owes nothing twice."""

from __future__ import annotations

import json
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import resources
from engine.deadlines.calendars import Place
from engine.definition.parse import parse
from engine.lifecycle.circumstances import person
from engine.lifecycle.machine import AUTOMATIC, Compiled, compile_workflow
from engine.lifecycle.memory import MemoryWorld, next_at
from engine.lifecycle.outcome import Accepted
from engine.lifecycle.replay import fold, in_order, patch
from engine.lifecycle.scenario import moment_of
from engine.lifecycle.theatre import Theatre
from tests.property.lifecycle_story import Story

PLACE = Place("NW", "Minden")
EXAMPLE = Path(__file__).parents[1] / "data" / "measure_example.json"
FIELDS = {
    "title": "Sprachcafé",
    "area": "language",
    "field_of_action": "language",
    "addressees": [{"organisation": "Amt", "kind": "regular", "consented_on": "2026-01-10"}],
}
STATES = ("proposed", "deferred", "fixed", "in_progress")
LIVES = st.tuples(st.sampled_from(STATES), st.lists(st.integers(0, 2**32), min_size=1, max_size=25))


@cache
def example() -> dict[str, Compiled]:
    workflow, findings = parse(json.loads(EXAMPLE.read_text()))
    assert workflow is not None, findings
    return {workflow.key: compile_workflow(workflow)}


@cache
def shipped() -> dict[str, Compiled]:
    blocks = {each.stem: json.loads(each.read_text()) for each in resources.block_files()}
    documents = [json.loads(each.read_text()) for each in resources.workflow_files()]
    known = {each["key"]: each for each in documents}
    parsed = [parse(each, blocks=blocks, others=known)[0] for each in documents]
    return {each.key: compile_workflow(each) for each in parsed if each is not None}


def begin(definitions: dict[str, Compiled], key: str, state: str) -> Story:
    world = MemoryWorld(definitions, PLACE)
    theatre = Theatre(world, moment_of("2026-01-12 09:00", None, PLACE))
    flow = definitions[key].workflow
    known = {name: each for name, each in FIELDS.items() if name in flow.fields}
    dates = {"starts_on": "2026-02-02", "ends_on": "2028-01-31"} if state in STATES[2:] else {}
    outcome = theatre.open(
        key,
        {**known, **dates},
        person("p", *flow.roles),
        holders={"lead": ("person:l",)},
        state=state,
    )
    assert isinstance(outcome, Accepted), [str(each.message) for each in outcome.reasons]
    return Story(definitions[key], theatre, outcome.after.id)


def lived(life: tuple[str, list[int]]) -> Story:
    state, seeds = life
    story = begin(example(), "measure", state)
    for seed in seeds:
        story.happen(seed)
    return story


@given(LIVES)
@settings(max_examples=60)
def test_a_case_never_leaves_its_graph(life: tuple[str, list[int]]) -> None:
    story = lived(life)
    flow = story.compiled.workflow
    ways = {each.id: each for each in flow.transitions}
    for step in story.steps():
        assert step.after.state in flow.states
        before = step.before
        if before is None:
            continue
        if step.transition is None:
            assert step.after.state == before.state
            continue
        way = ways[step.transition]
        assert before.state in way.origins
        assert step.event == (way.event or AUTOMATIC)
        assert step.after.state == (way.to or before.state)
        assert step.after.entry == before.entry + (way.to is not None)


@given(LIVES)
@settings(max_examples=60)
def test_the_history_adds_up_to_the_case(life: tuple[str, list[int]]) -> None:
    story = lived(life)
    steps = story.steps()
    assert [each.after.version for each in steps] == list(range(1, len(steps) + 1))
    assert story.case.version == len(steps)
    patches = [json.loads(json.dumps(patch(each))) for each in steps]
    fields = story.compiled.workflow.fields
    assert fold(patches, lambda _: fields) == in_order(story.case)


@given(LIVES)
@settings(max_examples=60)
def test_every_rung_fires_once_and_nothing_is_owed_twice(life: tuple[str, list[int]]) -> None:
    story = lived(life)
    settled = story.theatre.world.settled[story.id]
    everything = [*story.case.occurrences, *settled]
    keys = [each.key for each in everything]
    assert len(keys) == len(set(keys))
    for each in everything:
        fired = [(rung.revision, rung.rung) for rung in each.fired]
        assert len(fired) == len(set(fired))
        assert all(rung.planned_at <= rung.at for rung in each.fired)
    for each in settled:
        assert each.next_at is None


@given(LIVES)
@settings(max_examples=60)
def test_the_clock_leaves_nothing_due_behind(life: tuple[str, list[int]]) -> None:
    story = lived(life)
    story.theatre.play_until(story.theatre.now)
    moment = next_at(story.case)
    assert moment is None or moment > story.theatre.now
    if story.case.is_closed:
        assert moment is None
        assert story.case.occurrences == ()


@given(LIVES)
@settings(max_examples=60)
def test_later_occurrences_are_due_later(life: tuple[str, list[int]]) -> None:
    occurrences = in_order(lived(life).case).occurrences
    for one, other in pairwise(occurrences):
        in_one_run = (one.obligation, one.series) == (other.obligation, other.series)
        if in_one_run and not one.extended_to and one.due_at and other.due_at:
            assert one.due_at < other.due_at


@given(LIVES)
@settings(max_examples=25)
def test_the_same_happening_again_ends_the_same(life: tuple[str, list[int]]) -> None:
    one, other = lived(life), lived(life)
    assert [patch(each) for each in one.steps()] == [patch(each) for each in other.steps()]
    assert one.theatre.world.letters == other.theatre.world.letters
    codes = [[each.code for each in refused.reasons] for refused in one.refused]
    assert codes == [[each.code for each in refused.reasons] for refused in other.refused]


@pytest.mark.parametrize("key", ["measure", "integration-concept", "yearly-evaluation"])
@given(seeds=st.lists(st.integers(0, 2**32), min_size=1, max_size=20))
@settings(max_examples=15)
def test_the_shipped_workflows_add_up_too(key: str, seeds: list[int]) -> None:
    definitions = shipped()
    flow = definitions[key].workflow
    world = MemoryWorld(definitions, PLACE)
    theatre = Theatre(world, moment_of("2026-01-12 09:00", None, PLACE))
    given_ = flow.source["scenarios"][0]["given"]  # type: ignore[index]
    opened = theatre.open(
        key, given_["fields"], person("p", *flow.roles), state=given_.get("state")
    )
    if not isinstance(opened, Accepted):
        return
    story = Story(definitions[key], theatre, opened.after.id)
    for seed in seeds:
        story.happen(seed)
    theatre.play_until(theatre.now)
    assert world.next_due() is None or world.next_due()[0] > theatre.now  # type: ignore[index]
    for case_id, case in world.cases.items():
        steps = [each.step for each in world.history if each.step.after.id == case_id]
        fields = definitions[case.workflow.key].workflow.fields
        patches = [json.loads(json.dumps(patch(each))) for each in steps]
        assert fold(patches, lambda _, fields=fields: fields) == in_order(case)  # type: ignore[misc]
