"""Accounts and invitations: who may sign in, and how."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import and_, bindparam, func, select, update

from engine.storage.metadata import table_of
from engine.storage.statement import Statement, of_tenant
from engine.storage.tables.accounts import AccountRow, InvitationRow
from engine.storage.tables.people import PersonRow
from engine.storage.upsert import insert_once, upsert

if TYPE_CHECKING:
    from datetime import datetime

    from engine.storage.unit import Unit

_ACCOUNTS = table_of(AccountRow)
_INVITATIONS = table_of(InvitationRow)
_PERSONS = table_of(PersonRow)

_OF_PERSON = and_(_PERSONS.c.tenant == _ACCOUNTS.c.tenant, _PERSONS.c.id == _ACCOUNTS.c.person)
_USABLE = (
    select(_ACCOUNTS)
    .join(_PERSONS, _OF_PERSON)
    .where(of_tenant(_ACCOUNTS), _ACCOUNTS.c.disabled_at.is_(None), _PERSONS.c.erased_at.is_(None))
)
_BY_ADDRESS = Statement(_USABLE.where(func.lower(_PERSONS.c.address) == bindparam("address")))
_BY_SUBJECT = Statement(
    _USABLE.where(
        _ACCOUNTS.c.oidc_issuer == bindparam("issuer"),
        _ACCOUNTS.c.oidc_subject == bindparam("subject"),
    )
)
_ALL = Statement(select(_ACCOUNTS).where(of_tenant(_ACCOUNTS)))
_BY_PERSON = Statement(
    select(_ACCOUNTS).where(of_tenant(_ACCOUNTS), _ACCOUNTS.c.person == bindparam("whose"))
)
_PUT = Statement(upsert(AccountRow))
_INVITE = Statement(insert_once(InvitationRow))
_INVITED = Statement(
    select(_INVITATIONS).where(
        of_tenant(_INVITATIONS), _INVITATIONS.c.token_hash == bindparam("hash")
    )
)
_USE = Statement(
    update(_INVITATIONS)
    .where(
        of_tenant(_INVITATIONS),
        _INVITATIONS.c.token_hash == bindparam("hash"),
        _INVITATIONS.c.used_at.is_(None),
        _INVITATIONS.c.expires_at > bindparam("moment"),
    )
    .values(used_at=bindparam("moment"))
)
_VOID = Statement(
    update(_INVITATIONS)
    .where(
        of_tenant(_INVITATIONS),
        _INVITATIONS.c.person == bindparam("whose"),
        _INVITATIONS.c.used_at.is_(None),
        _INVITATIONS.c.expires_at > bindparam("moment"),
    )
    .values(expires_at=bindparam("moment"))
)


@dataclass(frozen=True, slots=True)
class Account:
    """That a person may sign in."""

    person: str
    password_hash: str | None
    oidc_issuer: str | None
    oidc_subject: str | None
    created_at: datetime
    disabled_at: datetime | None


@dataclass(frozen=True, slots=True)
class Invitation:
    """A link by which somebody chooses a password."""

    person: str
    expires_at: datetime
    used_at: datetime | None


def accounts_of_address(unit: Unit, address: str) -> list[Account]:
    """Return the usable accounts of an address, upper and lower case alike."""
    rows = unit.run(_BY_ADDRESS, address=address.strip().lower())
    return [_account(row) for row in rows]


def account_of_subject(unit: Unit, issuer: str, subject: str) -> Account | None:
    """Return the usable account of somebody whom an identity provider knows."""
    row = unit.run(_BY_SUBJECT, issuer=issuer, subject=subject).one_or_none()
    return None if row is None else _account(row)


def account_of(unit: Unit, person: str) -> Account | None:
    """Return the account of a person, disabled or not."""
    row = unit.run(_BY_PERSON, whose=person).one_or_none()
    return None if row is None else _account(row)


def accounts(unit: Unit) -> dict[str, Account]:
    """Return all accounts by person."""
    return {row.person: _account(row) for row in unit.run(_ALL)}


def put_account(unit: Unit, account: Account) -> None:
    """Add an account, or overwrite the one of that person."""
    unit.run(
        _PUT,
        person=account.person,
        password_hash=account.password_hash,
        oidc_issuer=account.oidc_issuer,
        oidc_subject=account.oidc_subject,
        created_at=account.created_at,
        disabled_at=account.disabled_at,
    )


def keep_invitation(
    unit: Unit, token_hash: str, person: str, invited_by: str | None, expires_at: datetime
) -> None:
    """Keep an invitation."""
    unit.run(
        _INVITE,
        token_hash=token_hash,
        person=person,
        invited_by=invited_by,
        created_at=unit.at,
        expires_at=expires_at,
        used_at=None,
    )


def find_invitation(unit: Unit, token_hash: str) -> Invitation | None:
    """Return the invitation of a token, whatever became of it."""
    row = unit.run(_INVITED, hash=token_hash).one_or_none()
    return None if row is None else Invitation(row.person, row.expires_at, row.used_at)


def use_invitation(unit: Unit, token_hash: str, at: datetime) -> bool:
    """Use an invitation up; return whether it still could be."""
    return unit.run(_USE, hash=token_hash, moment=at).rowcount == 1


def void_invitations(unit: Unit, person: str, at: datetime) -> None:
    """Let whatever invitations a person has open nothing any more."""
    unit.run(_VOID, whose=person, moment=at)


def _account(row: object) -> Account:
    return Account(*(getattr(row, name) for name in Account.__slots__))
