"""What citizens see: the plan as far as it is public, and what became of what they brought in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.services import cases, events
from engine.services.access import AS_OPERATOR
from engine.services.intents import OpenCase, SubmitEvent, Who
from engine.services.saying import Saying
from tests.live_town import shipped
from tests.web.test_duties import plain

if TYPE_CHECKING:
    from tests.web.client import Client
    from tests.web.town import SmallTown

HIDDEN = ("Lotsen in der Kita", "M-0003")


def test_the_plan_is_there_for_everybody(client: Client) -> None:
    told = plain(client.get("/plan").text)

    assert "Der Plan der Stadt Was beschlossen ist" in told
    assert "Sprachcafé" in told
    assert "Stadtbibliothek" in told
    for hidden in (*HIDDEN, "überfällig", "Lena Library"):
        assert hidden not in told


def test_whoever_is_signed_in_sees_there_what_everybody_sees(client: Client) -> None:
    client.sign_in("office")
    told = plain(client.get("/plan").text)

    assert "Sprachcafé" in told
    for hidden in HIDDEN:
        assert hidden not in told
    assert client.get("/plan/M-0003").status_code == 404


def test_a_part_of_the_plan_says_how_it_stands(client: Client) -> None:
    told = plain(client.get("/plan/M-0001").text)

    assert "Sprachcafé" in told
    assert "In Umsetzung" in told
    assert "Federführung Stadtbibliothek" in told
    assert "Beginn 02.03.2026" in told
    assert "Lena Library" not in told


def test_what_is_not_public_is_not_there(client: Client) -> None:
    for number in ("M-0003", "M-9999", "none"):
        assert client.get(f"/plan/{number}").status_code == 404


def test_whoever_has_the_reference_is_told_what_became_of_it(
    client: Client, town: SmallTown
) -> None:
    fields = {"title": "Ein Treffpunkt am Bahnhof", "kind": "proposal"}
    opened = events.open_case(
        town.app, OpenCase(town.tenant, "contribution", fields, Who(is_public=True))
    )
    assert opened.accepted, opened.reasons
    case = cases.show(town.app, town.tenant, AS_OPERATOR, str(opened.case)).case

    told = plain(client.get(f"/became?reference={case.id}").text)
    assert "eingebracht am 09.09.2026" in told
    assert "Bisher ist daraus nichts Öffentliches geworden" in told

    for guess in (case.number, "M-0001", "none"):
        answer = client.get(f"/became?reference={guess}")
        assert answer.status_code == 404
        assert "Zu diesem Kennzeichen ist nichts zu finden" in plain(answer.text)
    assert client.get("/became").status_code == 200


def test_everybody_sees_what_was_brought_in_and_is_public(client: Client, town: SmallTown) -> None:
    opened = []
    for title in ("Ein Garten am Bahnhof", "Noch nicht angesehen"):
        fields = {"title": title, "contributor": "A. Muster", "contact": "a@example.org"}
        intent = OpenCase(town.tenant, "contribution", fields, Who(is_public=True))
        opened.append(events.open_case(town.app, intent))
    office = Who(role="coordination", is_operator=True)
    for event, given in (
        ("consider", {"area": "Begegnung"}),
        ("take_up", {"into": "M-0001"}),
    ):
        intent = SubmitEvent(town.tenant, str(opened[0].case), event, office, given)
        answer = events.send(town.app, intent)
        assert answer.accepted, answer.reasons

    told = plain(client.get("/became").text)
    assert "Ein Garten am Bahnhof" in told
    assert "Aufgegriffen eingebracht am 09.09.2026" in told
    for hidden in ("Noch nicht angesehen", "A. Muster", "a@example.org"):
        assert hidden not in told

    part = client.get(f"/plan/{opened[0].number}").text
    assert 'href="/plan/M-0001">Sprachcafé' in part
    assert "Was wurde daraus? Ein Garten am Bahnhof" in plain(part)
    assert client.get(f"/plan/{opened[1].number}").status_code == 404


def test_entries_of_a_list_say_what_they_are() -> None:
    flow = shipped()["measure"]
    saying = Saying("de", "Europe/Berlin")
    entry = {"target": 100, "title": "Umgesetzte Schritte", "unit": "%", "baseline": None}

    told = saying.entry(flow.fields["indicators"], entry)
    assert told == "Umgesetzte Schritte, Einheit: %, Zielwert: 100"
