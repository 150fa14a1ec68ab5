"""Lists of cases, as far as a reader may see them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.services import kept_lines
from engine.services.access import viewer_of
from engine.storage.queries import cases as queries
from engine.storage.store import StorageWorld

if TYPE_CHECKING:
    from engine.services.access import Reader
    from engine.services.application import Application
    from engine.storage.queries.cases import CaseFilter, CaseLine


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
            page = queries.case_heads(unit, viewer, wanted, limit=missing, after=after)
            lines = kept_lines.lines_of(app, world, viewer, page)
            found += [each for each in lines if _fits(each, wanted)]
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
