"""Who may do what, and who may see what. Every read and every write asks here.

A reader sees of a case one of four things: nothing, its public fields, what it holds for insiders
too, or everything (``Sight``). What a sight leaves of a value, ``services.shown`` says.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import IntEnum
from functools import lru_cache
from typing import TYPE_CHECKING

from engine.definition.duties import Obligation
from engine.definition.fields import Visibility
from engine.definition.model import ANYONE, ENGINE, PUBLIC
from engine.definition.places import deeds, values_in
from engine.errors import AccessDenied
from engine.lifecycle.circumstances import ENGINE_ACTOR, PUBLIC_ACTOR, Actor
from engine.lifecycle.exposure import exposure_of
from engine.services.intents import Who
from engine.storage.queries.directory import people
from engine.storage.queries.shares import cases_shown
from engine.storage.queries.visible import Viewer
from engine.storage.recipients import holders_for, roles_of
from engine.storage.store import StorageWorld
from engine.storage.town import CONTACT

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date, datetime

    from engine.definition.model import Workflow
    from engine.lifecycle.case import Case
    from engine.lifecycle.machine import Compiled
    from engine.services.application import Application
    from engine.storage.unit import Unit

OPERATOR = "operator"
"""Id under which an operator at the command line is recorded, with the role she chose."""
ADMINISTRATOR = "administrator"
"""Role of the town that keeps its directory, settings, definitions and deliveries."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads: a signed-in person, nobody in particular, or an operator, who sees all."""

    person: str | None = None
    role: str | None = None
    """Of an operator: the role she would act in."""
    is_operator: bool = False
    """She sits at the command line and has the database in her hands anyway."""
    scopes: frozenset[str] | None = None
    """What a token was given for; None: whatever the person may."""
    guest_of: str | None = None
    """Another town of which she is an insider, as ``services.shares`` has found out there."""

    @property
    def who(self) -> Who:
        """As whom she would act."""
        if self.is_operator:
            return Who(self.person, self.role, is_operator=True)
        return Who(self.person) if self.person is not None else Who(is_public=True)


NOBODY = Reader()
"""The public."""
AS_OPERATOR = Reader(is_operator=True)


class NotAdministrator(AccessDenied):
    """This needs the role “administrator” in this town."""

    de = "Das verlangt die Rolle „administrator“ in dieser Stadt."


class OnlyInsiders(AccessDenied):
    """This is for people with a role or a seat in this town."""

    de = "Das ist Personen vorbehalten, die in dieser Stadt eine Rolle oder einen Sitz haben."


class NotYourWorkflow(AccessDenied):
    """This is for those who may act in all cases of “{workflow}”."""

    de = "Das ist denen vorbehalten, die in allen Vorgängen von „{workflow}“ handeln dürfen."


class Sight(IntEnum):
    """How much of a case is seen; each includes the ones before."""

    NOTHING = 0
    PUBLIC = 1
    INTERNAL = 2
    CONFIDENTIAL = 3


LEVELS = {
    Visibility.PUBLIC: Sight.PUBLIC,
    Visibility.INTERNAL: Sight.INTERNAL,
    Visibility.CONFIDENTIAL: Sight.CONFIDENTIAL,
}


def viewer_of(
    world: StorageWorld, reader: Reader, at: datetime, shared: Collection[str] = ()
) -> Viewer:
    """Return for whom is read, with what she holds in the town on that day.

    Args:
        world: The town.
        reader: Who reads.
        at: The moment.
        shared: Ids of cases that were shown to her beyond her roles.
    """
    if reader.is_operator:
        return Viewer(sees_all=True)
    today = world.town.today(at)
    if reader.guest_of is not None:
        return Viewer(shared=cases_shown(world.unit, today, town=reader.guest_of))
    if reader.person is None:
        return Viewer()
    viewer = _known_viewer(world, reader.person, today)
    shown = cases_shown(world.unit, today, person=reader.person).union(shared)
    return replace(viewer, shared=shown) if shown else viewer


_MOST_VIEWERS = 4096


def _known_viewer(world: StorageWorld, person: str, today: date) -> Viewer:
    """Return for whom is read, worked out once a day until something about the town changes."""
    viewers: dict[tuple[str, date], Viewer] = world.town.viewers
    known = viewers.get((person, today))
    if known is None:
        if len(viewers) >= _MOST_VIEWERS:
            viewers.clear()
        known = viewers[person, today] = _viewer(world, person, today)
    return known


def _viewer(world: StorageWorld, person: str, today: date) -> Viewer:
    town = world.town
    holders = holders_for(town, person, today)
    held = frozenset(
        role
        for role, holdings in town.holdings.items()
        if not role.startswith(CONTACT)
        and any(each.holder in holders and each.holds_on(today) for each in holdings)
    )
    return Viewer(
        is_insider=bool(held),
        is_administrator=ADMINISTRATOR in held,
        holders=holders,
        workflows=_acted_in(world, held),
        bodies=held,
        named=_named(world, held),
    )


def viewer_in(app: Application, unit: Unit, reader: Reader) -> Viewer:
    """Return for whom is read in a transaction."""
    return viewer_of(StorageWorld(unit, app.known, hold=False), reader, unit.at)


def _acted_in(world: StorageWorld, held: frozenset[str]) -> frozenset[str]:
    """Return the workflows in whose cases roles of the town may act or owe."""
    if not held:
        return held
    return frozenset(
        key
        for key, ref in world.town.followed.items()
        if not held.isdisjoint(_acting(world.compiled(ref)))
    )


def _named(world: StorageWorld, held: frozenset[str]) -> frozenset[tuple[str, str, str]]:
    """Return the workflows whose cases name a body that is held and may act or owe in them."""
    found: set[tuple[str, str, str]] = set()
    for key, ref in world.town.followed.items():
        compiled = world.compiled(ref)
        for role in _acting(compiled):
            field = compiled.workflow.roles[role].named_by
            if field is not None:
                found |= {(key, field, body) for body in held & world.town.bodies.keys()}
    return frozenset(found)


@lru_cache(maxsize=1024)
def _acting(compiled: Compiled) -> frozenset[str]:
    """Return the roles that may do something in a case or owe something in it."""
    flow = compiled.workflow
    found = {*flow.opened_by, *flow.suspension_by, *flow.correction_by}
    for event in flow.events.values():
        found |= set(event.by)
    for duty in values_in(deeds(flow), Obligation):
        found |= {duty.owner, *duty.waiver, *(duty.extension.by if duty.extension else ())}
    found |= {one for role in found & flow.roles.keys() for one in flow.roles[role].fallback}
    return frozenset(found & flow.roles.keys())


def sight_of(viewer: Viewer, workflow: Workflow, case: Case) -> Sight:
    """Return how much of a case a reader sees; the same as ``visible`` says of lists.

    Everything: operators, who holds a role of the case herself or for an organisation, who may
    act in it or owes in it by a role of the town, and the members of a body before which
    something of it stands. What it holds for insiders: whoever holds any role or seat in the town,
    unless the case is confidential, and to whom it was shown. Public fields: everybody, while it
    is public.
    """
    if viewer.sees_all or _is_close(viewer, case):
        return Sight.CONFIDENTIAL
    exposure = exposure_of(workflow, case)
    is_shown = viewer.is_insider and exposure is not Visibility.CONFIDENTIAL
    if is_shown or case.id in viewer.shared:
        return Sight.INTERNAL
    return Sight.PUBLIC if exposure is Visibility.PUBLIC else Sight.NOTHING


def sight_in(viewer: Viewer, case_id: str, *, is_close: bool) -> Sight:
    """Return how much is seen of a case in a list, which holds only those that may be seen."""
    if viewer.sees_all or is_close:
        return Sight.CONFIDENTIAL
    is_inside = viewer.is_insider or case_id in viewer.shared
    return Sight.INTERNAL if is_inside else Sight.PUBLIC


def _is_close(viewer: Viewer, case: Case) -> bool:
    if case.workflow.key in viewer.workflows:
        return True
    if any(
        key == case.workflow.key and case.data.get(field) == body
        for key, field, body in viewer.named
    ):
        return True
    held = {holder for holders in case.holders.values() for holder in holders}
    asked = {each.body for each in case.items if each.is_open}
    return not (viewer.holders.isdisjoint(held) and viewer.bodies.isdisjoint(asked))


def require_insider(viewer: Viewer) -> None:
    """Refuse whoever holds nothing in the town; raises OnlyInsiders."""
    if not (viewer.sees_all or viewer.is_insider):
        raise OnlyInsiders


def require_acting(viewer: Viewer, workflow: str) -> None:
    """Refuse whoever does not act in a workflow by a role of the town; raises NotYourWorkflow."""
    if not (viewer.sees_all or workflow in viewer.workflows):
        raise NotYourWorkflow(workflow=workflow)


def require_administrator(viewer: Viewer) -> None:
    """Refuse whoever does not keep the town's affairs; raises NotAdministrator."""
    if not (viewer.sees_all or viewer.is_administrator):
        raise NotAdministrator


def actor_for(
    world: StorageWorld,
    compiled: Compiled,
    case: Case | None,
    who: Who,
    at: datetime,
    said: Mapping[str, object] | None = None,
) -> Actor:
    """Return somebody with the roles she has, by herself, as a deputy or by stepping in.

    A person is looked up in the town; a stranger is the public. An operator, who has the database
    in her hands anyway, acts in the one role she names, and is recorded as such; she is not the
    engine. Neither: the engine. ``said`` stands in the fields of a case that is being opened: a
    role may be that of the body which is named there.
    """
    if who.is_public:
        return PUBLIC_ACTOR
    if who.person is not None:
        town = world.town
        today = town.today(at)
        roles = roles_of(town, compiled.workflow.roles, case, who.person, today, said)
        if not roles and not people(world.unit, [who.person]):
            return Actor(who.person, frozenset({PUBLIC}))
        return Actor(who.person, frozenset({*roles, ANYONE, PUBLIC}))
    if who.role is not None:
        everybody = {PUBLIC} if who.role == PUBLIC else {ANYONE, PUBLIC}
        return Actor(f"{OPERATOR}:{who.role}", frozenset({who.role, *everybody} - {ENGINE}))
    return ENGINE_ACTOR
