"""Signing in: who somebody is, in this browser, until when."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from engine.errors import AccessDenied
from engine.services.passwords import is_right
from engine.services.tokens import fresh_token, hash_of
from engine.storage.queries import accounts, directory, sessions

if TYPE_CHECKING:
    from datetime import datetime

    from engine.services.application import Application
    from engine.storage.queries.sessions import Place, Session
    from engine.storage.unit import Unit

IDLE = timedelta(hours=10)
"""A session that is not used for longer has expired: a working day."""
LONGEST = timedelta(days=14)
"""No session lasts longer, however much it is used."""
SEEN_EVERY = timedelta(minutes=10)
_LONGEST_DEVICE = 120


class SignInRefused(AccessDenied):
    """Address or password is wrong, or there is no account. Ask the office for an invitation."""

    de = (
        "Adresse oder Kennwort ist falsch, oder es gibt kein Konto. Eine Einladung bekommen Sie "
        "von der Koordinierungsstelle."
    )


class NobodyOfThatAddress(AccessDenied):
    """The identity provider knows you as {address}, but this town has nobody of that address."""

    de = (
        "Der Anmeldedienst kennt Sie als {address}, in dieser Kommune ist aber niemand mit dieser "
        "Adresse eingetragen."
    )


def sign_in(app: Application, tenant: str, address: str, password: str, device: str) -> str:
    """Begin a session for whoever knows a password; return its token.

    Raises:
        SignInRefused: the same whatever is wrong, and after the same time.
    """
    at = app.now()
    with app.database.read(tenant, at) as unit:
        found = accounts.accounts_of_address(unit, address)
    # Two people of one address (a shared mailbox) have passwords of their own.
    right = [each for each in found if is_right(password, each.password_hash)]
    if not found:
        is_right(password, None)
    if len(right) != 1:
        raise SignInRefused
    return begin(app, tenant, right[0].person, device)


def sign_in_by_provider(
    app: Application, tenant: str, issuer: str, claims: tuple[str, str], device: str
) -> str:
    """Begin a session for somebody whom the town's identity provider vouches for.

    Whoever comes for the first time is recognised by the address in the town's directory, and
    known by the provider's subject from then on.

    Args:
        app: The application.
        tenant: The town.
        issuer: The provider.
        claims: Its subject and the verified address.
        device: What the browser says it is.

    Raises:
        NobodyOfThatAddress: the directory has none, or several, or the account is disabled.
    """
    subject, address = claims
    with app.database.write(tenant, app.now()) as unit:
        known = accounts.account_of_subject(unit, issuer, subject)
        person = known.person if known is not None else _linked(unit, issuer, subject, address)
    return begin(app, tenant, person, device)


def _linked(unit: Unit, issuer: str, subject: str, address: str) -> str:
    wanted = address.strip().casefold()
    people = [each for each in directory.people(unit) if (each.address or "").casefold() == wanted]
    account = accounts.account_of(unit, people[0].id) if len(people) == 1 else None
    taken = account is not None and (account.disabled_at or account.oidc_subject)
    if not wanted or len(people) != 1 or taken:
        raise NobodyOfThatAddress(address=address)
    accounts.put_account(
        unit,
        accounts.Account(
            person=people[0].id,
            password_hash=account.password_hash if account else None,
            oidc_issuer=issuer,
            oidc_subject=subject,
            created_at=account.created_at if account else unit.at,
            disabled_at=None,
        ),
    )
    return people[0].id


def begin(app: Application, tenant: str, person: str, device: str) -> str:
    """Begin a session for a person whose identity has been established; return its token."""
    at, token = app.now(), fresh_token()
    with app.database.write(tenant, at) as unit:
        sessions.begin(unit, hash_of(token), person, device[:_LONGEST_DEVICE], at + IDLE)
    return token


def session_of(app: Application, tenant: str, token: str) -> Session | None:
    """Return the session of a token, valid or not, and let a valid one last."""
    at = app.now()
    with app.database.read(tenant, at) as unit:
        found = sessions.find(unit, hash_of(token))
    if found is not None and found.is_valid(at) and at - found.seen_at >= SEEN_EVERY:
        _used(app, tenant, found, at)
    return found


def _used(app: Application, tenant: str, session: Session, at: datetime) -> None:
    until = min(at + IDLE, session.created_at + LONGEST)
    with app.database.write(tenant, at) as unit:
        sessions.seen(unit, session.token_hash, at, max(until, session.expires_at))


def sign_out(app: Application, tenant: str, session: Session) -> None:
    """End a session."""
    at = app.now()
    with app.database.write(tenant, at) as unit:
        sessions.end(unit, session.token_hash, at)


def sign_out_elsewhere(app: Application, tenant: str, session: Session) -> int:
    """End all other sessions of the same person; return how many."""
    at = app.now()
    with app.database.write(tenant, at) as unit:
        return sessions.end_others(unit, session.person, session.token_hash, at)


def places_of(app: Application, tenant: str, person: str) -> list[Place]:
    """Return where a person is signed in."""
    at = app.now()
    with app.database.read(tenant, at) as unit:
        return sessions.places_of(unit, person, at)
