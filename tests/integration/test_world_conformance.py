"""One suite for every world: what memory and database must have in common.

Scenarios, simulation and the silence proof run in memory; what they promise has to hold in the
database, so both are asked the same questions.
"""

from __future__ import annotations

from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, Protocol

import pytest

from engine.definition.parse import parse
from engine.findings import Text
from engine.lifecycle.circumstances import Incoming, person
from engine.lifecycle.errors import CaseNotFound, WorkflowNotFound
from engine.lifecycle.machine import compile_workflow
from engine.lifecycle.memory import MemoryWorld
from engine.lifecycle.outcome import Opening, Refused
from engine.lifecycle.replay import in_order
from engine.lifecycle.run import open_new, submit, wake_case
from engine.lifecycle.seats import Body, Seat
from engine.storage import schema
from engine.storage.database import Database
from engine.storage.queries import bodies
from tests.integration.storage.stage import DAY, DOCUMENTS, PROFILE, START, Stage, accepted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from contextlib import AbstractContextManager
    from datetime import datetime
    from pathlib import Path

    from engine.lifecycle.case import Case
    from engine.lifecycle.machine import Compiled
    from engine.lifecycle.outcome import Outcome
    from engine.lifecycle.world import World

OFFICE = person("ada", "office", "coordination", "lead")


class Worlds(Protocol):
    """Something that opens a world for one transaction at a moment."""

    def world(self, at: datetime = START) -> AbstractContextManager[World]: ...

    def seat(self, body: Body, *seats: Seat) -> None: ...


class InMemory:
    """The world of scenarios."""

    def __init__(self) -> None:
        flows = [parse(each)[0] for each in DOCUMENTS.values()]
        self._world = MemoryWorld(
            {flow.key: compile_workflow(flow) for flow in flows if flow}, PROFILE.place
        )

    @contextmanager
    def world(self, at: datetime = START) -> Iterator[World]:
        self._world.stand_at(at)
        yield self._world

    def seat(self, body: Body, *seats: Seat) -> None:
        """Let a body be."""
        self._world.bodies[body.id] = body
        self._world.seats[body.id] = list(seats)


class InDatabase(Stage):
    """The world of a town."""

    def seat(self, body: Body, *seats: Seat) -> None:
        """Let a body be."""
        with self.unit() as unit:
            bodies.put_body(unit, body)
            for each in seats:
                bodies.put_seat(unit, each)


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
def worlds(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Worlds]:
    if request.param == "memory":
        yield InMemory()
        return
    server = None if request.param == "sqlite" else request.getfixturevalue("postgres")
    url = f"sqlite:///{tmp_path / 'world.db'}" if server is None else server.create()
    database = Database(url)
    schema.upgrade(database)
    yield InDatabase(database)
    database.close()
    if server is not None:
        server.drop(url)


def test_bodies_and_their_seats_are_read_alike(worlds: Worlds) -> None:
    circle = Body("circle", Text("Kreis", "Circle"), 7, "council", ("recommend",))
    chair = Seat("s1", "circle", "chair", stands_for=(("field", "Sprache"),), voting=False)
    worlds.seat(circle, chair)
    case = opened(worlds)

    with worlds.world() as world:
        compiled = world.compiled(case.workflow)
        facts = gathered(world, compiled, case, "councils")

    assert facts == {
        "councils": [
            {
                "id": "circle", "title": "Kreis", "kind": "council", "decides": False,
                "members": 7, "chair": None, "changes_on": None,
            }
        ]
    }  # fmt: skip


def gathered(world: World, compiled: Compiled, case: Case, name: str) -> Mapping[str, object]:
    """Return one fact as a step that reads it would get it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(type(compiled), "facts_for", lambda _, __: frozenset({name}))
        return world.circumstances(compiled, case, START, "tell").facts


def opened(worlds: Worlds, workflow: str = "plan", **fields: object) -> Case:
    with worlds.world() as world:
        return accepted(
            open_new(world, workflow, {"title": workflow, **fields}, OFFICE, START)
        ).after


def sent(worlds: Worlds, case: Case, event: str, at: datetime = START, **given: object) -> Outcome:
    with worlds.world(at) as world:
        return submit(world, case.id, Incoming(event, OFFICE, given), at)


def loaded(worlds: Worlds, case: Case) -> Case:
    with worlds.world() as world:
        return in_order(world.load(case.id))


def test_what_is_opened_can_be_loaded(worlds: Worlds) -> None:
    case = opened(worlds, weight=1.5, day="2026-03-01", parties=[{"name": "A"}])

    assert loaded(worlds, case) == in_order(case)
    assert case.data["day"] == date(2026, 3, 1)


def test_what_an_event_changes_can_be_loaded(worlds: Worlds) -> None:
    case = opened(worlds)
    after = accepted(sent(worlds, case, "tell", urgent=True, applicant="Otto")).after

    assert loaded(worlds, case) == in_order(after)


def test_numbers_and_ids_are_fresh(worlds: Worlds) -> None:
    one, two = opened(worlds), opened(worlds)

    assert (one.number, two.number) == ("P-2026-01", "P-2026-02")
    assert one.id != two.id


def test_what_is_not_there(worlds: Worlds) -> None:
    with worlds.world() as world:
        with pytest.raises(CaseNotFound):
            world.load("none")
        with pytest.raises(WorkflowNotFound):
            world.newest("none")


def test_a_refusal_changes_nothing(worlds: Worlds) -> None:
    case = opened(worlds)

    assert isinstance(sent(worlds, case, "answered"), Refused)
    assert loaded(worlds, case) == in_order(case)


def test_a_limit_holds(worlds: Worlds) -> None:
    cases = [opened(worlds) for _ in range(3)]

    outcomes = [sent(worlds, each, "start") for each in cases]

    assert [isinstance(each, Refused) for each in outcomes] == [False, False, True]


def test_facts_are_gathered_only_where_they_are_read(worlds: Worlds) -> None:
    case = opened(worlds)
    with worlds.world() as world:
        compiled = world.compiled(case.workflow)
        assert world.circumstances(compiled, case, START, "tell").facts == {}
        assert world.circumstances(compiled, case, START, "start").facts == {"running": 0}


def test_the_day_is_the_towns(worlds: Worlds) -> None:
    with worlds.world() as world:
        compiled = world.newest("plan")
        late = START.replace(hour=23, minute=30)
        assert world.circumstances(compiled, None, late, "open").today == date(2026, 1, 13)


def test_parents_and_children_see_each_other(worlds: Worlds) -> None:
    case = opened(worlds, parties=[{"name": "A"}, {"name": "B"}])
    parent = accepted(sent(worlds, case, "ask")).after

    with worlds.world() as world:
        compiled = world.compiled(parent.workflow)
        views = world.circumstances(compiled, parent, START, "answered").children["parts"]
        assert [each["title"] for each in views] == ["A", "B"]
        assert [(each["state"], each["closed"]) for each in views] == [("open", False)] * 2
        targets = world.targets(parent, "children.parts")
        assert targets == world.targets(parent, "children") == [each["id"] for each in views]
        child = world.load(targets[0])
        seen = world.circumstances(world.compiled(child.workflow), child, START, "answer").parent
        assert seen is not None
        assert (seen["id"], seen["title"], seen["state"]) == (case.id, "plan", "asking")
        assert world.targets(child, "parent") == [case.id]


def test_children_of_an_earlier_entry_are_not_among_the_present_ones(worlds: Worlds) -> None:
    case = opened(worlds, parties=[{"name": "A"}])
    parent = accepted(sent(worlds, case, "ask")).after
    with worlds.world() as world:
        (child,) = world.targets(parent, "children")
        accepted(submit(world, child, Incoming("answer", OFFICE), START))
    with worlds.world() as world:
        accepted(submit(world, case.id, Incoming("answered", person("x", "engine")), START))
    again = accepted(sent(worlds, case, "ask")).after

    with worlds.world() as world:
        views = world.circumstances(
            world.compiled(again.workflow), again, START, "answered"
        ).children["parts"]
    assert [each["closed"] for each in views] == [False]


def test_what_is_opened_below_a_case_counts_among_its_siblings(worlds: Worlds) -> None:
    case, other = opened(worlds), opened(worlds)

    def guest(parent: Case) -> Outcome:
        with worlds.world() as world:
            return open_new(world, "part", {"title": "guest"}, OFFICE, START, parent=parent.id)

    first = accepted(guest(case)).after
    outcomes = [guest(case) for _ in range(3)]
    accepted(guest(other))

    assert first.parent is not None
    assert (first.parent.case, first.parent.children) == (case.id, "guests")
    assert [isinstance(each, Refused) for each in outcomes] == [False, False, True]
    with worlds.world() as world:
        assert len(world.targets(case, "children.guests")) == 3
        assert world.targets(first, "parent") == [case.id]


def test_a_case_takes_others_below_it_only_where_it_says_so(worlds: Worlds) -> None:
    case = opened(worlds)
    accepted(sent(worlds, case, "start"))

    for workflow in ("part", "plan"):
        with worlds.world() as world:
            outcome = open_new(world, workflow, {"title": "x"}, OFFICE, START, parent=case.id)
        assert isinstance(outcome, Refused)
        assert [each.code for each in outcome.reasons] == ["parent"]


def test_a_named_case_is_linked_until_it_is_no_longer_named(worlds: Worlds) -> None:
    first, second, case = opened(worlds), opened(worlds), opened(worlds, after="P-2026-01")

    def before() -> list[str]:
        with worlds.world() as world:
            return world.targets(case, "depends_on")

    assert before() == [first.id]
    accepted(sent(worlds, case, "tell", after=second.id))
    assert before() == [second.id]
    accepted(sent(worlds, case, "tell", after=None))
    assert before() == []


def test_what_is_closed_is_no_target(worlds: Worlds) -> None:
    case = opened(worlds, parties=[{"name": "A"}])
    parent = accepted(sent(worlds, case, "ask")).after
    with worlds.world() as world:
        (child,) = world.targets(parent, "children")
        accepted(submit(world, child, Incoming("answer", OFFICE), START))

    with worlds.world() as world:
        assert world.targets(parent, "children") == []
        assert world.targets(parent, "no_such_link") == []


def test_a_mere_link_makes_no_parent(worlds: Worlds) -> None:
    case = opened(worlds)
    with worlds.world() as world:
        assert world.link_of(Opening("plan", {}, link="depends_on"), case) is None
        link = world.link_of(Opening("part", {}, link="parent", children="parts"), case)
    assert link is not None
    assert (link.case, link.children, link.entry) == (case.id, "parts", case.entry)


def test_the_clock_wakes_what_is_due(worlds: Worlds) -> None:
    case = opened(worlds, "part")
    with worlds.world(START + 20 * DAY) as world:
        after = accepted(wake_case(world, case.id, START + 20 * DAY)).after

    assert loaded(worlds, case) == in_order(after)
    assert [each.key for each in after.items] == ["answer"]
    with worlds.world(START + 20 * DAY) as world:
        again = accepted(wake_case(world, case.id, START + 20 * DAY))
    assert again.steps == ()


def test_events_in_one_transaction_build_on_each_other(worlds: Worlds) -> None:
    case = opened(worlds)
    with worlds.world() as world:
        for urgent in (True, False):
            accepted(submit(world, case.id, Incoming("tell", OFFICE, {"urgent": urgent}), START))
        assert world.load(case.id).version == 3

    assert loaded(worlds, case).data["urgent"] is False
