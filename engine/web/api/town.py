"""The town itself, and what somebody has chosen for herself."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter
from pydantic import BaseModel, Field

from engine.services import accounts, profile
from engine.services.profile import MOST_OWN_DAYS
from engine.web.api.caller import Caller, Office, Own, Taking
from engine.web.api.parts import Day, Line, Model
from engine.web.api.settings import Movement, Preview, Reached

router = APIRouter(tags=["town"])
Hour = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$", examples=["08:00"])]
Rhythm = Literal["at_once", "daily"]
Language = Literal["de", "en"]


class OwnDay(Model):
    """A day that is special here: said by a date, a day of the year or a distance from Easter."""

    name: Line = Field(min_length=1, examples=["Betriebsausflug"])
    kind: Literal["holiday", "closed", "not_a_holiday"] = "closed"
    on: Day | None = None
    yearly: Annotated[str, Field(pattern=r"^\d\d-\d\d$", examples=["12-24"])] | None = None
    days_after_easter: Annotated[int, Field(ge=-366, le=366)] | None = None
    valid_from: Day | None = None
    valid_until: Day | None = None


class Place(Model):
    """Where the town lies: it decides which days are holidays."""

    state: Line = Field(examples=["NW"])
    municipality: Line | None = None
    time_zone: Line = "Europe/Berlin"
    own_days: Annotated[list[OwnDay], Field(max_length=MOST_OWN_DAYS, default_factory=list)]


class Town(BaseModel):
    """What a town is and how it wants things done."""

    title: str
    language: Language
    place: Place
    rung_time: Hour
    grace: str = Field(examples=["10 working days"])
    rhythm: Rhythm
    digest_time: Hour
    two_person_publish: bool


class TownChange(Model):
    """What of it is to change; what is left out stays. A place is given whole."""

    title: Line | None = None
    language: Language | None = None
    place: Place | None = Field(None, examples=[{"state": "NW"}])
    rung_time: Hour | None = None
    grace: Line | None = Field(None, examples=["10 working days"])
    rhythm: Rhythm | None = None
    digest_time: Hour | None = None
    two_person_publish: bool | None = None

    def edit(self) -> profile.Edit:
        """Return the change."""
        return profile.edited(self.model_dump(mode="json", exclude_none=True))


class Myself(BaseModel):
    """Who asks, and what she has chosen for herself."""

    id: str
    name: str | None
    address: str | None
    language: str | None = Field(description="null: the town's.")
    rhythm: str | None = Field(description="How messages come; null: as the town has set.")


class MyChange(Model):
    """What she chooses; what is left out stays."""

    language: Language | None = None
    rhythm: Literal["at_once", "daily", "town"] | None = None


@router.get("/town")
def show_town(caller: Own) -> Town:
    """Show the town."""
    found = profile.profile_of(caller.app, caller.tenant, caller.reader)
    return Town.model_validate(profile.document_of(found))


@router.patch("/town")
def change_town(caller: Office, body: TownChange) -> Reached:
    """Change what is said of the town; running cases follow."""
    reached = profile.change(caller.app, caller.tenant, caller.reader, body.edit())
    return Reached(cases=reached)


@router.post("/town/preview")
def preview_town(caller: Office, body: TownChange) -> Preview:
    """Say what a change would move if it held now; nothing is changed."""
    moved, looked_at = profile.preview(caller.app, caller.tenant, caller.reader, body.edit())
    return Preview(cases=looked_at, moved=[Movement.of(each) for each in moved])


@router.get("/me")
def show_myself(caller: Own) -> Myself:
    """Show who asks."""
    return _myself(caller)


@router.patch("/me")
def change_myself(caller: Taking, body: MyChange) -> Myself:
    """Choose a language, and how messages come; duties cannot be switched off."""
    app, tenant, person = caller.app, caller.tenant, caller.reader.person or ""
    if body.language is not None:
        accounts.set_language(app, tenant, person, body.language)
    if body.rhythm is not None:
        rhythm = None if body.rhythm == "town" else body.rhythm
        accounts.set_rhythm(app, tenant, person, rhythm)
    return _myself(caller)


def _myself(caller: Caller) -> Myself:
    found = accounts.person_of(caller.app, caller.tenant, caller.reader.person or "")
    values: dict[str, Any] = {name: getattr(found, name) for name in Myself.model_fields}
    return Myself(**values)
