"""``verbindlich body list|show``: bodies as they are today."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from engine.commands.call import Call, pass_call
from engine.commands.output import Table, answer
from engine.commands.parts import TownCommand, argument
from engine.commands.saying import NOTHING, day
from engine.findings import Text
from engine.services import membership
from engine.services.membership import KINDS, MANDATES
from engine.services.plain import plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.services.membership import Membership, SeatLine

BODY = Text(de="Kennung des Gremiums.", en="Id of the body.")


@click.command(
    "list",
    cls=TownCommand,
    words=Text(de="Zeigt alle Gremien, die es heute gibt.", en="Shows all bodies of today."),
)
@pass_call
def list_bodies(call: Call) -> None:
    """Print the bodies."""
    found = membership.list_bodies(call.application, call.tenant, call.reader)
    table = Table(
        (
            Text(de="Gremium", en="Body"),
            Text(de="Kennung", en="Id"),
            Text(de="Art", en="Kind"),
            Text(de="Sitze", en="Seats"),
            Text(de="Unbesetzt", en="Vacant"),
            Text(de="Stand", en="State"),
        ),
        [
            (
                call.words(each.body.title),
                each.body.id,
                call.words(KINDS.get(each.body.kind, Text(each.body.kind, each.body.kind))),
                len(each.seats),
                sum(1 for seat in each.seats if seat.is_vacant),
                call.words(each.state_title) if each.state_title else NOTHING,
            )
            for each in found
        ],
    )
    answer(call, {"bodies": plain(found)}, table)


@click.command(
    "show",
    cls=TownCommand,
    words=Text(
        de="Zeigt ein Gremium: wer es ist, wer darin sitzt, ob jede Bedingung erfüllt ist.",
        en="Shows a body: what it is, who sits in it, whether every condition is met.",
    ),
)
@argument("body", words=BODY)
@pass_call
def show(call: Call, body: str) -> None:
    """Print one body."""
    found = membership.show_body(call.application, call.tenant, call.reader, body)
    answer(call, plain(found), *(() if call.as_json else _parts(call, found)))


def _parts(call: Call, found: Membership) -> Iterator[Table | Text | str]:
    body = found.body
    mandate = ", ".join(call.words(MANDATES[each]) for each in body.mandate if each in MANDATES)
    state = f" · {found.case} {call.words(found.state_title)}" if found.state_title else ""
    yield f"{call.words(body.title)} ({call.words(KINDS[body.kind])}; {mandate}){state}"
    yield ""
    yield Table(
        (
            Text(de="Sitz", en="Seat"),
            Text(de="Steht für", en="Stands for"),
            Text(de="Wer", en="Who"),
            Text(de="Vertretung", en="Deputy"),
            Text(de="Stimme", en="Vote"),
            Text(de="Bis", en="Until"),
            Text(de="Kennung", en="Id"),
        ),
        [_row(call, each) for each in found.seats],
    )
    for each in found.conditions:
        sign = "✓" if each.holds else "✗"
        yield f"{sign} {each.id}" + ("" if each.holds else f": {call.words(each.message)}")


def _row(call: Call, seat: SeatLine) -> tuple[object, ...]:
    vacant = call.words(Text(de="(unbesetzt)", en="(vacant)"))
    return (
        call.words(seat.title) if seat.title else seat.function,
        ", ".join(name for _, name in seat.stands_for) or NOTHING,
        vacant if seat.is_vacant else seat.holder_name or NOTHING,
        seat.deputy_name or NOTHING,
        call.words(Text(de="ja", en="yes") if seat.voting else Text(de="nein", en="no")),
        day(call, seat.until_on),
        seat.id,
    )
