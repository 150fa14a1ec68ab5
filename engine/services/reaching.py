"""How a change of policy reaches running cases: what it would move, and that they are told.

A running case follows by an event of the engine, so that every change of a due date stands in its
history.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.lifecycle.builtin import SETTINGS_CHANGED
from engine.lifecycle.circumstances import ENGINE_ACTOR, Incoming
from engine.lifecycle.decide import decide
from engine.lifecycle.outcome import Accepted, Envelope
from engine.storage.queries import cases
from engine.storage.queries.cases import CaseFilter
from engine.storage.queries.visible import EVERYTHING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date, datetime

    from engine.lifecycle.case import Case
    from engine.lifecycle.circumstances import Circumstances
    from engine.storage.store import StorageWorld
    from engine.storage.unit import Unit

    Change = Callable[[Circumstances], Circumstances]

PAGE = 200


@dataclass(frozen=True, slots=True)
class Moved:
    """What a change would do to one thing owed."""

    case: str
    """Number of the case."""
    workflow: str
    obligation: str
    occurrence: int
    due_before: date | None
    due_after: date | None
    next_before: datetime | None
    """When the clock would have looked at it."""
    next_after: datetime | None


def tell(unit: Unit, world: StorageWorld, workflow: str | None, occasion: str) -> int:
    """Let the running cases of a workflow, or of all, know that policy has changed.

    Each is told once for an occasion; return how many there are. Whoever calls delivers the inbox
    after the transaction.
    """
    count = 0
    for case_id in _running(unit, workflow):
        key = f"settings.{case_id}.{occasion}"
        world.send(Envelope(case_id, SETTINGS_CHANGED), key=key, source=None)
        count += 1
    return count


def moved_by(
    unit: Unit, world: StorageWorld, workflow: str | None, change: Change
) -> tuple[list[Moved], int]:
    """Return what would move if a change held now, and how many running cases were looked at."""
    moved: list[Moved] = []
    count = 0
    for case_id in _running(unit, workflow):
        count += 1
        moved.extend(_moved(world, world.load(case_id), change, unit.at))
    return moved, count


def _running(unit: Unit, workflow: str | None) -> Iterator[str]:
    wanted = CaseFilter(workflow=workflow, is_open=True)
    after = ""
    while True:
        lines = cases.case_lines(unit, EVERYTHING, wanted, unit.at, limit=PAGE, after=after)
        yield from (each.id for each in lines)
        if len(lines) < PAGE:
            return
        after = lines[-1].id


def _moved(world: StorageWorld, case: Case, change: Change, at: datetime) -> Iterator[Moved]:
    compiled = world.compiled(case.workflow)
    circumstances = change(world.circumstances(compiled, case, at, None))
    outcome = decide(compiled, case, Incoming(SETTINGS_CHANGED, ENGINE_ACTOR), circumstances)
    if not isinstance(outcome, Accepted):
        return
    before = {each.key: each for each in case.occurrences}
    for each in outcome.after.occurrences:
        old = before.get(each.key)
        if old is not None and (old.due_on, old.next_at) != (each.due_on, each.next_at):
            yield Moved(
                case.number,
                case.workflow.key,
                each.obligation,
                each.number,
                old.due_on,
                each.due_on,
                old.next_at,
                each.next_at,
            )
