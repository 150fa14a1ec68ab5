"""Lists of cases, as far as a reader may see them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from engine.lifecycle.marks import marks_of
from engine.services.access import Sight, sight_in, viewer_of
from engine.services.shown import Filter, title_shown
from engine.storage.queries import cases as queries
from engine.storage.queries.visible import seen_among
from engine.storage.store import StorageWorld

if TYPE_CHECKING:
    from collections.abc import Collection

    from engine.lifecycle.case import WorkflowRef
    from engine.services.access import Reader
    from engine.services.application import Application
    from engine.storage.queries.cases import CaseFilter, CaseLine
    from engine.storage.queries.visible import Viewer


def list_cases(
    app: Application,
    tenant: str,
    reader: Reader,
    wanted: CaseFilter,
    *,
    limit: int = 100,
    after: str = "",
) -> list[CaseLine]:
    """Return a page of cases in the order in which they were opened.

    What is searched for is looked for only in what the reader sees.
    """
    found: list[CaseLine] = []
    with app.database.read(tenant, app.now()) as unit:
        world = StorageWorld(unit, app.known, hold=False)
        viewer = viewer_of(world, reader, unit.at)
        while len(found) < limit:
            missing = limit - len(found)
            page = queries.case_lines(unit, viewer, wanted, unit.at, limit=missing, after=after)
            found += [each for each in shown_lines(world, viewer, page) if _fits(each, wanted)]
            if len(page) < missing:
                break
            after = page[-1].id
    return found


def _fits(line: CaseLine, wanted: CaseFilter) -> bool:
    """Return whether a line has what was searched for, after what is hidden was taken out."""
    marks = (wanted.rating, line.rating), (wanted.area, line.area), (wanted.priority, line.priority)
    return wanted.text.strip().casefold() in f"{line.number} {line.title}".casefold() and all(
        asked is None or asked == found for asked, found in marks
    )


def shown_lines(world: StorageWorld, viewer: Viewer, lines: list[CaseLine]) -> list[CaseLine]:
    """Return lines with what the viewer may see of each."""
    if viewer.sees_all:
        return lines
    parents = {each.parent for each in lines if each.parent is not None}
    known = seen_among(world.unit, viewer, parents)
    filters: dict[tuple[WorkflowRef, Sight], Filter] = {}
    found = []
    for each in lines:
        key = each.workflow, sight_in(viewer, each.id, is_close=each.is_close)
        if key not in filters:
            workflow = world.compiled(each.workflow).workflow
            filters[key] = Filter(world, viewer, workflow, key[1])
        found.append(_line(filters[key], each, known))
    return found


def _line(shows: Filter, line: CaseLine, known: Collection[str]) -> CaseLine:
    workflow, sight = shows.workflow, shows.sight
    data = shows.data(line.data)
    marks = marks_of(workflow, data)
    shown = replace(
        line,
        title=title_shown(workflow, line.title, sight),
        parent=line.parent if line.parent in known else None,
        data=data,
        rating=marks.rating,
        area=marks.area,
        priority=marks.priority,
    )
    if sight >= Sight.INTERNAL:
        return shown
    return replace(shown, holders=shows.holders(line.holders), overdue=0, due_at=None, items_open=0)
