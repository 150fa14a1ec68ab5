"""The plan at another day: as it stood, and what has changed between two days.

Nothing is kept twice for it: the recorded events of a case up to the end of a day add up to the
case as it stood on that day, so that every day is a snapshot, those of the reporting rounds too.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from engine.deadlines.localtime import end_of_day
from engine.definition.values import to_json
from engine.lifecycle.case import WorkflowRef
from engine.lifecycle.marks import marks_of
from engine.lifecycle.replay import fold
from engine.services.access import Sight, sight_of, viewer_of
from engine.services.case_lists import list_cases
from engine.services.shown import Filter, title_shown
from engine.storage.queries.cases import CaseFilter
from engine.storage.queries.changes import touched
from engine.storage.queries.definitions import editions
from engine.storage.queries.history import histories_of
from engine.storage.rows import title_in
from engine.storage.store import StorageWorld

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from engine.definition.fields import Field
    from engine.definition.model import Workflow
    from engine.findings import Text
    from engine.lifecycle.case import Case
    from engine.services.access import Reader
    from engine.services.application import Application
    from engine.storage.queries.history import Recorded
    from engine.storage.queries.visible import Viewer

CONTENT = ("plan-element", "measure")
"""The workflows that are looked at where none is named."""
MOST = 10_000
MOST_EVENTS = 200_000
EARLIEST = date(1900, 1, 1)
"""Before it nothing is looked for."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A case as it stood at the end of a day."""

    case: str
    number: str
    title: str
    workflow: Workflow
    state: str
    values: Mapping[str, object]
    """As JSON."""

    @property
    def state_title(self) -> Text:
        """Where it stood."""
        return self.workflow.states[self.state].title

    @property
    def rating(self) -> str | None:
        """The traffic light as it was shown."""
        return marks_of(self.workflow, self.values).rating

    @property
    def progress(self) -> int | None:
        """Per cent; None where the workflow has none or nothing was said."""
        value = self.values.get(self.workflow.overview.progress or "")
        return value if isinstance(value, int) else None


@dataclass(frozen=True, slots=True)
class Change:
    """One field that is another one."""

    field: str
    title: Text
    before: object
    after: object


@dataclass(frozen=True, slots=True)
class Difference:
    """What has become of a case between two days."""

    after: Snapshot
    before: Snapshot | None
    """None: there was no such case, or it was not to be seen."""
    changes: tuple[Change, ...] = ()

    @property
    def is_new(self) -> bool:
        """Whether it was not there before."""
        return self.before is None

    @property
    def has_moved(self) -> bool:
        """Whether it stands elsewhere."""
        return self.before is not None and self.before.state != self.after.state


def as_of(
    app: Application, tenant: str, reader: Reader, on: date, workflows: Sequence[str] = CONTENT
) -> tuple[Snapshot, ...]:
    """Return cases as they stood at the end of a day, as far as the reader may see them.

    What was not for her eyes then is not for her eyes now.
    """
    lines = [
        line
        for key in workflows
        for line in list_cases(app, tenant, reader, CaseFilter(workflow=key), limit=MOST)
    ]
    with app.database.read(tenant, app.now()) as unit:
        world = StorageWorld(unit, app.known, hold=False)
        viewer = viewer_of(world, reader, unit.at)
        end = end_of_day(max(on, EARLIEST), world.town.calendar.zone)
        found = _snapshots(world, viewer, [each.id for each in lines if each.opened_on <= on], end)
        return tuple(found.values())


def compare(
    app: Application,
    tenant: str,
    reader: Reader,
    days: tuple[date, date],
    workflows: Sequence[str] = CONTENT,
) -> tuple[Difference, ...]:
    """Return what is new or another one on the later of two days; what stayed the same is left out.

    Args:
        app: The application.
        tenant: The town.
        reader: Who reads.
        days: Two days, in any order.
        workflows: Whose cases are compared.
    """
    with app.database.read(tenant, app.now()) as unit:
        world = StorageWorld(unit, app.known, hold=False)
        viewer = viewer_of(world, reader, unit.at)
        return tuple(differences(world, viewer, days, workflows))


def differences(
    world: StorageWorld,
    viewer: Viewer,
    days: tuple[date, date],
    workflows: Sequence[str],
    *,
    most: tuple[int, int] = (MOST_EVENTS, MOST),
) -> list[Difference]:
    """Return what is new or another one, in a transaction of the caller.

    Args:
        world: The town.
        viewer: For whom.
        days: Two days, in any order.
        workflows: Whose cases are compared.
        most: So many events and so many cases are looked at, the latest first.
    """
    zone = world.town.calendar.zone
    first, last = (end_of_day(max(each, EARLIEST), zone) for each in sorted(days))
    ids = sorted(touched(world.unit, viewer, workflows, (first, last), most=most))
    world.load_many(ids)
    found = []
    for case_id, recorded in histories_of(world.unit, ids).items():
        after = _snapshot(world, viewer, case_id, recorded, last)
        if after is None:
            continue
        difference = _difference(_snapshot(world, viewer, case_id, recorded, first), after)
        if difference.is_new or difference.has_moved or difference.changes:
            found.append(difference)
    return found


def _snapshots(
    world: StorageWorld, viewer: Viewer, ids: Sequence[str], end: datetime
) -> dict[str, Snapshot]:
    world.load_many(ids)
    found = {
        case_id: _snapshot(world, viewer, case_id, recorded, end)
        for case_id, recorded in histories_of(world.unit, ids).items()
    }
    return {case_id: each for case_id, each in found.items() if each is not None}


def _snapshot(
    world: StorageWorld, viewer: Viewer, case_id: str, recorded: Sequence[Recorded], end: datetime
) -> Snapshot | None:
    patches = [each.patch for each in recorded if each.at < end]
    if not patches:
        return None
    now = world.load(case_id)
    then = fold(patches, lambda digest: _fields(world, now, digest))
    flow = world.compiled(then.workflow).workflow
    sight = min(
        sight_of(viewer, flow, then), sight_of(viewer, world.compiled(now.workflow).workflow, now)
    )
    if sight is Sight.NOTHING:
        return None
    shown = Filter(world, viewer, flow, sight).values(flow.fields, then.data)
    return Snapshot(
        case=case_id,
        number=then.number,
        title=title_shown(flow, title_in(then.data), sight),
        workflow=flow,
        state=then.state,
        values={key: to_json(value) for key, value in shown.items()},
    )


def _fields(world: StorageWorld, case: Case, digest: str) -> Mapping[str, Field]:
    """Return the fields of the definition that a case was pinned to then."""
    ref = case.workflow
    if ref.digest != digest:
        older = (each for each in editions(world.unit) if each.digest == digest)
        ref = next((WorkflowRef(each.key, each.version, each.digest) for each in older), ref)
    return world.compiled(ref).workflow.fields


def _difference(before: Snapshot | None, after: Snapshot) -> Difference:
    if before is None:
        return Difference(after, None)
    return Difference(after, before, tuple(_changes(before, after)))


def _changes(before: Snapshot, after: Snapshot) -> Iterator[Change]:
    fields = after.workflow.fields
    for key, value in after.values.items():
        old = before.values.get(key)
        if key in fields and old != value:
            yield Change(key, fields[key].title, old, value)
