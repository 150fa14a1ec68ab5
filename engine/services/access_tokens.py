"""Tokens by which a program reads and acts for a person, within what it was given for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from engine.errors import AccessDenied, NotFound
from engine.findings import Text
from engine.services.access import Reader, require_administrator, viewer_in
from engine.services.tokens import fresh_token, hash_of
from engine.storage.ids import new_id
from engine.storage.queries import access_tokens as queries
from engine.storage.queries import directory
from engine.storage.queries.access_tokens import AccessToken

if TYPE_CHECKING:
    from collections.abc import Collection

    from engine.services.application import Application
    from engine.storage.unit import Unit

API, CALENDAR = "api", "calendar"
PREFIX = "vbt_"
"""Begins every token of a program, so that one in the wrong place is recognised."""
SCOPES = {
    "read": Text(de="lesen, was die Person sehen darf", en="read whatever the person may see"),
    "act": Text(de="Vorgänge eröffnen und Ereignisse auslösen", en="open cases and send events"),
    "office": Text(
        de="Verzeichnis, Einstellungen, Abläufe, Zustellungen und Webhooks pflegen",
        en="keep directory, settings, workflows, deliveries and webhooks",
    ),
}
"""What a token may be given for; never more than its person may."""
_LONGEST = timedelta(days=366)
_USED_EVERY = timedelta(hours=1)


class TokenUnknown(AccessDenied):
    """This token opens nothing: it is unknown, expired or revoked."""

    de = "Dieser Zugangsschlüssel öffnet nichts: er ist unbekannt, abgelaufen oder widerrufen."


class TokenNotFound(NotFound):
    """Not found: the token {token}."""

    de = "Nicht gefunden: der Zugangsschlüssel {token}."


class ScopeUnknown(AccessDenied):
    """There is no scope {scope}. There are: {known}."""

    de = "Einen Umfang {scope} gibt es nicht. Es gibt: {known}."


class ScopeMissing(AccessDenied):
    """This token was not given for that: it needs the scope {scope}."""

    de = "Dafür wurde dieser Zugangsschlüssel nicht ausgestellt: nötig ist der Umfang {scope}."


class TokenCannotDoThis(AccessDenied):
    """A token gives out and takes back no tokens; sign in for that."""

    de = "Ein Zugangsschlüssel vergibt und widerruft keine. Bitte dafür anmelden."


@dataclass(frozen=True, slots=True)
class Wish:
    """A token that somebody wants."""

    person: str
    """For whom it acts: id or address."""
    title: str
    """What it is for, to be recognised by."""
    scopes: tuple[str, ...] = ("read",)
    days: int = 90
    kind: str = API
    body: str | None = None


@dataclass(frozen=True, slots=True)
class Admitted:
    """Who comes with a token."""

    reader: Reader
    token: AccessToken


def create(app: Application, tenant: str, reader: Reader, wish: Wish) -> tuple[AccessToken, str]:
    """Give out a token; return what is kept of it, and the token itself, which is shown once.

    Raises:
        PersonNotFound: there is nobody of that id or address.
        ScopeUnknown: a scope is none.
        NotAdministrator: it would act for somebody else.
        TokenCannotDoThis: it is a token that asks.
    """
    _refuse_scopes(wish.scopes)
    at, token = app.now(), PREFIX + fresh_token()
    with app.database.write(tenant, at) as unit:
        person = _for_whom(app, unit, reader, wish.person)
        kept = AccessToken(
            id=new_id(at),
            kind=wish.kind,
            person=person,
            body=wish.body,
            title=wish.title,
            scopes=tuple(dict.fromkeys(wish.scopes)),
            created_by=reader.person,
            created_at=at,
            expires_at=at + min(timedelta(days=wish.days), _LONGEST),
        )
        queries.keep_token(unit, kept, hash_of(token))
    return kept, token


def _refuse_scopes(scopes: Collection[str]) -> None:
    for each in scopes:
        if each not in SCOPES:
            raise ScopeUnknown(scope=each, known=", ".join(SCOPES))


def _for_whom(app: Application, unit: Unit, reader: Reader, name: str) -> str:
    """Return the person whom a token is for: oneself, or by an administrator anybody."""
    if reader.scopes is not None:
        raise TokenCannotDoThis
    if reader.person is not None and reader.person == name:
        return name
    require_administrator(viewer_in(app, unit, reader))
    return directory.find_person(unit, name).id


def list_tokens(app: Application, tenant: str, reader: Reader) -> list[AccessToken]:
    """Return one's own tokens; an administrator's view is of all. The tokens are not in it."""
    with app.database.read(tenant, app.now()) as unit:
        viewer = viewer_in(app, unit, reader)
        sees_all = viewer.sees_all or viewer.is_administrator
        found = queries.tokens(unit)
    return [each for each in found if sees_all or each.person == reader.person]


def revoke(app: Application, tenant: str, reader: Reader, token: str) -> None:
    """Let a token open nothing any more.

    Raises:
        TokenNotFound: there is none of that id that is one's own.
        TokenCannotDoThis: it is a token that asks.
    """
    if reader.scopes is not None:
        raise TokenCannotDoThis
    known = {each.id for each in list_tokens(app, tenant, reader)}
    with app.database.write(tenant, app.now()) as unit:
        if token not in known or not queries.revoke(unit, token, unit.at):
            raise TokenNotFound(token=token)


def admit(app: Application, tenant: str, token: str, kind: str = API) -> Admitted:
    """Return who comes with a token.

    Raises:
        TokenUnknown: it opens nothing.
    """
    at = app.now()
    with app.database.read(tenant, at) as unit:
        found = queries.find_token(unit, hash_of(token))
    if found is None or found.kind != kind or not found.is_valid(at):
        raise TokenUnknown
    if found.used_at is None or at - found.used_at >= _USED_EVERY:
        with app.database.write(tenant, at) as unit:
            queries.mark_used(unit, found.id, at)
    return Admitted(Reader(found.person, scopes=frozenset(found.scopes)), found)


def require_scope(reader: Reader, scope: str) -> None:
    """Refuse a token that was not given for something; raises ScopeMissing."""
    if reader.scopes is not None and scope not in reader.scopes:
        raise ScopeMissing(scope=scope)
