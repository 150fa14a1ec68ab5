"""Overviews: how a plan stands at a glance, as far as a reader may see it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.services.access import Sight, viewer_of
from engine.services.case_lists import list_cases, shown_lines
from engine.services.shown import level_of
from engine.storage.queries import cases as case_queries
from engine.storage.queries import overview as queries
from engine.storage.queries.visible import is_close, may_see, may_see_inside
from engine.storage.store import StorageWorld

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from engine.definition.model import Workflow
    from engine.services.access import Reader
    from engine.services.application import Application
    from engine.storage.queries.cases import CaseFilter, CaseLine

MOST_URGENT = 10
PAGE = 200


@dataclass(frozen=True, slots=True)
class AreaTally:
    """How the open cases of one area stand."""

    area: str | None
    by_rating: Mapping[str | None, int]

    @property
    def count(self) -> int:
        """How many they are."""
        return sum(self.by_rating.values())


@dataclass(frozen=True, slots=True)
class Standing:
    """How the cases of a workflow stand."""

    at: datetime
    workflow: Workflow
    areas: tuple[AreaTally, ...]
    ended: Mapping[str, int]
    """Final state to how many cases have ended in it."""
    overdue: int
    """How many obligations are overdue."""
    before_bodies: Mapping[str, int]
    urgent: tuple[CaseLine, ...]
    """Those in which something has been overdue the longest."""

    @property
    def total(self) -> AreaTally:
        """All areas together."""
        ratings = {rating for each in self.areas for rating in each.by_rating}
        return AreaTally(
            None,
            {one: sum(each.by_rating.get(one, 0) for each in self.areas) for one in ratings},
        )


def standing(app: Application, tenant: str, reader: Reader, workflow: str) -> Standing:
    """Return how the cases of a workflow stand.

    Raises:
        WorkflowNotFound: the town has published no such workflow.
    """
    at = app.now()
    with app.database.read(tenant, at) as unit:
        world = StorageWorld(unit, app.known, hold=False)
        viewer = viewer_of(world, reader, at)
        found = world.newest(workflow).workflow
        by_area: dict[str | None, dict[str | None, int]] = {}
        seen = _SEEN[
            max((level_of(found.fields[each]) for each in _marks(found)), default=Sight.PUBLIC)
        ]
        for each in queries.tallies(unit, viewer, workflow, seen):
            by_area.setdefault(each.area, {})[each.rating] = each.count
        ids = queries.most_urgent(unit, viewer, workflow, at, limit=MOST_URGENT)
        lines = case_queries.lines_of(unit, viewer, ids, at)
        return Standing(
            at=at,
            workflow=found,
            areas=tuple(
                AreaTally(area, by_area[area])
                for area in sorted(by_area, key=lambda area: (area is None, area or ""))
            ),
            ended=queries.ends(unit, viewer, workflow),
            overdue=queries.overdue(unit, viewer, workflow, at),
            before_bodies=queries.before_bodies(unit, viewer, workflow),
            urgent=tuple(shown_lines(world, viewer, lines)),
        )


_SEEN = {
    Sight.PUBLIC: may_see,
    Sight.INTERNAL: may_see_inside,
    Sight.CONFIDENTIAL: is_close,
}
"""Which cases are counted, by the visibility of what they are counted by."""


def _marks(workflow: Workflow) -> list[str]:
    overview = workflow.overview
    return [each for each in (overview.rating, overview.overruled_by, overview.area) if each]


def by_urgency(lines: list[CaseLine]) -> list[CaseLine]:
    """Return lines with what is overdue first, then by traffic light, priority and number."""
    return sorted(lines, key=_urgency)


_RATINGS = {"red": 0, "amber": 1, "green": 2, "grey": 3, "blue": 4}


def _urgency(line: CaseLine) -> tuple[object, ...]:
    far = line.priority if line.priority is not None else 99
    return (
        line.closed_at is not None,
        not line.overdue,
        not line.items_open,
        _RATINGS.get(line.rating or "", 9),
        far,
        line.number,
    )


def page_of(
    app: Application, tenant: str, reader: Reader, wanted: CaseFilter, after: str = ""
) -> tuple[list[CaseLine], str]:
    """Return a page of cases, the most urgent of it first, and where the next one begins."""
    lines = list_cases(app, tenant, reader, wanted, limit=PAGE + 1, after=after)
    more = lines[PAGE - 1].id if len(lines) > PAGE else ""
    return by_urgency(lines[:PAGE]), more
