"""Bodies and seats: who sits where until when and why, and what the composition lacks."""

from __future__ import annotations

from datetime import date, timedelta
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Form
from starlette.responses import Response

from engine.errors import NotFound
from engine.findings import Text
from engine.lifecycle.seats import STANDS_FOR, Seat
from engine.services import bodies, membership, people
from engine.services.bodies import Term
from engine.services.membership import KINDS, MANDATES
from engine.services.rights import require_administrator
from engine.web import reading
from engine.web.arrival import Inside, SignedIn
from engine.web.forms.filling import Filling
from engine.web.going import go_to
from engine.web.house import House
from engine.web.visitor import Visitor

router = APIRouter()
_LONGEST = 300
FUNCTIONS = {
    "holder": Text(de="Mitglied", en="member"),
    "chair": Text(de="Vorsitz", en="chair"),
    "deputy": Text(de="Stellvertretung", en="deputy"),
}
SEAT_FUNCTIONS = {
    "member": Text(de="Mitglied", en="member"),
    "chair": Text(de="Vorsitz", en="chair"),
    "reporter": Text(de="Berichterstattung", en="reporter"),
}
STANDING_FOR = {
    "field": Text(de="Handlungsfeld", en="field of action"),
    "organisation": Text(de="Organisation", en="organisation"),
    "council_group": Text(de="Fraktion", en="group of the council"),
    "municipality": Text(de="Gemeinde", en="municipality"),
    "group": Text(de="Gruppe", en="group"),
}
Said = Annotated[str, Form(max_length=_LONGEST)]


class HoldingNotFound(NotFound):
    """Not found: a seat held in {body} with the id {name}."""

    de = "Nicht gefunden: ein in {body} besetzter Sitz mit der Kennung {name}."


@router.get("/office/bodies")
def show_all(house: Inside, visitor: SignedIn) -> Response:
    """Show all bodies with what is vacant or wrong in them."""
    app, tenant, reader = house.app, house.tenant, visitor.reader
    require_administrator(app, tenant, reader)
    return house.templates.page(
        "office_bodies",
        visitor,
        here="office",
        tab="bodies",
        bodies=membership.list_bodies(app, tenant, reader),
        kinds=KINDS,
        saying=reading.saying(house, visitor),
    )


@router.get("/office/bodies/{key}")
def show(house: Inside, visitor: SignedIn, key: str, done: str = "") -> Response:
    """Show the seats of a body, with everybody who held them."""
    return _page(house, visitor, key, done=done)


@router.post("/office/bodies/{key}/seats")
def add_seat(house: Inside, visitor: SignedIn, key: str, filled: Filling) -> Response:
    """Set up a seat."""
    function, kind = filled.get("function", "member"), filled.get("kind", "")
    office, name = (filled.get(each, "").strip()[:_LONGEST] for each in ("office", "name"))
    if function not in SEAT_FUNCTIONS or (kind and kind not in STANDS_FOR):
        return _page(house, visitor, key, problem=_UNKNOWN)
    title = Text(de=office, en=office) if office else None
    stands_for = ((kind, name),) if kind and name else ()
    seat = Seat("", key, function, title, stands_for, voting=filled.get("vote") == "yes")
    bodies.put_seat(house.app, house.tenant, visitor.reader, seat)
    return go_to(f"/office/bodies/{key}?done=seat")


@router.post("/office/bodies/{key}/holders")
def give(house: Inside, visitor: SignedIn, key: str, filled: Filling) -> Response:
    """Let somebody sit in a body, with the reason."""
    app, tenant, reader = house.app, house.tenant, visitor.reader
    require_administrator(app, tenant, reader)
    try:
        since, until = (_day(filled.get(each, "")) for each in ("since", "until"))
    except ValueError:
        return _page(house, visitor, key, problem=_NO_DAY)
    problem = _problem(house, visitor, key, filled)
    if problem is not None:
        return _page(house, visitor, key, problem=problem)
    holder, seat, function = (filled.get(each, "") for each in ("holder", "seat", "function"))
    because = filled["because"].strip()[:_LONGEST]
    if seat:
        term = Term(since, until, is_deputy=function == "deputy", because=because)
        bodies.fill(app, tenant, reader, seat, holder, term)
    else:
        people.give_role(
            app,
            tenant,
            reader,
            key,
            holder,
            function=function,
            valid_from=since,
            valid_until=until,
            because=because,
        )
    return go_to(f"/office/bodies/{key}?done=given")


@router.post("/office/bodies/{key}/holders/{held}/end")
def end(
    house: Inside, visitor: SignedIn, key: str, held: str, last_day: Said = "", because: Said = ""
) -> Response:
    """Let somebody sit in a body no longer than a day, with the reason."""
    app, tenant, reader = house.app, house.tenant, visitor.reader
    _, holdings = membership.history(app, tenant, reader, key)
    if held not in {each.id for each in holdings}:
        raise HoldingNotFound(body=key, name=held)
    try:
        last = _day(last_day) or _today(house, visitor) - timedelta(days=1)
    except ValueError:
        return _page(house, visitor, key, problem=_NO_DAY)
    if not because.strip():
        return _page(house, visitor, key, problem=_NO_REASON)
    people.end_role(app, tenant, reader, held, last, because=because.strip())
    return go_to(f"/office/bodies/{key}?done=ended")


_NO_DAY = Text(de="Das ist kein Tag des Kalenders.", en="This is no day of the calendar.")
_NO_REASON = Text(
    de="Der Grund fehlt, zum Beispiel die Nummer des Beschlusses.",
    en="The reason is missing, the number of the resolution for example.",
)
_NOBODY = Text(
    de="Wählen Sie jemanden aus dem Verzeichnis.", en="Choose somebody of the directory."
)
_UNKNOWN = Text(de="Diese Auswahl gibt es hier nicht.", en="There is no such choice here.")


def _problem(house: House, visitor: Visitor, key: str, filled: dict[str, str]) -> Text | None:
    holder, seat = filled.get("holder", ""), filled.get("seat", "")
    known = reading.directory(house, visitor)
    if holder not in {each.id for each in known.people} | known.organisations.keys():
        return _NOBODY
    seats, _ = membership.history(house.app, house.tenant, visitor.reader, key)
    if filled.get("function") not in FUNCTIONS or (
        seat and seat not in {each.id for each in seats}
    ):
        return _UNKNOWN
    return None if filled.get("because", "").strip() else _NO_REASON


def _day(written: str) -> date | None:
    """Return a day that was written; raises ValueError."""
    return date.fromisoformat(written) if written else None


def _today(house: House, visitor: Visitor) -> date:
    return house.saying(visitor.language).today(house.app.now())


def _page(
    house: House, visitor: Visitor, key: str, *, done: str = "", problem: Text | None = None
) -> Response:
    app, tenant, reader = house.app, house.tenant, visitor.reader
    seats, held = membership.history(app, tenant, reader, key)
    known = reading.directory(house, visitor)
    today = _today(house, visitor)
    set_up = [each for each in seats if each.id not in {one.id for one in held}]
    return house.templates.page(
        "office_body",
        visitor,
        status=HTTPStatus.OK if problem is None else HTTPStatus.UNPROCESSABLE_ENTITY,
        here="office",
        tab="bodies",
        found=membership.show_body(app, tenant, reader, key),
        seats=[each for each in set_up if each.is_there_on(today)],
        held=[each for each in held if (each.valid_until or date.max) >= today],
        past=[each for each in held if (each.valid_until or date.max) < today][::-1],
        seat_of={each.id: each for each in set_up},
        holders=sorted(
            [(each.id, each.name) for each in known.people if each.name]
            + list(known.organisations.items()),
            key=lambda each: str(each[1]).casefold(),
        ),
        functions=FUNCTIONS,
        seat_functions=SEAT_FUNCTIONS,
        standing_for=STANDING_FOR,
        kinds=KINDS,
        mandates=MANDATES,
        today=today,
        done=done,
        problem=problem,
        saying=reading.saying(house, visitor),
    )
