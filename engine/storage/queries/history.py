"""What has happened at a case: read, checked against its chain, and added up again."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, bindparam, literal_column, select

from engine.lifecycle.errors import CaseNotFound
from engine.lifecycle.replay import fold
from engine.storage.chain import first_break
from engine.storage.metadata import table_of
from engine.storage.rows import occurrence_of
from engine.storage.statement import Statement, of_tenant
from engine.storage.tables.cases import CaseRow, FiredRungRow, OccurrenceRow
from engine.storage.tables.events import EventPayloadRow, EventRow

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from engine.definition.fields import Field
    from engine.lifecycle.case import Case, Occurrence
    from engine.storage.unit import Unit

AT_ONCE = 250
"""Cases whose events are read by one statement."""
_EVENTS = table_of(EventRow)
_PAYLOADS = table_of(EventPayloadRow)
_CASES = table_of(CaseRow)
_OCCURRENCES = table_of(OccurrenceRow)
_FIRED = table_of(FiredRungRow)

_EVENTS_WITH_PAYLOADS = (
    select(_EVENTS, _PAYLOADS.c.salt, _PAYLOADS.c.payload)
    .outerjoin(
        _PAYLOADS,
        and_(
            _PAYLOADS.c.tenant == _EVENTS.c.tenant,
            _PAYLOADS.c.case_id == _EVENTS.c.case_id,
            _PAYLOADS.c.seq == _EVENTS.c.seq,
        ),
    )
    .where(of_tenant(_EVENTS))
)
_OF_CASE = Statement(
    _EVENTS_WITH_PAYLOADS.where(_EVENTS.c.case_id == bindparam("case")).order_by(_EVENTS.c.seq)
)
_OF_CASES = Statement(
    _EVENTS_WITH_PAYLOADS.where(_EVENTS.c.case_id.in_(bindparam("cases", expanding=True))).order_by(
        _EVENTS.c.case_id, _EVENTS.c.seq
    )
)
_SAID_SINCE = Statement(
    _EVENTS_WITH_PAYLOADS.where(
        _EVENTS.c.case_id.in_(bindparam("cases", expanding=True)),
        _EVENTS.c.at >= bindparam("since"),
        _EVENTS.c.kind.in_(("event", "builtin")),
    ).order_by(_EVENTS.c.case_id, _EVENTS.c.seq)
)
_TRANSLATIONS = Statement(
    _EVENTS_WITH_PAYLOADS.where(
        _EVENTS.c.case_id.in_(bindparam("cases", expanding=True)),
        _EVENTS.c.event == literal_column("'translate'"),
    ).order_by(_EVENTS.c.case_id, _EVENTS.c.seq)
)
"""The name stands in the text of the statement, so that the index of translations serves."""
_HEAD = Statement(
    select(_CASES.c.head_hash).where(of_tenant(_CASES), _CASES.c.id == bindparam("case"))
)
_EVERY_CASE = Statement(
    select(_CASES.c.id)
    .where(of_tenant(_CASES), _CASES.c.id > bindparam("after"))
    .order_by(_CASES.c.id)
    .limit(bindparam("limit"))
)
_EVERY_OCCURRENCE = Statement(
    select(_OCCURRENCES)
    .where(of_tenant(_OCCURRENCES), _OCCURRENCES.c.case_id == bindparam("case"))
    .order_by(_OCCURRENCES.c.opened_at, _OCCURRENCES.c.obligation, _OCCURRENCES.c.number)
)
_RUNGS = Statement(
    select(_FIRED)
    .where(of_tenant(_FIRED), _FIRED.c.case_id == bindparam("case"))
    .order_by(_FIRED.c.event_seq, _FIRED.c.planned_at)
)


@dataclass(frozen=True, slots=True)
class Recorded:
    """One event as it was recorded."""

    seq: int
    at: datetime
    event: str
    kind: str
    actor: str | None
    transition: str | None
    input: Mapping[str, Any]
    """Raw JSON, without what has been erased."""
    patch: Mapping[str, Any]
    details: Mapping[str, Any]
    """``verdicts``, ``subject``, ``planned_at``, ``notes`` where there are any."""
    is_erased: bool
    """Whether it had a personal part that is gone."""


@dataclass(frozen=True, slots=True)
class SettledRung:
    """A rung that has been settled."""

    occurrence: str
    revision: int
    rung: str
    result: str
    planned_at: datetime
    at: datetime
    event_seq: int


def history_of(unit: Unit, case_id: str) -> list[Recorded]:
    """Return the events of a case in their order."""
    return [_recorded(row) for row in unit.run(_OF_CASE, case=case_id)]


def histories_of(unit: Unit, case_ids: Sequence[str]) -> dict[str, list[Recorded]]:
    """Return the events of several cases in their order."""
    found: dict[str, list[Recorded]] = {each: [] for each in case_ids}
    for at in range(0, len(case_ids), AT_ONCE):
        for row in unit.run(_OF_CASES, cases=list(case_ids[at : at + AT_ONCE])):
            found[row.case_id].append(_recorded(row))
    return found


def said_since(unit: Unit, case_ids: Sequence[str], since: datetime) -> dict[str, list[Recorded]]:
    """Return what people did in several cases from a moment on, in order."""
    found: dict[str, list[Recorded]] = {each: [] for each in case_ids}
    for row in unit.run(_SAID_SINCE, cases=list(case_ids), since=since) if case_ids else ():
        found[row.case_id].append(_recorded(row))
    return found


def translated(unit: Unit, case_ids: Sequence[str]) -> dict[str, list[Recorded]]:
    """Return what has been translated of several cases, in order."""
    found: dict[str, list[Recorded]] = {each: [] for each in case_ids}
    for at in range(0, len(case_ids), AT_ONCE):
        for row in unit.run(_TRANSLATIONS, cases=list(case_ids[at : at + AT_ONCE])):
            found[row.case_id].append(_recorded(row))
    return found


def occurrences_of(unit: Unit, case_id: str) -> list[Occurrence]:
    """Return everything that was ever owed in a case, the oldest first."""
    return [occurrence_of(row) for row in unit.run(_EVERY_OCCURRENCE, case=case_id)]


def rungs_of(unit: Unit, case_id: str) -> list[SettledRung]:
    """Return the settled rungs of a case in the order in which they were."""
    return [
        SettledRung(
            occurrence=f"{row.obligation}.{row.series}.{row.number}",
            revision=row.revision,
            rung=row.rung,
            result=row.result,
            planned_at=row.planned_at,
            at=row.at,
            event_seq=row.event_seq,
        )
        for row in unit.run(_RUNGS, case=case_id)
    ]


def replayed(unit: Unit, case_id: str, declared: Callable[[str], Mapping[str, Field]]) -> Case:
    """Return a case as its recorded events add up to; equals the stored one.

    Args:
        unit: The transaction.
        case_id: The case.
        declared: Digest of a definition to its fields.
    """
    return fold((each.patch for each in history_of(unit, case_id)), declared)


def case_at(
    unit: Unit,
    case_id: str,
    until: int | datetime,
    declared: Callable[[str], Mapping[str, Field]],
) -> Case:
    """Return a case as it was at a version, or just before a moment.

    Args:
        unit: The transaction.
        case_id: The case.
        until: The version, which is the number of the last event then; or the moment.
        declared: Digest of a definition to its fields.
    """
    recorded = history_of(unit, case_id)
    if isinstance(until, int):
        patches = [each.patch for each in recorded if each.seq <= until]
    else:
        patches = [each.patch for each in recorded if each.at < until]
    return fold(patches, declared)


def chain_break(unit: Unit, case_id: str) -> int | None:
    """Return the number of the first event that was tampered with or is missing, else None."""
    head_hash = unit.run(_HEAD, case=case_id).scalar_one_or_none()
    if head_hash is None:
        raise CaseNotFound(case=case_id)
    rows = unit.run(_OF_CASE, case=case_id).mappings()
    return first_break((dict(row) for row in rows), head_hash)


def case_ids(unit: Unit, limit: int, after: str = "") -> list[str]:
    """Return the ids of all cases, a page at a time."""
    return list(unit.run(_EVERY_CASE, limit=limit, after=after).scalars())


def _recorded(row: Any) -> Recorded:
    body = json.loads(row.body)
    patch, given = body.pop("patch"), body.pop("input", {})
    if row.payload is not None:
        personal = json.loads(row.payload)
        given = given | personal["input"]
        if personal["data"]:
            patch = patch | {"data": patch.get("data", {}) | personal["data"]}
    return Recorded(
        seq=row.seq,
        at=row.at,
        event=row.event,
        kind=row.kind,
        actor=row.actor,
        transition=row.transition,
        input=given,
        patch=patch,
        details=body,
        is_erased=row.payload is None and row.payload_digest is not None,
    )
