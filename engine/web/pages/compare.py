"""The comparison of two dates: what has become of a plan between them, what got worse first."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from engine.errors import CaseError
from engine.findings import Text
from engine.services import comparison
from engine.services.comparison import Since, Turn
from engine.services.locality import town_of
from engine.web import reading
from engine.web.arrival import Inside, SignedIn
from engine.web.errors import status_of
from engine.web.pages.bodies import day_in
from engine.web.pages.overview import Naming, plans_of

router = APIRouter()
_LONGEST = 200
_A_QUARTER = timedelta(days=91)
_NO_DAY = Text(
    de="Das ist kein Tag des Kalenders; ein Tag sieht aus wie 2026-09-01.",
    en="This is no day of the calendar; one looks like 2026-09-01.",
)
_NO_SUCH = Text(
    de="Es gibt noch keinen solchen Anlass: keine Sitzung dieses Gremiums, keine Berichtsrunde.",
    en="There is no such occasion yet: no sitting of this body, no round of reports.",
)
Asked = Annotated[str, Query(max_length=_LONGEST)]


@router.get("/compare")
def show(
    house: Inside,
    visitor: SignedIn,
    workflow: Asked = "",
    first: Annotated[str, Query(alias="from", max_length=_LONGEST)] = "",
    last: Annotated[str, Query(alias="to", max_length=_LONGEST)] = "",
    since: Asked = "",
) -> Response:
    """Show what has changed between two days."""
    flows = plans_of(house)
    flow = flows.get(workflow) or next(iter(flows.values()), None)
    if flow is None:
        return house.templates.page("overview_none", visitor, here="overview")
    app, tenant, reader = house.app, house.tenant, visitor.reader
    today = town_of(app, tenant, reader).today(app.now())
    offered = comparison.offered(app, tenant, reader, flow.key)
    days, problem = _days((first, last, since), offered, today)
    saying = reading.saying(house, visitor)
    return house.templates.page(
        "compare",
        visitor,
        status=200 if problem is None else status_of(CaseError),
        here="overview",
        flow=flow,
        others=[(each.key, each.title) for each in flows.values() if each is not flow],
        found=comparison.between(app, tenant, reader, flow.key, days),
        offered=offered,
        given=(first or days[0].isoformat(), last or days[1].isoformat()),
        problem=problem,
        turns=Turn,
        naming=Naming(flow, saying),
        saying=saying,
    )


def _days(
    asked: tuple[str, str, str], offered: list[Since], today: date
) -> tuple[tuple[date, date], Text | None]:
    """Return the days to compare; where they cannot be read, the usual ones and what is wrong."""
    first, last, since = asked
    usual = (offered[0].on if offered else today - _A_QUARTER, today)
    if since:
        found = next((each.on for each in offered if each.key == since), None)
        return ((found, today), None) if found else (usual, _NO_SUCH)
    begin, end = (day_in(first) if first else usual[0]), (day_in(last) if last else today)
    if begin is None or end is None:
        return usual, _NO_DAY
    return (begin, end), None
