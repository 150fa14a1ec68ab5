"""A sitting: its agenda, who came, how it voted, and what follows."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Form
from starlette.responses import Response

from engine.errors import CaseError
from engine.findings import Text
from engine.lifecycle.ballot import Ballot
from engine.services import comparison, resolutions, sittings
from engine.services.answers import Answer
from engine.services.docket import agenda
from engine.web import reading
from engine.web.arrival import Inside, SignedIn
from engine.web.errors import status_of
from engine.web.forms.filling import Filling
from engine.web.forms.refused import messages_of
from engine.web.going import go_to
from engine.web.house import House
from engine.web.pages.bodies import CaseNaming, acts_in, body_named, day_in
from engine.web.visitor import Visitor

router = APIRouter()
_LONGEST = 300
_MOST_NAMES = 5000
WITHOUT_VOTE = {
    "noted": Text(de="Zur Kenntnis genommen", en="Noted"),
    "postponed": Text(de="Vertagt", en="Postponed"),
    "referred_back": Text(de="Zurückverwiesen", en="Referred back"),
    "recommended": Text(de="Empfohlen", en="Recommended"),
    "adopted": Text(de="Beschlossen (Ergebnis von außen)", en="Adopted (result from elsewhere)"),
    "adopted_with_changes": Text(
        de="Mit Änderungen beschlossen (Ergebnis von außen)",
        en="Adopted with changes (result from elsewhere)",
    ),
    "rejected": Text(de="Abgelehnt (Ergebnis von außen)", en="Rejected (result from elsewhere)"),
}
"""Outcomes that are recorded without counting votes here."""
_NO_NUMBER = Text(
    de="Eine Stimmenzahl ist keine ganze Zahl.", en="A number of votes is no whole number."
)


@router.get("/sittings/{number}")
def show(house: Inside, visitor: SignedIn, number: str, done: str = "") -> Response:
    """Show a sitting."""
    return _page(house, visitor, number, done=done)


@router.post("/sittings/{number}/agenda")
def build(house: Inside, visitor: SignedIn, number: str) -> Response:
    """Put on the agenda whatever waits for the body."""
    built = sittings.build(house.app, house.tenant, visitor.reader, number, house.app.now())
    if built.refused:
        return _page(house, visitor, number, problem=messages_of(built.refused[0]))
    return go_to(f"/sittings/{number}?done=agenda")


@router.post("/sittings/{number}/points")
def add(
    house: Inside,
    visitor: SignedIn,
    number: str,
    title: Annotated[str, Form(max_length=_LONGEST)] = "",
    why_closed: Annotated[str, Form(max_length=_LONGEST)] = "",
) -> Response:
    """Put a further point on the agenda."""
    point = sittings.Point(title.strip(), why_closed.strip() or None)
    answer = sittings.add(house.app, house.tenant, visitor.reader, number, point)
    return _after(house, visitor, number, answer, "point")


@router.post("/sittings/{number}/opening")
def open_it(
    house: Inside,
    visitor: SignedIn,
    number: str,
    came: Annotated[list[str] | None, Form()] = None,
    more: Annotated[str, Form(max_length=_MOST_NAMES)] = "",
    others: Annotated[str, Form(max_length=_MOST_NAMES)] = "",
) -> Response:
    """Open the sitting with those who have come."""
    voting = dict.fromkeys([*(came or []), *_names(more)])
    attendance = sittings.Attendance(list(voting), _names(others))
    answer = sittings.open_sitting(house.app, house.tenant, visitor.reader, number, attendance)
    return _after(house, visitor, number, answer, "opened")


@router.post("/sittings/{number}/points/{point}/vote")
def vote(house: Inside, visitor: SignedIn, number: str, point: str, filled: Filling) -> Response:
    """Let the votes decide a point."""
    try:
        ballot = _ballot(filled)
    except ValueError:
        return _page(house, visitor, number, problem=[_NO_NUMBER])
    try:
        voted = resolutions.vote(
            house.app, house.tenant, visitor.reader, point, ballot, _decision(filled)
        )
    except CaseError as refused:
        return _page(house, visitor, number, problem=[refused.text])
    return _after(house, visitor, number, voted.answer, "voted")


@router.post("/sittings/{number}/points/{point}/outcome")
def record(house: Inside, visitor: SignedIn, number: str, point: str, filled: Filling) -> Response:
    """Record an outcome that was not voted on here."""
    outcome = filled.get("outcome", "")
    try:
        answer = resolutions.record(
            house.app, house.tenant, visitor.reader, point, outcome, _decision(filled)
        )
    except CaseError as refused:
        return _page(house, visitor, number, problem=[refused.text])
    return _after(house, visitor, number, answer, "recorded")


def _names(lines: str) -> list[str]:
    return [line.strip() for line in lines.splitlines() if line.strip()]


def _ballot(filled: dict[str, str]) -> Ballot:
    chair = {"yes": True, "no": False}.get(filled.get("chair", ""))
    yes, no, abstentions = (
        int(filled.get(name, "").strip() or 0) for name in ("yes", "no", "abstentions")
    )
    return Ballot(yes, no, abstentions, chair=chair)


def _decision(filled: dict[str, str]) -> resolutions.Decision:
    due_on: date | None = day_in(filled.get("due_on", ""))
    excluded = filled.get("excluded", "").strip()
    return resolutions.Decision(
        number=filled.get("resolution", "").strip() or None,
        wording=filled.get("wording", "").strip() or None,
        office=filled.get("office", "") or None,
        due_on=due_on,
        excluded=tuple((each.strip(), "") for each in excluded.split(",") if each.strip()),
        is_done=filled.get("is_done") == "yes",
    )


def _after(house: House, visitor: Visitor, number: str, answer: Answer, done: str) -> Response:
    if answer.accepted:
        return go_to(f"/sittings/{number}?done={done}")
    return _page(house, visitor, number, problem=messages_of(answer))


def _page(
    house: House,
    visitor: Visitor,
    number: str,
    *,
    done: str = "",
    problem: list[Text] | None = None,
) -> Response:
    app, tenant, reader = house.app, house.tenant, visitor.reader
    sitting = sittings.sitting_named(app, tenant, reader, number)
    key = str(sitting.data["body"])
    known = reading.directory(house, visitor)
    return house.templates.page(
        "sitting",
        visitor,
        status=200 if not problem else status_of(resolutions.VoteInvalid),
        here="bodies",
        sitting=sitting,
        possible=reading.case_shown(house, visitor, sitting.id).possible,
        body=body_named(house, visitor, key),
        before=comparison.last_sitting(
            app, tenant, reader, key, before=day_in(str(sitting.data["held_on"]))
        ),
        agenda=agenda(app, tenant, reader, sitting.id),
        members=[each.holder for each in known.seats if each.role == key],
        organisations=sorted(known.organisations.items(), key=lambda each: each[1].casefold()),
        standing=sittings.standing_in(app, tenant, key),
        may_act=acts_in(house, visitor, key),
        naming=CaseNaming(house, visitor),
        without_vote=WITHOUT_VOTE,
        flow=reading.workflow(house, visitor, sitting.workflow.key, sitting.workflow.version),
        done=done,
        problem=problem,
        saying=reading.saying(house, visitor),
    )
