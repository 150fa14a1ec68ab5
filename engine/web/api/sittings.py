"""Sittings: called, their agendas, votes, and what became of what was resolved."""

from __future__ import annotations

from datetime import date
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field

from engine.definition.values import to_json
from engine.lifecycle.ballot import Ballot
from engine.lifecycle.case import Case
from engine.services import docket, resolutions, sittings
from engine.services.resolutions import Decision
from engine.services.resolutions import FollowUp as Followed
from engine.web.api.caller import Acting, Reading
from engine.web.api.parts import CaseName, Day, Line, Model, Named, etag
from engine.web.api.problems import refused
from engine.web.api.views_cases import Accepted

router = APIRouter(tags=["sittings"])
Votes = Annotated[int, Field(ge=0, le=1000)]


class Point(BaseModel):
    """A sitting, or a point on its agenda, as the reader may see it."""

    case: str
    number: str
    state: str
    version: int
    fields: dict[str, Any]

    @classmethod
    def of(cls, case: Case) -> Point:
        """Return what is said of a case."""
        return cls(
            case=case.id,
            number=case.number,
            state=case.state,
            version=case.version,
            fields=dict(to_json(case.data)),
        )


class Agenda(BaseModel):
    """The agenda of a sitting; non-public points are for those alone who may see them."""

    sitting: Point
    public: list[Point]
    non_public: list[Point]


class NewSitting(Model):
    """A sitting to be called."""

    held_on: Day
    begins: Annotated[str, Field(pattern=r"^[0-2][0-9]:[0-5][0-9]$")] | None = None
    place: Line | None = None
    title: Line | None = None


class NewVote(Model):
    """How a point was voted on."""

    yes: Votes
    no: Votes
    abstentions: Votes = 0
    resolution: Line | None = Field(None, description="Number of the resolution.")
    wording: Annotated[str, Field(max_length=10_000)] | None = None


class FollowUp(BaseModel):
    """A resolution that is not done yet."""

    case: str
    number: str | None
    title: str
    wording: str | None
    office: str | None
    decided_on: date | None
    due_on: date | None
    state: str
    is_overdue: bool

    @classmethod
    def of(cls, each: Followed) -> FollowUp:
        """Return what is said of a resolution."""
        return cls(
            case=each.case,
            number=each.number,
            title=each.title,
            wording=each.wording,
            office=each.office,
            decided_on=each.decided_on,
            due_on=each.due_on,
            state=each.state,
            is_overdue=each.is_overdue,
        )


@router.get("/bodies/{body_id}/sittings")
def list_sittings(caller: Reading, body_id: Named) -> list[Point]:
    """List the sittings of a body that the reader may know of, the latest first."""
    found = sittings.sittings_of(caller.app, caller.tenant, caller.reader, body_id)
    return [Point.of(each) for each in found]


@router.post("/bodies/{body_id}/sittings", status_code=HTTPStatus.CREATED)
def call_sitting(response: Response, caller: Acting, body_id: Named, body: NewSitting) -> Accepted:
    """Call a sitting, where one's role allows it."""
    wanted = sittings.Plan(body_id, body.held_on, body.begins, body.place, body.title)
    answer = sittings.plan(caller.app, caller.tenant, caller.reader, wanted)
    if not answer.accepted:
        raise refused(answer)
    etag(response, answer.version)
    return Accepted.of(caller, answer)


@router.get("/sittings/{case}/agenda")
def show_agenda(caller: Reading, case: CaseName) -> Agenda:
    """Show the agenda of a sitting, as far as the reader may see it."""
    found = docket.agenda(caller.app, caller.tenant, caller.reader, case)
    return Agenda(
        sitting=Point.of(found.sitting),
        public=[Point.of(each) for each in found.public],
        non_public=[Point.of(each) for each in found.closed],
    )


@router.post("/points/{case}/votes")
def vote_on_point(caller: Acting, case: CaseName, body: NewVote) -> Accepted:
    """Let the votes of a body decide a point of its agenda, by its procedure."""
    done = resolutions.vote(
        caller.app,
        caller.tenant,
        caller.reader,
        case,
        Ballot(yes=body.yes, no=body.no, abstentions=body.abstentions),
        Decision(number=body.resolution, wording=body.wording),
    )
    if not done.answer.accepted:
        raise refused(done.answer)
    return Accepted.of(caller, done.answer)


@router.get("/bodies/{body_id}/resolutions")
def list_resolutions(
    caller: Reading,
    body_id: Named,
    *,
    non_public: Annotated[
        bool, Query(description="Non-public ones too, as far as the reader may see them.")
    ] = False,
) -> list[FollowUp]:
    """List the resolutions of a body that are not done yet, what is due first at the top."""
    found = resolutions.follow_up(
        caller.app, caller.tenant, caller.reader, body_id, closed=non_public
    )
    return [FollowUp.of(each) for each in found]
