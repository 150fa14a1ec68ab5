"""What a sight leaves of a case in a list."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from engine.lifecycle.frozen import replace
from engine.lifecycle.marks import marks_of
from engine.services.access import Sight, sight_in
from engine.services.shown import Filter, title_shown
from engine.storage.queries.visible import seen_among

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from engine.lifecycle.case import WorkflowRef
    from engine.storage.queries.cases import CaseLine
    from engine.storage.queries.visible import Viewer
    from engine.storage.store import StorageWorld


class ShownLine(NamedTuple):
    """A case in a list as it is shown."""

    line: CaseLine
    is_for_all: bool
    """Whether everybody of the same sight is shown the same: it names no other case."""


def shown_lines(world: StorageWorld, viewer: Viewer, lines: list[CaseLine]) -> list[CaseLine]:
    """Return lines with what the viewer may see of each."""
    if viewer.sees_all:
        return lines
    return [each.line for each in shown_apart(world, viewer, lines)]


def shown_apart(world: StorageWorld, viewer: Viewer, lines: list[CaseLine]) -> Iterator[ShownLine]:
    """Yield the same for whoever does not see all, and whether others are shown the same."""
    parents = {each.parent for each in lines if each.parent is not None}
    known = seen_among(world.unit, viewer, parents)
    filters: dict[tuple[WorkflowRef, Sight], Filter] = {}
    for each in lines:
        key = each.workflow, sight_in(viewer, each.id, is_close=each.is_close)
        if key not in filters:
            workflow = world.compiled(each.workflow).workflow
            filters[key] = Filter(world, viewer, workflow, key[1])
        shows = filters[key]
        before = shows.asked
        line = _line(shows, each, known)
        yield ShownLine(line, each.parent is None and shows.asked == before)


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
