"""``verbindlich token``: tokens by which programs act for somebody."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from engine.commands.call import Call, pass_call
from engine.commands.output import Table, answer
from engine.commands.parts import Group, TownCommand, argument, option
from engine.commands.people_named import person_id
from engine.commands.saying import NOTHING, moment
from engine.findings import Text
from engine.services import access_tokens
from engine.services.access_tokens import SCOPES, Wish
from engine.services.people import directory_of
from engine.services.plain import plain

if TYPE_CHECKING:
    from engine.storage.queries.access_tokens import AccessToken

_COLUMNS = (
    Text(de="Kennung", en="Id"),
    Text(de="Wofür", en="For what"),
    Text(de="Person", en="Person"),
    Text(de="Umfang", en="Scopes"),
    Text(de="Gilt bis", en="Valid until"),
    Text(de="Zuletzt benutzt", en="Last used"),
)


@click.group(
    "token",
    cls=Group,
    words=Text(
        de="Zugangsschlüssel, mit denen Programme für jemanden lesen und handeln.",
        en="Tokens by which programs read and act for somebody.",
    ),
)
def token() -> None:
    """Lead to the commands."""


@token.command(
    "create",
    cls=TownCommand,
    words=Text(
        de="Stellt einen Zugangsschlüssel aus; er wird nur dieses eine Mal gezeigt.",
        en="Gives out a token; it is shown this once only.",
    ),
)
@argument(
    "person",
    words=Text(
        de="Für wen er gilt: Kennung, Adresse oder Name.",
        en="For whom it acts: id, address or name.",
    ),
)
@option("--title", required=True, words=Text(de="Wofür er ist.", en="What it is for."))
@option(
    "--scope",
    "scopes",
    multiple=True,
    type=click.Choice(sorted(SCOPES)),
    default=("read",),
    show_default=True,
    words=Text(de="Was damit geht; mehrmals möglich.", en="What it is for; repeatable."),
)
@option(
    "--days",
    type=click.IntRange(1, 366),
    default=90,
    show_default=True,
    words=Text(de="So viele Tage gilt er.", en="So many days it is valid."),
)
@pass_call
def create(call: Call, person: str, title: str, scopes: tuple[str, ...], days: int) -> None:
    """Print a fresh token."""
    app, tenant = call.application, call.tenant
    identity = person_id(directory_of(app, tenant, call.reader), person)
    wish = Wish(identity, title, scopes, days)
    kept, secret = access_tokens.create(app, tenant, call.reader, wish)
    told = Text(
        de=f"Gilt bis {moment(call, kept.expires_at)}; widerrufen: token revoke {kept.id}",
        en=f"Valid until {moment(call, kept.expires_at)}; to revoke it: token revoke {kept.id}",
    )
    answer(call, {"token": secret, **plain(kept)}, secret, told)


@token.command(
    "list",
    cls=TownCommand,
    words=Text(
        de="Zeigt, welche Zugangsschlüssel es gibt, ohne sie selbst.",
        en="Shows which tokens there are, without themselves.",
    ),
)
@pass_call
def list_tokens(call: Call) -> None:
    """Print what is kept of the tokens."""
    found = access_tokens.list_tokens(call.application, call.tenant, call.reader)
    valid = [each for each in found if each.revoked_at is None]
    none = Text(de="Keine Zugangsschlüssel.", en="No tokens.")
    table = Table(_COLUMNS, [_row(call, each) for each in valid]) if valid else none
    answer(call, {"tokens": [plain(each) for each in found]}, table)


def _row(call: Call, each: AccessToken) -> tuple[str, ...]:
    return (
        each.id,
        each.title,
        each.person,
        ", ".join(each.scopes) or each.kind,
        moment(call, each.expires_at),
        moment(call, each.used_at) if each.used_at else NOTHING,
    )


@token.command(
    "revoke",
    cls=TownCommand,
    words=Text(
        de="Widerruft einen Zugangsschlüssel: er öffnet sofort nichts mehr.",
        en="Revokes a token: it opens nothing from now on.",
    ),
)
@argument("identity", metavar="ID", words=Text(de="Seine Kennung.", en="Its id."))
@pass_call
def revoke(call: Call, identity: str) -> None:
    """Take a token back."""
    access_tokens.revoke(call.application, call.tenant, call.reader, identity)
    told = Text(de=f"{identity} ist widerrufen.", en=f"{identity} has been revoked.")
    answer(call, {"revoked": identity}, told)
