"""A sitting from its call to the vote, and what else the pages can do, over the API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from engine.services import towns
from engine.services.access import AS_OPERATOR
from tests.web.api.program import ADMIN, NOBODY, OUTSIDER, OWNER, Program

if TYPE_CHECKING:
    from httpx import Response

    from tests.web.town import SmallTown

Programs = dict[str, Program]
SITTINGS = "/bodies/steering_group/sittings"


@pytest.fixture
def office(programs: Programs, town: SmallTown) -> Program:
    """The office, which keeps the town's affairs and coordinates its plan."""
    towns.publish_shipped(town.app, town.tenant, AS_OPERATOR)
    program = programs[ADMIN]
    role = {"role": "coordination", "holder": "admin"}
    assert program.ask("POST", "/seats", json=role).status_code == 201
    return program


def done(answer: Response) -> Any:
    assert answer.status_code in {200, 201}, answer.text
    return answer.json()


def test_a_sitting_is_held(office: Program, town: SmallTown) -> None:
    for key in ("second", "third"):
        done(office.ask("PUT", f"/people/{key}", json={"name": f"Mitglied {key}"}))
        done(office.ask("POST", "/seats", json={"role": "steering_group", "holder": key}))
    today = town.clock.now().date().isoformat()
    number = done(office.ask("POST", SITTINGS, json={"held_on": today}))["number"]
    built = done(office.ask("POST", f"/sittings/{number}/agenda"))
    assert [each["fields"]["title"] for each in built["public"]]
    title = "Ein Haus für alle"
    added = done(office.ask("POST", f"/sittings/{number}/points", json={"title": title}))
    agenda = office.got(f"/sittings/{number}/agenda")["public"]
    assert [each["number"] for each in agenda if each["fields"]["title"] == title] == [
        added["number"]
    ]

    votes = f"/points/{added['number']}/votes"
    early = office.ask("POST", votes, json={"yes": 2, "no": 1})
    assert early.status_code == 409, early.text
    invitation = {"event": "invite", "input": {"urgency": "eilig"}}
    done(office.ask("POST", f"/cases/{number}/events", json=invitation))
    opening = f"/sittings/{number}/opening"
    few = office.ask("POST", opening, json={"voting": ["Mika Member"]})
    assert few.status_code == 409, few.text
    came = {"voting": ["Mika Member", "Mitglied second", "Mitglied third"], "others": ["Gast"]}
    assert done(office.ask("POST", opening, json=came))["state"] == "opened"

    many = office.ask("POST", votes, json={"yes": 7, "no": 0})
    assert many.status_code == 409, many.text
    decided = {"yes": 2, "no": 1, "wording": "Es wird gebaut.", "office": "library"}
    voted = done(office.ask("POST", votes, json={**decided, "due_on": "2026-12-01"}))
    assert voted["number"] == added["number"]
    assert [each["title"] for each in office.got("/bodies/steering_group/resolutions")] == [title]

    other = next(each["number"] for each in agenda if each["number"] != added["number"])
    postponed = office.ask("POST", f"/points/{other}/outcome", json={"outcome": "postponed"})
    assert done(postponed)["number"] == other


def test_an_oral_promise_is_written_down(office: Program) -> None:
    said = {"said": "Stadtbibliothek, die Zahlen nachreichen", "until": "2026-12-01"}
    kept = done(office.ask("POST", "/bodies/steering_group/promises", json=said))
    assert office.got(f"/cases/{kept['case']}")["fields"]["title"] == "die Zahlen nachreichen"

    unclear = office.ask(
        "POST", "/bodies/steering_group/promises", json={**said, "said": "irgendwas"}
    )
    assert unclear.status_code == 409
    assert "WHO, WHAT" in unclear.text


def test_whoever_owes_something_is_told_what_and_what_follows(programs: Programs) -> None:
    owed = programs[OWNER].got("/duties")
    assert {each["number"] for each in owed} >= {"M-0001"}
    assert all(each["obligation_title"] for each in owed)
    report = next(each for each in owed if "report" in each["events"])
    assert (report["blocked"], report["consequence_at"] is not None) == ([], True)

    assert programs[OUTSIDER].got("/duties") == []
    assert programs[NOBODY].ask("GET", "/duties").status_code == 401


def test_somebody_is_invited_by_the_office_alone(programs: Programs) -> None:
    made = programs[ADMIN].ask("POST", "/people/outsider/invitation")
    assert "/invitation/" in done(made)["url"]

    assert programs[OWNER].ask("POST", "/people/outsider/invitation").status_code == 403
    assert programs[ADMIN].ask("POST", "/people/none/invitation").status_code == 404


def test_what_became_of_a_case_is_followed(office: Program, programs: Programs) -> None:
    fields = {"title": "Ein Garten am Bahnhof", "contributor": "A. Muster"}
    opening = {"workflow": "contribution", "fields": fields}
    case = done(programs[NOBODY].ask("POST", "/cases", json=opening))["case"]
    for event, given in (("consider", {"area": "Begegnung"}), ("take_up", {"into": "M-0001"})):
        done(office.ask("POST", f"/cases/{case}/events", json={"event": event, "input": given}))

    (stop,) = programs[NOBODY].got(f"/cases/{case}/trace")
    assert (stop["number"], stop["depth"]) == ("M-0001", 1)
    back = programs[NOBODY].got("/cases/M-0001/trace", direction="back")
    assert [each["title"] for each in back] == ["Ein Garten am Bahnhof"]


def test_a_test_letter_says_why_it_does_not_leave(programs: Programs, town: SmallTown) -> None:
    assert town.app.channel is None
    letter = {"address": "office@town.example"}
    answer = programs[ADMIN].ask("POST", "/deliveries/test", json=letter)
    assert (answer.status_code, "no-channel" in answer.text) == (422, True)
    assert programs[OWNER].ask("POST", "/deliveries/test", json=letter).status_code == 403


def test_the_link_of_a_letter_is_withdrawn_by_those_who_keep_the_case(programs: Programs) -> None:
    path = "/cases/M-0001/report-links/none"
    assert programs[OUTSIDER].ask("DELETE", path).status_code == 403
    assert programs[NOBODY].ask("DELETE", path).status_code in {401, 403}
