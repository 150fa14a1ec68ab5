"""The shipped workflows, parsed and compiled once."""

from __future__ import annotations

import json
from datetime import date, time
from typing import TYPE_CHECKING, Any

import pytest

from engine import resources
from engine.deadlines.calendars import Place
from engine.deadlines.localtime import instant
from engine.definition.parse import parse
from engine.lifecycle.circumstances import ENGINE_ACTOR, Incoming, person
from engine.lifecycle.machine import compile_workflow
from engine.lifecycle.memory import MemoryWorld
from engine.lifecycle.outcome import Refused
from engine.lifecycle.theatre import Theatre

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.definition.model import Workflow
    from engine.lifecycle.machine import Compiled
    from engine.lifecycle.outcome import Outcome


def shipped() -> tuple[dict[str, Workflow | None], dict[str, list[Any]]]:
    """Return every shipped workflow and what is wrong with it, by key."""
    documents = {
        path.stem: json.loads(path.read_text("utf-8")) for path in resources.workflow_files()
    }
    blocks = {path.stem: json.loads(path.read_text("utf-8")) for path in resources.block_files()}
    parsed = {
        key: parse(document, blocks=blocks, others=documents) for key, document in documents.items()
    }
    return (
        {key: workflow for key, (workflow, _) in parsed.items()},
        {key: findings for key, (_, findings) in parsed.items()},
    )


@pytest.fixture(scope="session")
def definitions() -> Mapping[str, Compiled]:
    workflows, _ = shipped()
    return {key: compile_workflow(each) for key, each in workflows.items() if each is not None}


class Town:
    """A town in which cases are played."""

    def __init__(self, definitions: Mapping[str, Compiled], **settings: object) -> None:
        world = MemoryWorld(definitions, Place("NW", "Minden"), settings={"measure": settings})
        self.theatre = Theatre(world, instant(date(2026, 3, 2), time(9), "Europe/Berlin"))

    def open(self, key: str, state: str | None = None, **fields: object) -> str:
        """Return the id of a new case."""
        flow = self.theatre.world.newest(key).workflow
        holders = {"lead": ("unit",)} if "lead" in flow.roles else {}
        outcome = self.theatre.open(
            key, fields, person("office", "coordination"), holders=holders, state=state
        )
        assert not isinstance(outcome, Refused), outcome.reasons
        return outcome.after.id

    def send(self, case_id: str, event: str, role: str, **given: object) -> Outcome:
        """Send an event by whoever has the role."""
        actor = ENGINE_ACTOR if role == "engine" else person(f"person:{role}", role)
        return self.theatre.send(case_id, Incoming(event, actor, given))

    def state(self, case_id: str) -> str:
        """Return where a case stands."""
        return self.theatre.world.load(case_id).state

    def taken(self, case_id: str) -> list[str]:
        """Return the transitions that a case has taken."""
        return [
            each.step.transition
            for each in self.theatre.world.history
            if each.step.after.id == case_id and each.step.transition is not None
        ]


@pytest.fixture
def town(definitions: Mapping[str, Compiled]) -> Town:
    return Town(definitions)
