"""The timeline of a plan: when each case begins and ends, as bars beside their dates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from fastapi import APIRouter
from starlette.responses import Response

from engine.services import overviews
from engine.web import reading
from engine.web.arrival import Inside, SignedIn
from engine.web.going import go_to
from engine.web.pages.overview import Asked, Naming, plans_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.definition.model import Workflow
    from engine.storage.queries.cases import CaseLine

router = APIRouter()
WIDTH = 1000
"""Units of the drawing from its first to its last day."""
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Bar:
    """One case in the drawing."""

    line: CaseLine
    starts: date
    ends: date
    x: int
    width: int


@dataclass(frozen=True, slots=True)
class Timeline:
    """The drawing: bars, the years they lie in, and where today is."""

    bars: tuple[Bar, ...]
    undated: tuple[CaseLine, ...]
    years: tuple[tuple[int, int], ...] = ()
    """(year, where it begins)."""
    today: int | None = None
    """Where today is, None if it lies outside."""


@router.get("/overview/timeline")
def show(house: Inside, visitor: SignedIn, filters: Asked, after: str = "") -> Response:
    """Show the cases of a plan by their dates."""
    flows = plans_of(house)
    flow = flows.get(filters.workflow) or next(iter(flows.values()), None)
    if flow is None or not (flow.overview.starts and flow.overview.ends):
        return go_to("/overview")
    lines, more = overviews.page_of(
        house.app, house.tenant, visitor.reader, filters.wanted(flow), after
    )
    saying = reading.saying(house, visitor)
    return house.templates.page(
        "timeline",
        visitor,
        here="overview",
        flow=flow,
        filters=filters,
        timeline=timeline_of(flow, lines, saying.today(house.app.now())),
        more=f"{filters.address(workflow=flow.key, after=more)}" if more else None,
        naming=Naming(flow, saying),
        saying=saying,
        width=WIDTH,
    )


def timeline_of(flow: Workflow, lines: Iterable[CaseLine], today: date) -> Timeline:
    """Return the drawing of cases; those without both dates stand by themselves."""
    dated, undated = [], []
    for line in lines:
        span = _span(flow, line)
        if span is None:
            undated.append(line)
        else:
            dated.append((line, *span))
    if not dated:
        return Timeline((), tuple(undated))
    first = date(min(starts for _, starts, _ in dated).year, 1, 1)
    last = date(max(ends for _, _, ends in dated).year, 12, 31)
    days = (last - first).days + 1

    def place(day: date) -> int:
        return round((day - first).days * WIDTH / days)

    bars = [
        Bar(line, starts, ends, place(starts), max(place(ends + _ONE_DAY) - place(starts), 3))
        for line, starts, ends in sorted(dated, key=lambda each: each[1:])
    ]
    years = tuple((year, place(date(year, 1, 1))) for year in range(first.year, last.year + 1))
    is_inside = first <= today <= last
    return Timeline(tuple(bars), tuple(undated), years, place(today) if is_inside else None)


def _span(flow: Workflow, line: CaseLine) -> tuple[date, date] | None:
    given = [line.data.get(name or "") for name in (flow.overview.starts, flow.overview.ends)]
    days = [date.fromisoformat(each) for each in given if isinstance(each, str)]
    return (min(days), max(days)) if len(days) == len(given) else None
