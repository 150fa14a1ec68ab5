"""Coverage: how each case of one workflow stands to another case, the inactive ones too.

A municipality stands to a measure by carrying it, or by a local variant that concerns the one and
is a variant of the other: links of any kind, over one case in between at most.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.lifecycle.chronicle import title_of
from engine.services import cases
from engine.services.access import viewer_of
from engine.services.shown_lines import shown_lines
from engine.storage.queries import cases as queries
from engine.storage.queries import duties
from engine.storage.queries.cases import CaseFilter
from engine.storage.queries.duties import DutyFilter
from engine.storage.store import StorageWorld

if TYPE_CHECKING:
    from datetime import datetime

    from engine.definition.model import Workflow
    from engine.findings import Text
    from engine.services.access import Reader
    from engine.services.application import Application
    from engine.storage.queries.cases import CaseLine
    from engine.storage.queries.visible import Viewer
    from engine.storage.unit import Unit

MUNICIPALITY = "municipality"
"""The workflow of those who take part in the plan of a district."""
MOST = 1_000
"""So many cases, and so many of their duties, are looked at."""


@dataclass(frozen=True, slots=True)
class Way:
    """How a case stands to the other one."""

    kind: str
    """Kind of the link that leads from the case: carries, concerns, ..."""
    over: CaseLine | None
    """The case in between, a local variant for instance; None: it is linked itself."""


@dataclass(frozen=True, slots=True)
class Owed:
    """Something that is still to be done."""

    title: Text
    due_at: datetime | None
    is_overdue: bool


@dataclass(frozen=True, slots=True)
class Covered:
    """One case of the workflow."""

    case: CaseLine
    ways: tuple[Way, ...]
    """None: it does not stand to the other case at all."""
    owed: tuple[Owed, ...] = ()
    """What is still to be done in it, the most urgent first."""

    @property
    def is_late(self) -> bool:
        """Whether something in it is overdue."""
        return any(each.is_overdue for each in self.owed)


@dataclass(frozen=True, slots=True)
class Coverage:
    """All cases of a workflow, seen from one case; without one, how they stand themselves."""

    workflow: Workflow
    lines: tuple[Covered, ...]

    @property
    def by_state(self) -> dict[str, int]:
        """How many are in which state."""
        found: dict[str, int] = {}
        for each in self.lines:
            found[each.case.state] = found.get(each.case.state, 0) + 1
        return found


def coverage(
    app: Application, tenant: str, reader: Reader, workflow: str, name: str | None = None
) -> Coverage:
    """Return how the cases of a workflow stand to the case of a name, the closed ones too.

    Raises:
        WorkflowNotFound: the town has published no such workflow.
        CaseNotFound: there is no such case that the reader may know of.
    """
    at = app.now()
    with app.database.read(tenant, at) as unit:
        world = StorageWorld(unit, app.known, hold=False)
        viewer = viewer_of(world, reader, at)
        centre = cases.look(app, unit, reader, name).case.id if name is not None else None
        flow = world.newest(workflow).workflow
        found = queries.case_lines(unit, viewer, CaseFilter(workflow=workflow), at, limit=MOST)
        lines = {each.id: each for each in shown_lines(world, viewer, found)}
        ways: dict[str, list[Way]] = {each: [] for each in lines}
        if centre is not None:
            near = _neighbours(queries.links_of(unit, centre), centre)
            between = queries.lines_of(unit, viewer, sorted(near - lines.keys()), at)
            for one in near & lines.keys():
                kinds = _kinds(queries.links_of(unit, one), one, centre)
                ways[one] += [Way(kind, None) for kind in kinds]
            for middle in shown_lines(world, viewer, between):
                links = queries.links_of(unit, middle.id)
                for one in _neighbours(links, middle.id) & lines.keys():
                    ways[one] += [Way(kind, middle) for kind in _kinds(links, middle.id, one)]
        owed = _owed(unit, viewer, flow)
        return Coverage(
            flow,
            tuple(
                Covered(each, tuple(ways[each.id]), tuple(owed.get(each.id, ())))
                for each in lines.values()
            ),
        )


def _owed(unit: Unit, viewer: Viewer, flow: Workflow) -> dict[str, list[Owed]]:
    """Return what is owed in the cases of a workflow that the viewer sees into, by case."""
    found: dict[str, list[Owed]] = {}
    for duty in duties.duties(unit, viewer, DutyFilter(workflow=flow.key), limit=MOST):
        each = duty.occurrence
        owed = Owed(title_of(each.obligation, flow), each.due_at, each.is_overdue(unit.at))
        found.setdefault(duty.case.id, []).append(owed)
    return found


def _neighbours(links: list[tuple[str, str, str]], case: str) -> set[str]:
    return {two if one == case else one for one, _, two in links}


def _kinds(links: list[tuple[str, str, str]], one: str, other: str) -> list[str]:
    return sorted({kind for a, kind, b in links if {a, b} == {one, other}})
