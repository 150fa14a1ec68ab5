"""``verbindlich licence``: under which licence everybody may use the open data of a town."""

from __future__ import annotations

import click

from engine.commands.call import Call, pass_call
from engine.commands.output import Table, answer
from engine.commands.parts import Group, TownCommand, argument
from engine.documents.opendata.licences import LICENCES
from engine.findings import Text
from engine.services import licensing

_CHOSEN = Text(de="gewählt", en="chosen")


@click.group(
    "licence",
    cls=Group,
    words=Text(
        de="Unter welcher Lizenz alle die offenen Daten der Stadt nutzen dürfen.",
        en="Under which licence everybody may use the town's open data.",
    ),
)
def licence() -> None:
    """Lead to the commands."""


@licence.command(
    "list",
    cls=TownCommand,
    words=Text(
        de="Zeigt die Lizenzen, wie DCAT-AP.de sie nennt, und welche gewählt ist.",
        en="Shows the licences as DCAT-AP.de names them, and which one is chosen.",
    ),
)
@pass_call
def list_licences(call: Call) -> None:
    """Print what can be chosen."""
    chosen = licensing.licence_of(call.application, call.tenant)
    document = [
        {"key": each.key, "title": each.title, "uri": each.uri, "chosen": each == chosen}
        for each in LICENCES.values()
    ]
    columns = (
        Text(de="Kürzel", en="Key"),
        Text(de="Lizenz", en="Licence"),
        Text(de="Stand", en="Standing"),
    )
    rows = [
        (each.key, each.title, call.words(_CHOSEN) if each == chosen else "–")
        for each in LICENCES.values()
    ]
    answer(call, document, Table(columns, rows))


@licence.command(
    "choose",
    cls=TownCommand,
    words=Text(
        de="Nennt die Lizenz der offenen Daten; ohne Kürzel gilt keine mehr.",
        en="Names the licence of the open data; without a key there is none any more.",
    ),
)
@argument(
    "key",
    metavar="[KEY]",
    required=False,
    words=Text(de="Etwa dl-by-de/2.0.", en="For example dl-by-de/2.0."),
)
@pass_call
def choose(call: Call, key: str | None) -> None:
    """Name the licence."""
    licensing.set_licence(call.application, call.tenant, call.reader, key)
    said = LICENCES[key].title if key else ""
    text = (
        Text(de=f"Die offenen Daten stehen unter: {said}", en=f"The open data is under: {said}")
        if key
        else Text(
            de="Für die offenen Daten ist keine Lizenz genannt.",
            en="No licence is named for the open data.",
        )
    )
    answer(call, {"licence": key}, text)
