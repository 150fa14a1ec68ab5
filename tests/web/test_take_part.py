"""Citizens take part: they register for an event until midnight, and bring in what they think."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest

from engine.services import cases, clockwork, events
from engine.services.access import AS_OPERATOR
from engine.services.intents import OpenCase, SubmitEvent, Who
from tests.web.test_duties import plain

if TYPE_CHECKING:
    from tests.web.client import Client
    from tests.web.town import SmallTown

BERLIN = ZoneInfo("Europe/Berlin")
OFFICE = Who(role="coordination", is_operator=True)
EVENT = "/take-part/at/V-0001"
NORA = {"name": "Nora Neu", "contact": "nora@example.org", "persons": "2"}


class Conference:
    """A kick-off conference on 28 September 2026, with registration until the 18th."""

    def __init__(self, town: SmallTown) -> None:
        self.town = town
        fields = {"title": "Auftaktkonferenz", "kind": "kick_off"}
        opened = events.open_case(town.app, OpenCase(town.tenant, "event", fields, OFFICE))
        self.id, self.number = str(opened.case), str(opened.number)
        self.do("confirm", starts_on="2026-09-28", weekday="monday", time="17:00", venue="Museum")
        self.do("invite", channels="Presse")

    def do(self, event: str, **given: Any) -> None:
        intent = SubmitEvent(self.town.tenant, self.id, event, OFFICE, given)
        answer = events.send(self.town.app, intent)
        assert answer.accepted, [each.message.de for each in answer.reasons]

    def at(self, moment: str) -> None:
        self.town.clock.move_to(datetime.fromisoformat(moment).replace(tzinfo=BERLIN))
        while clockwork.rungs(self.town.app, "holder").done:
            pass

    @property
    def page(self) -> str:
        return f"/take-part/at/{self.number}"


@pytest.fixture
def conference(town: SmallTown) -> Conference:
    made = Conference(town)
    made.do("open_registration", registration_until="2026-09-18", weekday="friday")
    return made


def test_an_event_is_announced_to_everybody(client: Client, conference: Conference) -> None:
    for page in ("/take-part", conference.page):
        told = plain(client.get(page).text)
        assert "Auftaktkonferenz" in told
        for said in ("Tag 28.09.2026", "Ort Museum", "Anmeldung bis 18.09.2026", "Anmeldung offen"):
            assert said in told


def test_the_last_second_counts_and_after_it_one_is_late(
    client: Client, conference: Conference
) -> None:
    conference.at("2026-09-18 23:59:30")
    in_time = plain(client.post(conference.page, data=NORA).text)
    conference.at("2026-09-19 00:01:00")
    late = plain(client.post(conference.page, data={**NORA, "name": "Otto"}).text)

    assert "Anmeldung: Angenommen" in re.sub(r"\s+", " ", in_time)
    assert "Verspätet eingegangen" in late
    reference = re.search(r"aufbewahren: (\S+)", in_time)
    assert reference is not None
    kept = cases.show(conference.town.app, conference.town.tenant, AS_OPERATOR, reference[1]).case
    assert (kept.data["persons"], kept.data["late"]) == (2, False)


def test_what_is_missing_is_said_and_nothing_is_lost(
    client: Client, conference: Conference
) -> None:
    answer = client.post(conference.page, data={"name": "", "contact": "x@example.org"})
    assert answer.status_code == 422
    assert "Bitte berichtigen Sie diese Angaben" in plain(answer.text)
    assert 'value="x@example.org"' in answer.text


def test_a_way_of_taking_part_says_what_it_is_and_what_comes_of_it(client: Client) -> None:
    for page in ("/take-part", "/take-part/with/contribution"):
        told = plain(client.get(page).text)
        assert "Einen Beitrag einreichen" in told
        assert "Die Koordinierungsstelle liest jeden Beitrag" in told
    client.headers["Accept-Language"] = "en"
    assert "Submit a contribution" in plain(client.get("/take-part").text)


def test_only_what_is_asked_for_is_taken(client: Client, conference: Conference) -> None:
    told = client.post(conference.page, data={**NORA, "channel": "staff", "fits": "false"}).text
    reference = re.search(r"<code>(\S+)</code>", told)
    assert reference is not None
    kept = cases.show(conference.town.app, conference.town.tenant, AS_OPERATOR, reference[1]).case
    assert kept.data["channel"] == "online"


def test_before_and_beside_it_there_is_no_form(client: Client, town: SmallTown) -> None:
    closed = Conference(town)
    told = plain(client.get(closed.page).text)
    assert "Anmeldung ist hier zurzeit nicht möglich" in told
    assert client.post(closed.page, data=NORA).status_code == 422
    for address in ("/take-part/at/M-0001", "/take-part/at/M-0003", "/take-part/with/measure",
                    "/take-part/with/registration", "/take-part/with/none"):  # fmt: skip
        assert client.get(address).status_code == 404, address
        assert client.post(address, data=NORA).status_code == 404, address


def test_an_idea_is_brought_in_and_followed(client: Client) -> None:
    assert "Beitrag" in plain(client.get("/take-part").text)
    idea = {"title": "Ein Treffpunkt am Bahnhof", "text": "Mit Bänken.", "kind": "proposal"}
    told = client.post("/take-part/with/contribution", data=idea).text
    reference = re.search(r"<code>(\S+)</code>", told)
    assert reference is not None
    assert "eingebracht am" in plain(client.get(f"/became?reference={reference[1]}").text)
