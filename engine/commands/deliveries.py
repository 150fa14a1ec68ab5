"""``verbindlich deliveries``: what could not be delivered, and whether mail leaves at all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from engine.commands.call import Call, pass_call
from engine.commands.history import letter_standing
from engine.commands.output import Table, answer
from engine.commands.parts import Group, TownCommand, argument, option
from engine.commands.saying import NOTHING, moment
from engine.errors import NotFound
from engine.findings import Text
from engine.services import dead, sending
from engine.services.plain import plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.services.dead import Dead


class NothingToRetry(NotFound):
    """Not found: anything undeliverable called {name}. Ids stand in: deliveries list."""

    de = "Nicht gefunden: Unzustellbares namens {name}. Kennungen zeigt: deliveries list."


@click.group(
    "deliveries",
    cls=Group,
    words=Text(
        de="Unzustellbare Nachrichten sehen und noch einmal versuchen.",
        en="See undeliverable messages and try them again.",
    ),
)
def deliveries() -> None:
    """Lead to the commands."""


@deliveries.command(
    "list",
    cls=TownCommand,
    words=Text(
        de="Zeigt, was nicht mehr versucht wird: Nachrichten, und Ereignisse von Vorgang zu "
        "Vorgang.",
        en="Shows what is not tried any more: messages, and events from case to case.",
    ),
)
@option(
    "--limit",
    type=click.IntRange(1, 10_000),
    default=100,
    show_default=True,
    words=Text(de="Höchstens so viele.", en="So many at most."),
)
@pass_call
def list_dead(call: Call, limit: int) -> None:
    """Print dead letters and envelopes."""
    found = dead.dead(call.application, call.tenant, call.reader, limit=limit)
    document = {
        "counts": found.counts,
        "letters": plain(found.letters),
        "envelopes": plain(found.envelopes),
    }
    answer(call, document, *(() if call.as_json else _parts(call, found)))


def _parts(call: Call, found: Dead) -> Iterator[Table | Text | str]:
    counted = {name: found.counts.get(name, 0) for name in ("queued", "leased", "sent", "dead")}
    waiting = counted["queued"] + counted["leased"]
    yield Text(
        de=f"Nachrichten: {counted['sent']} verschickt, {waiting} warten, "
        f"{counted['dead']} unzustellbar.",
        en=f"Messages: {counted['sent']} sent, {waiting} waiting, {counted['dead']} dead.",
    )
    if found.letters:
        yield ""
        yield Table(_LETTER_COLUMNS, [_letter_row(call, each) for each in found.letters])
    if found.envelopes:
        yield ""
        yield Table(
            _ENVELOPE_COLUMNS,
            [
                (each.id, each.envelope.event, each.envelope.target, each.last_error or NOTHING)
                for each in found.envelopes
            ],
        )


_LETTER_COLUMNS = (
    Text(de="Kennung", en="Id"),
    Text(de="Nachricht", en="Message"),
    Text(de="Vorgang", en="Case"),
    Text(de="An", en="To"),
    Text(de="Seit", en="Since"),
    Text(de="Versuche", en="Tries"),
    Text(de="Warum", en="Why"),
)
_ENVELOPE_COLUMNS = (
    Text(de="Kennung", en="Id"),
    Text(de="Ereignis", en="Event"),
    Text(de="Für den Vorgang", en="For the case"),
    Text(de="Warum", en="Why"),
)


def _letter_row(call: Call, each: Any) -> tuple[object, ...]:
    return (
        each.id,
        each.letter.message,
        each.case_number or NOTHING,
        each.address or each.name or each.letter.to,
        moment(call, each.at),
        each.attempts,
        each.last_error or letter_standing(call, each),
    )


@deliveries.command(
    "retry",
    cls=TownCommand,
    words=Text(
        de="Versucht Unzustellbares noch einmal; ohne Angabe alles.",
        en="Tries again what could not be delivered; without ids everything.",
    ),
)
@argument("ids", metavar="[ID]...", nargs=-1, words=Text(de="Die Kennungen.", en="The ids."))
@pass_call
def retry(call: Call, ids: tuple[str, ...]) -> None:
    """Queue dead letters and envelopes again."""
    count = dead.retry(call.application, call.tenant, call.reader, ids)
    if ids and not count:
        raise NothingToRetry(name=", ".join(ids)[:80])
    told = Text(
        de=f"{count} werden mit dem nächsten Takt noch einmal versucht.",
        en=f"{count} will be tried again with the next tick.",
    )
    answer(call, {"queued": count}, told)


@deliveries.command(
    "test-send",
    cls=TownCommand,
    words=Text(
        de="Schickt sofort eine Probe an eine Adresse.",
        en="Sends a test to an address at once.",
    ),
)
@argument("address", words=Text(de="Die Adresse.", en="The address."))
@pass_call
def test_send(call: Call, address: str) -> None:
    """Find out whether mail leaves."""
    channel = sending.send_test(call.application, call.tenant, call.reader, address, call.language)
    told = Text(
        de=f"Übergeben an {channel}: eine Probe für {address}.",
        en=f"Handed over to {channel}: a test for {address}.",
    )
    answer(call, {"address": address, "channel": channel}, told)
