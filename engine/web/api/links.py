"""Links: what a case has to do with others, and the links in letters by which one reports."""

from __future__ import annotations

from datetime import date
from http import HTTPStatus
from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, Field

from engine.services import cases, report_links, trace
from engine.services.trace import Stop
from engine.web.api.caller import Acting, Caller, Reading
from engine.web.api.once import OnceRoute
from engine.web.api.parts import CaseName, Line, Model
from engine.web.api.views_cases import Link

router = APIRouter(prefix="/cases", tags=["cases"], route_class=OnceRoute)
Letter = Annotated[
    str, Path(pattern=r"^[A-Za-z0-9]{1,64}$", description="Id of the letter, from the history.")
]


class NewLink(Model):
    """A link to another case."""

    type: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,63}$", examples=["depends_on"])]
    other: Line = Field(examples=["M-0002"])


class TraceStop(BaseModel):
    """A case on the trail."""

    case: str
    number: str = Field(examples=["M-0001"])
    title: str
    workflow: str
    state: str
    state_title: str
    opened_on: date
    depth: int = Field(description="How many links it is away.")
    via: str | None = Field(description="The case through which it was found.")
    link: str | None = Field(description="The kind of the link.")

    @classmethod
    def of(cls, caller: Caller, stop: Stop) -> TraceStop:
        """Return what is said of a case on the trail."""
        return cls(
            case=stop.case,
            number=stop.number,
            title=stop.title,
            workflow=stop.workflow,
            state=stop.state,
            state_title=stop.state_title.to(caller.language),
            opened_on=stop.opened_on,
            depth=stop.depth,
            via=stop.via,
            link=stop.link,
        )


@router.get("/{case}/links")
def list_links(caller: Reading, case: CaseName) -> list[Link]:
    """List what a case has to do with other cases that the reader may know of."""
    shown = cases.show(caller.app, caller.tenant, caller.reader, case)
    return [Link(case=one, type=kind, other=two) for one, kind, two in shown.links]


@router.post("/{case}/links", status_code=HTTPStatus.CREATED)
def link_case(caller: Acting, case: CaseName, body: NewLink) -> Link:
    """Link a case to another one."""
    cases.link(caller.app, caller.tenant, caller.reader, case, body.type, body.other)
    one, two = (
        cases.find(caller.app, caller.tenant, caller.reader, each) for each in (case, body.other)
    )
    return Link(case=one, type=body.type, other=two)


@router.get("/{case}/trace")
def show_trace(
    caller: Reading,
    case: CaseName,
    direction: Annotated[
        Literal["back", "forward"],
        Query(description="Where the case comes from, or what became of it."),
    ] = "forward",
) -> list[TraceStop]:
    """Follow a case through its links, as far as the reader may see, the nearest first."""
    follow = trace.forward if direction == "forward" else trace.back
    found = follow(caller.app, caller.tenant, caller.reader, case)
    return [TraceStop.of(caller, each) for each in found.stops]


@router.delete("/{case}/report-links/{letter}", status_code=HTTPStatus.NO_CONTENT)
def revoke_report_link(caller: Acting, case: CaseName, letter: Letter) -> None:
    """Withdraw the link of a letter by which somebody without an account may report."""
    report_links.revoke(caller.app, caller.tenant, caller.reader, case, letter)
