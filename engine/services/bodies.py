"""Bodies: who sits where, and the case that each body's life is.

Whatever changes who sits in a body is done in one transaction with the event ``seats_changed`` at
the body's case, so that a body that is no longer complete is so from that moment on. Cases of
other bodies that look at this one are told by envelopes, each in a transaction of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from engine.errors import CaseError, NotFound
from engine.lifecycle.circumstances import ENGINE_ACTOR, Incoming
from engine.lifecycle.errors import WorkflowNotFound
from engine.lifecycle.outcome import Accepted, Envelope, Refused
from engine.lifecycle.run import open_new, submit
from engine.lifecycle.seats import DEPUTY, HOLDER, SEATS_CHANGED
from engine.services import inbox
from engine.services.access import actor_for, require_administrator, viewer_of
from engine.services.answers import answer_of
from engine.services.events import persist
from engine.services.refusals import log_refusals
from engine.storage.ids import new_id
from engine.storage.queries import bodies as queries
from engine.storage.queries import directory
from engine.storage.store import StorageWorld

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from engine.lifecycle.case import Case
    from engine.lifecycle.outcome import Outcome
    from engine.lifecycle.seats import Body, Seat
    from engine.services.access import Reader
    from engine.services.answers import Answer
    from engine.services.application import Application
    from engine.storage.unit import Unit

WORKFLOW = "body"
"""The workflow that the life of a body is a case of."""
Do = Callable[["Unit"], str]
"""Makes a change; returns the id of what was changed."""


class BodyNotFound(NotFound):
    """Not found: the body {name}. There are: {bodies}."""

    de = "Nicht gefunden: das Gremium {name}. Es gibt: {bodies}."


class BodyFounded(CaseError):
    """The body {name} has its case already: {case}."""

    de = "Das Gremium {name} hat seinen Vorgang schon: {case}."


class SeatNotFound(NotFound):
    """Not found: the seat {name}. Its id stands in: body show."""

    de = "Nicht gefunden: der Sitz {name}. Seine Kennung steht in: body show."


@dataclass(frozen=True, slots=True)
class Term:
    """From which day to which somebody holds a seat, and as what."""

    valid_from: date | None = None
    valid_until: date | None = None
    """The last day; None: until further notice."""
    is_deputy: bool = False
    because: str | None = None
    """The reason."""


@dataclass(frozen=True, slots=True)
class Changed:
    """What came of a change of who sits in a body."""

    id: str
    """Id of the seat or of the holding."""
    answer: Answer | None
    """What the body's case said to it; None: the body has no case that listens."""


@dataclass(frozen=True, slots=True)
class _Place:
    """Whose seats are changed, and by whom."""

    app: Application
    tenant: str
    reader: Reader
    body: str


def put(app: Application, tenant: str, reader: Reader, body: Body) -> None:
    """Enter a body, or overwrite the one of that id; the case of its life stays."""

    def put_it(unit: Unit) -> str:
        known = StorageWorld(unit, app.known, hold=False).town.bodies.get(body.id)
        queries.put_body(unit, replace(body, case=known.case if known else None))
        return body.id

    _change(_Place(app, tenant, reader, body.id), put_it)


def found(
    app: Application, tenant: str, reader: Reader, body: str, fields: Mapping[str, object]
) -> Answer:
    """Open the case that the life of a body is, and bind the body to it.

    Args:
        app: The application.
        tenant: The town.
        reader: Who founds it.
        body: Id of a body that has been entered.
        fields: What has to hold for who sits in it, beside the body and its title.

    Raises:
        BodyNotFound: there is no such body.
        BodyFounded: its life is a case already.
        WorkflowNotFound: the town has not published the workflow ``body``.
    """
    at = app.now()

    def attempt() -> tuple[Answer, StorageWorld, str | None]:
        with app.database.write(tenant, at) as unit:
            world = StorageWorld(unit, app.known)
            known = body_in(world, body)
            if known.case is not None:
                raise BodyFounded(name=body, case=world.load(known.case).number)
            compiled = world.newest(WORKFLOW)
            actor = actor_for(world, compiled, None, reader.who, at)
            given = {"title": known.title.de, **fields, "body": body}
            outcome = open_new(world, WORKFLOW, given, actor, at)
            if isinstance(outcome, Accepted):
                queries.bind_body(unit, body, outcome.after.id)
            return answer_of(outcome), world, actor.id

    answer, world, actor = persist(attempt)
    log_refusals(app, tenant, world, actor)
    inbox.deliver_due(app, tenant, at)
    return answer


def put_seat(app: Application, tenant: str, reader: Reader, seat: Seat) -> Changed:
    """Add a seat to a body, or change what the one of that id stands for.

    Raises:
        BodyNotFound: there is no such body.
    """

    def put_it(unit: Unit) -> str:
        identity = seat.id or new_id(unit.at)
        queries.put_seat(unit, replace(seat, id=identity))
        return identity

    return _change(_Place(app, tenant, reader, seat.body), put_it, must_be=True)


def fill(
    app: Application, tenant: str, reader: Reader, seat: str, holder: str, term: Term
) -> Changed:
    """Let a person or an organisation hold a seat, or deputise for whoever holds it.

    Raises:
        SeatNotFound: there is no such seat.
        PersonNotFound: nobody and nothing of that id is in the directory.
    """

    def fill_it(unit: Unit) -> str:
        known = holder
        if known not in directory.organisations(unit):
            known = directory.find_person(unit, known).id
        return directory.give_role(
            unit,
            body,
            known,
            function=DEPUTY if term.is_deputy else HOLDER,
            valid_from=term.valid_from,
            valid_until=term.valid_until,
            seat=seat,
            because=term.because,
        )

    place = _place_of(app, tenant, reader, seat)
    body = place.body
    return _change(place, fill_it)


def vacate(app: Application, tenant: str, reader: Reader, seat: str, last_day: date) -> Changed:
    """Let whoever holds a seat hold it no longer than a day; the seat stays.

    Raises:
        SeatNotFound: there is no such seat.
    """

    def leave(unit: Unit) -> str:
        queries.leave_seat(unit, seat, last_day)
        return seat

    return _change(_place_of(app, tenant, reader, seat), leave)


def end_seat(app: Application, tenant: str, reader: Reader, seat: str, last_day: date) -> Changed:
    """Let a seat itself end with a day.

    Raises:
        SeatNotFound: there is no such seat.
    """

    def end_it(unit: Unit) -> str:
        queries.end_seat(unit, seat, last_day)
        return seat

    return _change(_place_of(app, tenant, reader, seat), end_it)


def seated_by_role(app: Application, tenant: str, reader: Reader, role: str, do: Do) -> str:
    """Do what changes who holds a role; where the role is a body, its case is told."""
    return _change(_Place(app, tenant, reader, role), do).id


def _place_of(app: Application, tenant: str, reader: Reader, seat: str) -> _Place:
    with app.database.read(tenant, app.now()) as unit:
        body = queries.body_of_seat(unit, seat)
    if body is None:
        raise SeatNotFound(name=seat)
    return _Place(app, tenant, reader, body)


def body_in(world: StorageWorld, body: str) -> Body:
    """Return a body of a town; raises BodyNotFound."""
    known = world.town.bodies.get(body)
    if known is None:
        raise BodyNotFound(name=body, bodies=", ".join(world.town.bodies) or "-")
    return known


def _change(place: _Place, do: Do, *, must_be: bool = False) -> Changed:
    changed, world = persist(partial(_attempt, place, do, must_be=must_be))
    log_refusals(place.app, place.tenant, world, None)
    inbox.deliver_due(place.app, place.tenant, place.app.now())
    return changed


def _attempt(place: _Place, do: Do, *, must_be: bool) -> tuple[Changed, StorageWorld]:
    at = place.app.now()
    with place.app.database.write(place.tenant, at) as unit:
        world = StorageWorld(unit, place.app.known)
        if must_be:
            body_in(world, place.body)
        known = world.town.bodies.get(place.body)
        # Cases are locked before the town is.
        case = world.load(known.case) if known is not None and known.case is not None else None
        _require_keeper(world, place.reader, case)
        identity = do(unit)
        world.look_again()
        outcome = _tell(world, case, at) if case is not None else None
        if (changed := world.town.bodies.get(place.body)) is not None:
            _tell_others(world, changed, identity)
        answer = answer_of(outcome) if outcome is not None else None
        return Changed(identity, answer), world


def _require_keeper(world: StorageWorld, reader: Reader, case: Case | None) -> None:
    """Refuse whoever neither keeps the town's directory nor the body's case."""
    viewer = viewer_of(world, reader, world.unit.at)
    if case is not None and not (viewer.sees_all or viewer.is_administrator):
        compiled = world.compiled(case.workflow)
        actor = actor_for(world, compiled, case, reader.who, world.unit.at)
        if actor.may(compiled.workflow.correction_by):
            return
    require_administrator(viewer)


def _tell(world: StorageWorld, case: Case, at: datetime) -> Outcome | None:
    """Tell a body's case; None where it is over or does not listen.

    A refusal, because the case is suspended for instance, does not undo who sits in the body.
    """
    if case.is_closed or SEATS_CHANGED not in world.compiled(case.workflow).workflow.events:
        return None
    outcome = submit(world, case.id, Incoming(SEATS_CHANGED, ENGINE_ACTOR), at)
    if isinstance(outcome, Refused):
        envelope = Envelope(case.id, SEATS_CHANGED)
        world.send(envelope, key=f"seats.{new_id(at)}.{case.id}", source=None)
    return outcome


def _tell_others(world: StorageWorld, changed: Body, identity: str) -> None:
    """Send word to the cases of other bodies whose rules look at bodies of this kind."""
    try:
        flow = world.newest(WORKFLOW).workflow
    except WorkflowNotFound:
        return
    kinds = {each.of for each in flow.facts.values() if each.kind == "bodies"}
    if kinds.isdisjoint({changed.kind, "*"}) or SEATS_CHANGED not in flow.events:
        return
    for each in world.town.bodies.values():
        if each.case is not None and each.id != changed.id:
            key = f"seats.{identity}.{new_id(world.unit.at)}.{each.case}"
            world.send(Envelope(each.case, SEATS_CHANGED), key=key, source=None)
