"""Whatever is posted under an Idempotency-Key happens once, and is answered alike again."""

from __future__ import annotations

from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest

from engine.services import orders, towns
from engine.services.access import AS_OPERATOR
from engine.services.events import KeyReused
from engine.services.intents import Who
from engine.services.orders import OrderUnderWay
from tests.web.api.program import ADMIN, BASE, NOBODY, OWNER, Program
from tests.web.client import Client

if TYPE_CHECKING:
    from fastapi import FastAPI

    from tests.web.town import SmallTown

Programs = dict[str, Program]
CALENDARS = f"{BASE}/calendars"
KEYED = {"Idempotency-Key": "order-1"}
QUESTIONS = {
    "/town/preview",
    "/cases/{case}/why",
    "/settings/{workflow}/{name}/preview",
}
"""What is posted and changes nothing."""


@pytest.fixture
def office(programs: Programs, town: SmallTown) -> Program:
    """The office, which keeps the town's affairs and coordinates its plan."""
    towns.publish_shipped(town.app, town.tenant, AS_OPERATOR)
    role = {"role": "coordination", "holder": "admin"}
    assert programs[ADMIN].ask("POST", "/seats", json=role).status_code == 201
    return programs[ADMIN]


def test_every_order_takes_a_key(programs: Programs) -> None:
    document: Any = programs[NOBODY].got("/openapi.json")
    without = {
        path
        for path, methods in document["paths"].items()
        if "post" in methods
        and "idempotency-key" not in {e["name"] for e in methods["post"].get("parameters", [])}
    }
    assert without == QUESTIONS


def test_an_order_is_carried_out_once(office: Program) -> None:
    said = {"said": "Bauamt, ein Plan", "until": "2027-01-12"}
    path = "/bodies/steering_group/promises"
    first = office.ask("POST", path, json=said, headers=KEYED)
    assert first.status_code == 201, first.text
    again = office.ask("POST", path, json=said, headers=KEYED)
    assert (again.status_code, again.json()) == (201, first.json())
    assert again.headers["idempotent-replayed"] == "true"
    assert again.headers["etag"] == first.headers["etag"]
    assert len(office.got("/cases", workflow="undertaking")["items"]) == 1

    other = office.ask("POST", path, json={**said, "until": "2027-01-13"}, headers=KEYED)
    assert (other.status_code, other.json()["type"]) == (
        409,
        "urn:verbindlich:problem:key-reused",
    )
    assert len(office.got("/cases", workflow="undertaking")["items"]) == 1


def test_keys_are_ones_own(pages: FastAPI) -> None:
    for person in ("librarian", "member"):
        browser = Client(pages).sign_in(person)
        answer = browser.post(CALENDARS, json={"title": "Telefon"}, headers=KEYED)
        assert answer.status_code == 201, answer.text


def test_what_was_refused_may_be_sent_again(office: Program) -> None:
    share = {"case": "M-0001", "to_person": "outsider", "reason": "Rat"}
    headers = {**KEYED, "Authorization": "Bearer vbt_nonsense"}
    assert office.ask("POST", "/shares", json=share, headers=headers).status_code == 401
    missing = office.ask("POST", "/shares", json={**share, "case": "M-9999"}, headers=KEYED)
    assert missing.status_code == 404, missing.text
    wrong = office.ask("POST", "/shares", json={"case": 1}, headers=KEYED)
    assert wrong.status_code == 422
    assert office.ask("POST", "/shares", json=share, headers=KEYED).status_code == 201
    assert office.ask("POST", "/shares", json=share, headers=KEYED).status_code == 201
    assert len(office.got("/shares")) == 1


def test_a_secret_is_told_once(pages: FastAPI, town: SmallTown) -> None:
    browser = Client(pages).sign_in("librarian")
    told = browser.post(CALENDARS, json={"title": "Telefon"}, headers=KEYED).json()
    again = browser.post(CALENDARS, json={"title": "Telefon"}, headers=KEYED)
    assert (again.status_code, again.json()["type"]) == (
        409,
        "urn:verbindlich:problem:secret-told",
    )
    with town.app.database.connection() as connection:
        rows = str(connection.exec_driver_sql("SELECT * FROM receipts").all())
    assert "order-1" in rows
    assert told["address"].rpartition("/")[2].removesuffix(".ics") not in rows


def test_what_stands_in_a_list_is_not_kept(office: Program, town: SmallTown) -> None:
    content = b64encode(b"Titel;Handlungsfeld;Erika Muster\nLesen;Sprache;x").decode()
    sent = {"name": "l.csv", "content": content}
    assert office.ask("POST", "/lists", json=sent, headers=KEYED).status_code == 201
    again = office.ask("POST", "/lists", json=sent, headers=KEYED)
    assert again.json()["type"] == "urn:verbindlich:problem:secret-told"
    assert len(office.got("/lists")) == 1
    with town.app.database.connection() as connection:
        assert "Erika" not in str(connection.exec_driver_sql("SELECT * FROM receipts").all())


def test_a_key_that_is_none_is_refused(programs: Programs) -> None:
    headers = {"Idempotency-Key": "a b"}
    answer = programs[OWNER].ask("POST", "/calendars", json={"title": "x"}, headers=headers)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/header/idempotency-key"


def test_two_at_the_same_time_happen_once(office: Program, pages: FastAPI) -> None:
    share = {"case": "M-0001", "to_person": "outsider", "reason": "Rat"}
    token = {"Authorization": office.headers["authorization"], **KEYED}

    def send(_: int) -> int:
        return Program(pages, None).post(f"{BASE}/shares", json=share, headers=token).status_code

    with ThreadPoolExecutor(4) as pool:
        codes = list(pool.map(send, range(4)))
    assert set(codes) <= {201, 409}
    assert 201 in codes
    assert len(office.got("/shares")) == 1


def test_an_order_whose_outcome_nobody_knows_says_so(town: SmallTown) -> None:
    order = (town.app, town.tenant, Who(person="librarian"), "order-1")
    assert orders.begin(*order, "a") is None
    with pytest.raises(OrderUnderWay):
        orders.begin(*order, "a")
    with pytest.raises(KeyReused):
        orders.begin(*order, "b")
    orders.done(*order, {"status": 204})
    assert orders.begin(*order, "a") == {"status": 204}
    orders.given_up(*order)
    assert orders.begin(*order, "a") is None


def test_a_point_is_decided_on_the_version_that_was_read(
    office: Program, programs: Programs, town: SmallTown
) -> None:
    del programs
    today = town.clock.now().date().isoformat()
    sitting = office.ask("POST", "/bodies/steering_group/sittings", json={"held_on": today}).json()
    path = f"/sittings/{sitting['number']}"
    point = office.ask("POST", f"{path}/points", json={"title": "Ein Haus"}).json()
    stale = {"If-Match": f'"{point["version"] - 1}"'}
    noted = f"/points/{point['number']}/outcome"
    late = office.ask("POST", noted, json={"outcome": "postponed"}, headers=stale)
    assert late.status_code == 412, late.text
    votes = office.ask(
        "POST", f"{path}/opening", json={"voting": ["Mika Member"]}, headers={"If-Match": '"0"'}
    )
    assert votes.status_code == 412, votes.text
