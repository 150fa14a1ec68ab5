"""Sittings: called, given an agenda, opened."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from engine.definition.values import to_json
from engine.lifecycle.case import Case
from engine.services import docket, sittings
from engine.web.api.accepting import Accepted, accepted
from engine.web.api.caller import Acting, Reading
from engine.web.api.once import OnceRoute
from engine.web.api.parts import CaseName, Day, Line, Model, Named, Version
from engine.web.api.problems import refused

router = APIRouter(tags=["sittings"], route_class=OnceRoute)


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

    @classmethod
    def of(cls, found: docket.Agenda) -> Agenda:
        """Return what is said of an agenda."""
        return cls(
            sitting=Point.of(found.sitting),
            public=[Point.of(each) for each in found.public],
            non_public=[Point.of(each) for each in found.closed],
        )


class NewSitting(Model):
    """A sitting to be called."""

    held_on: Day
    begins: Annotated[str, Field(pattern=r"^[0-2][0-9]:[0-5][0-9]$")] | None = None
    place: Line | None = None
    title: Line | None = None


class NewPoint(Model):
    """A point that somebody puts on an agenda herself."""

    title: Line
    why_non_public: Line | None = Field(None, description="Why it is non-public; null: public.")
    about: Line | None = Field(None, description="Number of the case that it is about.")
    part_of: Line | None = Field(
        None,
        description="Number of the point that this one is a part of, to be voted on by itself.",
    )


class Opening(Model):
    """Who has come."""

    voting: Annotated[list[Line], Field(max_length=1000)] = Field(
        description="Names of those with a vote."
    )
    others: Annotated[list[Line], Field(max_length=1000, default_factory=list)]
    all_invited: bool = True


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
    return accepted(response, caller, answer)


@router.get("/sittings/{case}/agenda")
def show_agenda(caller: Reading, case: CaseName) -> Agenda:
    """Show the agenda of a sitting, as far as the reader may see it."""
    return Agenda.of(docket.agenda(caller.app, caller.tenant, caller.reader, case))


@router.post("/sittings/{case}/agenda")
def build_agenda(caller: Acting, case: CaseName) -> Agenda:
    """Put on the agenda whatever waits for the body; with one point refused, all are told why."""
    built = sittings.build(caller.app, caller.tenant, caller.reader, case, caller.app.now())
    if built.refused:
        raise refused(built.refused[0])
    return Agenda.of(built.agenda)


@router.post("/sittings/{case}/points", status_code=HTTPStatus.CREATED)
def add_point(response: Response, caller: Acting, case: CaseName, body: NewPoint) -> Accepted:
    """Put a further point on the agenda."""
    point = sittings.Point(body.title, body.why_non_public, body.about, part_of=body.part_of)
    answer = sittings.add(caller.app, caller.tenant, caller.reader, case, point)
    return accepted(response, caller, answer)


@router.post("/sittings/{case}/opening")
def open_sitting(
    response: Response, caller: Acting, case: CaseName, body: Opening, version: Version
) -> Accepted:
    """Open a sitting with those who have come; without a quorum it is refused."""
    came = sittings.Attendance(
        body.voting, body.others, all_invited=body.all_invited, version=version
    )
    answer = sittings.open_sitting(caller.app, caller.tenant, caller.reader, case, came)
    return accepted(response, caller, answer)
