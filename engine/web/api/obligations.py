"""Obligations: what is owed, why it stands as it stands, extended, waived."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import BaseModel, Field

from engine.services import board, cases, obligations, owners
from engine.services.board import Owed as Owing
from engine.services.obligations import RungStory, Story
from engine.storage.queries.duties import Duty, DutyFilter
from engine.web.api.accepting import Accepted
from engine.web.api.caller import Acting, Caller, Own, Reading
from engine.web.api.cases import send
from engine.web.api.parts import (
    CaseName,
    Cursor,
    Key,
    Limit,
    Line,
    Model,
    OnlyOnce,
    Page,
    cursor_of,
    link_next,
    offset_of,
)
from engine.web.api.views_cases import Workflow

router = APIRouter(tags=["obligations"])
Owed = Annotated[
    str,
    Path(
        max_length=100,
        pattern=r"^[a-z][a-z0-9_.]*$",
        description="The obligation, with “.number” for one occurrence.",
        examples=["progress_report"],
    ),
]


class ObligationEntry(BaseModel):
    """Something that is owed."""

    case: str
    number: str = Field(examples=["M-0001"])
    title: str
    workflow: Workflow
    state: str
    key: str = Field(examples=["progress_report.3.1"])
    obligation: str
    owner: str
    due_on: date | None
    due_at: datetime | None
    is_overdue: bool

    @classmethod
    def of(cls, caller: Caller, duty: Duty) -> ObligationEntry:
        """Return what is said of a duty."""
        case, owed = duty.case, duty.occurrence
        return cls(
            case=case.id,
            number=case.number,
            title=case.title,
            workflow=Workflow(key=case.workflow.key, version=case.workflow.version),
            state=case.state,
            key=owed.key,
            obligation=owed.obligation,
            owner=owed.owner,
            due_on=owed.due_on,
            due_at=owed.due_at,
            is_overdue=owed.is_overdue(caller.app.now()),
        )


class DutyEntry(ObligationEntry):
    """Something that the caller owes herself, for an organisation or by stepping in."""

    obligation_title: str
    consequence: str | None = Field(description="What follows next, or followed last.")
    consequence_at: datetime | None
    events: list[str] = Field(description="By which events it is done.")
    blocked: list[str] = Field(description="What stands against all of them now.")

    @classmethod
    def owed(cls, caller: Caller, each: Owing) -> DutyEntry:
        """Return what is said of something owed."""
        next_ = each.consequence
        against = (
            []
            if any(not way.against for way in each.ways)
            else [
                reason
                for reasons in (each.against, *(way.against for way in each.ways))
                for reason in reasons
            ]
        )
        return cls(
            **ObligationEntry.of(caller, each.duty).model_dump(),
            obligation_title=each.title.to(caller.language),
            consequence=next_.what.to(caller.language) if next_ else None,
            consequence_at=next_.at if next_ else None,
            events=[way.event for way in each.ways],
            blocked=list(dict.fromkeys(one.message.to(caller.language) for one in against)),
        )


class Rung(BaseModel):
    """A reminder or an escalation: what became of it, or will."""

    rung: str
    planned_at: datetime
    result: str = Field(examples=["fired"])
    at: datetime | None

    @classmethod
    def of(cls, story: RungStory) -> Rung:
        """Return what is said of a rung."""
        return cls(rung=story.rung, planned_at=story.planned_at, result=story.result, at=story.at)


class ObligationStory(BaseModel):
    """Why something owed stands as it stands."""

    key: str
    title: str
    owner: str
    status: str
    due_on: date | None
    due_at: datetime | None
    is_overdue: bool
    settled_at: datetime | None
    reason: str | None
    rungs: list[Rung]

    @classmethod
    def of(cls, caller: Caller, story: Story) -> ObligationStory:
        """Return what is said of a story."""
        owed = story.occurrence
        return cls(
            key=owed.key,
            title=story.title.to(caller.language),
            owner=owed.owner,
            status=owed.status.value,
            due_on=owed.due_on,
            due_at=owed.due_at,
            is_overdue=story.is_overdue,
            settled_at=owed.settled_at,
            reason=owed.reason,
            rungs=[Rung.of(each) for each in story.rungs],
        )


class Extension(Model):
    """By how much a deadline is put off, and why."""

    by: Line = Field(examples=["2 weeks"])
    reason: Line = Field(examples=["Krankheit"])


class Waiver(Model):
    """Why something need not be done."""

    reason: Line = Field(examples=["Entfällt mit dem neuen Beschluss"])


@router.get("/duties")
def list_duties(caller: Own) -> list[DutyEntry]:
    """List what the caller owes, the most urgent first, with what follows and what blocks it."""
    found = board.board_of(caller.app, caller.tenant, caller.reader)
    return [DutyEntry.owed(caller, each) for each in found]


@router.get("/obligations")
def list_obligations(  # noqa: PLR0913 - each part of the question is a parameter
    request: Request,
    response: Response,
    caller: Reading,
    *,
    mine: Annotated[bool, Query(description="Only what the reader owes herself.")] = False,
    case: Annotated[Line | None, Query(description="Only of this case.")] = None,
    workflow: Annotated[Key | None, Query(description="Only of this workflow.")] = None,
    role: Annotated[Key | None, Query(description="Only what this role owes.")] = None,
    overdue: Annotated[bool, Query(description="Only what is overdue.")] = False,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[ObligationEntry]:
    """List what is owed in cases whose inside the reader may see, the most urgent first."""
    app, tenant, reader = caller.app, caller.tenant, caller.reader
    whose = owners.owners_of(app, tenant, reader, reader.person) if mine and reader.person else None
    wanted = DutyFilter(
        owners=whose,
        role=role,
        workflow=workflow,
        case=cases.find(app, tenant, reader, case) if case else None,
        overdue_at=app.now() if overdue else None,
    )
    begin = offset_of(cursor)
    found = obligations.list_duties(app, tenant, reader, wanted, limit=limit + 1, offset=begin)
    if mine and reader.person is None:
        found = []
    following = cursor_of(begin + limit) if len(found) > limit else None
    return Page(
        items=[ObligationEntry.of(caller, each) for each in found[:limit]],
        next=link_next(request, response, following),
    )


@router.get("/cases/{case}/obligations/{obligation}")
def explain_obligation(caller: Reading, case: CaseName, obligation: Owed) -> list[ObligationStory]:
    """Say why something owed stands as it stands, with every rung; the newest first."""
    found = obligations.why(caller.app, caller.tenant, caller.reader, f"{case}/{obligation}")
    return [ObligationStory.of(caller, each) for each in found]


@router.post("/cases/{case}/obligations/{obligation}/extend")
def extend_obligation(
    response: Response,
    caller: Acting,
    case: CaseName,
    obligation: Owed,
    body: Extension,
    once: OnlyOnce,
) -> Accepted:
    """Put off a deadline, where the workflow allows it."""
    said = {"obligation": obligation, "by": body.by, "reason": body.reason}
    return send(response, caller, case, ("extend", said), once)


@router.post("/cases/{case}/obligations/{obligation}/waive")
def waive_obligation(
    response: Response,
    caller: Acting,
    case: CaseName,
    obligation: Owed,
    body: Waiver,
    once: OnlyOnce,
) -> Accepted:
    """Waive what is owed, where the workflow allows it."""
    said = {"obligation": obligation, "reason": body.reason}
    return send(response, caller, case, ("waive", said), once)
