"""A district and its municipalities: which take part, what is outstanding, how they stand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from engine.lifecycle.links import kind_of
from engine.services import coverage
from engine.services.coverage import MUNICIPALITY
from engine.storage.queries.cases import CaseFilter
from engine.web import reading
from engine.web.arrival import Inside, SignedIn
from engine.web.pages.overview import Naming, is_district, plans_of

if TYPE_CHECKING:
    from engine.storage.queries.cases import CaseLine
    from engine.web.house import House
    from engine.web.visitor import Visitor

router = APIRouter()
_MOST = 200
"""So many cases of a plan can be chosen from."""
Asked = Annotated[str, Query(max_length=200)]


@router.get("/coverage")
def show(house: Inside, visitor: SignedIn, case: Asked = "", state: Asked = "") -> Response:
    """Show the municipalities of a district, and how they stand to a case of its plan."""
    if not is_district(house):
        return house.templates.page("coverage_none", visitor, here="overview")
    name = case.strip() or None
    found = coverage.coverage(house.app, house.tenant, visitor.reader, MUNICIPALITY, name)
    flow, saying = found.workflow, reading.saying(house, visitor)
    chosen = state if state in found.by_state else ""
    return house.templates.page(
        "coverage",
        visitor,
        here="overview",
        flow=flow,
        found=found,
        state=chosen,
        listed=[each for each in found.lines if chosen in {"", each.case.state}],
        late=sum(each.is_late for each in found.lines),
        centre=reading.case_shown(house, visitor, name) if name else None,
        choices=_choices(house, visitor),
        kind_of=kind_of,
        state_of=lambda line: _state_of(house, visitor, line),
        naming=Naming(flow, saying),
        saying=saying,
    )


def _choices(house: House, visitor: Visitor) -> list[CaseLine]:
    """Return the running cases of the plans that one may look from."""
    return [
        line
        for flow in plans_of(house)
        for line in reading.case_lines(
            house, visitor, CaseFilter(workflow=flow, is_open=True), limit=_MOST
        )
    ]


def _state_of(house: House, visitor: Visitor, line: CaseLine) -> object:
    """Return what the state of a case in between is called."""
    flow = reading.workflow(house, visitor, line.workflow.key, line.workflow.version)
    return flow.states[line.state].title
