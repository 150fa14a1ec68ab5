"""Retention: what is kept of people and what for, what will be erased when, and what is offered."""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Form, Query
from starlette.responses import Response

from engine.deadlines.periods import period_text
from engine.findings import Text
from engine.services import retention
from engine.storage.errors import NotOffered
from engine.web.arrival import Inside, SignedIn
from engine.web.errors import status_of
from engine.web.going import go_to
from engine.web.house import House
from engine.web.visitor import Visitor

router = APIRouter()
MONTHS = (3, 12, 60, 120)
"""How far one may look ahead."""
SINCE = {
    "closing": Text(de="dem Abschluss", en="the end"),
    "opening": Text(de="der Eröffnung", en="the opening"),
}
ANSWERS = {
    "taken": Text(de="übernommen", en="taken over"),
    "declined": Text(de="abgelehnt", en="declined"),
}


@router.get("/office/retention")
def show(
    house: Inside,
    visitor: SignedIn,
    months: Annotated[int, Query(ge=1, le=1200)] = 12,
    done: Annotated[str, Query(max_length=20)] = "",
) -> Response:
    """Show what will be erased in the months to come."""
    return _page(house, visitor, months=months, done=done)


@router.post("/office/retention/run")
def run(house: Inside, visitor: SignedIn) -> Response:
    """Offer and erase now what is due."""
    try:
        count = retention.run(house.app, house.tenant, visitor.reader)
    except retention.ClockDoubted as doubted:
        return _page(house, visitor, problem=doubted.text)
    return go_to(f"/office/retention?done={count}")


@router.post("/office/retention/answers")
def answer(
    house: Inside,
    visitor: SignedIn,
    case: Annotated[str, Form(max_length=64)] = "",
    name: Annotated[str, Form(max_length=64)] = "",
    said: Annotated[str, Form(max_length=20)] = "",
) -> Response:
    """Record what the archive says."""
    app, tenant, reader = house.app, house.tenant, visitor.reader
    try:
        retention.answer(app, tenant, reader, case, name, is_taken=said == "taken")
    except NotOffered as none:
        return _page(house, visitor, problem=none.text)
    return go_to("/office/retention?done=answered")


def _page(
    house: House,
    visitor: Visitor,
    *,
    months: int = 12,
    done: str = "",
    problem: Text | None = None,
) -> Response:
    app, tenant, reader = house.app, house.tenant, visitor.reader
    saying = house.saying(visitor.language)
    today = saying.today(app.now())
    until = today + timedelta(days=months * 365 // 12)
    return house.templates.page(
        "office_retention",
        visitor,
        status=HTTPStatus.OK if problem is None else status_of(retention.ClockDoubted),
        here="office",
        tab="retention",
        ahead=retention.ahead(app, tenant, reader, until),
        offers=retention.offers(app, tenant, reader),
        kept=retention.kept(app, tenant),
        period_text=period_text,
        since=SINCE,
        answers=ANSWERS,
        choices=MONTHS,
        months=months,
        today=today,
        until=until,
        done=done,
        problem=problem,
        saying=saying,
    )
