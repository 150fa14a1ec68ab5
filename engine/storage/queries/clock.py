"""The clock's own memory: who ticks, when it last did, and whether the clock jumped.

These rows belong to the installation, not to a town, and so take a bare connection.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, insert, or_, select, update

from engine.storage.ids import new_id
from engine.storage.metadata import table_of
from engine.storage.tables.clock import ClockJumpRow, LeaseRow, TickRow
from engine.storage.upsert import insert_once, upsert

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from sqlalchemy import Connection

_LEASES = table_of(LeaseRow)
_TICKS = table_of(TickRow)
_JUMPS = table_of(ClockJumpRow)

_RENEW = (
    update(_LEASES)
    .where(_LEASES.c.name == bindparam("lease"), _LEASES.c.holder == bindparam("by"))
    .values(until_at=bindparam("until"))
    .returning(_LEASES.c.term)
)
_TAKE_OVER = (
    update(_LEASES)
    .where(
        _LEASES.c.name == bindparam("lease"),
        or_(_LEASES.c.until_at <= bindparam("at"), _LEASES.c.until_at > bindparam("beyond")),
    )
    .values(holder=bindparam("by"), term=_LEASES.c.term + 1, until_at=bindparam("until"))
    .returning(_LEASES.c.term)
)
_FOUND = insert_once(LeaseRow).returning(_LEASES.c.term)
_HELD = select(_LEASES).where(_LEASES.c.name == bindparam("lease"))
_RELEASE = (
    update(_LEASES)
    .where(_LEASES.c.name == bindparam("lease"), _LEASES.c.holder == bindparam("by"))
    .values(until_at=bindparam("at"))
)
_RECORD = upsert(TickRow)
_ALL_TICKS = select(_TICKS).order_by(_TICKS.c.name)
_NOTE_JUMP = insert(_JUMPS)
_HOLDING = select(_JUMPS).where(_JUMPS.c.confirmed_at.is_(None)).order_by(_JUMPS.c.id)
_CONFIRM = (
    update(_JUMPS)
    .where(_JUMPS.c.confirmed_at.is_(None))
    .values(confirmed_by=bindparam("by"), confirmed_at=bindparam("at"))
)


@dataclass(frozen=True, slots=True)
class Lease:
    """Who may do something alone, and until when."""

    holder: str
    term: int
    """Rises with every change of the holder: an old holder's term is lower than the present one."""
    until_at: datetime


def elect(
    connection: Connection, name: str, holder: str, at: datetime, lasting: timedelta
) -> int | None:
    """Take or renew a lease; return its term, None while somebody else has it.

    A lease that lies further ahead than any can was given by a clock that has gone back since.
    """
    until = at + lasting
    values: dict[str, Any] = {"lease": name, "by": holder, "at": at, "until": until}
    values["beyond"] = until + lasting
    for statement in (_RENEW, _TAKE_OVER):
        term: int | None = connection.execute(statement, values).scalar_one_or_none()
        if term is not None:
            return term
    row = {"name": name, "holder": holder, "term": 1, "until_at": at + lasting}
    first: int | None = connection.execute(_FOUND, row).scalar_one_or_none()
    return first


def holds(connection: Connection, name: str, holder: str, term: int, at: datetime) -> bool:
    """Return whether a term is still the present one: ask in the transaction that relies on it."""
    lease = lease_of(connection, name)
    return (
        lease is not None and (lease.holder, lease.term) == (holder, term) and lease.until_at > at
    )


def lease_of(connection: Connection, name: str) -> Lease | None:
    """Return who has a lease, whether or not it has run out."""
    row = connection.execute(_HELD, {"lease": name}).one_or_none()
    return Lease(row.holder, row.term, row.until_at) if row is not None else None


def release(connection: Connection, name: str, holder: str, at: datetime) -> None:
    """Give a lease up at once, so that another process need not wait for its end."""
    connection.execute(_RELEASE, {"lease": name, "by": holder, "at": at})


@dataclass(frozen=True, slots=True)
class Tick:
    """The last run of a tick."""

    name: str
    at: datetime
    took_ms: int
    done: int
    """How many rungs, letters or whatever it is about."""
    failure: str | None = None


def record_tick(connection: Connection, tick: Tick) -> None:
    """Overwrite the last run of a tick."""
    connection.execute(
        _RECORD,
        {
            "name": tick.name,
            "at": tick.at,
            "took_ms": tick.took_ms,
            "done": tick.done,
            "failure": tick.failure,
        },
    )


def ticks(connection: Connection) -> dict[str, Tick]:
    """Return the last run of every tick by its name."""
    return {
        row.name: Tick(row.name, row.at, row.took_ms, row.done, row.failure)
        for row in connection.execute(_ALL_TICKS)
    }


@dataclass(frozen=True, slots=True)
class ClockJump:
    """A jump of the clock that nobody has confirmed yet."""

    id: str
    from_at: datetime
    to_at: datetime


def note_jump(connection: Connection, from_at: datetime, to_at: datetime) -> None:
    """Hold consequences back until a person has confirmed that the clock is right."""
    row = {"id": new_id(to_at), "from_at": from_at, "to_at": to_at}
    connection.execute(_NOTE_JUMP, row)


def open_jumps(connection: Connection) -> list[ClockJump]:
    """Return the jumps that hold consequences back."""
    return [ClockJump(row.id, row.from_at, row.to_at) for row in connection.execute(_HOLDING)]


def confirm_jumps(connection: Connection, by: str, at: datetime) -> int:
    """Let consequences go on; return how many jumps were confirmed."""
    return connection.execute(_CONFIRM, {"by": by, "at": at}).rowcount
