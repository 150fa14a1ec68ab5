"""The docket of a body: what may come onto its next agenda, and what stands on a sitting's.

Read only. Public and non-public points come apart, and what a reader may not see is not there.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from engine.deadlines.localtime import end_of_day
from engine.definition.fields import Visibility
from engine.lifecycle.case import ItemKind
from engine.lifecycle.exposure import exposure_of
from engine.lifecycle.procedure import quorum_of
from engine.lifecycle.seats import seats_on
from engine.services.access import sight_of, viewer_of
from engine.services.cases import look
from engine.services.procedures import procedure
from engine.services.shown import Filter
from engine.storage.queries import duties
from engine.storage.queries.duties import DutyFilter
from engine.storage.queries.sittings import cases_naming
from engine.storage.store import StorageWorld

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from engine.lifecycle.case import Case
    from engine.lifecycle.procedure import Gathering, Procedure, Quorum
    from engine.lifecycle.seats import Body
    from engine.services.access import Reader
    from engine.services.application import Application
    from engine.storage.queries.duties import Duty, Matter
    from engine.storage.queries.visible import Viewer
    from engine.storage.unit import Unit

SITTING, RESOLUTION = "sitting", "resolution"
"""The workflows of sittings, and of the points that come before them."""
OPEN_POINTS = frozenset({"waiting", "tabled"})
FOLLOWED = frozenset({"carrying_out", "reported"})
MOST = 500
"""So many duties are offered for an agenda."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Who has a vote in a body on a day."""

    body: Body
    procedure: Procedure
    voting: int
    """So many have a vote, by statute or by seats."""
    vacant: int
    """So many of the seats with a vote nobody holds."""

    def quorum(self, gathering: Gathering) -> Quorum:
        """Return whether it can decide with those who have come."""
        return quorum_of(self.procedure, gathering)


@dataclass(frozen=True, slots=True)
class Agenda:
    """What stands on the agenda of a sitting."""

    sitting: Case
    public: tuple[Case, ...]
    """Points in their order."""
    closed: tuple[Case, ...]
    """Non-public points, for those alone who may see them."""
    due: tuple[Duty, ...] = ()
    """What is owed to the body and due by the day of the sitting."""
    followed: tuple[Case, ...] = ()
    """Its resolutions that are still to be carried out or noted as done: on every agenda."""


@dataclass(frozen=True, slots=True)
class Docket:
    """What may come onto the next agenda of a body."""

    waiting: tuple[Case, ...]
    """Points that wait for a sitting: postponed, left over, recommended by another body, new."""
    matters: tuple[Matter, ...]
    """Proposed and escalated items of cases that no point stands for yet, in this order; what is
    done meanwhile comes last."""
    due: tuple[Duty, ...]
    """What is owed to the body and due by the day."""
    followed: tuple[Case, ...]
    """Resolutions that are being carried out, or reported done and not yet noted."""


def standing_of(world: StorageWorld, body: Body, at: datetime) -> Standing:
    """Return who has a vote in a body at a moment."""
    today = world.town.today(at)
    seats = [each for each in seats_on(world.town.seats.get(body.id, ()), today) if each["voting"]]
    voting = body.seats if body.seats is not None else len(seats)
    vacant = sum(1 for each in seats if each["vacant"])
    return Standing(body, procedure(body), voting, vacant)


def agenda(app: Application, tenant: str, reader: Reader, sitting: str) -> Agenda:
    """Return what stands on the agenda of a sitting; raises CaseNotFound."""
    with app.database.read(tenant, app.now()) as unit:
        seen = look(app, unit, reader, sitting)
        names = {seen.case.id, seen.case.number}
        ids = [
            each
            for name in sorted(names)
            for each in cases_naming(unit, seen.viewer, RESOLUTION, ("sitting", name))
        ]
        points = sorted(_shown(seen.world, seen.viewer, ids), key=_position)
        body, held_on = str(seen.case.data.get("body")), seen.case.data.get("held_on")
        zone = seen.world.town.calendar.zone
        until = end_of_day(held_on, zone) if isinstance(held_on, date) else unit.at
        return Agenda(
            sitting=seen.filter.case(seen.case),
            public=tuple(each for each in points if not each.data.get("non_public")),
            closed=tuple(each for each in points if each.data.get("non_public")),
            due=tuple(_owed_to(seen.world, seen.viewer, body, until)),
            followed=tuple(
                _shown(seen.world, seen.viewer, _points(unit, seen.viewer, body, FOLLOWED))
            ),
        )


def _position(point: Case) -> tuple[int, str]:
    position = point.data.get("position")
    return (position if isinstance(position, int) else MOST, point.number)


def docket(app: Application, tenant: str, reader: Reader, body: str, until: datetime) -> Docket:
    """Return what may come onto the next agenda of a body, as far as the reader may see it.

    Args:
        app: The application.
        tenant: The town.
        reader: Who asks.
        body: Id of the body.
        until: The moment of the sitting: what is owed to the body and due by then is offered.
    """
    with app.database.read(tenant, app.now()) as unit:
        world = StorageWorld(unit, app.known, hold=False)
        viewer = viewer_of(world, reader, unit.at)
        waiting = _shown(world, viewer, _points(unit, viewer, body, {"waiting"}))
        taken = taken_up(world, viewer, body)
        return Docket(
            waiting=tuple(waiting),
            matters=tuple(
                each
                for each in sorted(duties.matters_of(unit, viewer, body), key=_urgency)
                if (each.case.number, key_of(each)) not in taken
                and each.case.workflow.key != RESOLUTION
            ),
            due=tuple(_owed_to(world, viewer, body, until)),
            followed=tuple(_shown(world, viewer, _points(unit, viewer, body, FOLLOWED))),
        )


def _urgency(matter: Matter) -> tuple[bool, bool]:
    """Return what orders matters: what is to be decided first, what is only to be noted last."""
    return matter.item.reported, matter.item.kind is not ItemKind.PROPOSAL


def settled_meanwhile(
    app: Application, tenant: str, reader: Reader, body: str
) -> frozenset[tuple[str, str]]:
    """Return what a body has only to note, since it is done: number of the case, key of the item.

    A point of an agenda names them as ``about`` and ``item``.
    """
    with app.database.read(tenant, app.now()) as unit:
        world = StorageWorld(unit, app.known, hold=False)
        viewer = viewer_of(world, reader, unit.at)
        matters = duties.matters_of(unit, viewer, body)
        return frozenset((each.case.number, key_of(each)) for each in matters if each.item.reported)


def key_of(matter: Matter) -> str:
    """Return how a point names the item that it stands for."""
    return matter.item.key or str(matter.item.number)


def taken_up(world: StorageWorld, viewer: Viewer, body: str) -> set[tuple[object, object]]:
    """Return the items (case, item) that open points of a body stand for."""
    ids = _points(world.unit, viewer, body, OPEN_POINTS)
    return {(each.data.get("about"), each.data.get("item")) for each in world.load_many(ids)}


def _points(unit: Unit, viewer: Viewer, body: str, states: Iterable[str]) -> list[str]:
    return cases_naming(unit, viewer, RESOLUTION, ("body", body), frozenset(states))


def _shown(world: StorageWorld, viewer: Viewer, ids: list[str]) -> list[Case]:
    found = []
    for case in world.load_many(ids):
        flow = world.compiled(case.workflow).workflow
        sight = sight_of(viewer, flow, case)
        found.append(Filter(world, viewer, flow, sight).case(case))
    return found


def _owed_to(world: StorageWorld, viewer: Viewer, body: str, until: datetime) -> list[Duty]:
    """Return what is owed to a body and due by a moment; found by who owes it, and so quickly."""
    owed: dict[str, set[tuple[str, str]]] = {}
    for key, ref in world.town.newest.items():
        if key in {SITTING, RESOLUTION}:
            continue
        flow = world.compiled(ref).workflow
        for duty in flow.obligations.values():
            role = flow.roles.get(duty.creditor or "")
            if role is not None and role.named_by is None and role.key == body:
                owed.setdefault(duty.owner, set()).add((key, duty.key))
    found: list[Duty] = []
    for owner, obligations in sorted(owed.items()):
        wanted = DutyFilter(role=owner, obligations=obligations, due_until=until)
        found += duties.duties(world.unit, viewer, wanted, limit=MOST)
    return sorted(found, key=lambda each: (each.occurrence.due_at or until, each.case.number))


def is_confidential(world: StorageWorld, case_id: str) -> bool:
    """Return whether a case may only be dealt with behind closed doors."""
    case = world.load(case_id)
    return exposure_of(world.compiled(case.workflow).workflow, case) is Visibility.CONFIDENTIAL
