"""Lists of cases, as far as a reader may see them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.services import kept_lines
from engine.services.access import viewer_of
from engine.services.shown_lines import shown_lines
from engine.storage.queries import cases as queries
from engine.storage.store import StorageWorld

if TYPE_CHECKING:
    from engine.services.access import Reader
    from engine.services.application import Application
    from engine.storage.queries.cases import CaseFilter, CaseLine
    from engine.storage.queries.visible import Viewer

MOST_A_PAGE = 500
"""Lines of longer lists, which are for files, are not kept: those of the pages would have to go."""


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
            page, last = _page(app, world, viewer, wanted, (after, missing))
            found += [each for each in page if _fits(each, wanted)]
            if last is None:
                break
            after = last
    return found


def _page(
    app: Application, world: StorageWorld, viewer: Viewer, wanted: CaseFilter, span: tuple[str, int]
) -> tuple[list[CaseLine], str | None]:
    """Return the next lines, and the id of the last one; None after which there are no more."""
    after, limit = span
    unit = world.unit
    if limit <= MOST_A_PAGE:
        heads = queries.case_heads(unit, viewer, wanted, limit=limit, after=after)
        page = kept_lines.lines_of(app, world, viewer, heads)
        return page, heads[-1].id if len(heads) == limit else None
    lines = queries.case_lines(unit, viewer, wanted, unit.at, limit=limit, after=after)
    page = shown_lines(world, viewer, lines)
    return page, lines[-1].id if len(lines) == limit else None


def _fits(line: CaseLine, wanted: CaseFilter) -> bool:
    """Return whether a line has what was searched for, after what is hidden was taken out."""
    marks = (wanted.rating, line.rating), (wanted.area, line.area), (wanted.priority, line.priority)
    return wanted.text.strip().casefold() in f"{line.number} {line.title}".casefold() and all(
        asked is None or asked == found for asked, found in marks
    )
