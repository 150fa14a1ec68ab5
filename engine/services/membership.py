"""Membership: who sits in a body, what it lacks, and where its life stands. Read only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.findings import Text
from engine.lifecycle.circumstances import ENGINE_ACTOR, Incoming
from engine.lifecycle.seats import chair_on
from engine.lifecycle.why import why
from engine.services.access import Sight, require_administrator, sight_of, viewer_of
from engine.services.bodies import body_in
from engine.services.procedures import procedure
from engine.storage.queries.bodies import held_in
from engine.storage.queries.directory import people
from engine.storage.store import StorageWorld

if TYPE_CHECKING:
    from datetime import date

    from engine.lifecycle.case import Case
    from engine.lifecycle.procedure import Procedure
    from engine.lifecycle.seats import Body, Seat
    from engine.services.access import Reader
    from engine.services.application import Application
    from engine.storage.queries.bodies import Held
    from engine.storage.queries.visible import Viewer

CHECK = "check"
"""The event by which a body's composition is checked."""
KINDS = {
    "council": Text(de="Rat", en="council"),
    "committee": Text(de="Ausschuss", en="committee"),
    "steering_group": Text(de="Steuerungsgruppe", en="steering group"),
    "accompanying_committee": Text(de="Begleitausschuss", en="accompanying committee"),
    "advisory_board": Text(de="Beirat", en="advisory board"),
    "working_group": Text(de="Arbeitsgruppe", en="working group"),
}
MANDATES = {
    "decide": Text(de="beschließt", en="decides"),
    "recommend": Text(de="empfiehlt", en="recommends"),
    "accompany": Text(de="begleitet", en="accompanies"),
}


@dataclass(frozen=True, slots=True)
class SeatLine:
    """A seat as it is today."""

    id: str
    function: str
    title: Text | None
    stands_for: tuple[tuple[str, str], ...]
    voting: bool
    is_vacant: bool
    holder: str | None
    """Id of whoever holds it; None: nobody, or the reader may not know."""
    holder_name: str | None
    deputy: str | None
    deputy_name: str | None
    until_on: date | None
    """The last day of the holder."""


@dataclass(frozen=True, slots=True)
class Condition:
    """Something that has to hold for who sits in the body."""

    id: str
    message: Text
    """What is wrong where it does not hold."""
    holds: bool


@dataclass(frozen=True, slots=True)
class Membership:
    """A body with everybody in it."""

    body: Body
    procedure: Procedure
    seats: tuple[SeatLine, ...]
    chair: str | None
    case: str | None
    """Number of the case that its life is."""
    state: str | None
    state_title: Text | None
    conditions: tuple[Condition, ...] = ()


def list_bodies(app: Application, tenant: str, reader: Reader) -> list[Membership]:
    """Return all bodies of a town that there are today, by id."""
    with app.database.read(tenant, app.now()) as unit:
        world = StorageWorld(unit, app.known, hold=False)
        viewer = viewer_of(world, reader, unit.at)
        today = world.town.today(unit.at)
        found = [each for _, each in sorted(world.town.bodies.items()) if each.is_there_on(today)]
        return [_membership(world, viewer, each) for each in found]


def show_body(app: Application, tenant: str, reader: Reader, body: str) -> Membership:
    """Return a body with its seats and what it lacks.

    Bodies and what a seat stands for are public; people are named to insiders alone.

    Raises:
        BodyNotFound: there is no such body.
    """
    with app.database.read(tenant, app.now()) as unit:
        world = StorageWorld(unit, app.known, hold=False)
        viewer = viewer_of(world, reader, unit.at)
        return _membership(world, viewer, body_in(world, body))


def history(
    app: Application, tenant: str, reader: Reader, body: str
) -> tuple[tuple[Seat, ...], list[Held]]:
    """Return the seats of a body and who held them, past and future ones included.

    Raises:
        NotAdministrator: the reader does not keep the town's affairs; reasons are personal.
        BodyNotFound: there is no such body.
    """
    with app.database.read(tenant, app.now()) as unit:
        world = StorageWorld(unit, app.known, hold=False)
        require_administrator(viewer_of(world, reader, unit.at))
        body_in(world, body)
        return world.town.seats.get(body, ()), held_in(unit, body)


def _membership(world: StorageWorld, viewer: Viewer, body: Body) -> Membership:
    today = world.town.today(world.unit.at)
    seats = [each for each in world.town.seats.get(body.id, ()) if each.is_there_on(today)]
    names = _names(world, viewer, seats, today)
    chair = chair_on(seats, today)
    case = world.load(body.case) if body.case is not None else None
    flow = world.compiled(case.workflow).workflow if case is not None else None
    is_seen = case is not None and flow is not None and bool(sight_of(viewer, flow, case))
    return Membership(
        body=body,
        procedure=procedure(body),
        seats=tuple(_line(each, names, today) for each in seats),
        chair=chair if chair in names else None,
        case=case.number if case is not None and is_seen else None,
        state=case.state if case is not None and is_seen else None,
        state_title=flow.states[case.state].title if flow and case and is_seen else None,
        conditions=_conditions(world, viewer, case) if case is not None else (),
    )


def _names(
    world: StorageWorld, viewer: Viewer, seats: list[Seat], today: date
) -> dict[str, str | None]:
    """Return the names of holders that a reader may know, by id."""
    held = {
        holding.holder
        for seat in seats
        for is_deputy in (False, True)
        if (holding := seat.holding_on(today, deputy=is_deputy)) is not None
    }
    known = world.town.organisations
    names: dict[str, str | None] = {each: known[each] for each in held if each in known}
    if viewer.sees_all or viewer.is_insider:
        names |= {each.id: each.name for each in people(world.unit, sorted(held - known.keys()))}
    return names


def _line(seat: Seat, names: dict[str, str | None], today: date) -> SeatLine:
    holding, deputy = seat.holding_on(today), seat.holding_on(today, deputy=True)
    holder = holding.holder if holding and holding.holder in names else None
    stands_in = deputy.holder if deputy and deputy.holder in names else None
    last = None if holding is None else min(holding.valid_until, seat.valid_until)
    return SeatLine(
        id=seat.id,
        function=seat.function,
        title=seat.title,
        stands_for=seat.stands_for,
        voting=seat.voting,
        is_vacant=holding is None,
        holder=holder,
        holder_name=names.get(holder or ""),
        deputy=stands_in,
        deputy_name=names.get(stands_in or ""),
        until_on=None if last is None or last == last.max else last,
    )


def _conditions(world: StorageWorld, viewer: Viewer, case: Case) -> tuple[Condition, ...]:
    compiled = world.compiled(case.workflow)
    flow = compiled.workflow
    if CHECK not in flow.events or sight_of(viewer, flow, case) < Sight.INTERNAL:
        return ()
    circumstances = world.circumstances(compiled, case, world.unit.at, CHECK)
    found = why(compiled, case, Incoming(CHECK, ENGINE_ACTOR), circumstances)
    messages = {guard.id: guard.message for each in flow.transitions for guard in each.guards}
    return tuple(
        Condition(verdict.id, messages[verdict.id], verdict.holds)
        for _, verdicts in found.conditions
        for verdict in verdicts
        if verdict.id in messages
    )
