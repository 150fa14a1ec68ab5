"""Data at addresses: the public plan for every program, logs and drawings for whoever may."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import pytest

from engine.services import cases, events
from engine.services.access import AS_OPERATOR
from engine.services.intents import SubmitEvent
from tests.live_town import OFFICE

if TYPE_CHECKING:
    from tests.web.client import Client
    from tests.web.town import SmallTown

HIDDEN = "Lotsen in der Kita"


def test_the_public_plan_is_read_by_every_program(client: Client) -> None:
    answer = client.get("/plan.json")
    plan = answer.json()
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
    assert (plan["town"], plan["workflow"]) == ("Musterstadt", "measure")
    assert {each["title"] for each in plan["cases"]} == {"Sprachcafé", "Nachbarschaftsfest"}

    lines = client.get("/plan.csv?workflow=measure")
    assert lines.headers["content-type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(lines.content.decode("utf-8-sig"))))
    assert {each["number"] for each in rows} == {each["number"] for each in plan["cases"]}


def test_nothing_of_it_is_not_public_whoever_asks(client: Client) -> None:
    open_to_all = client.get("/plan.json").json()["cases"]
    client.sign_in("office")
    assert client.get("/plan.json").json()["cases"] == open_to_all
    for address in ("/plan.json", "/plan.csv"):
        text = client.get(address).text
        assert HIDDEN not in text
        assert "@town.example" not in text
        assert "Olga Office" not in text


@pytest.mark.parametrize("address", ["/plan.json", "/plan.csv"])
def test_it_is_sent_again_only_when_it_has_changed(
    client: Client, town: SmallTown, address: str
) -> None:
    tag = client.get(address).headers["etag"]
    town.clock.move_to(town.clock.now().replace(hour=10))
    known = client.get(address, headers={"If-None-Match": tag})
    assert (known.status_code, known.content) == (304, b"")
    case = cases.find(town.app, town.tenant, AS_OPERATOR, "M-0001")
    given = {"reason": "Tippfehler", "fields": {"title": "Sprachcafé am Markt"}}
    events.send(town.app, SubmitEvent(town.tenant, case, "correct", OFFICE, given))
    assert client.get(address, headers={"If-None-Match": tag}).status_code == 200


def test_there_is_no_such_plan(client: Client) -> None:
    assert client.get("/plan.json?workflow=none").status_code == 404


def test_the_plan_leads_to_its_data(client: Client) -> None:
    page = client.get("/plan").text
    assert 'rel="alternate" type="application/json" href="/plan.json?workflow=measure"' in page
    assert 'href="/plan.csv?workflow=measure"' in page


def test_what_is_chosen_on_the_page_is_in_the_data(client: Client) -> None:
    page = client.get("/plan?area=Sprache").text
    assert 'href="/plan.csv?workflow=measure&amp;area=Sprache"' in page
    assert len(client.get("/plan.json?workflow=measure&area=Sprache").json()["cases"]) == 2
    assert client.get("/plan.json?workflow=measure&area=Arbeit").json()["cases"] == []
    assert "Sprachcafé" not in client.get("/plan.csv?workflow=measure&area=Arbeit").text


def test_only_the_public_plan_may_be_read_from_elsewhere(client: Client) -> None:
    client.sign_in("member")
    for address in ("/data", "/data/measure/events.jsonocel", "/plan"):
        answer = client.get(address)
        assert answer.status_code == 200
        assert "access-control-allow-origin" not in answer.headers


def test_the_log_holds_what_the_reader_may_see_and_names_nobody(client: Client) -> None:
    address = "/data/measure/events.jsonocel"
    assert client.get(address).url.path == "/sign-in"
    log = client.sign_in("member").get(address)
    assert {"objectTypes", "eventTypes", "objects", "events"} <= log.json().keys()
    assert "M-0003" in log.text
    assert "Lena Library" not in log.text
    assert "M-0003" not in client.sign_in("outsider").get(address).text


def test_a_workflow_is_had_as_bpmn(client: Client) -> None:
    client.sign_in("member")
    drawn = client.get("/data/measure/workflow.bpmn")
    assert drawn.headers["content-type"].startswith("application/xml")
    assert "http://www.omg.org/spec/BPMN/20100524/MODEL" in drawn.text
    assert client.get("/data/none/workflow.bpmn").status_code == 404
    assert "/data/measure/workflow.bpmn" in client.get("/data").text
