"""What is known of somebody, told and erased."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import BaseModel, Field

from engine.services import privacy
from engine.services.plain import plain
from engine.web.api.caller import Office
from engine.web.api.once import OnceRoute
from engine.web.api.parts import Line, Model, Named

router = APIRouter(prefix="/people/{person}", tags=["directory"], route_class=OnceRoute)


class About(BaseModel):
    """Everything that the town knows of somebody. Source: Art. 15 and 20 DSGVO."""

    asked: str
    person: dict[str, Any] | None
    roles: list[dict[str, Any]]
    holds: list[list[str]] = Field(description="Roles of cases: number and role.")
    mentions: list[dict[str, Any]]
    acts: list[dict[str, Any]]
    letters: list[dict[str, Any]]


class Erasure(Model):
    """Why everything is to be erased, in words that name nobody."""

    reason: Annotated[Line, Field(min_length=1, examples=["Antrag vom 3. März"])]


class Erased(BaseModel):
    """What was erased, and what is left to be given to others. Source: Art. 17 DSGVO."""

    cases: list[str]
    person: str | None
    still_holds: list[list[str]] = Field(description="Roles of cases: number and role.")


@router.get("/data")
def show_data(caller: Office, person: Named) -> About:
    """Tell everything that is known of somebody."""
    found = privacy.export(caller.app, caller.tenant, caller.reader, person)
    return About.model_validate(plain(found))


@router.post("/erasure")
def erase(caller: Office, person: Named, body: Erasure) -> Erased:
    """Erase everything about somebody; what happened stays, without saying who."""
    found = privacy.erase(caller.app, caller.tenant, caller.reader, person, body.reason)
    return Erased.model_validate(plain(found))
