"""Bodies: who sits in them, when they sit, what waits for them, what they have decided."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Form
from starlette.responses import Response

from engine.findings import Text
from engine.services import comparison, resolutions, sittings, undertakings
from engine.services.bodies import BodyNotFound
from engine.services.docket import docket
from engine.web import reading
from engine.web.arrival import Inside, SignedIn
from engine.web.errors import status_of
from engine.web.forms.refused import messages_of
from engine.web.going import go_to
from engine.web.house import House
from engine.web.visitor import Visitor

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.lifecycle.case import Case
    from engine.lifecycle.seats import Body
    from engine.storage.queries.duties import Matter

router = APIRouter()
_LONGEST = 300
_AS_A_LIST = 12
"""So many matters are listed at once; more lie in piles that are opened."""
_TO_BE_NOTED = Text(
    de="Inzwischen erledigt, nur noch zur Kenntnis", en="Done meanwhile, only to be noted"
)
_NO_DAY = Text(de="Das ist kein Tag des Kalenders.", en="This is no day of the calendar.")
Once = Annotated[str, Form(alias="key", max_length=_LONGEST)]
"""Sent with a form, so that pressing its button twice does it once."""


@dataclass(frozen=True, slots=True)
class Pile:
    """What a body is asked the same about."""

    title: Text
    matters: list[Matter]


@router.get("/bodies")
def show_all(house: Inside, visitor: SignedIn) -> Response:
    """Show the bodies of the town."""
    known = reading.directory(house, visitor)
    now = house.app.now()
    return house.templates.page(
        "bodies",
        visitor,
        here="bodies",
        bodies=[
            (
                body,
                len(docket(house.app, house.tenant, visitor.reader, body.id, now).matters),
                sittings.sittings_of(house.app, house.tenant, visitor.reader, body.id)[:1],
            )
            for body in known.bodies
        ],
        saying=reading.saying(house, visitor),
    )


@router.get("/bodies/{key}")
def show(house: Inside, visitor: SignedIn, key: str, done: str = "") -> Response:
    """Show one body with its sittings, what waits, and the follow-up of its resolutions."""
    return _page(house, visitor, key, done=done)


@router.post("/bodies/{key}/sittings")
def plan(  # noqa: PLR0913, PLR0917 - each entry of the form is a parameter
    house: Inside,
    visitor: SignedIn,
    key: str,
    held_on: Annotated[str, Form()] = "",
    begins: Annotated[str, Form(max_length=_LONGEST)] = "",
    place: Annotated[str, Form(max_length=_LONGEST)] = "",
    once: Once = "",
) -> Response:
    """Plan a sitting."""
    day = day_in(held_on)
    if day is None:
        return _page(house, visitor, key, problem=[_NO_DAY])
    wanted = sittings.Plan(
        key, day, begins.strip() or None, place.strip() or None, key=once or None
    )
    answer = sittings.plan(house.app, house.tenant, visitor.reader, wanted)
    if not answer.accepted:
        return _page(house, visitor, key, problem=messages_of(answer))
    return go_to(f"/sittings/{answer.number}?done=planned")


@router.post("/bodies/{key}/promises")
def promise(
    house: Inside,
    visitor: SignedIn,
    key: str,
    said: Annotated[str, Form(max_length=_LONGEST)] = "",
    until: Annotated[str, Form()] = "",
    once: Once = "",
) -> Response:
    """Make a dated duty of an oral promise."""
    problem = promised(house, visitor, key, (said, until), once)
    if problem:
        return _page(house, visitor, key, problem=problem, said=said, until=until)
    return go_to(f"/bodies/{key}?done=promised")


def promised(
    house: House, visitor: Visitor, to: str, what: tuple[str, str], once: str
) -> list[Text]:
    """Make a duty of a promise to a body, or in a sitting; return what stands against it."""
    said, day = what[0], day_in(what[1])
    if day is None:
        return [_NO_DAY]
    try:
        answer = undertakings.promise(
            house.app, house.tenant, visitor.reader, to, said, day, key=once or None
        )
    except undertakings.PromiseUnclear as unclear:
        return [unclear.text]
    return [] if answer.accepted else messages_of(answer)


def day_in(text: str) -> date | None:
    """Return the day that a form says."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def body_named(house: House, visitor: Visitor, key: str) -> Body:
    """Return a body by its id; raises BodyNotFound."""
    known = {each.id: each for each in reading.directory(house, visitor).bodies}
    if key not in known:
        raise BodyNotFound(name=key, bodies=", ".join(known))
    return known[key]


def _page(  # noqa: PLR0913 - what the page may have to say
    house: House,
    visitor: Visitor,
    key: str,
    *,
    done: str = "",
    problem: list[Text] | None = None,
    said: str = "",
    until: str = "",
) -> Response:
    app, tenant, reader = house.app, house.tenant, visitor.reader
    now, saying = app.now(), reading.saying(house, visitor)
    waits = docket(app, tenant, reader, key, now)
    body = body_named(house, visitor, key)
    held = reading.held_today(house, visitor)
    return house.templates.page(
        "body",
        visitor,
        status=200 if not problem else status_of(undertakings.PromiseUnclear),
        here="bodies",
        body=body,
        members=[each for each in held if each.role == key],
        sittings=sittings.sittings_of(app, tenant, reader, key),
        last_sitting=comparison.last_sitting(app, tenant, reader, key),
        waiting=waits.waiting,
        piles=_piles(waits.matters),
        is_long=len(waits.matters) > _AS_A_LIST,
        followed=[
            (closed, resolutions.follow_up(app, tenant, reader, key, closed=closed))
            for closed in (False, True)
        ],
        may_act=acts_in(house, visitor, key),
        naming=CaseNaming(house, visitor),
        done=done,
        problem=problem,
        said=said,
        until=until,
        saying=saying,
        now=now,
    )


def _piles(matters: Iterable[Matter]) -> list[Pile]:
    """Return what waits by what is asked, at the end what is done meanwhile."""
    piles: dict[Text, Pile] = {}
    for each in matters:
        title = _TO_BE_NOTED if each.item.reported else each.item.title
        piles.setdefault(title, Pile(title, [])).matters.append(each)
    return list(piles.values())


def acts_in(house: House, visitor: Visitor, key: str) -> bool:
    """Return whether forms are shown: to members and to those who keep the office's roles.

    What somebody may really do, the workflow says when she does it.
    """
    today = reading.held_today(house, visitor)
    held = {each.role for each in today if each.holder == visitor.person}
    return bool(held & {key, "coordination", "administrator"})


@dataclass(frozen=True, slots=True)
class CaseNaming:
    """What the states of cases are called, by the version that each follows."""

    house: House
    visitor: Visitor

    def state(self, case: Case) -> Text | str:
        """Return the title of a case's state."""
        ref = case.workflow
        flow = reading.workflow(self.house, self.visitor, ref.key, ref.version)
        return flow.states[case.state].title if case.state in flow.states else case.state
