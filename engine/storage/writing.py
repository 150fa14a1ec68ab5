"""Writing: outcomes are collected, then stored table by table in one go.

A single event and a sweep over a hundred cases take the same number of statements.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, delete, insert, literal_column, null, update

from engine.storage.alike import SPOKEN_CASE, SPOKEN_OCCURRENCE
from engine.storage.changes import (
    case_change,
    fired_rows,
    moved_occurrences,
    occurrence_change,
    touched_items,
)
from engine.storage.errors import StaleVersion
from engine.storage.metadata import table_of
from engine.storage.records import event_rows
from engine.storage.rows import case_values, item_values, occurrence_values
from engine.storage.statement import Statement, of_tenant
from engine.storage.tables import cases, events, mail, people, programs
from engine.storage.upsert import insert_once, upsert

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from engine.definition.model import Workflow
    from engine.lifecycle.case import Case, Occurrence
    from engine.lifecycle.machine import Compiled
    from engine.lifecycle.outcome import Accepted
    from engine.storage.alike import Alike
    from engine.storage.unit import Unit

Row = dict[str, Any]

_CASES = table_of(cases.CaseRow)
_OCCURRENCES = table_of(cases.OccurrenceRow)
_OCCURRENCE_KEY = ("case_id", "obligation", "series", "number")
_CASE_HOLDERS = table_of(people.CaseHolderRow)
_OPEN = Statement(insert(_CASES))
_FORGET_HOLDERS = Statement(
    delete(_CASE_HOLDERS).where(
        of_tenant(_CASE_HOLDERS), _CASE_HOLDERS.c.case_id == bindparam("old_case_id")
    )
)
_OWE = Statement(upsert(cases.OccurrenceRow))
_IN_ORDER = {
    "events": Statement(insert(table_of(events.EventRow))),
    "payloads": Statement(insert(table_of(events.EventPayloadRow))),
    "fired": Statement(insert(table_of(cases.FiredRungRow))),
    "items": Statement(upsert(cases.ItemRow)),
    "links": Statement(insert_once(cases.LinkRow)),
    "holders": Statement(insert_once(people.CaseHolderRow)),
    "outbox": Statement(insert_once(mail.OutboxRow, "tenant", "key")),
    "inbox": Statement(insert_once(mail.InboxRow, "tenant", "key")),
    "webhook_messages": Statement(insert(table_of(programs.WebhookMessageRow))),
}


@lru_cache(maxsize=1024)
def _move(columns: frozenset[str]) -> Statement:
    """Return what changes these columns of a case, and forgets what the clock had failed at."""
    return Statement(
        update(_CASES)
        .where(
            of_tenant(_CASES),
            _CASES.c.id == bindparam("case_id"),
            _CASES.c.version == bindparam("old_version"),
        )
        .values(
            {_CASES.c[name]: bindparam(f"new_{name}") for name in sorted(columns)}
            | {
                _CASES.c.clock_failures: literal_column("0"),
                _CASES.c.clock_retry_at: null(),
                _CASES.c.clock_error: null(),
            }
        )
    )


@lru_cache(maxsize=1024)
def _amend(columns: frozenset[str]) -> Statement:
    """Return what changes these columns of an occurrence."""
    return Statement(
        update(_OCCURRENCES)
        .where(
            of_tenant(_OCCURRENCES),
            *(_OCCURRENCES.c[name] == bindparam(f"old_{name}") for name in _OCCURRENCE_KEY),
        )
        .values({_OCCURRENCES.c[name]: bindparam(f"new_{name}") for name in sorted(columns)})
    )


@dataclass(slots=True)
class _Move:
    """A case between what the database has of it and what it shall have."""

    before: Case | None
    case: Case
    head_hash: str
    workflow: Workflow


@dataclass(slots=True)
class _Owed:
    """An occurrence between what the database has of it and what it shall have."""

    before: Occurrence | None
    after: Occurrence


class Writer:
    """Collects rows until they are flushed."""

    def __init__(self, unit: Unit) -> None:
        """Start empty."""
        self._unit = unit
        self._moves: dict[str, _Move] = {}
        self._owed: dict[tuple[str, str], _Owed] = {}
        self._case_changes: dict[frozenset[str], list[Row]] = defaultdict(list)
        self._occurrence_changes: dict[frozenset[str], list[Row]] = defaultdict(list)
        """What changes by the columns, besides what follows from moves and from what is owed."""
        self._rows: dict[str, list[Row]] = {name: [] for name in _IN_ORDER}
        self._holders_of: list[Row] = []

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to flush."""
        return not self._moves and not self._owed and not any(self._rows.values())

    def add(self, name: str, rows: Iterable[Row]) -> None:
        """Collect rows of ``links``, ``outbox``, ``inbox`` or ``webhook_messages``."""
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
            self._rows["fired"].extend(fired_rows(step))
        self._take_occurrences(accepted)
        self._rows["items"].extend(item_values(case.id, each) for each in touched_items(accepted))
        self._take_holders(accepted)
        known = self._moves.get(case.id)
        before = known.before if known else accepted.before
        self._moves[case.id] = _Move(before, case, head_hash, compiled.workflow)
        return head_hash

    def repeat(self, others: Iterable[Alike]) -> None:
        """Collect what is written for other cases in which a rung comes to the same."""
        events, fired, outbox = (self._rows[name] for name in ("events", "fired", "outbox"))
        case_rows = self._case_changes[SPOKEN_CASE]
        occurrence_rows = self._occurrence_changes[SPOKEN_OCCURRENCE]
        for each in others:
            events.append(each.event)
            fired.append(each.fired)
            case_rows.append(each.case)
            occurrence_rows.append(each.occurrence)
            outbox.extend(each.letters)

    def _take_occurrences(self, accepted: Accepted) -> None:
        """Take the last value of each occurrence that is not what it was before."""
        gone, come = moved_occurrences(accepted.before, accepted.after)
        before = {each.key: each for each in gone}
        last = {each.key: each for step in accepted.steps for each in step.settled}
        last |= {each.key: each for each in come}
        for key, each in last.items():
            old = before.get(key)
            if old != each:
                name = (accepted.after.id, key)
                known = self._owed.get(name)
                self._owed[name] = _Owed(known.before if known else old, each)

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
        self._store_occurrences()
        if self._holders_of:
            self._unit.run_many(_FORGET_HOLDERS, self._holders_of)
            self._holders_of = []
        for name, statement in _IN_ORDER.items():
            if rows := self._rows[name]:
                self._unit.run_many(statement, rows)
                self._rows[name] = []

    def _store_cases(self) -> None:
        moves, self._moves = self._moves, {}
        changes, self._case_changes = self._case_changes, defaultdict(list)
        opened = []
        for each in moves.values():
            if each.before is None:
                opened.append(case_values(each.case, each.head_hash, each.workflow))
            else:
                columns, row = case_change(each.before, each.case, each.head_hash, each.workflow)
                changes[columns].append(row)
        if opened:
            self._unit.run_many(_OPEN, opened)
        if self._change(_move, changes) != sum(map(len, changes.values())):
            raise StaleVersion(name=", ".join(moves))

    def _store_occurrences(self) -> None:
        """Store what is owed anew, and what has changed of the rest."""
        owed, self._owed = self._owed, {}
        changes, self._occurrence_changes = self._occurrence_changes, defaultdict(list)
        fresh = []
        for (case_id, _), each in owed.items():
            if each.before is None:
                fresh.append(occurrence_values(case_id, each.after))
            else:
                columns, row = occurrence_change(case_id, each.before, each.after)
                changes[columns].append(row)
        if fresh:
            self._unit.run_many(_OWE, fresh)
        self._change(_amend, changes)

    def _change(
        self,
        statement_of: Callable[[frozenset[str]], Statement],
        changes: Mapping[frozenset[str], list[Row]],
    ) -> int:
        """Change rows, by the columns that change; return how many there were."""
        return sum(
            self._unit.run_many(statement_of(columns), rows).rowcount
            for columns, rows in changes.items()
        )
