"""Accounts: by invitation only; a link lets somebody choose a password, once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from engine.errors import AccessDenied, CaseError, NotFound
from engine.findings import Text
from engine.services import passwords
from engine.services.access import require_administrator, viewer_in
from engine.services.profile import RHYTHMS
from engine.services.tokens import fresh_token, hash_of
from engine.storage.queries import access_tokens, accounts, directory, sessions

if TYPE_CHECKING:
    from datetime import datetime

    from engine.services.access import Reader
    from engine.services.application import Application
    from engine.storage.queries.accounts import Account, Invitation
    from engine.storage.queries.directory import Person
    from engine.storage.queries.sessions import Session
    from engine.storage.unit import Unit

INVITATION_HOLDS = timedelta(days=14)


class InvitationUnknown(NotFound):
    """Not found: this invitation. Check the address, or ask for a new one."""

    de = "Nicht gefunden: diese Einladung. Bitte die Adresse prüfen oder eine neue erbitten."


class InvitationOver(CaseError):
    """This invitation has been used or has expired. Ask the office for a new one."""

    de = (
        "Diese Einladung ist schon benutzt oder abgelaufen. Bitte bei der Koordinierungsstelle "
        "eine neue erbitten."
    )


class PasswordUnfit(CaseError):
    """This password cannot be taken: {problem}."""

    de = "Dieses Kennwort geht nicht: {problem}."


class NotOneself(CaseError):
    """One cannot lock oneself out. Ask another administrator."""

    de = "Sich selbst kann man nicht aussperren. Das macht jemand anderes aus der Verwaltung."


class RhythmUnusable(CaseError):
    """Messages come in one of these ways: {known}."""

    de = "Nachrichten kommen auf eine dieser Arten: {known}."


class PasswordWrong(AccessDenied):
    """The present password is not right."""

    de = "Das bisherige Kennwort stimmt nicht."


def invite(app: Application, tenant: str, person: str, by: str | None = None) -> str:
    """Return the token of a new invitation for a person; it also replaces a forgotten password.

    Raises:
        PersonNotFound: there is nobody of that id or address.
    """
    at, token = app.now(), fresh_token()
    with app.database.write(tenant, at) as unit:
        found = directory.find_person(unit, person)
        accounts.keep_invitation(unit, hash_of(token), found.id, by, at + INVITATION_HOLDS)
    return token


def invited(app: Application, tenant: str, token: str) -> Person:
    """Return whom an invitation is for.

    Raises:
        InvitationUnknown: there is none.
        InvitationOver: it has been used or has expired.
    """
    at = app.now()
    with app.database.read(tenant, at) as unit:
        return _invited(unit, token, at)


def _invited(unit: Unit, token: str, at: datetime) -> Person:
    found: Invitation | None = accounts.find_invitation(unit, hash_of(token))
    if found is None:
        raise InvitationUnknown
    person = directory.find_person(unit, found.person)
    if found.used_at is not None or at >= found.expires_at or person.erased_at is not None:
        raise InvitationOver
    return person


def accept(app: Application, tenant: str, token: str, password: str) -> str:
    """Let somebody who was invited choose a password; return the person.

    Where she was signed in she is no longer, and other invitations of hers end: whoever had her
    old password, or an older link, has nothing any more.

    Raises:
        InvitationUnknown: there is no such invitation.
        InvitationOver: it has been used or has expired.
        PasswordUnfit: nothing was changed.
    """
    at = app.now()
    with app.database.read(tenant, at) as unit:
        person = _invited(unit, token, at)
    refuse_unfit(password, person)
    kept = passwords.hashed(password)
    with app.database.write(tenant, at) as unit:
        if not accounts.use_invitation(unit, hash_of(token), at):
            raise InvitationOver
        accounts.void_invitations(unit, person.id, at)
        sessions.end_all(unit, person.id, at)
        _put_password(unit, person.id, kept)
    return person.id


def change_password(
    app: Application, tenant: str, session: Session, present: str, new: str
) -> None:
    """Let somebody choose another password.

    Raises:
        PasswordWrong: the present one is not right.
        PasswordUnfit: the new one cannot be taken.
    """
    at = app.now()
    with app.database.read(tenant, at) as unit:
        account = accounts.account_of(unit, session.person)
        person = directory.find_person(unit, session.person)
    if not passwords.is_right(present, account.password_hash if account else None):
        raise PasswordWrong
    refuse_unfit(new, person)
    set_password(app, tenant, person.id, new)


def set_password(app: Application, tenant: str, person: str, password: str) -> None:
    """Give a person an account with a password, for operators and the demo.

    Raises:
        PersonNotFound: there is nobody of that id or address.
    """
    kept = passwords.hashed(password)
    with app.database.write(tenant, app.now()) as unit:
        _put_password(unit, directory.find_person(unit, person).id, kept)


def _put_password(unit: Unit, person: str, kept: str) -> None:
    account = accounts.account_of(unit, person)
    if account is None:
        account = accounts.Account(person, None, None, None, unit.at, None)
    accounts.put_account(unit, replace(account, password_hash=kept, disabled_at=None))


def set_language(app: Application, tenant: str, person: str, language: str) -> None:
    """Let a person read pages and letters in a language."""
    with app.database.write(tenant, app.now()) as unit:
        found = directory.find_person(unit, person)
        directory.put_person(unit, replace(found, language=language))


def person_of(app: Application, tenant: str, person: str) -> Person:
    """Return how a person is reached and what she has chosen; raises PersonNotFound."""
    with app.database.read(tenant, app.now()) as unit:
        return directory.find_person(unit, person)


def set_rhythm(app: Application, tenant: str, person: str, rhythm: str | None) -> None:
    """Let a person get messages at once, once a day, or as the town has set.

    Raises:
        RhythmUnusable: it is none of these.
    """
    if rhythm is not None and rhythm not in RHYTHMS:
        raise RhythmUnusable(known=", ".join(RHYTHMS))
    with app.database.write(tenant, app.now()) as unit:
        found = directory.find_person(unit, person)
        directory.put_person(unit, replace(found, rhythm=rhythm))


def all_accounts(app: Application, tenant: str) -> dict[str, Account]:
    """Return the accounts of a town by person."""
    with app.database.read(tenant, app.now()) as unit:
        return accounts.accounts(unit)


def lock(app: Application, tenant: str, reader: Reader, person: str) -> None:
    """Let somebody in no longer, for instance because she has left.

    Sessions, invitations, tokens of her programs and addresses of her calendars end at once; what
    she holds stays until it is ended. A new invitation lets her in again.

    Raises:
        NotAdministrator: the reader does not keep the town's affairs.
        PersonNotFound: there is nobody of that id or address.
        NotOneself: it would be the reader.
    """
    at = app.now()
    with app.database.write(tenant, at) as unit:
        require_administrator(viewer_in(app, unit, reader))
        found = directory.find_person(unit, person)
        if found.id == reader.person:
            raise NotOneself
        account = accounts.account_of(unit, found.id)
        if account is not None and account.disabled_at is None:
            accounts.put_account(unit, replace(account, disabled_at=at))
        accounts.void_invitations(unit, found.id, at)
        sessions.end_all(unit, found.id, at)
        access_tokens.revoke_all(unit, found.id, at)


def refuse_unfit(password: str, person: Person) -> None:
    """Refuse a password that is too short, too long or somebody's address or name.

    Length alone is asked for, no kinds of signs. Source: BSI ORP.4.A22, NIST SP 800-63B.

    Raises:
        PasswordUnfit: with what is wrong.
    """
    own = {(each or "").casefold() for each in (person.name, person.address)}
    problem = None
    if len(password) < passwords.SHORTEST:
        shortest = passwords.SHORTEST
        problem = Text(
            de=f"es braucht mindestens {shortest} Zeichen; ein Satz aus mehreren Wörtern ist gut",
            en=f"it needs at least {shortest} characters; a phrase of several words is good",
        )
    elif len(password) > passwords.LONGEST:
        longest = passwords.LONGEST
        problem = Text(
            de=f"es darf höchstens {longest} Zeichen haben",
            en=f"it may have {longest} characters at most",
        )
    elif password.casefold() in own or len(set(password)) < 4:  # noqa: PLR2004 - "aaaaaaaaaaaa"
        problem = Text(de="es ist zu leicht zu erraten", en="it is too easy to guess")
    if problem is not None:
        raise PasswordUnfit(problem=problem)
