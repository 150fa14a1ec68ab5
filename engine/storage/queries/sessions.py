"""Sessions: where somebody is signed in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, bindparam, delete, insert, or_, select, update

from engine.storage.metadata import table_of
from engine.storage.statement import Statement, of_tenant
from engine.storage.tables.accounts import AccountRow, SessionRow
from engine.storage.tables.people import PersonRow

if TYPE_CHECKING:
    from datetime import datetime

    from engine.storage.unit import Unit

_SESSIONS = table_of(SessionRow)
_ACCOUNTS = table_of(AccountRow)
_PERSONS = table_of(PersonRow)

_BEGIN = Statement(insert(_SESSIONS))
_FIND = Statement(
    select(
        _SESSIONS,
        _PERSONS.c.name,
        _PERSONS.c.address,
        _PERSONS.c.language,
        or_(_PERSONS.c.erased_at.is_not(None), _ACCOUNTS.c.disabled_at.is_not(None)).label("gone"),
    )
    .join(
        _PERSONS, and_(_PERSONS.c.tenant == _SESSIONS.c.tenant, _PERSONS.c.id == _SESSIONS.c.person)
    )
    .join(
        _ACCOUNTS,
        and_(_ACCOUNTS.c.tenant == _SESSIONS.c.tenant, _ACCOUNTS.c.person == _SESSIONS.c.person),
    )
    .where(of_tenant(_SESSIONS), _SESSIONS.c.token_hash == bindparam("hash"))
)
_OF_PERSON = Statement(
    select(_SESSIONS)
    .where(
        of_tenant(_SESSIONS),
        _SESSIONS.c.person == bindparam("whose"),
        _SESSIONS.c.ended_at.is_(None),
        _SESSIONS.c.expires_at > bindparam("moment"),
    )
    .order_by(_SESSIONS.c.seen_at.desc())
)
_SEEN = Statement(
    update(_SESSIONS)
    .where(of_tenant(_SESSIONS), _SESSIONS.c.token_hash == bindparam("hash"))
    .values(seen_at=bindparam("moment"), expires_at=bindparam("until"))
)
_END = Statement(
    update(_SESSIONS)
    .where(
        of_tenant(_SESSIONS),
        _SESSIONS.c.token_hash == bindparam("hash"),
        _SESSIONS.c.ended_at.is_(None),
    )
    .values(ended_at=bindparam("moment"))
)
_END_OTHERS = Statement(
    update(_SESSIONS)
    .where(
        of_tenant(_SESSIONS),
        _SESSIONS.c.person == bindparam("whose"),
        _SESSIONS.c.token_hash != bindparam("hash"),
        _SESSIONS.c.ended_at.is_(None),
    )
    .values(ended_at=bindparam("moment"))
)
_PRUNE = Statement(
    delete(_SESSIONS).where(of_tenant(_SESSIONS), _SESSIONS.c.expires_at < bindparam("before"))
)


@dataclass(frozen=True, slots=True)
class Session:
    """That somebody is, or was, signed in."""

    token_hash: str
    person: str
    name: str | None
    address: str | None
    language: str | None
    """Which the person has chosen."""
    seen_at: datetime
    created_at: datetime
    expires_at: datetime
    ended_at: datetime | None
    is_gone: bool
    """Whether the person has been erased or the account disabled."""

    def is_valid(self, at: datetime) -> bool:
        """Return whether somebody may act by it."""
        return self.ended_at is None and not self.is_gone and at < self.expires_at


@dataclass(frozen=True, slots=True)
class Place:
    """A browser in which somebody is signed in."""

    token_hash: str
    device: str
    created_at: datetime
    seen_at: datetime


def begin(unit: Unit, token_hash: str, person: str, device: str, expires_at: datetime) -> None:
    """Keep a new session."""
    unit.run(
        _BEGIN,
        token_hash=token_hash,
        person=person,
        device=device,
        created_at=unit.at,
        seen_at=unit.at,
        expires_at=expires_at,
        ended_at=None,
    )


def find(unit: Unit, token_hash: str) -> Session | None:
    """Return the session of a token, whatever became of it."""
    row = unit.run(_FIND, hash=token_hash).one_or_none()
    return None if row is None else _session(row)


def places_of(unit: Unit, person: str, at: datetime) -> list[Place]:
    """Return where a person is signed in."""
    return [
        Place(row.token_hash, row.device, row.created_at, row.seen_at)
        for row in unit.run(_OF_PERSON, whose=person, moment=at)
    ]


def seen(unit: Unit, token_hash: str, at: datetime, until: datetime) -> None:
    """Record that a session is being used, and let it last."""
    unit.run(_SEEN, hash=token_hash, moment=at, until=until)


def end(unit: Unit, token_hash: str, at: datetime) -> None:
    """End a session."""
    unit.run(_END, hash=token_hash, moment=at)


def end_others(unit: Unit, person: str, token_hash: str, at: datetime) -> int:
    """End all sessions of a person but one; return how many."""
    return unit.run(_END_OTHERS, whose=person, hash=token_hash, moment=at).rowcount


def end_all(unit: Unit, person: str, at: datetime) -> int:
    """End all sessions of a person; return how many."""
    return end_others(unit, person, "", at)


def prune(unit: Unit, before: datetime) -> int:
    """Forget sessions that expired before a moment; return how many."""
    return unit.run(_PRUNE, before=before).rowcount


def _session(row: Any) -> Session:
    return Session(
        token_hash=row.token_hash,
        person=row.person,
        name=row.name,
        address=row.address,
        language=row.language,
        seen_at=row.seen_at,
        created_at=row.created_at,
        expires_at=row.expires_at,
        ended_at=row.ended_at,
        is_gone=bool(row.gone),
    )
