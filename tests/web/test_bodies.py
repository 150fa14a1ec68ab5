"""A body sits: planned, given an agenda, opened with a quorum, votes; a promise becomes a duty."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest

from engine.services import clockwork, people
from engine.services.access import AS_OPERATOR
from engine.services.case_lists import list_cases
from engine.storage.queries.cases import CaseFilter
from engine.storage.queries.directory import Person
from tests.web.test_duties import plain
from tests.web.town import LATE

if TYPE_CHECKING:
    from engine.storage.queries.cases import CaseLine
    from tests.web.client import Client
    from tests.web.town import SmallTown

BODY = "/bodies/steering_group"


@pytest.fixture
def escalated(town: SmallTown) -> SmallTown:
    """Three weeks later: the missing reports stand before the steering group."""
    for key in ("second", "third"):
        person = Person(key, f"Mitglied {key}", None)
        people.put_person(town.app, town.tenant, AS_OPERATOR, person)
        people.give_role(town.app, town.tenant, AS_OPERATOR, "steering_group", key)
    town.clock.move_to(LATE + timedelta(days=21))
    clockwork.rungs(town.app, "tests")
    clockwork.step_down(town.app, "tests")
    return town


@pytest.fixture
def sitting(client: Client, escalated: SmallTown) -> str:
    """A sitting of today with everything that waits on its agenda; the address of its page."""
    day = escalated.clock.now().date().isoformat()
    page = client.sign_in("office").post(f"{BODY}/sittings", data={"held_on": day})
    address = page.url.path
    assert "Die Tagesordnung ist zusammengestellt" in plain(client.post(f"{address}/agenda").text)
    number = address.rpartition("/")[2]
    client.post(f"/cases/{number}/do/invite", data={"do": "send", "urgency": "eilig"})
    return address


def test_what_has_escalated_waits_for_the_body(client: Client, escalated: SmallTown) -> None:
    assert escalated
    told = plain(client.sign_in("member").get(BODY).text)
    assert re.search(r"Sachstandsbericht \(2\) M-0001 Sprachcafé seit \d\d\.09\.2026", told)
    assert "Mika Member" in told
    assert "Steuerungsgruppe" in plain(client.get("/bodies").text)
    assert client.get("/bodies/none").status_code == 404


def test_what_is_to_be_decided_comes_first(client: Client, escalated: SmallTown) -> None:
    client.sign_in("office")
    client.post("/cases/M-0001/do/ask_to_stop", data={"do": "send", "reason": "Kein Personal"})
    waiting = plain(client.get(BODY).text).partition("Was wartet")[2].strip()
    assert waiting.startswith("Maßnahme einstellen? (1) M-0001")
    day = escalated.clock.now().date().isoformat()
    address = client.post(f"{BODY}/sittings", data={"held_on": day}).url.path
    agenda = plain(client.post(f"{address}/agenda").text)
    assert "1. Maßnahme einstellen? (M-0001 Sprachcafé)" in agenda
    assert "2. Sachstandsbericht" in agenda or "2. Festlegen" in agenda


def test_a_sitting_is_held_and_its_vote_stands_in_the_case(client: Client, sitting: str) -> None:
    page = client.post(f"{sitting}/opening", data={"came": ["Mika Member"]})
    assert "nicht beschlussfähig" in plain(page.text)

    opened = client.post(
        f"{sitting}/opening",
        data={"came": ["Mika Member", "Mitglied second"], "more": "Mitglied third", "others": "G"},
    )
    assert "Die Sitzung ist eröffnet und beschlussfähig" in plain(opened.text)
    assert "3 von 4" in plain(opened.text)

    point = opened.text.partition("/points/")[2].partition("/vote")[0]
    vote = f"{sitting}/points/{point}/vote"
    wrong = plain(client.post(vote, data={"yes": "7", "no": "0", "wording": "W"}).text)
    assert "nur 3 durften abstimmen" in wrong
    assert "keine ganze Zahl" in plain(client.post(vote, data={"yes": "alle"}).text)

    decided = client.post(
        vote,
        data={"yes": "2", "no": "1", "wording": "Es bleibt dabei.", "office": "library",
              "due_on": "2026-12-01", "resolution": "St 5/2026"},
    )  # fmt: skip
    assert "Das Ergebnis ist festgestellt" in plain(decided.text)
    assert "2 Ja, 1 Nein" in plain(decided.text)
    followed = plain(client.get(BODY).text)
    assert "St 5/2026" in followed
    assert "Stadtbibliothek" in followed.partition("Beschlusskontrolle")[2]


def test_a_point_is_postponed_without_a_vote(client: Client, sitting: str) -> None:
    came = {"came": ["Mika Member", "Mitglied second", "Mitglied third"]}
    opened = client.post(f"{sitting}/opening", data=came)
    point = opened.text.partition("/points/")[2].partition("/vote")[0]

    address = f"{sitting}/points/{point}/outcome"
    assert "ist kein Ergebnis" in plain(client.post(address, data={"outcome": "x"}).text)
    postponed = client.post(address, data={"outcome": "postponed"})
    assert "Das Ergebnis ist festgehalten" in plain(postponed.text)


def test_points_of_ones_own_may_be_closed_to_the_public(client: Client, sitting: str) -> None:
    page = client.post(
        f"{sitting}/points", data={"title": "Personalfrage", "why_closed": "Personenbezogen"}
    )
    told = plain(page.text)
    assert "Personalfrage" in told.partition("Nichtöffentlicher Teil")[2]


def test_an_oral_promise_becomes_a_dated_duty(client: Client, town: SmallTown) -> None:
    assert town
    client.sign_in("office")
    said = {"said": "Stadtbibliothek, legt die Raumliste vor", "until": "2026-10-15"}
    assert "eine Pflicht mit Termin" in plain(client.post(f"{BODY}/promises", data=said).text)
    assert "legt die Raumliste vor" in plain(client.get("/cases?workflow=undertaking").text)
    unclear = client.post(f"{BODY}/promises", data={"said": "später", "until": "2026-10-15"})
    assert "WER, WAS" in unclear.text
    assert 'value="später"' in unclear.text
    no_day = client.post(f"{BODY}/promises", data={"said": "A, b", "until": "bald"})
    assert "kein Tag des Kalenders" in plain(no_day.text)


def test_a_button_that_is_pressed_twice_does_it_once(
    client: Client, sitting: str, town: SmallTown
) -> None:
    day = town.clock.now().date().isoformat()
    for address, data, workflow in (
        (f"{BODY}/promises", {"said": "Bauamt, ein Plan", "until": "2027-03-31"}, "undertaking"),
        (f"{sitting}/points", {"title": "Ein Haus für alle"}, "resolution"),
        (f"{BODY}/sittings", {"held_on": day, "place": "Saal"}, "sitting"),
    ):
        before = len(of_workflow(town, workflow))
        page = client.get(address.rpartition("/")[0]).text
        key = page.partition(f'action="{address}"')[2].partition('name="key" value="')[2]
        sent = {**data, "key": key.partition('"')[0]}
        ends = {client.post(address, data=sent).url.path for _ in range(2)}
        assert len(ends) == 1
        assert len(of_workflow(town, workflow)) == before + 1


def of_workflow(town: SmallTown, key: str) -> list[CaseLine]:
    return list_cases(town.app, town.tenant, AS_OPERATOR, CaseFilter(workflow=key))


def test_a_member_brings_something_before_her_own_body_alone(client: Client, sitting: str) -> None:
    said = {"said": "Stadtbibliothek, legt die Raumliste vor", "until": "2026-10-15"}
    client.sign_in("member")
    for address in (f"{BODY}/promises", f"{sitting}/promises"):
        assert "eine Pflicht mit Termin" in plain(client.post(address, data=said).text)
    added = client.post(f"{sitting}/points", data={"title": "Antrag"})
    assert "Der Punkt steht auf der Tagesordnung" in plain(added.text)
    other = client.post("/bodies/council/promises", data=said)
    assert "steht zu: Koordinierungsstelle, Mitglieder des Gremiums" in plain(other.text)


def test_what_is_done_at_a_sitting_leads_back_to_it(client: Client, sitting: str) -> None:
    form = client.get(f"/cases/{sitting.rpartition('/')[2]}/do/cancel?back={sitting}")
    assert f'href="{sitting}"' in form.text
    refused = client.post(str(form.url), data={"do": "send"})
    assert f"?back={quote(sitting, safe='')}" in refused.text
    done = client.post(str(form.url), data={"do": "send", "reason": "Saal belegt"})
    assert done.url.path == sitting
    assert "Absagen: erledigt" in plain(done.text)
    elsewhere = client.get(f"/cases/M-0001/do/comment?back=//elsewhere.example{sitting}")
    assert "elsewhere.example" not in plain(elsewhere.text).partition("href")[0]


def test_who_holds_nothing_is_shown_no_form_and_changes_nothing(
    client: Client, sitting: str
) -> None:
    client.sign_in("outsider")
    page = client.get(BODY)
    assert page.status_code in {200, 403}
    assert '<form method="post" action="/bodies' not in page.text
    for address, data in (
        (f"{BODY}/sittings", {"held_on": "2026-12-01"}),
        (f"{BODY}/promises", {"said": "A, b", "until": "2026-12-01"}),
        (f"{sitting}/points", {"title": "X"}),
        (f"{sitting}/opening", {"came": ["A", "B", "C"]}),
    ):
        assert client.post(address, data=data).status_code >= 400, address
