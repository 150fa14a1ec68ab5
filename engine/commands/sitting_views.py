"""``verbindlich sitting docket|agenda|follow-up``: what stands before a body, and what became."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from engine.commands.body_views import BODY
from engine.commands.call import Call, pass_call
from engine.commands.moments import Day
from engine.commands.output import Table, answer
from engine.commands.parts import TownCommand, argument, option
from engine.commands.saying import NOTHING, day
from engine.deadlines.localtime import end_of_day
from engine.findings import Text
from engine.services import docket as service
from engine.services import resolutions
from engine.services.plain import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from engine.lifecycle.case import Case
    from engine.services.docket import Agenda, Docket
    from engine.services.resolutions import FollowUp

SITTING = Text(de="Nummer der Sitzung.", en="Number of the sitting.")
_PUBLIC = Text(de="Öffentlich", en="Public")
_CLOSED = Text(de="Nicht öffentlich", en="Non-public")


@click.command(
    "agenda",
    cls=TownCommand,
    words=Text(
        de="Zeigt die Tagesordnung, öffentlichen und nicht öffentlichen Teil getrennt.",
        en="Shows the agenda, the public and the non-public part apart.",
    ),
)
@argument("sitting", words=SITTING)
@option("--public", is_flag=True, words=Text(de="Nur den öffentlichen.", en="Only the public one."))
@pass_call
def agenda(call: Call, sitting: str, *, public: bool) -> None:
    """Print an agenda."""
    found = service.agenda(call.application, call.tenant, call.reader, sitting)
    document = {"sitting": plain(found.sitting), "public": [_point(each) for each in found.public]}
    if not public:
        document["closed"] = [_point(each) for each in found.closed]
        document["due"] = plain(found.due)
        document["followed"] = [_point(each) for each in found.followed]
    parts: list[Table | Text | str] = [f"{found.sitting.number} {found.sitting.data['title']}"]
    for title, points in ((_PUBLIC, found.public), (_CLOSED, () if public else found.closed)):
        if points:
            parts += ["", title, _points(points)]
    if not public:
        parts += _besides(call, found)
    answer(call, document, *parts)


def _besides(call: Call, found: Agenda) -> Iterator[Table | Text | str]:
    """Yield what stands on every agenda: what is due to the body, and its open resolutions."""
    if found.due:
        yield ""
        yield Text(de="Fällig bis zur Sitzung", en="Due by the sitting")
        for duty in found.due:
            about = f"{duty.case.number} {duty.case.title}".strip()
            yield f"  {day(call, duty.occurrence.due_on)} {about}"
    if found.followed:
        yield ""
        yield Text(de="Noch nicht erledigte Beschlüsse", en="Resolutions not done yet")
        yield _points(found.followed)


def _point(point: Case) -> dict[str, object]:
    wanted = ("position", "title", "about", "item", "non_public", "why_closed", "next_body")
    return {
        "number": point.number,
        "state": point.state,
        **{key: plain(point.data.get(key)) for key in wanted},
    }


def _points(points: Iterable[Case]) -> Table:
    return Table(
        (
            Text(de="TOP", en="Item"),
            Text(de="Gegenstand", en="Subject"),
            Text(de="Punkt", en="Point"),
            Text(de="Stand", en="State"),
        ),
        [
            (
                each.data.get("position") or NOTHING,
                each.data.get("title"),
                each.number,
                each.outcome or each.state,
            )
            for each in points
        ],
    )


@click.command(
    "docket",
    cls=TownCommand,
    words=Text(
        de="Zeigt, was auf die nächste Tagesordnung eines Gremiums gehört: Wartendes, Eskaliertes "
        "und Vorgeschlagenes, Fälliges, offene Beschlüsse.",
        en="Shows what belongs on the next agenda of a body: what waits, what was escalated and "
        "proposed, what is due, resolutions still open.",
    ),
)
@argument("body", words=BODY)
@option("--until", type=Day(), words=Text(de="Fällig bis dahin.", en="Due by then."))
@pass_call
def docket(call: Call, body: str, until: date | None) -> None:
    """Print what waits for a body."""
    now = call.application.now()
    at = end_of_day(until, call.place.calendar.zone) if until else now
    found = service.docket(call.application, call.tenant, call.reader, body, at)
    document = {
        "waiting": [_point(each) for each in found.waiting],
        "matters": plain(found.matters),
        "due": plain(found.due),
        "followed": [_point(each) for each in found.followed],
    }
    answer(call, document, *(() if call.as_json else _docket_parts(call, found)))


def _docket_parts(call: Call, found: Docket) -> Iterator[Table | Text | str]:
    rows = [
        *(("waits", each.data.get("title"), each.number, NOTHING) for each in found.waiting),
        *(
            (
                each.item.kind.value,
                call.words(each.item.title),
                f"{each.case.number} {each.case.title}".strip(),
                NOTHING,
            )
            for each in found.matters
        ),
        *(
            (
                "due",
                each.occurrence.obligation,
                f"{each.case.number} {each.case.title}".strip(),
                day(call, each.occurrence.due_on),
            )
            for each in found.due
        ),
        *(("open", each.data.get("title"), each.number, NOTHING) for each in found.followed),
    ]
    if not rows:
        yield Text(de="Nichts.", en="Nothing.")
        return
    yield Table(
        (
            Text(de="Warum", en="Why"),
            Text(de="Was", en="What"),
            Text(de="Vorgang", en="Case"),
            Text(de="Fällig am", en="Due on"),
        ),
        [(call.words(_WHY[why]), *rest) for why, *rest in rows],
    )


_WHY = {
    "waits": Text(de="wartet", en="waits"),
    "agenda": Text(de="eskaliert", en="escalated"),
    "proposal": Text(de="vorgeschlagen", en="proposed"),
    "due": Text(de="fällig", en="due"),
    "open": Text(de="Beschluss offen", en="resolution open"),
}


@click.command(
    "follow-up",
    cls=TownCommand,
    words=Text(
        de="Beschlusskontrolle: was beschlossen und noch nicht erledigt ist; öffentliche und "
        "nicht öffentliche Beschlüsse nie in einer Liste.",
        en="Resolutions that are adopted and not done yet; public and non-public ones never in "
        "one list.",
    ),
)
@argument("body", words=BODY)
@option("--closed", is_flag=True, words=Text(de="Die nicht öffentlichen.", en="Non-public ones."))
@pass_call
def follow_up(call: Call, body: str, *, closed: bool) -> None:
    """Print what is to be carried out."""
    found = resolutions.follow_up(call.application, call.tenant, call.reader, body, closed=closed)
    answer(call, {"resolutions": plain(found)}, _follow_up(call, found))


def _follow_up(call: Call, found: Sequence[FollowUp]) -> Table | Text:
    if not found:
        return Text(de="Nichts offen.", en="Nothing is open.")
    return Table(
        (
            Text(de="Beschluss", en="Resolution"),
            Text(de="Vom", en="Of"),
            Text(de="Gegenstand", en="Subject"),
            Text(de="Stelle", en="Office"),
            Text(de="Bis", en="By"),
            Text(de="Stand", en="State"),
            Text(de="Verzögert, weil", en="Late, because"),
            Text(de="Nächster Schritt", en="Next step"),
        ),
        [
            (
                each.number or each.case,
                day(call, each.decided_on),
                each.title,
                each.office or NOTHING,
                day(call, each.due_on) + (" !" if each.is_overdue else ""),
                call.words(each.state_title),
                each.delay or NOTHING,
                each.next_step or NOTHING,
            )
            for each in found
        ],
    )
