"""A sitting: its agenda, who came, how it voted, and what follows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Form
from starlette.responses import Response

from engine.errors import CaseError
from engine.findings import Text
from engine.lifecycle.ballot import Ballot
from engine.services import comparison, resolutions, sittings
from engine.services.docket import agenda, settled_meanwhile
from engine.web import reading
from engine.web.arrival import Inside, SignedIn
from engine.web.errors import status_of
from engine.web.forms.filling import Filling
from engine.web.forms.refused import messages_of
from engine.web.going import go_to
from engine.web.house import House
from engine.web.pages.bodies import CaseNaming, Once, acts_in, body_named, day_in, promised
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


@dataclass(frozen=True, slots=True)
class Tried:
    """A form that was refused, to be shown again as it was filled in."""

    problem: list[Text]
    form: str = ""
    """The end of its address."""
    entries: Mapping[str, Any] = field(default_factory=dict)


@router.get("/sittings/{number}")
def show(
    house: Inside, visitor: SignedIn, number: str, done: str = "", point: str = ""
) -> Response:
    """Show a sitting; ``done`` and ``point`` say what has just been done, and with which point."""
    return _page(house, visitor, number, done=(done, point))


@router.post("/sittings/{number}/agenda")
def build(house: Inside, visitor: SignedIn, number: str) -> Response:
    """Put on the agenda whatever waits for the body."""
    built = sittings.build(house.app, house.tenant, visitor.reader, number, house.app.now())
    if built.refused:
        return _page(house, visitor, number, tried=Tried(messages_of(built.refused[0])))
    return go_to(f"/sittings/{number}?done=agenda")


@router.post("/sittings/{number}/points")
def add(
    house: Inside,
    visitor: SignedIn,
    number: str,
    title: Annotated[str, Form(max_length=_LONGEST)] = "",
    why_closed: Annotated[str, Form(max_length=_LONGEST)] = "",
    once: Once = "",
) -> Response:
    """Put a further point on the agenda."""
    point = sittings.Point(title.strip(), why_closed.strip() or None, key=once or None)
    answer = sittings.add(house.app, house.tenant, visitor.reader, number, point)
    if answer.accepted:
        return go_to(f"/sittings/{number}?done=point")
    entries = {"title": title, "why_closed": why_closed}
    return _page(house, visitor, number, tried=Tried(messages_of(answer), "points", entries))


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
    if answer.accepted:
        return go_to(f"/sittings/{number}?done=opened")
    entries = {"came": came or [], "more": more, "others": others}
    return _page(house, visitor, number, tried=Tried(messages_of(answer), "opening", entries))


@router.post("/sittings/{number}/points/{point}/vote")
def vote(house: Inside, visitor: SignedIn, number: str, point: str, filled: Filling) -> Response:
    """Let the votes decide a point."""
    form = f"points/{point}/vote"
    try:
        ballot = _ballot(filled)
    except ValueError:
        return _page(house, visitor, number, tried=Tried([_NO_NUMBER], form, filled))
    try:
        voted = resolutions.vote(
            house.app, house.tenant, visitor.reader, point, ballot, _decision(filled)
        )
    except CaseError as refused:
        return _page(house, visitor, number, tried=Tried([refused.text], form, filled))
    if voted.answer.accepted:
        done = "voted" if voted.warning is None else "incomplete"
        return go_to(f"/sittings/{number}?done={done}&point={point}")
    return _page(house, visitor, number, tried=Tried(messages_of(voted.answer), form, filled))


@router.post("/sittings/{number}/points/{point}/outcome")
def record(house: Inside, visitor: SignedIn, number: str, point: str, filled: Filling) -> Response:
    """Record an outcome that was not voted on here."""
    form = f"points/{point}/outcome"
    outcome = filled.get("outcome", "")
    try:
        answer = resolutions.record(
            house.app, house.tenant, visitor.reader, point, outcome, _decision(filled)
        )
    except CaseError as refused:
        return _page(house, visitor, number, tried=Tried([refused.text], form, filled))
    if answer.accepted:
        return go_to(f"/sittings/{number}?done=recorded&point={point}")
    return _page(house, visitor, number, tried=Tried(messages_of(answer), form, filled))


@router.post("/sittings/{number}/promises")
def promise(
    house: Inside,
    visitor: SignedIn,
    number: str,
    said: Annotated[str, Form(max_length=_LONGEST)] = "",
    until: Annotated[str, Form()] = "",
    once: Once = "",
) -> Response:
    """Make a dated duty of what somebody promises in the sitting."""
    problem = promised(house, visitor, number, (said, until), once)
    if not problem:
        return go_to(f"/sittings/{number}?done=promised")
    entries = {"said": said, "until": until}
    return _page(house, visitor, number, tried=Tried(problem, "promises", entries))


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


def _page(
    house: House,
    visitor: Visitor,
    number: str,
    *,
    done: tuple[str, str] = ("", ""),
    tried: Tried | None = None,
) -> Response:
    app, tenant, reader = house.app, house.tenant, visitor.reader
    sitting = sittings.sitting_named(app, tenant, reader, number)
    key = str(sitting.data["body"])
    known = reading.directory(house, visitor)
    return house.templates.page(
        "sitting",
        visitor,
        status=200 if tried is None else status_of(resolutions.VoteInvalid),
        here="bodies",
        sitting=sitting,
        possible=reading.case_shown(house, visitor, sitting.id).possible,
        body=body_named(house, visitor, key),
        before=comparison.last_sitting(
            app, tenant, reader, key, before=day_in(str(sitting.data["held_on"]))
        ),
        agenda=agenda(app, tenant, reader, sitting.id),
        members=[each.holder for each in reading.held_today(house, visitor) if each.role == key],
        organisations=sorted(known.organisations.items(), key=lambda each: each[1].casefold()),
        standing=sittings.standing_in(app, tenant, key),
        may_act=acts_in(house, visitor, key),
        naming=CaseNaming(house, visitor),
        only_noted=settled_meanwhile(app, tenant, reader, key),
        without_vote=WITHOUT_VOTE,
        flow=reading.workflow(house, visitor, sitting.workflow.key, sitting.workflow.version),
        done=done[0],
        decided=done[1],
        tried=tried or Tried([]),
        saying=reading.saying(house, visitor),
    )
