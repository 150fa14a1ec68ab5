"""The inbox: events from case to case, each delivered in a transaction of its own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, delete, null, select, tuple_, update

from engine.lifecycle.outcome import Envelope
from engine.storage.columns import UtcDateTime
from engine.storage.metadata import table_of
from engine.storage.statement import Statement, of_tenant
from engine.storage.tables.mail import InboxRow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.storage.unit import Unit

_INBOX = table_of(InboxRow)

_DUE = Statement(
    select(_INBOX.c.id, _INBOX.c.next_try_at)
    .where(
        of_tenant(_INBOX),
        _INBOX.c.next_try_at <= bindparam("at"),
        tuple_(_INBOX.c.next_try_at, _INBOX.c.id)
        > tuple_(bindparam("since", type_=UtcDateTime()), bindparam("id")),
    )
    .order_by(_INBOX.c.next_try_at, _INBOX.c.id)
    .limit(bindparam("limit"))
)
_HOLD = Statement(
    select(_INBOX)
    .where(of_tenant(_INBOX), _INBOX.c.id == bindparam("id"), _INBOX.c.next_try_at.is_not(None))
    .with_for_update(skip_locked=True)
)
_SETTLE = Statement(
    update(_INBOX)
    .where(of_tenant(_INBOX), _INBOX.c.id == bindparam("row_id"))
    .values(state="done", next_try_at=null(), last_error=bindparam("error"))
)
_FAIL = Statement(
    update(_INBOX)
    .where(of_tenant(_INBOX), _INBOX.c.id == bindparam("row_id"))
    .values(
        state=bindparam("new_state"),
        next_try_at=bindparam("retry_at"),
        attempts=_INBOX.c.attempts + 1,
        last_error=bindparam("error"),
    )
)
_WAIT = Statement(
    update(_INBOX)
    .where(of_tenant(_INBOX), _INBOX.c.id == bindparam("row_id"))
    .values(next_try_at=bindparam("until"))
)
_WAKE = Statement(
    update(_INBOX)
    .where(
        of_tenant(_INBOX), _INBOX.c.target == bindparam("case"), _INBOX.c.next_try_at.is_not(None)
    )
    .values(next_try_at=bindparam("moment"))
)
_DEAD = Statement(
    select(_INBOX).where(of_tenant(_INBOX), _INBOX.c.state == "dead").order_by(_INBOX.c.id)
)
_RETRY = Statement(
    update(_INBOX)
    .where(
        of_tenant(_INBOX),
        _INBOX.c.id.in_(bindparam("ids", expanding=True)),
        _INBOX.c.state == "dead",
    )
    .values(state="queued", next_try_at=bindparam("moment"), attempts=0)
)
_PRUNE = Statement(
    delete(_INBOX).where(
        of_tenant(_INBOX), _INBOX.c.state == "done", _INBOX.c.at < bindparam("before")
    )
)


@dataclass(frozen=True, slots=True)
class Arrival:
    """An envelope in the inbox of a case."""

    id: str
    key: str
    envelope: Envelope
    """Its target is a case id."""
    source: str | None
    at: datetime
    attempts: int
    last_error: str | None


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far a sweep has come."""

    next_try_at: datetime
    id: str


START = Cursor(datetime.min.replace(tzinfo=UTC), "")


def due(
    unit: Unit, at: datetime, limit: int, since: Cursor = START
) -> tuple[list[str], Cursor | None]:
    """Return ids of envelopes to deliver and where to go on, None at the end; holds nothing."""
    rows = unit.run(_DUE, at=at, limit=limit, since=since.next_try_at, id=since.id).all()
    following = Cursor(rows[-1].next_try_at, rows[-1].id) if len(rows) == limit else None
    return [row.id for row in rows], following


def hold(unit: Unit, arrival_id: str) -> Arrival | None:
    """Hold an envelope until the unit ends, None if it is delivered or another one has it."""
    row = unit.run(_HOLD, id=arrival_id).one_or_none()
    return _arrival(row) if row is not None else None


def settle(unit: Unit, arrival_id: str, refusal: str | None = None) -> None:
    """Record that the target has answered, with its reasons if it refused."""
    unit.run(_SETTLE, row_id=arrival_id, error=refusal)


def fail(unit: Unit, arrival_id: str, error: str, retry_at: datetime | None) -> None:
    """Record that the delivery failed; without a moment for the next try it is dead."""
    state = "queued" if retry_at is not None else "dead"
    unit.run(_FAIL, row_id=arrival_id, error=error, retry_at=retry_at, new_state=state)


def wait(unit: Unit, arrival_id: str, until: datetime) -> None:
    """Let an envelope wait at a case that takes nothing at present; this is no failure."""
    unit.run(_WAIT, row_id=arrival_id, until=until)


def wake(unit: Unit, case_id: str) -> int:
    """Make due what waits at a case; return how many."""
    return unit.run(_WAKE, case=case_id, moment=unit.at).rowcount


def dead_envelopes(unit: Unit) -> list[Arrival]:
    """Return envelopes that are not tried any more."""
    return [_arrival(row) for row in unit.run(_DEAD)]


def retry(unit: Unit, ids: Sequence[str], at: datetime) -> int:
    """Queue dead envelopes again; return how many."""
    return unit.run(_RETRY, ids=ids, moment=at).rowcount


def prune(unit: Unit, before: datetime) -> int:
    """Forget delivered envelopes that were written before a moment; return how many."""
    return unit.run(_PRUNE, before=before).rowcount


def _arrival(row: Any) -> Arrival:
    return Arrival(
        id=row.id,
        key=row.key,
        envelope=Envelope(row.target, row.event, row.input, row.hops),
        source=row.source,
        at=row.at,
        attempts=row.attempts,
        last_error=row.last_error,
    )
