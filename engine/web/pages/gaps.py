"""What is incomplete in a plan: no owner, no date, no consequence; each leads to its case."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from engine.services import gaps
from engine.web import reading
from engine.web.arrival import Inside, SignedIn
from engine.web.pages.overview import Naming, plans_of

router = APIRouter()
Asked = Annotated[str, Query(max_length=200)]


@router.get("/gaps")
def show(house: Inside, visitor: SignedIn, workflow: Asked = "", lacks: Asked = "") -> Response:
    """Show what the running cases of a plan lack."""
    flows = plans_of(house)
    flow = flows.get(workflow) or next(iter(flows.values()), None)
    if flow is None:
        return house.templates.page("overview_none", visitor, here="overview")
    found = gaps.gaps(house.app, house.tenant, visitor.reader, flow.key)
    saying = reading.saying(house, visitor)
    chosen = lacks if lacks in found.counts else ""
    return house.templates.page(
        "gaps",
        visitor,
        here="overview",
        flow=flow,
        others=[(each.key, each.title) for each in flows.values() if each is not flow],
        found=found,
        listed=[
            each for each in found.gaps if not chosen or chosen in {one.key for one in each.missing}
        ],
        lacks=chosen,
        naming=Naming(flow, saying),
        saying=saying,
    )
