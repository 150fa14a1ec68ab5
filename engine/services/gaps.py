"""Gaps: what the running cases of a plan lack to be binding, and what in it has no date."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.definition.fields import Visibility
from engine.documents.lists.bindingness import requirements_of
from engine.lifecycle.chronicle import title_of
from engine.services.access import require_insider, viewer_of
from engine.services.shown_lines import shown_lines
from engine.storage.queries import cases as queries
from engine.storage.queries import duties
from engine.storage.queries.cases import CaseFilter
from engine.storage.queries.duties import DutyFilter
from engine.storage.store import StorageWorld

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.definition.model import Workflow
    from engine.documents.lists.bindingness import Requirement
    from engine.findings import Text
    from engine.services.access import Reader
    from engine.services.application import Application
    from engine.storage.queries.cases import CaseLine

MOST = 2_000
"""So many cases, and so many duties without a date, are looked at."""


@dataclass(frozen=True, slots=True)
class Gap:
    """A case that lacks something."""

    case: CaseLine
    missing: tuple[Requirement, ...]
    undated: tuple[Text | str, ...]
    """What is owed in it without a date."""


@dataclass(frozen=True, slots=True)
class Gaps:
    """What is incomplete in a plan."""

    workflow: Workflow
    looked_at: int
    """So many running cases."""
    requirements: tuple[Requirement, ...]
    gaps: tuple[Gap, ...]
    """Where most is missing first."""

    @property
    def counts(self) -> Mapping[str, int]:
        """Key of a requirement to how many cases lack it."""
        return {
            each.key: sum(1 for gap in self.gaps if each in gap.missing)
            for each in self.requirements
        }


def gaps(app: Application, tenant: str, reader: Reader, workflow: str) -> Gaps:
    """Return what the running cases of a workflow lack, as far as the reader sees into them.

    Raises:
        OnlyInsiders: the reader holds nothing in the town.
        WorkflowNotFound: the town has published no such workflow.
    """
    with app.database.read(tenant, app.now()) as unit:
        world = StorageWorld(unit, app.known, hold=False)
        viewer = viewer_of(world, reader, unit.at)
        require_insider(viewer)
        flow = world.newest(workflow).workflow
        asked = requirements_of(flow)
        wanted = CaseFilter(workflow=workflow, is_open=True)
        found = queries.case_lines(unit, viewer, wanted, unit.at, limit=MOST)
        lines = shown_lines(world, viewer, found)
        undated: dict[str, list[Text | str]] = {}
        missing_dates = DutyFilter(workflow=workflow, is_undated=True)
        for duty in duties.duties(unit, viewer, missing_dates, limit=MOST):
            title = title_of(duty.occurrence.obligation, flow)
            undated.setdefault(duty.case.id, []).append(title)
    told = [
        Gap(line, _missing(flow, asked, line), tuple(undated.get(line.id, ()))) for line in lines
    ]
    lacking = [each for each in told if each.missing or each.undated]
    lacking.sort(key=lambda each: (-len(each.missing) - len(each.undated), each.case.number))
    return Gaps(flow, len(lines), asked, tuple(lacking))


def _missing(
    flow: Workflow, asked: tuple[Requirement, ...], line: CaseLine
) -> tuple[Requirement, ...]:
    """Return what is not met; what the reader may not see is not said to be missing."""
    holders = {role: tuple(each) for role, each in line.holders.items()}
    return tuple(
        each
        for each in asked
        if not each.is_met(line.data, holders)
        and (
            line.is_close
            or all(flow.fields[key].visibility is not Visibility.CONFIDENTIAL for key in each.needs)
        )
    )
