"""How a plan stands at a glance."""

from __future__ import annotations

from fastapi import APIRouter
from pydantic import BaseModel, Field

from engine.services import overviews
from engine.web.api.caller import Reading
from engine.web.api.parts import Named
from engine.web.api.views_cases import CaseEntry

router = APIRouter(tags=["overview"])


class Area(BaseModel):
    """How the open cases of one area stand."""

    area: str | None
    count: int
    by_rating: dict[str, int] = Field(
        description="By traffic light; “none” where there is none.",
        examples=[{"green": 12, "red": 2}],
    )


class Standing(BaseModel):
    """How the cases of a workflow stand, as far as the reader may see them."""

    workflow: str
    areas: list[Area]
    ended: dict[str, int] = Field(description="Final state to how many have ended in it.")
    overdue: int
    before_bodies: dict[str, int]
    urgent: list[CaseEntry]


@router.get("/workflows/{key}/standing")
def show_standing(caller: Reading, key: Named) -> Standing:
    """Show how the cases of a workflow stand, counted by traffic light and area."""
    found = overviews.standing(caller.app, caller.tenant, caller.reader, key)
    return Standing(
        workflow=found.workflow.key,
        areas=[
            Area(
                area=each.area,
                count=each.count,
                by_rating={rating or "none": count for rating, count in each.by_rating.items()},
            )
            for each in found.areas
        ],
        ended=dict(found.ended),
        overdue=found.overdue,
        before_bodies=dict(found.before_bodies),
        urgent=[CaseEntry.of(each) for each in found.urgent],
    )
