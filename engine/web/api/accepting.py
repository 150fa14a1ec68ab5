"""What became of an event that was sent: accepted, or refused with every unmet condition."""

from __future__ import annotations

from fastapi import Response
from pydantic import BaseModel, Field

from engine.services.answers import Answer
from engine.web.api.caller import Caller
from engine.web.api.parts import etag
from engine.web.api.problems import refused


class Accepted(BaseModel):
    """What became of an event that was accepted."""

    case: str
    number: str
    state: str
    version: int
    events: list[str] = Field(description="The events of all steps that were taken, in order.")
    notes: list[str]


def accepted(response: Response, caller: Caller, answer: Answer) -> Accepted:
    """Return what became of an event, its version and whether it was done before in the headers.

    Raises:
        EventRefused: it was not accepted.
    """
    if not answer.accepted:
        raise refused(answer)
    if answer.is_repeated:
        response.headers["Idempotent-Replayed"] = "true"
    etag(response, answer.version)
    return Accepted(
        case=answer.case or "",
        number=answer.number or "",
        state=answer.state or "",
        version=answer.version or 0,
        events=list(answer.events),
        notes=[each.to(caller.language) for each in answer.notes],
    )
