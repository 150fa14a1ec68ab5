"""Whatever happens to a case in the database, its recorded events add up to what is stored.

The same is done to a twin in memory: both worlds have to come to the same case.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.definition.parse import parse
from engine.lifecycle.circumstances import Incoming, person
from engine.lifecycle.machine import compile_workflow
from engine.lifecycle.memory import MemoryWorld
from engine.lifecycle.outcome import Accepted, Outcome
from engine.lifecycle.replay import in_order
from engine.lifecycle.run import open_new, submit, wake_case
from engine.storage import schema
from engine.storage.database import Database
from engine.storage.queries import history
from engine.storage.store import StorageWorld
from tests.integration.storage.stage import DOCUMENTS, MEASURE_FIELDS, PROFILE, START, Stage

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from engine.lifecycle.case import Case
    from engine.lifecycle.world import World

ANYBODY = person("ada", "office", "coordination", "lead", "steering_group")
MEASURE_EVENTS: list[tuple[str, dict[str, Any]]] = [
    ("fix", {"resolution": "St 4", "starts_on": "2026-02-02", "ends_on": "2027-02-01"}),
    ("fix", {"resolution": "St 4", "starts_on": "2026-02-02", "ends_on": "2026-01-01"}),
    ("defer", {"reason": "later"}),
    ("start", {}),
    ("report", {"text": "a", "progress": 10, "rating": "amber"}),
    ("report", {"text": "b", "progress": 100, "rating": "green"}),
    ("report", {"text": "", "progress": 101}),
    ("explain", {"statement": "so"}),
    ("ask_to_stop", {"reason": "why"}),
    ("prolong", {"resolution": "St 5", "ends_on": "2029-01-01"}),
    ("finish", {}),
    ("suspend", {"reason": "flood", "until": "2026-12-01"}),
    ("resume", {}),
    ("assign", {"role": "lead", "to": "ben"}),
    ("comment", {"text": "well"}),
    ("correct", {"values": {"title": "New"}, "reason": "typo"}),
]
PLAN_EVENTS: list[tuple[str, dict[str, Any]]] = [
    ("tell", {"applicant": "Otto", "weight": 0.1, "day": "2026-05-01", "urgent": True}),
    ("tell", {"remark": "only"}),
    ("start", {}),
    ("put", {}),
    ("ask", {}),
    ("close", {}),
    ("assign", {"role": "lead", "to": "cem"}),
    ("correct", {"values": {"applicant": "Erika"}, "reason": "typo"}),
]
happenings = st.lists(
    st.tuples(
        st.sampled_from(["send", "send", "wake", "crash"]),
        st.integers(0, 15),
        st.sampled_from([0, 1, 20, 90, 200]),
    ),
    max_size=14,
)


class Twins:
    """One case in the database and one in memory, to which the same happens."""

    def __init__(self, stage: Stage, workflow: str) -> None:
        flows = [parse(each)[0] for each in DOCUMENTS.values()]
        compiled = {flow.key: compile_workflow(flow) for flow in flows if flow}
        self.stage = stage
        self.memory = MemoryWorld(compiled, PROFILE.place)
        given = MEASURE_FIELDS if workflow == "measure" else {"title": "plan"}
        holders = {"lead": ("ben",)} if workflow == "measure" else {}

        def begin(world: World, at: datetime) -> Outcome:
            return open_new(world, workflow, given, ANYBODY, at, holders=holders)

        self.ids = ("", "")
        self.now = START
        stored, played = self._both(lambda world, _, at: begin(world, at))
        self.ids = (stored.after.id, played.after.id)

    def send(self, event: str, raw: dict[str, Any]) -> None:
        incoming = Incoming(event, ANYBODY, raw)
        self._both(lambda world, case, at: submit(world, case, incoming, at))

    def wake(self) -> None:
        self._both(wake_case)

    def crash(self, event: str, raw: dict[str, Any]) -> None:
        """Do it in the database and fail before the commit."""
        before = self.stage.load(self.ids[0])
        with pytest.raises(ZeroDivisionError), self.stage.world(self.now) as world:  # noqa: PT012 - the crash is the last line
            submit(world, self.ids[0], Incoming(event, ANYBODY, raw), self.now)
            world.circumstances(world.newest("plan"), None, self.now, "start")  # stores, to count
            _ = 1 / 0
        assert self.stage.load(self.ids[0]) == before

    def _both(self, do: Callable[[World, str, datetime], Outcome]) -> tuple[Any, Any]:
        self.memory.stand_at(self.now)
        with self.stage.world(self.now) as world:
            stored = do(world, self.ids[0], self.now)
        played = do(self.memory, self.ids[1], self.now)
        assert type(stored) is type(played), (stored, played)
        if isinstance(stored, Accepted) and isinstance(played, Accepted):
            assert alike(stored.after) == alike(played.after)
        return stored, played

    def check(self) -> None:
        with self.stage.unit() as unit:
            world = StorageWorld(unit, self.stage.known, hold=False)
            fields = {
                ref.digest: world.compiled(ref).workflow.fields
                for ref in world.town.newest.values()
            }
            case = world.load(self.ids[0])
            assert history.replayed(unit, case.id, fields.__getitem__) == case
            assert history.chain_break(unit, case.id) is None
            assert len(history.history_of(unit, case.id)) == case.version
            owed = [each for each in history.occurrences_of(unit, case.id) if each.is_open]
        assert alike(case) == alike(self.memory.cases[self.ids[1]])
        assert {each.key for each in owed} == {each.key for each in case.occurrences}


def alike(case: Case) -> Case:
    return replace(in_order(case), id="", number="")


@pytest.mark.parametrize(
    ("workflow", "events"), [("measure", MEASURE_EVENTS), ("plan", PLAN_EVENTS)]
)
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(happenings)
def test_events_add_up_to_the_stored_case(
    tmp_path_factory: pytest.TempPathFactory,
    workflow: str,
    events: list[tuple[str, dict[str, Any]]],
    happened: list[tuple[str, int, int]],
) -> None:
    folder: Path = tmp_path_factory.mktemp("replay")
    database = Database(f"sqlite:///{folder / 'town.db'}")
    schema.upgrade(database)
    twins = Twins(Stage(database), workflow)
    for kind, index, days in happened:
        twins.now += timedelta(days=days)
        if kind == "wake":
            twins.wake()
        elif kind == "crash":
            twins.crash(*events[index % len(events)])
        else:
            twins.send(*events[index % len(events)])
    twins.check()
    database.close()
