"""Cases: listed, opened, shown, moved, explained, linked."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field

from engine.services import case_lists, cases, events
from engine.services.intents import OpenCase, SubmitEvent
from engine.storage.queries.cases import CaseFilter
from engine.web.api.accepting import Accepted, accepted
from engine.web.api.caller import Acting, Caller, Reading
from engine.web.api.parts import (
    CaseName,
    Cursor,
    IdempotencyKey,
    Json,
    Key,
    Limit,
    Line,
    Model,
    Once,
    OnlyOnce,
    Page,
    after_id,
    cursor_of,
    etag,
    link_next,
)
from engine.web.api.problems import Unmet
from engine.web.api.views_cases import Case, CaseEntry, History

router = APIRouter(prefix="/cases", tags=["cases"])
_ETAG: dict[str, Any] = {
    "headers": {"ETag": {"description": "The version of the case.", "schema": {"type": "string"}}}
}


class NewCase(Model):
    """A case to be opened."""

    workflow: Key = Field(examples=["measure"])
    fields: Json = Field(default={}, examples=[{"title": "Sprachcafé", "area": "Sprache"}])
    holders: dict[Key, list[Line]] = Field(default={}, examples=[{"lead": ["library"]}])
    parent: Line | None = Field(None, description="The case that it is opened below.")


class NewEvent(Model):
    """An event to be sent to a case."""

    event: Key = Field(examples=["report"])
    input: Json = Field(
        default={}, examples=[{"text": "Alles im Plan.", "progress": 40, "rating": "green"}]
    )


class Condition(Model):
    """The conditions of one transition."""

    transition: str
    unmet: list[str]
    met: list[str]


class Why(Model):
    """Whether an event could happen now, and what stands against it."""

    event: str
    possible: bool
    reasons: list[Unmet]
    conditions: list[Condition]


@router.get("")
def list_cases(  # noqa: PLR0913 - each part of the question is a parameter
    request: Request,
    response: Response,
    caller: Reading,
    *,
    workflow: Annotated[Key | None, Query(description="Only of this workflow.")] = None,
    state: Annotated[list[Key], Query(description="Only in one of these states.")] = [],  # noqa: B006 - FastAPI copies it
    is_open: Annotated[bool | None, Query(description="Only running ones, or closed ones.")] = None,
    overdue: Annotated[bool, Query(description="Only where something is overdue.")] = False,
    text: Annotated[Line, Query(description="Part of the number or the title.")] = "",
    holder: Annotated[
        Line | None, Query(description="Only where this person or organisation has a role.")
    ] = None,
    parent: Annotated[Line | None, Query(description="Only below the case of this id.")] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[CaseEntry]:
    """List the cases that the reader may know of, in the order in which they were opened."""
    wanted = CaseFilter(
        workflow=workflow,
        states=state,
        is_open=is_open,
        is_overdue=overdue,
        text=text,
        holders=(holder,) if holder else (),
        parent=parent,
    )
    found = case_lists.list_cases(
        caller.app, caller.tenant, caller.reader, wanted, limit=limit + 1, after=after_id(cursor)
    )
    shown = found[:limit]
    following = cursor_of(shown[-1].id) if len(found) > limit else None
    return Page(
        items=[CaseEntry.of(each) for each in shown],
        next=link_next(request, response, following),
    )


@router.post("", status_code=HTTPStatus.CREATED, responses={201: _ETAG})
def open_case(
    response: Response, caller: Acting, body: NewCase, idempotency_key: IdempotencyKey = None
) -> Accepted:
    """Open a case of the newest version of a workflow."""
    intent = OpenCase(
        tenant=caller.tenant,
        workflow=body.workflow,
        fields=body.fields,
        who=caller.reader.who,
        holders={role: tuple(held) for role, held in body.holders.items()},
        key=idempotency_key,
        parent=body.parent,
    )
    answer = events.open_case(caller.app, intent)
    done = accepted(response, caller, answer)
    response.headers["Location"] = f"/api/v1/cases/{answer.case}"
    return done


@router.get("/{case}", responses={200: _ETAG})
def show_case(response: Response, caller: Reading, case: CaseName) -> Case:
    """Show a case as far as the reader may see it."""
    shown = cases.show(caller.app, caller.tenant, caller.reader, case)
    etag(response, shown.case.version)
    return Case.of(caller, shown)


@router.get("/{case}/history")
def show_history(caller: Reading, case: CaseName) -> History:
    """Show what has happened at a case: events, refusals, and who was told."""
    return History.of(caller, cases.past(caller.app, caller.tenant, caller.reader, case))


@router.post("/{case}/events", responses={200: _ETAG})
def send_event(
    response: Response,
    caller: Acting,
    case: CaseName,
    body: NewEvent,
    once: OnlyOnce,
) -> Accepted:
    """Send an event to a case; a refusal tells every unmet condition at once."""
    return send(response, caller, case, (body.event, body.input), once)


def send(
    response: Response,
    caller: Caller,
    case: str,
    said: tuple[str, dict[str, Any]],
    once: Once,
) -> Accepted:
    """Send an event as whoever calls; raises EventRefused."""
    intent = SubmitEvent(
        tenant=caller.tenant,
        case=cases.find(caller.app, caller.tenant, caller.reader, case),
        event=said[0],
        who=caller.reader.who,
        input=said[1],
        expected_version=once.version,
        key=once.key,
    )
    answer = events.send(caller.app, intent)
    return accepted(response, caller, answer)


@router.post("/{case}/why")
def explain_event(caller: Reading, case: CaseName, body: NewEvent) -> Why:
    """Say whether an event could happen now, with every condition; nothing is done."""
    told, _ = cases.explain(caller.app, caller.tenant, caller.reader, case, body.event, body.input)
    return Why(
        event=told.event,
        possible=told.possible,
        reasons=[
            Unmet(
                code=each.code,
                message=each.message.to(caller.language),
                subject=each.subject,
                explanation=each.verdict.explain().to_json() if each.verdict else None,
            )
            for each in told.reasons
        ],
        conditions=[
            Condition(
                transition=key,
                met=[each.id for each in verdicts if each.holds],
                unmet=[each.id for each in verdicts if not each.holds],
            )
            for key, verdicts in told.conditions
        ],
    )
