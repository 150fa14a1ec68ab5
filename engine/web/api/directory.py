"""The directory: people, organisations, bodies, and who holds which role."""

from __future__ import annotations

from datetime import date
from http import HTTPStatus
from typing import Annotated, Literal

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from engine.errors import NotFound
from engine.findings import Text
from engine.lifecycle.seats import Body as TownBody
from engine.services import accounts, obligations, people, rights
from engine.storage.queries.directory import Person, RoleHolder
from engine.web.api.caller import Caller, Office, Reading
from engine.web.api.once import OnceRoute
from engine.web.api.parts import Address, Day, Line, Model, Named, ToldOnce
from engine.web.api.views_cases import Matter

router = APIRouter(tags=["directory"], route_class=OnceRoute)


class SeatUnknown(NotFound):
    """Not found: the seat {seat}."""

    de = "Nicht gefunden: der Sitz {seat}."


class PersonEntry(BaseModel):
    """A person; how she is reached only she and administrators see."""

    id: str
    name: str | None
    address: str | None

    @classmethod
    def of(cls, person: Person) -> PersonEntry:
        """Return what is said of a person."""
        return cls(id=person.id, name=person.name, address=person.address)


class OrganisationEntry(BaseModel):
    """An organisation."""

    id: str = Field(examples=["library"])
    name: str = Field(examples=["Stadtbibliothek"])


class BodyEntry(BaseModel):
    """A body; its id is the role of its members."""

    id: str = Field(examples=["steering_group"])
    title: str
    seats: int | None

    @classmethod
    def of(cls, caller: Caller, body: TownBody) -> BodyEntry:
        """Return what is said of a body."""
        return cls(id=body.id, title=body.title.to(caller.language), seats=body.seats)


class SeatEntry(BaseModel):
    """That somebody holds a role of the town, sits in a body or speaks for an organisation."""

    id: str
    role: str
    holder: str
    function: str
    valid_from: date | None
    valid_until: date | None

    @classmethod
    def of(cls, seat: RoleHolder) -> SeatEntry:
        """Return what is said of a seat."""
        return cls(
            id=seat.id,
            role=seat.role,
            holder=seat.holder,
            function=seat.function,
            valid_from=seat.valid_from,
            valid_until=seat.valid_until,
        )


Tag = Annotated[
    str,
    Field(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$", max_length=35, examples=["de", "ar"]),
]


class NewPerson(Model):
    """A person as the directory shall have her."""

    name: Line = Field(examples=["Erika Muster"])
    address: Address | None = None
    language: Tag | None = None
    """Of letters; what is missing in it comes in the town's languages in their order."""


class Invitation(ToldOnce):
    """A link by which somebody chooses a password."""

    url: str = Field(examples=["https://plan.example.org/invitation/…"])


class NewOrganisation(Model):
    """An organisation as the directory shall have it."""

    name: Line


class NewBody(Model):
    """A body as the directory shall have it."""

    title_de: Line
    title_en: Line
    seats: Annotated[int, Field(ge=1, le=1000)] | None = None


class NewSeat(Model):
    """Who shall hold what."""

    role: Annotated[str, Field(max_length=100, pattern=r"^(contact:)?[a-z][a-z0-9_-]*$")]
    holder: Line
    function: Literal["holder", "chair", "deputy"] = "holder"
    valid_from: Day | None = None
    valid_until: Day | None = None
    reason: Line | None = Field(None, examples=["R 4/2026"])


class SeatEnd(Model):
    """The last day of a seat."""

    last_day: Day
    reason: Line | None = None


class BodyMatter(Matter):
    """Something that stands before a body, with the case it is about."""

    case: str
    number_of_case: str
    title_of_case: str


@router.get("/people")
def list_people(caller: Reading) -> list[PersonEntry]:
    """List the people whom the reader may know of."""
    found = people.directory_of(caller.app, caller.tenant, caller.reader)
    return [PersonEntry.of(each) for each in found.people]


@router.put("/people/{person}")
def put_person(caller: Office, person: Named, body: NewPerson) -> PersonEntry:
    """Add a person, or change the one of that id; what is left out stays."""
    entered = Person(person, body.name, body.address, body.language)
    people.put_person(caller.app, caller.tenant, caller.reader, entered)
    return PersonEntry.of(accounts.person_of(caller.app, caller.tenant, person))


@router.post("/people/{person}/invitation", status_code=HTTPStatus.CREATED)
def invite_person(caller: Office, person: Named) -> Invitation:
    """Make the link by which somebody chooses a password; it is told only now, and works once."""
    rights.require_administrator(caller.app, caller.tenant, caller.reader)
    token = accounts.invite(caller.app, caller.tenant, person, caller.reader.person)
    return Invitation(url=f"{caller.app.settings.base_url or ''}/invitation/{token}")


@router.delete("/people/{person}/access", status_code=HTTPStatus.NO_CONTENT)
def lock_out(caller: Office, person: Named) -> None:
    """Let somebody in no longer: sessions, invitations, tokens and calendars end at once."""
    accounts.lock(caller.app, caller.tenant, caller.reader, person)


@router.get("/organisations")
def list_organisations(caller: Reading) -> list[OrganisationEntry]:
    """List all organisations."""
    found = people.directory_of(caller.app, caller.tenant, caller.reader)
    return [OrganisationEntry(id=key, name=name) for key, name in found.organisations.items()]


@router.put("/organisations/{organisation}")
def put_organisation(
    caller: Office, organisation: Named, body: NewOrganisation
) -> OrganisationEntry:
    """Add an organisation, or rename the one of that id."""
    people.put_organisation(caller.app, caller.tenant, caller.reader, organisation, body.name)
    return OrganisationEntry(id=organisation, name=body.name)


@router.get("/bodies")
def list_bodies(caller: Reading) -> list[BodyEntry]:
    """List all bodies."""
    found = people.directory_of(caller.app, caller.tenant, caller.reader)
    return [BodyEntry.of(caller, each) for each in found.bodies]


@router.put("/bodies/{body_id}")
def put_body(caller: Office, body_id: Named, body: NewBody) -> BodyEntry:
    """Add a body, or overwrite the one of that id."""
    entered = TownBody(body_id, Text(de=body.title_de, en=body.title_en), body.seats)
    people.put_body(caller.app, caller.tenant, caller.reader, entered)
    return BodyEntry.of(caller, entered)


@router.get("/bodies/{body_id}/items")
def list_items(caller: Reading, body_id: Named) -> list[BodyMatter]:
    """List what stands open before a body, as far as the reader may see it."""
    found = obligations.agenda(caller.app, caller.tenant, caller.reader, body_id)
    return [
        BodyMatter(
            case=each.case.id,
            number_of_case=each.case.number,
            title_of_case=each.case.title,
            body=each.item.body,
            kind=each.item.kind.value,
            key=each.item.key,
            number=each.item.number,
            title=each.item.title.to(caller.language),
            opened_at=each.item.opened_at,
            outcomes=list(each.item.on),
        )
        for each in found
    ]


@router.get("/seats")
def list_seats(caller: Reading) -> list[SeatEntry]:
    """List who holds which role of the town, as far as the reader may see it."""
    found = people.directory_of(caller.app, caller.tenant, caller.reader)
    return [SeatEntry.of(each) for each in found.seats]


@router.post("/seats", status_code=HTTPStatus.CREATED)
def give_seat(response: Response, caller: Office, body: NewSeat) -> SeatEntry:
    """Let somebody hold a role of the town, sit in a body or speak for an organisation."""
    seat = people.give_role(
        caller.app,
        caller.tenant,
        caller.reader,
        body.role,
        body.holder,
        function=body.function,
        valid_from=body.valid_from,
        valid_until=body.valid_until,
        because=body.reason,
    )
    response.headers["Location"] = "/api/v1/seats"
    return SeatEntry(id=seat, **body.model_dump(exclude={"reason"}))


@router.put("/seats/{seat}/end", status_code=HTTPStatus.NO_CONTENT)
def end_seat(caller: Office, seat: Named, body: SeatEnd) -> None:
    """Let a seat end with a day."""
    app, tenant, reader = caller.app, caller.tenant, caller.reader
    if not people.end_role(app, tenant, reader, seat, body.last_day, because=body.reason):
        raise SeatUnknown(seat=seat)
