"""Capacity and order: how much of each limit is taken up, and who is next in line."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from engine.services import capacity, waiting
from engine.web import reading
from engine.web.arrival import Inside, SignedIn
from engine.web.pages.overview import Naming, plans_of

router = APIRouter()


@router.get("/capacity")
def show(
    house: Inside, visitor: SignedIn, workflow: Annotated[str, Query(max_length=200)] = ""
) -> Response:
    """Show the limits with what is taken up of them, and everybody who waits."""
    flows = plans_of(house)
    flow = flows.get(workflow) or next(iter(flows.values()), None)
    if flow is None:
        return house.templates.page("overview_none", visitor, here="overview")
    app, tenant, reader = house.app, house.tenant, visitor.reader
    saying = reading.saying(house, visitor)
    return house.templates.page(
        "capacity",
        visitor,
        here="overview",
        flow=flow,
        capacity=capacity.capacity(app, tenant, reader, flow.key),
        line=waiting.line(app, tenant, reader, flow.key) if flow.overview.has_line else None,
        naming=Naming(flow, saying),
        saying=saying,
    )
