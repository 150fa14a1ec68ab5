"""``verbindlich people export`` and ``erase``: what is known of somebody, told and forgotten."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from engine.commands.call import Call, pass_call
from engine.commands.output import Table, answer
from engine.commands.parts import TownCommand, argument, option
from engine.findings import Text
from engine.services import privacy
from engine.services.plain import plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.services.privacy import About

_WHO = Text(
    de="Kennung, Adresse oder Name; auch von jemandem ohne Konto, wie angegeben.",
    en="Id, address or name; of somebody without an account too, as it was given.",
)


@click.command(
    "export",
    cls=TownCommand,
    words=Text(
        de="Sagt alles, was über jemanden bekannt ist (Art. 15 DSGVO); mit --json zum Mitnehmen.",
        en="Tells everything known of somebody (Art. 15 DSGVO); with --json to take along.",
    ),
)
@argument("name", words=_WHO)
@pass_call
def export(call: Call, name: str) -> None:
    """Print everything about somebody."""
    found = privacy.export(call.application, call.tenant, call.reader, name)
    answer(call, {"about": plain(found)}, *(() if call.as_json else _told(found)))


@click.command(
    "erase",
    cls=TownCommand,
    words=Text(
        de="Löscht alles über jemanden (Art. 17 DSGVO); was geschah, bleibt, ohne zu sagen, wer.",
        en="Erases everything about somebody (Art. 17 DSGVO); what happened stays, not who it was.",
    ),
)
@argument("name", words=_WHO)
@option(
    "--reason",
    required=True,
    words=Text(de="Warum, in Worten, die niemanden nennen.", en="Why, in words that name nobody."),
)
@pass_call
def erase(call: Call, name: str, reason: str) -> None:
    """Erase everything about somebody."""
    found = privacy.erase(call.application, call.tenant, call.reader, name, reason)
    numbers = ", ".join(found.cases) or "–"
    parts = [
        Text(
            de=f"Gelöscht in {len(found.cases)} Vorgängen: {numbers}.",
            en=f"Erased in {len(found.cases)} cases: {numbers}.",
        )
    ]
    if found.person is not None:
        parts.append(
            Text(
                de="Name, Adresse und Konto sind gelöscht, Rollen der Stadt beendet.",
                en="Name, address and account are gone, roles of the town have ended.",
            )
        )
    parts += [
        Text(
            de=f"Noch zu vergeben: {role} in {number} (case assign {number} {role}).",
            en=f"Still to be given to somebody: {role} in {number} (case assign {number} {role}).",
        )
        for number, role in found.still_holds
    ]
    answer(call, {"erased": plain(found)}, *parts)


def _told(found: About) -> Iterator[Table | Text]:
    if found.person is not None:
        known = ", ".join(each for each in (found.person.name, found.person.address) if each)
        yield Text(de=f"Im Verzeichnis: {known}", en=f"In the directory: {known}")
    rows = [(each.role, each.function) for each in found.roles]
    rows += [(role, number) for number, role in found.holds]
    if rows:
        yield Table((Text(de="Rolle", en="Role"), Text(de="Wo", en="Where")), rows)
    if found.mentions:
        columns = (
            Text(de="Vorgang", en="Case"),
            Text(de="Ablauf", en="Workflow"),
            Text(de="Felder", en="Fields"),
        )
        yield Table(
            columns,
            [
                (each.number, each.workflow, "; ".join(f"{k}: {v}" for k, v in each.fields.items()))
                for each in found.mentions
            ],
        )
    yield Text(
        de=f"{len(found.acts)} Ereignisse ausgelöst, {len(found.letters)} Nachrichten erhalten.",
        en=f"{len(found.acts)} events sent, {len(found.letters)} messages received.",
    )
