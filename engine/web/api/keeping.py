"""What the office keeps: seats with their history, retention, shares, and how messages read."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from http import HTTPStatus
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field

from engine.services import membership, retention, rewording, shares
from engine.services.membership import SeatLine
from engine.services.retention import Ahead
from engine.services.rewording import Wish, Worded
from engine.services.shares import Given, Wanted
from engine.web.api.caller import Acting, Caller, Office, Reading
from engine.web.api.once import OnceRoute
from engine.web.api.parts import Day, Line, Model, Named, Whole

router = APIRouter(tags=["office"], route_class=OnceRoute)
A_YEAR = timedelta(days=365)
Words = Annotated[str, Field(max_length=5000), Whole]


class Seat(BaseModel):
    """A seat of a body as it is today."""

    id: str
    function: str = Field(examples=["member"])
    title: str | None = Field(description="The office that it goes with.")
    stands_for: list[list[str]] = Field(examples=[[["field", "Sprache"]]])
    has_vote: bool
    holder: str | None
    holder_name: str | None
    deputy: str | None
    deputy_name: str | None
    until_on: date | None

    @classmethod
    def of(cls, caller: Caller, each: SeatLine) -> Seat:
        """Return what is said of a seat."""
        return cls(
            id=each.id,
            function=each.function,
            title=caller.say(each.title),
            stands_for=[list(one) for one in each.stands_for],
            has_vote=each.voting,
            holder=each.holder,
            holder_name=each.holder_name,
            deputy=each.deputy,
            deputy_name=each.deputy_name,
            until_on=each.until_on,
        )


class Condition(BaseModel):
    """Something that has to hold for who sits in a body."""

    id: str
    message: str = Field(description="What is wrong where it does not hold.")
    holds: bool


class Membership(BaseModel):
    """A body with its seats, and whether its composition is as it has to be."""

    body: str = Field(examples=["steering_group"])
    case: str | None = Field(description="Number of the case that its life is.")
    state: str | None
    seats: list[Seat]
    conditions: list[Condition]


class Held(BaseModel):
    """That somebody sits in a body, has sat there or will, with the reasons."""

    id: str
    holder: str
    function: str = Field(examples=["deputy"])
    seat: str | None
    valid_from: date | None
    valid_until: date | None
    given_because: str | None = Field(examples=["R 4/2026"])
    ended_because: str | None


class Erased(BaseModel):
    """What of a case will be erased, and when."""

    case: str = Field(examples=["BT-00001"])
    title: str
    workflow: str
    retention: str = Field(examples=["persons"])
    purpose: str
    fields: list[str]
    last_on: date = Field(description="The last day on which it is kept.")
    archive: str | None = Field(description="Whom it is offered to first.")
    offered_until: date | None

    @classmethod
    def of(cls, caller: Caller, each: Ahead) -> Erased:
        """Return what is said of a retention to come."""
        return cls(
            case=each.number,
            title=each.title,
            workflow=each.workflow.to(caller.language),
            retention=each.name,
            purpose=each.purpose.to(caller.language),
            fields=[one.to(caller.language) for one in each.fields],
            last_on=each.last_on,
            archive=caller.say(each.archive),
            offered_until=each.offered_until,
        )


class Touched(BaseModel):
    """How many cases something was done in."""

    cases: int


class Share(BaseModel):
    """What is shown to another town or to somebody."""

    id: str
    case: str | None = Field(examples=["M-0001"])
    workflow: str | None
    to_town: str | None
    to_person: str | None
    to: str = Field(description="The town's title, or the person's name.")
    reason: str
    until: date | None
    given_at: datetime

    @classmethod
    def of(cls, each: Given) -> Share:
        """Return what is said of a share."""
        share = each.share
        return cls(
            id=share.id,
            case=each.case,
            workflow=share.workflow,
            to_town=share.to_town,
            to_person=share.to_person,
            to=each.to,
            reason=share.reason,
            until=share.valid_until,
            given_at=share.given_at,
        )


class NewShare(Model):
    """What is to be shown to whom: a case or a workflow, to a town or a person."""

    case: Line | None = Field(None, examples=["M-0001"])
    workflow: Line | None = None
    to_town: Line | None = None
    to_person: Line | None = Field(None, examples=["adviser"])
    until: Day | None = None
    reason: Annotated[str, Field(min_length=1, max_length=300), Whole] = Field(
        examples=["Beratung"]
    )


class NewShareId(BaseModel):
    """The id of a share."""

    id: str


class Message(BaseModel):
    """A message as it reads today, by part and language."""

    message: str = Field(examples=["overdue"])
    subject: dict[str, str]
    text: dict[str, str]
    placeholders: list[str] = Field(examples=[["number", "title", "due_on"]])
    is_own: bool = Field(description="Whether the workflow words it.")
    is_reworded: bool = Field(description="Whether the town says it otherwise.")

    @classmethod
    def of(cls, each: Worded) -> Message:
        """Return what is said of a message."""
        return cls(
            message=each.message,
            subject=dict(each.wording["subject"]),
            text=dict(each.wording["text"]),
            placeholders=list(each.placeholders),
            is_own=each.is_own,
            is_reworded=each.is_reworded,
        )


class Wording(Model):
    """How a message shall read; what is left out reads as before."""

    subject_de: Words = Field("", examples=["Es fehlt: {obligation}"])
    text_de: Words = ""
    subject_en: Words = Field("", examples=["Missing: {obligation}"])
    text_en: Words = ""
    valid_from: Day | None = None
    everywhere: bool = Field(
        default=False, description="For all workflows that say nothing of their own."
    )

    @property
    def parts(self) -> dict[str, dict[str, str]]:
        """The wording by part and language."""
        return {
            "subject": {"de": self.subject_de, "en": self.subject_en},
            "text": {"de": self.text_de, "en": self.text_en},
        }


class Arrived(BaseModel):
    """A message as it would arrive."""

    subject: str
    plain: str
    html: str
    case: str
    is_example: bool


@router.get("/bodies/{body_id}/seats")
def show_seats(caller: Reading, body_id: Named) -> Membership:
    """Show who sits in a body and whether its composition holds, as far as the reader may know."""
    found = membership.show_body(caller.app, caller.tenant, caller.reader, body_id)
    return Membership(
        body=found.body.id,
        case=found.case,
        state=found.state,
        seats=[Seat.of(caller, each) for each in found.seats],
        conditions=[
            Condition(id=each.id, message=each.message.to(caller.language), holds=each.holds)
            for each in found.conditions
        ],
    )


@router.get("/bodies/{body_id}/history")
def show_history(caller: Office, body_id: Named) -> list[Held]:
    """Show who sits in a body, has sat there or will, with the reasons."""
    _, held = membership.history(caller.app, caller.tenant, caller.reader, body_id)
    return [
        Held(
            id=each.id,
            holder=each.holder,
            function=each.function,
            seat=each.seat,
            valid_from=each.valid_from,
            valid_until=each.valid_until,
            given_because=each.given_because,
            ended_because=each.ended_because,
        )
        for each in held
    ]


@router.get("/retention")
def preview_retention(
    caller: Office,
    until: Annotated[
        Day | None, Query(description="By which day; by default a year from now.")
    ] = None,
) -> list[Erased]:
    """Say what of people will be erased or offered to the archive, the first first."""
    last = until or (caller.app.now() + A_YEAR).date()
    found = retention.ahead(caller.app, caller.tenant, caller.reader, last)
    return [Erased.of(caller, each) for each in found]


@router.post("/retention/run")
def run_retention(caller: Office) -> Touched:
    """Erase, or offer to the archive, now what is due."""
    return Touched(cases=retention.run(caller.app, caller.tenant, caller.reader))


@router.get("/shares")
def list_shares(caller: Reading) -> list[Share]:
    """List what the town shows to other towns and to advisers."""
    found = shares.given_shares(caller.app, caller.tenant, caller.reader)
    return [Share.of(each) for each in found]


@router.post("/shares", status_code=HTTPStatus.CREATED)
def give_share(response: Response, caller: Acting, body: NewShare) -> NewShareId:
    """Show a case, or the cases of a workflow, to another town or to somebody."""
    wanted = Wanted(
        body.reason,
        case=body.case,
        workflow=body.workflow,
        to_town=body.to_town,
        to_person=body.to_person,
        until=body.until,
    )
    given = shares.share(caller.app, caller.tenant, caller.reader, wanted)
    response.headers["Location"] = "/api/v1/shares"
    return NewShareId(id=given)


@router.delete("/shares/{share}", status_code=HTTPStatus.NO_CONTENT)
def end_share(caller: Acting, share: Named) -> None:
    """End a share now."""
    shares.end_share(caller.app, caller.tenant, caller.reader, share)


@router.get("/workflows/{key}/messages")
def list_messages(caller: Office, key: Named) -> list[Message]:
    """List the messages of a workflow, built-in ones too, as they read today."""
    found = rewording.messages(caller.app, caller.tenant, caller.reader, key)
    return [Message.of(each) for each in found]


@router.put("/workflows/{key}/messages/{message}", status_code=HTTPStatus.NO_CONTENT)
def reword_message(caller: Office, key: Named, message: Named, body: Wording) -> None:
    """Let a message read otherwise from a day on."""
    where = (None if body.everywhere else key, message)
    rewording.reword(caller.app, caller.tenant, caller.reader, where, body.parts, body.valid_from)


@router.get("/workflows/{key}/messages/{message}/preview")
def preview_message(
    caller: Office,
    key: Named,
    message: Named,
    language: Annotated[Literal["de", "en"], Query(description="Of the reader.")] = "de",
    case: Annotated[
        Line | None, Query(description="Number of a case; without one an example.")
    ] = None,
) -> Arrived:
    """Show a message as it would arrive."""
    wish = Wish(key, message, language, case)
    found = rewording.preview(caller.app, caller.tenant, caller.reader, wish)
    return Arrived(
        subject=found.subject,
        plain=found.plain,
        html=found.html,
        case=found.case,
        is_example=found.is_example,
    )
