"""What has become of a plan between two days: worse, stopped, new, better, done, or else changed.

Days to compare with are offered too: that of the last sitting of a body, and that on which the
last reports of the plan were due.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from typing import TYPE_CHECKING

from engine.findings import Text
from engine.services.access import require_insider, viewer_of
from engine.services.docket import SITTING
from engine.services.plan_past import MOST, MOST_EVENTS, differences
from engine.storage.queries import cases as case_queries
from engine.storage.queries.cases import CaseFilter
from engine.storage.queries.changes import due_days
from engine.storage.store import StorageWorld

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from engine.definition.model import Workflow
    from engine.services.access import Reader
    from engine.services.application import Application
    from engine.services.plan_past import Change, Difference, Snapshot
    from engine.storage.queries.visible import Viewer

EVERYTHING = (MOST_EVENTS, MOST)
GLANCE = (5_000, 200)
"""So many events, and so many cases, are looked at for what is shown beside other things."""
MOST_SITTINGS = 1_000
LOOKED_BACK = timedelta(days=400)
"""A round of reports is looked for so far back."""
NOT_HELD = frozenset({"planned", "invited", "cancelled"})
"""States of a sitting that has not been held."""
_HARM = {"red": 2, "amber": 1}


class Turn(Enum):
    """Which way something has gone; what a committee looks at first comes first."""

    WORSE = "worse"
    GONE = "gone"
    NEW = "new"
    BETTER = "better"
    DONE = "done"
    OTHER = "other"

    @property
    def title(self) -> Text:
        """What it is called."""
        return _TITLES[self]


_TITLES = {
    Turn.WORSE: Text(de="Verschlechtert", en="Worse"),
    Turn.GONE: Text(de="Weggefallen", en="Dropped"),
    Turn.NEW: Text(de="Neu", en="New"),
    Turn.BETTER: Text(de="Verbessert", en="Better"),
    Turn.DONE: Text(de="Erreicht", en="Achieved"),
    Turn.OTHER: Text(de="Sonst geändert", en="Otherwise changed"),
}
_ORDER = {turn: place for place, turn in enumerate(Turn)}


@dataclass(frozen=True, slots=True)
class Turned:
    """One case that has changed."""

    turn: Turn
    after: Snapshot
    before: Snapshot | None
    """None: it was not there yet, or not to be seen."""
    others: tuple[Change, ...]
    """Fields that changed beside traffic light and progress."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """How the cases of a workflow differ between the ends of two days."""

    workflow: Workflow
    first: date
    last: date
    turned: tuple[Turned, ...]
    """What has got worse first."""
    is_whole: bool = True
    """Whether there may be no more: of a great many cases only the latest were looked at."""

    @property
    def counts(self) -> Mapping[Turn, int]:
        """How many went which way."""
        return {turn: len(self.of(turn)) for turn in Turn}

    def of(self, turn: Turn) -> tuple[Turned, ...]:
        """Return those that went one way."""
        return tuple(each for each in self.turned if each.turn is turn)


@dataclass(frozen=True, slots=True)
class Since:
    """A day that a plan may be compared with."""

    key: str
    """Id of the body, or ``round``."""
    title: Text
    on: date
    sitting: str | None = None
    """Number of the sitting."""


ROUND = "round"
_ROUND = Text(de="seit der letzten Berichtsrunde", en="since the last round of reports")


def between(
    app: Application, tenant: str, reader: Reader, workflow: str, days: tuple[date, date]
) -> Comparison:
    """Return what has changed between the ends of two days; the future is not looked into.

    Args:
        app: The application.
        tenant: The town.
        reader: Who reads.
        workflow: Whose cases are compared.
        days: Two days, in any order.

    Raises:
        WorkflowNotFound: the town has published no such workflow.
    """
    with app.database.read(tenant, app.now()) as unit:
        world = StorageWorld(unit, app.known, hold=False)
        return _between(world, viewer_of(world, reader, unit.at), workflow, days, EVERYTHING)


def since_sittings(
    app: Application, tenant: str, reader: Reader, workflow: str
) -> list[tuple[Since, Comparison]]:
    """Return what has changed since the last sittings of the bodies that the reader sits in.

    It is meant for a glance beside other things: of a great many cases only those changed last
    are looked at. The latest sitting comes first.

    Raises:
        WorkflowNotFound: the town has published no such workflow.
    """
    with app.database.read(tenant, app.now()) as unit:
        world = StorageWorld(unit, app.known, hold=False)
        viewer = viewer_of(world, reader, unit.at)
        today = world.town.today(unit.at)
        own = viewer.bodies & world.town.bodies.keys()
        if not own:
            return []
        found = [each for each in _last_sittings(world, viewer) if each.key in own]
        made = {
            on: _between(world, viewer, workflow, (on, today), GLANCE)
            for on in {each.on for each in found}
        }
        return [(each, made[each.on]) for each in found]


def offered(app: Application, tenant: str, reader: Reader, workflow: str) -> list[Since]:
    """Return the days that a plan may be compared with: the last sittings, the last round.

    Raises:
        OnlyInsiders: the reader holds nothing in the town.
        WorkflowNotFound: the town has published no such workflow.
    """
    with app.database.read(tenant, app.now()) as unit:
        world = StorageWorld(unit, app.known, hold=False)
        viewer = viewer_of(world, reader, unit.at)
        require_insider(viewer)
        return [*_last_sittings(world, viewer), *_last_round(world, workflow)]


def last_sitting(
    app: Application, tenant: str, reader: Reader, body: str, *, before: date | None = None
) -> Since | None:
    """Return the last sitting that a body has held before a day, by default today; None: none."""
    with app.database.read(tenant, app.now()) as unit:
        world = StorageWorld(unit, app.known, hold=False)
        found = _last_sittings(world, viewer_of(world, reader, unit.at), before)
        return next((each for each in found if each.key == body), None)


def _between(
    world: StorageWorld,
    viewer: Viewer,
    workflow: str,
    days: tuple[date, date],
    most: tuple[int, int],
) -> Comparison:
    today = world.town.today(world.unit.at)
    first, last = sorted(min(each, today) for each in days)
    flow = world.newest(workflow).workflow
    found = differences(world, viewer, (first, last), (workflow,), most=most)
    turned = sorted((_turned(each) for each in found), key=_rank)
    return Comparison(flow, first, last, tuple(turned), is_whole=len(found) < most[1])


def _turned(each: Difference) -> Turned:
    shown = each.after.workflow.overview
    marks = {shown.rating, shown.overruled_by, shown.progress}
    others = tuple(one for one in each.changes if one.field not in marks)
    return Turned(turn_of(each.before, each.after), each.after, each.before, others)


def turn_of(before: Snapshot | None, after: Snapshot) -> Turn:
    """Return which way a case has gone."""
    state = after.workflow.states[after.state]
    if state.final and (before is None or before.state != after.state):
        return Turn.DONE if state.outcome == "achieved" else Turn.GONE
    if before is None:
        return Turn.NEW
    harm, was = _HARM.get(after.rating or "", 0), _HARM.get(before.rating or "", 0)
    if harm != was:
        return Turn.WORSE if harm > was else Turn.BETTER
    if before.progress is None or after.progress is None or before.progress == after.progress:
        return Turn.OTHER
    return Turn.WORSE if after.progress < before.progress else Turn.BETTER


def _rank(each: Turned) -> tuple[object, ...]:
    return _ORDER[each.turn], -_HARM.get(each.after.rating or "", 0), each.after.number


def _last_sittings(world: StorageWorld, viewer: Viewer, before: date | None = None) -> list[Since]:
    """Return the last sitting of every body that has held one before a day, the latest first.

    A sitting of today does not count: until it ends, it looks back to the one before.
    """
    at = world.unit.at
    end = before or world.town.today(at)
    if SITTING not in world.town.newest:
        return []
    wanted = CaseFilter(workflow=SITTING)
    lines = case_queries.case_lines(world.unit, viewer, wanted, at, limit=MOST_SITTINGS)
    last: dict[str, tuple[date, str]] = {}
    for each in lines:
        body, held_on = str(each.data.get("body")), _day(each.data.get("held_on"))
        if body not in world.town.bodies or held_on is None or each.state in NOT_HELD:
            continue
        if held_on < end and (body not in last or held_on > last[body][0]):
            last[body] = (held_on, each.number)
    found = [
        Since(body, _since_sitting(world.town.bodies[body].title), on, number)
        for body, (on, number) in last.items()
    ]
    return sorted(found, key=lambda each: (-each.on.toordinal(), each.key))


def _since_sitting(body: Text) -> Text:
    return Text(de=f"seit der letzten Sitzung: {body.de}", en=f"since the last sitting: {body.en}")


def _last_round(world: StorageWorld, workflow: str) -> Iterator[Since]:
    """Yield the day on which the last round of what is owed again and again was due.

    That is the latest day on which at least half as much fell due as on the busiest one.
    """
    flow = world.newest(workflow).workflow
    repeated = [key for key, each in flow.obligations.items() if each.repeat is not None]
    if not repeated:
        return
    yesterday = world.town.today(world.unit.at) - timedelta(days=1)
    span = (yesterday - LOOKED_BACK, yesterday)
    days: Sequence[tuple[date, int]] = sorted(
        due_days(world.unit, workflow, repeated, span).items(), reverse=True
    )
    busiest = max((count for _, count in days), default=0)
    latest = next((day for day, count in days if 2 * count >= busiest), None)
    if latest is not None:
        yield Since(ROUND, _ROUND, latest)


def _day(value: object) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else None
