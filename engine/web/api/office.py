"""The office: deliveries that failed, and how the town is doing."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from engine.services import dead, health, sending, vacancies
from engine.services.health import Check
from engine.web import rates
from engine.web.api.caller import Caller, Office, Reading
from engine.web.api.once import OnceRoute
from engine.web.api.parts import Address, Line, Model
from engine.web.api.views_cases import Told

router = APIRouter(tags=["office"], route_class=OnceRoute)


class Stuck(BaseModel):
    """An event for another case that could not be delivered."""

    id: str
    event: str
    case: str
    last_error: str | None


class Deliveries(BaseModel):
    """What is not tried any more, and how much there is of everything."""

    letters: list[Told]
    envelopes: list[Stuck]
    counts: dict[str, int] = Field(description="Letters by state.")


class Retry(Model):
    """What is to be tried again; nothing named: everything."""

    ids: Annotated[list[Line], Field(max_length=1000, default_factory=list)]


class TestLetter(Model):
    """Whereto a letter goes that tries the mail server out."""

    address: Address


class Retried(BaseModel):
    """How many are tried again."""

    count: int


class Looked(BaseModel):
    """One thing that was looked at."""

    name: str
    state: str = Field(examples=["fine"])
    text: str

    @classmethod
    def of(cls, caller: Caller, check: Check) -> Looked:
        """Return what is said of a check."""
        return cls(name=check.name, state=check.state.value, text=check.text.to(caller.language))


class Alive(BaseModel):
    """That the service answers."""

    status: str = Field(examples=["ok"])


@router.get("/deliveries")
def list_deliveries(caller: Office) -> Deliveries:
    """List letters and events that could not be delivered."""
    found = dead.dead(caller.app, caller.tenant, caller.reader)
    return Deliveries(
        letters=[Told.of(each) for each in found.letters],
        envelopes=[
            Stuck(
                id=each.id,
                event=each.envelope.event,
                case=each.envelope.target,
                last_error=each.last_error,
            )
            for each in found.envelopes
        ],
        counts=found.counts,
    )


@router.post("/deliveries/retry")
def retry_deliveries(caller: Office, body: Retry) -> Retried:
    """Try again what could not be delivered."""
    return Retried(count=dead.retry(caller.app, caller.tenant, caller.reader, body.ids))


@router.post("/deliveries/test", status_code=HTTPStatus.NO_CONTENT)
def send_test_letter(caller: Office, body: TestLetter) -> None:
    """Send a letter to an address at once, to see whether letters leave."""
    caller.house.rates.take(rates.SIGN_IN_BY_ADDRESS, "test letter", caller.reader.person or "")
    sending.send_test(caller.app, caller.tenant, caller.reader, body.address, caller.language)


@router.get("/health")
def show_health(caller: Office) -> list[Looked]:
    """Say how the town is doing: backlog, letters, broken rungs, vacant roles, the clock."""
    app, tenant, reader = caller.app, caller.tenant, caller.reader
    found = [
        *health.town(app, tenant, reader),
        vacancies.vacancies(app, tenant, reader),
        *health.installation(app),
    ]
    return [Looked.of(caller, each) for each in found]


@router.get("/alive")
def show_alive(response: Response, caller: Reading) -> Alive:
    """Say that the service answers, for a watchdog."""
    del caller
    response.headers["Cache-Control"] = "no-store"
    return Alive(status="ok")
