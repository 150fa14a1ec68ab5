"""Writing: outcomes are collected, then stored table by table in one go.

A single event and a sweep over a hundred cases take the same number of statements.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, delete, insert, update

from engine.lifecycle.replay import item_key
from engine.storage.errors import StaleVersion
from engine.storage.metadata import table_of
from engine.storage.records import event_rows
from engine.storage.rows import case_values, item_values, occurrence_values
from engine.storage.statement import Statement, of_tenant
from engine.storage.tables import cases, events, mail, people
from engine.storage.upsert import insert_once, upsert

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.definition.model import Workflow
    from engine.lifecycle.case import Case, Fired, Item, Occurrence
    from engine.lifecycle.machine import Compiled
    from engine.lifecycle.outcome import Accepted, Step
    from engine.storage.unit import Unit

Row = dict[str, Any]

_CASES = table_of(cases.CaseRow)
_CASE_HOLDERS = table_of(people.CaseHolderRow)
_NEVER_CHANGED = frozenset({"tenant", "id", "number", "opened_at", "opened_on"})

_OPEN = Statement(insert(_CASES))
_MOVE = Statement(
    update(_CASES)
    .where(
        of_tenant(_CASES),
        _CASES.c.id == bindparam("case_id"),
        _CASES.c.version == bindparam("old_version"),
    )
    .values(
        {
            each: bindparam(f"new_{each.name}")
            for each in _CASES.c
            if each.name not in _NEVER_CHANGED
        }
    )
)
_FORGET_HOLDERS = Statement(
    delete(_CASE_HOLDERS).where(
        of_tenant(_CASE_HOLDERS), _CASE_HOLDERS.c.case_id == bindparam("old_case_id")
    )
)
_IN_ORDER = {
    "events": Statement(insert(table_of(events.EventRow))),
    "payloads": Statement(insert(table_of(events.EventPayloadRow))),
    "occurrences": Statement(upsert(cases.OccurrenceRow)),
    "fired": Statement(insert(table_of(cases.FiredRungRow))),
    "items": Statement(upsert(cases.ItemRow)),
    "links": Statement(insert_once(cases.LinkRow)),
    "holders": Statement(insert_once(people.CaseHolderRow)),
    "outbox": Statement(insert_once(mail.OutboxRow, "tenant", "key")),
    "inbox": Statement(insert_once(mail.InboxRow, "tenant", "key")),
}


@dataclass(slots=True)
class _Move:
    """A case between what the database has of it and what it shall have."""

    old_version: int | None
    case: Case
    head_hash: str
    workflow: Workflow


class Writer:
    """Collects rows until they are flushed."""

    def __init__(self, unit: Unit) -> None:
        """Start empty."""
        self._unit = unit
        self._moves: dict[str, _Move] = {}
        self._rows: dict[str, list[Row]] = {name: [] for name in _IN_ORDER}
        self._holders_of: list[Row] = []

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to flush."""
        return not self._moves and not any(self._rows.values())

    def add(self, name: str, rows: Iterable[Row]) -> None:
        """Collect rows of ``links``, ``outbox`` or ``inbox``."""
        self._rows[name].extend(rows)

    def take(self, accepted: Accepted, compiled: Compiled, head_hash: str) -> str:
        """Collect an outcome; return the hash that the next event is chained to."""
        case = accepted.after
        for step in accepted.steps:
            event, payload = event_rows(step, compiled, self._unit.at, self._unit.tenant, head_hash)
            head_hash = event["hash"]
            self._rows["events"].append(event)
            if payload is not None:
                self._rows["payloads"].append(payload)
            self._rows["fired"].extend(_fired_rows(step))
        self._rows["occurrences"].extend(
            occurrence_values(case.id, each) for each in _touched_occurrences(accepted)
        )
        self._rows["items"].extend(item_values(case.id, each) for each in _touched_items(accepted))
        self._take_holders(accepted)
        known = self._moves.get(case.id)
        old = accepted.before.version if accepted.before is not None else None
        self._moves[case.id] = _Move(
            known.old_version if known else old, case, head_hash, compiled.workflow
        )
        return head_hash

    def _take_holders(self, accepted: Accepted) -> None:
        case, before = accepted.after, accepted.before
        if case.holders == (before.holders if before is not None else {}):
            return
        if before is not None:
            self._holders_of.append({"old_case_id": case.id})
        self._rows["holders"].extend(
            {"case_id": case.id, "role": role, "holder": holder}
            for role, holders in case.holders.items()
            for holder in holders
        )

    def flush(self) -> None:
        """Store what was collected.

        Raises:
            StaleVersion: A case is no longer what the outcome was decided on.
        """
        if self.is_empty:
            return
        self._store_cases()
        if self._holders_of:
            self._unit.run_many(_FORGET_HOLDERS, self._holders_of)
            self._holders_of = []
        for name, statement in _IN_ORDER.items():
            if rows := self._rows[name]:
                self._unit.run_many(statement, rows)
                self._rows[name] = []

    def _store_cases(self) -> None:
        moves, self._moves = self._moves, {}
        opened = [
            case_values(each.case, each.head_hash, each.workflow)
            for each in moves.values()
            if each.old_version is None
        ]
        moved = [_moved(each) for each in moves.values() if each.old_version is not None]
        if opened:
            self._unit.run_many(_OPEN, opened)
        if moved and self._unit.run_many(_MOVE, moved).rowcount != len(moved):
            raise StaleVersion(name=", ".join(moves))


def _moved(move: _Move) -> Row:
    values = case_values(move.case, move.head_hash, move.workflow)
    row = {f"new_{name}": each for name, each in values.items() if name not in _NEVER_CHANGED}
    return row | {"case_id": move.case.id, "old_version": move.old_version}


def _touched_occurrences(accepted: Accepted) -> list[Occurrence]:
    """Return the last value of each occurrence that is not what it was before."""
    before = {each.key: each for each in accepted.before.occurrences} if accepted.before else {}
    last = {each.key: each for step in accepted.steps for each in step.settled}
    last |= {each.key: each for each in accepted.after.occurrences}
    return [each for key, each in last.items() if before.get(key) != each]


def _touched_items(accepted: Accepted) -> list[Item]:
    before = {item_key(each): each for each in accepted.before.items} if accepted.before else {}
    last = {item_key(each): each for step in accepted.steps for each in step.settled_items}
    last |= {item_key(each): each for each in accepted.after.items}
    return [each for key, each in last.items() if before.get(key) != each]


def _fired_rows(step: Step) -> list[Row]:
    """Return the rungs that were settled in a step."""
    known: dict[str, tuple[Fired, ...]] = {}
    if step.before is not None:
        known = {each.key: each.fired for each in step.before.occurrences}
    present = (*step.after.occurrences, *step.settled)
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
        for each in present
        if each.fired
        for fired in each.fired
        if fired not in known.get(each.key, ())
    ]
