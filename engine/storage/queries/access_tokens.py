"""Tokens by which programs act for somebody, and calendars read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, bindparam, insert, select, update

from engine.storage.metadata import table_of
from engine.storage.statement import Statement, of_tenant
from engine.storage.tables.people import PersonRow
from engine.storage.tables.programs import AccessTokenRow

if TYPE_CHECKING:
    from datetime import datetime

    from engine.storage.unit import Unit

_TOKENS = table_of(AccessTokenRow)
_PERSONS = table_of(PersonRow)
_KEEP = Statement(insert(_TOKENS))
_KNOWN = (
    select(_TOKENS, _PERSONS.c.language)
    .join(
        _PERSONS,
        and_(_PERSONS.c.tenant == _TOKENS.c.tenant, _PERSONS.c.id == _TOKENS.c.person),
    )
    .where(of_tenant(_TOKENS), _PERSONS.c.erased_at.is_(None))
)
_BY_HASH = Statement(_KNOWN.where(_TOKENS.c.token_hash == bindparam("hash")))
_ALL = Statement(_KNOWN.order_by(_TOKENS.c.id))
_USED = Statement(
    update(_TOKENS)
    .where(of_tenant(_TOKENS), _TOKENS.c.id == bindparam("token"))
    .values(used_at=bindparam("moment"))
)
_REVOKE = Statement(
    update(_TOKENS)
    .where(of_tenant(_TOKENS), _TOKENS.c.id == bindparam("token"), _TOKENS.c.revoked_at.is_(None))
    .values(revoked_at=bindparam("moment"))
)
_REVOKE_ALL = Statement(
    update(_TOKENS)
    .where(
        of_tenant(_TOKENS), _TOKENS.c.person == bindparam("whose"), _TOKENS.c.revoked_at.is_(None)
    )
    .values(revoked_at=bindparam("moment"))
)


@dataclass(frozen=True, slots=True)
class AccessToken:
    """A token as it is kept: without the token itself."""

    id: str
    kind: str
    """``api`` or ``calendar``."""
    person: str
    body: str | None
    title: str
    scopes: tuple[str, ...]
    created_by: str | None
    created_at: datetime
    expires_at: datetime | None
    used_at: datetime | None = None
    revoked_at: datetime | None = None
    language: str | None = None
    """Which the person has chosen."""

    def is_valid(self, at: datetime) -> bool:
        """Return whether it opens something at a moment."""
        return self.revoked_at is None and (self.expires_at is None or at < self.expires_at)


def keep_token(unit: Unit, token: AccessToken, token_hash: str) -> None:
    """Keep a fresh token."""
    unit.run(
        _KEEP,
        id=token.id,
        token_hash=token_hash,
        kind=token.kind,
        person=token.person,
        body=token.body,
        title=token.title,
        scopes=list(token.scopes),
        created_by=token.created_by,
        created_at=token.created_at,
        expires_at=token.expires_at,
        used_at=None,
        revoked_at=None,
    )


def find_token(unit: Unit, token_hash: str) -> AccessToken | None:
    """Return the token of a hash, valid or not; None if its person has been erased."""
    row = unit.run(_BY_HASH, hash=token_hash).first()
    return None if row is None else _token(row)


def tokens(unit: Unit) -> list[AccessToken]:
    """Return all tokens of a town, the oldest first."""
    return [_token(row) for row in unit.run(_ALL)]


def mark_used(unit: Unit, token: str, at: datetime) -> None:
    """Record that a token was used."""
    unit.run(_USED, token=token, moment=at)


def revoke(unit: Unit, token: str, at: datetime) -> bool:
    """Let a token open nothing any more; return whether it did."""
    return unit.run(_REVOKE, token=token, moment=at).rowcount == 1


def revoke_all(unit: Unit, person: str, at: datetime) -> None:
    """Let all tokens of a person open nothing any more."""
    unit.run(_REVOKE_ALL, whose=person, moment=at)


def _token(row: Any) -> AccessToken:
    return AccessToken(
        id=row.id,
        kind=row.kind,
        person=row.person,
        body=row.body,
        title=row.title,
        scopes=tuple(row.scopes),
        created_by=row.created_by,
        created_at=row.created_at,
        expires_at=row.expires_at,
        used_at=row.used_at,
        revoked_at=row.revoked_at,
        language=row.language,
    )
