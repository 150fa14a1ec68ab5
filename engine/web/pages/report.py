"""A report by link: without an account, on a telephone, once."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import APIRouter, Request
from starlette.responses import Response

from engine.findings import Text
from engine.services import report_links
from engine.services.answers import Answer
from engine.services.people import Directory
from engine.services.report_links import Asked, LinkOver
from engine.web import rates
from engine.web.arrival import Anybody, Inside, SignedIn, place_of
from engine.web.forms.asking import Question
from engine.web.forms.entries import Entries
from engine.web.forms.filling import STAY, Filling
from engine.web.forms.refused import conditions_of, errors_by_path
from engine.web.forms.widgets import Filled
from engine.web.going import go_to
from engine.web.house import House
from engine.web.visitor import Visitor

router = APIRouter()
_NOBODY_KNOWN = Directory((), {}, (), ())
THANKS = "thanks"


@router.get("/report/{token}")
def ask(request: Request, house: Inside, visitor: Anybody, token: str, done: str = "") -> Response:
    """Show what is asked for; nothing happens by opening the link."""
    house.rates.take(rates.LINK_BY_PLACE, "report", place_of(request))
    try:
        asked = report_links.opened(house.app, house.tenant, token)
    except LinkOver as over:
        return _over(house, visitor, over, is_thanked=done == THANKS)
    return _page(house, visitor, asked, {})


@router.post("/report/{token}")
def take(
    request: Request, house: Inside, visitor: Anybody, filling: Filling, token: str
) -> Response:
    """Take the report."""
    house.rates.take(rates.LINK_BY_PLACE, "report", place_of(request))
    try:
        asked = report_links.opened(house.app, house.tenant, token)
        if filling.get("do") == STAY:
            return _page(house, visitor, asked, filling)
        given = _question(house, visitor, asked).raw(filling)
        answer = report_links.answer(house.app, house.tenant, token, given)
    except LinkOver as over:
        return _over(house, visitor, over, is_thanked=False)
    if not answer.accepted:
        return _page(house, visitor, asked, filling, answer)
    return go_to(f"/report/{token}?done={THANKS}")


@router.post("/cases/{name}/links/{letter}/revoke")
def revoke(house: Inside, visitor: SignedIn, name: str, letter: str) -> Response:
    """Withdraw a link, for instance because its letter went to somebody else."""
    report_links.revoke(house.app, house.tenant, visitor.reader, name, letter)
    return go_to(f"/cases/{name}/messages")


def _question(house: House, visitor: Visitor, asked: Asked) -> Question:
    saying = house.saying(visitor.language)
    return Question(
        asked.event, asked.case, asked.workflow, _NOBODY_KNOWN, visitor.language, saying.zone
    )


def _page(
    house: House,
    visitor: Visitor,
    asked: Asked,
    entries: Entries,
    refusal: Answer | None = None,
) -> Response:
    question = _question(house, visitor, asked)
    reasons = refusal.reasons if refusal else ()
    errors = errors_by_path(reasons)
    return house.templates.page(
        "report",
        visitor,
        status=HTTPStatus.UNPROCESSABLE_ENTITY if refusal else HTTPStatus.OK,
        asked=asked,
        question=question,
        widgets=question.widgets(Filled(entries, errors, question.choices())),
        errors=errors,
        conditions=conditions_of(reasons, asked.workflow, (), visitor.language),
        saying=house.saying(visitor.language),
        is_overdue=asked.occurrence.is_overdue(house.app.now()),
    )


def _over(house: House, visitor: Visitor, over: LinkOver, *, is_thanked: bool) -> Response:
    text: Text = over.text
    return house.templates.page(
        "report_over",
        visitor,
        status=HTTPStatus.OK if is_thanked else HTTPStatus.GONE,
        text=text,
        is_thanked=is_thanked,
    )
