"""What an outcome changes in the tables: rows of parameters for the statements of ``writing``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.lifecycle.replay import apart, item_key
from engine.storage.rows import case_changes, occurrence_changes

if TYPE_CHECKING:
    from engine.definition.model import Workflow
    from engine.lifecycle.case import Case, Item, Occurrence
    from engine.lifecycle.outcome import Accepted, Step

Row = dict[str, Any]
Change = tuple[frozenset[str], Row]
"""The columns that change; their new values as ``new_...``, beside the key of the row."""


def case_change(before: Case, after: Case, head_hash: str, workflow: Workflow) -> Change:
    """Return what changes of the row of a case."""
    key = {"case_id": before.id, "old_version": before.version}
    return _change(key, case_changes(before, after, head_hash, workflow))


def occurrence_change(case_id: str, before: Occurrence, after: Occurrence) -> Change:
    """Return what changes of the row of an occurrence."""
    key = {
        "old_case_id": case_id,
        "old_obligation": before.obligation,
        "old_series": before.series,
        "old_number": before.number,
    }
    return _change(key, occurrence_changes(before, after))


def _change(key: Row, new: Row) -> Change:
    key.update([(f"new_{name}", value) for name, value in new.items()])
    return frozenset(new), key


def touched_items(accepted: Accepted) -> list[Item]:
    """Return the items that an outcome put before a body or changed, each in its last value."""
    before = {item_key(each): each for each in accepted.before.items} if accepted.before else {}
    last = {item_key(each): each for step in accepted.steps for each in step.settled_items}
    last |= {item_key(each): each for each in accepted.after.items}
    return [each for key, each in last.items() if before.get(key) != each]


def moved_occurrences(
    before: Case | None, after: Case
) -> tuple[list[Occurrence], list[Occurrence]]:
    """Return what is owed in a case before and after without what stays the very same."""
    return apart(before.occurrences if before is not None else (), after.occurrences)


def fired_rows(step: Step) -> list[Row]:
    """Return the rungs that were settled in a step."""
    gone, come = moved_occurrences(step.before, step.after)
    known = {each.key: each.fired for each in gone if each.fired}
    return [
        {
            "case_id": step.after.id,
            "obligation": each.obligation,
            "series": each.series,
            "number": each.number,
            "revision": fired.revision,
            "rung": fired.rung,
            "result": fired.result.value,
            "planned_at": fired.planned_at,
            "at": fired.at,
            "event_seq": step.after.version,
        }
        for each in (*come, *step.settled)
        if each.fired
        for fired in each.fired
        if fired not in known.get(each.key, ())
    ]
