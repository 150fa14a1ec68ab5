"""Resolutions: votes, outcomes from elsewhere, oral promises, and what became of them."""

from __future__ import annotations

from datetime import date
from http import HTTPStatus
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field

from engine.lifecycle.ballot import Ballot
from engine.services import resolutions, undertakings
from engine.services.resolutions import Decision
from engine.services.resolutions import FollowUp as Followed
from engine.web.api.accepting import Accepted, accepted
from engine.web.api.caller import Acting, Reading
from engine.web.api.once import OnceRoute
from engine.web.api.parts import CaseName, Day, Line, Model, Named, Version, Whole

router = APIRouter(tags=["sittings"], route_class=OnceRoute)
Votes = Annotated[int, Field(ge=0, le=1000)]


class _Decided(Model):
    """What belongs to an outcome besides the votes."""

    resolution: Line | None = Field(None, description="Number of the resolution.")
    wording: Annotated[str, Field(max_length=10_000), Whole] | None = None
    office: Line | None = Field(None, description="Who carries it out.")
    due_on: Day | None = None
    is_done: bool = Field(default=False, description="The item of the case is done with it.")

    def decision(self, version: int | None, excluded: tuple[str, ...] = ()) -> Decision:
        """Return it as the services take it."""
        return Decision(
            version=version,
            number=self.resolution,
            wording=self.wording,
            office=self.office,
            due_on=self.due_on,
            excluded=tuple((each, "") for each in excluded),
            is_done=self.is_done,
        )


class NewVote(_Decided):
    """How a point was voted on."""

    yes: Votes
    no: Votes
    abstentions: Votes = 0
    chair: bool | None = Field(None, description="How the chair voted, where that decides a tie.")
    excluded: Annotated[tuple[Line, ...], Field(max_length=1000)] = Field(
        (), description="Names of those with a conflict of interest."
    )


class NewOutcome(_Decided):
    """What was decided on a point without counting votes here."""

    outcome: Literal[
        "noted",
        "postponed",
        "referred_back",
        "recommended",
        "adopted",
        "adopted_with_changes",
        "rejected",
    ]


class NewPromise(Model):
    """What somebody has promised by word of mouth."""

    said: Line = Field(examples=["Bauamt, den Bericht zum Radweg nachreichen"])
    until: Day


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


@router.post("/points/{case}/votes")
def vote_on_point(
    response: Response, caller: Acting, case: CaseName, body: NewVote, version: Version
) -> Accepted:
    """Let the votes of a body decide a point of its agenda, by its procedure."""
    done = resolutions.vote(
        caller.app,
        caller.tenant,
        caller.reader,
        case,
        Ballot(body.yes, body.no, body.abstentions, chair=body.chair),
        body.decision(version, body.excluded),
    )
    return accepted(response, caller, done.answer)


@router.post("/points/{case}/outcome")
def record_outcome(
    response: Response, caller: Acting, case: CaseName, body: NewOutcome, version: Version
) -> Accepted:
    """Record what was decided on a point without counting votes here."""
    answer = resolutions.record(
        caller.app, caller.tenant, caller.reader, case, body.outcome, body.decision(version)
    )
    return accepted(response, caller, answer)


@router.post("/bodies/{body_id}/promises", status_code=HTTPStatus.CREATED)
def write_down_promise(
    response: Response, caller: Acting, body_id: Named, body: NewPromise
) -> Accepted:
    """Make a dated duty of an oral promise to a body: who, what, until when."""
    answer = undertakings.promise(
        caller.app, caller.tenant, caller.reader, body_id, body.said, body.until
    )
    return accepted(response, caller, answer)


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
