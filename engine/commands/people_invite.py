"""``verbindlich people invite``: a link by which somebody chooses a password."""

from __future__ import annotations

import click

from engine.commands.call import Call, pass_call
from engine.commands.output import answer
from engine.commands.parts import TownCommand, argument
from engine.commands.people_named import person_id
from engine.findings import Text
from engine.services import accounts
from engine.services.people import directory_of

PATH = "invitation"


@click.command(
    "invite",
    cls=TownCommand,
    words=Text(
        de="Lädt eine Person ein, sich anzumelden: gibt den Link aus, über den sie einmal ein "
        "Kennwort wählt, auch wenn sie ihres vergessen hat.",
        en="Invites a person to sign in: prints the link by which she chooses a password once, "
        "also if she has forgotten hers.",
    ),
)
@argument(
    "name",
    metavar="PERSON",
    words=Text(de="Kennung, Adresse oder Name.", en="Id, address or name."),
)
@pass_call
def invite(call: Call, name: str) -> None:
    """Print an invitation; whoever has it can sign in as that person."""
    app, tenant = call.application, call.tenant
    person = person_id(directory_of(app, tenant, call.reader), name)
    token = accounts.invite(app, tenant, person)
    base = app.settings.base_url
    link = f"{base or ''}/{PATH}/{token}"
    days = accounts.INVITATION_HOLDS.days
    words = Text(
        de=f"Einladung, {days} Tage und einmal gültig; nur der Person selbst geben: {link}",
        en=f"Invitation, good for {days} days and once; give it to that person only: {link}",
    )
    lines = [words]
    if base is None:
        lines.append(
            Text(
                de="Davor gehört die Adresse der Seiten (VERBINDLICH_BASE_URL).",
                en="Before it belongs the address of the pages (VERBINDLICH_BASE_URL).",
            )
        )
    answer(call, {"person": person, "link": link}, *lines)
