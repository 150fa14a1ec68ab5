"""The pages of a case: how it stands, what happened, who was told what; and the list of cases."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from engine.services import sign_in
from tests.web.test_duties import plain
from tests.web.town import PASSWORD

if TYPE_CHECKING:
    from tests.web.client import Client
    from tests.web.town import SmallTown

FIX = "/cases/M-0003/do/fix"
FIXED = {"resolution": "St 4/2026", "starts_on": "2026-10-01", "ends_on": "2028-12-31"}


def test_a_case_shows_how_it_stands(client: Client) -> None:
    told = plain(client.sign_in("office").get("/cases/M-0001").text)
    assert "M-0001 Sprachcafé" in told
    assert "Zustand: In Umsetzung" in told
    assert "Federführung Stadtbibliothek" in told
    assert "Handlungsfeld Sprache" in told
    assert "Sachstandsbericht Federführung 01.09.2026 überfällig" in told


def test_the_diagram_is_a_picture_with_a_table_beside_it(client: Client) -> None:
    page = client.sign_in("office").get("/cases/M-0001").text
    assert "<svg" in page
    assert "state&#45;in_progress" in page
    assert "Diagramm der Zustände" in page
    assert "Alle Übergänge als Tabelle" in page
    assert " style=" not in page


def test_the_history_tells_differences(client: Client) -> None:
    client.sign_in("librarian").post(
        "/cases/M-0001/do/report", data={"text": "Läuft.", "progress": "40", "rating": "green"}
    )
    told = plain(client.get("/cases/M-0001/history").text)
    assert "Sachstand berichten" in told
    assert "Lena Library" in told
    assert "Fortschritt: 0 % → 40 %" in told
    assert "Erinnerung (14 Tage vorher): Sachstandsbericht" in told


def test_messages_say_to_whom_and_why(client: Client) -> None:
    told = plain(client.sign_in("office").get("/cases/M-0001/messages").text)
    assert "Lena Library als Federführung" in told
    assert "Nachricht an die Zuständigen" in told


def test_a_duty_tells_its_rungs(client: Client) -> None:
    told = plain(client.sign_in("office").get("/cases/M-0001/duties/progress_report").text)
    assert "Erinnerung (14 Tage vorher)" in told
    assert "geschehen" in told
    assert "steht bevor" in told
    assert client.get("/cases/M-0001/duties/nothing").status_code == 404


def test_the_office_is_refused_mends_and_succeeds(client: Client) -> None:
    client.sign_in("office")
    before = plain(client.get(FIX).text)
    assert "Das fehlt noch" in before
    refused = client.post(FIX, data=FIXED)
    assert refused.status_code == 422
    told = plain(refused.text)
    assert "Diese Voraussetzungen fehlen" in told
    assert "consented_on" in told
    assert "Das hilft: Maßnahmenblatt ausfüllen" in told

    form = client.get("/cases/M-0003/do/describe").text
    assert 'value="library" selected' in form
    described = client.post("/cases/M-0003/do/describe", data=DESCRIBED)
    assert described.url.path == "/cases/M-0003", plain(described.text)
    fixed = client.post(FIX, data=FIXED)
    assert fixed.url.path == "/cases/M-0003", plain(fixed.text)
    assert "Zustand: Verbindlich festgelegt" in plain(fixed.text)
    assert "Was abgelehnt wurde" in client.get("/cases/M-0003/history").text


DESCRIBED = {
    "description": "Lotsen begleiten Familien.",
    "binding": "binding",
    "addressees.0.organisation": "library",
    "addressees.0.kind": "regular",
    "addressees.0.consented_on": "01.09.2026",
    "addressees.3.organisation": "club",
    "addressees.3.kind": "regular",
    "addressees.3.consented_on": "2026-09-02",
    "volunteers": "false",
    "indicators.0.title": "Begleitete Familien",
    "indicators.0.baseline": "0",
    "indicators.0.target": "1.200",
    "indicators.0.unit": "Familien",
    "consequences.0.condition": "Kein Bericht",
    "consequences.0.what": "agenda",
    "costs.0.kind": "none",
    "costs.0.per_year": "0,00",
}


def test_rows_of_a_list_are_added_and_removed_without_scripts(client: Client) -> None:
    client.sign_in("office")
    address = "/cases/M-0003/do/describe"
    more = client.post(address, data={**DESCRIBED, "do": "add:addressees"}).text
    assert 'name="addressees.4.kind"' in more
    less = client.post(address, data={**DESCRIBED, "do": "remove:addressees.3"}).text
    assert 'name="addressees.3.kind"' not in less
    assert 'name="addressees.0.kind"' in less


def test_a_correction_changes_what_was_changed_and_nothing_else(client: Client) -> None:
    client.sign_in("office")
    address = "/cases/M-0001/do/correct"
    page = client.get(address).text
    assert 'value="Sprachcafé"' in page
    given = {"reason": "Tippfehler", "fields.title": "Sprachencafé", "fields.area": "Sprache"}
    keep = {"fields.rank": "1", "fields.starts_on": "2026-03-02", "fields.ends_on": "2028-12-29"}
    answer = client.post(address, data={**given, **keep})
    assert answer.url.path == "/cases/M-0001", plain(answer.text)
    told = plain(client.get("/cases/M-0001/history").text)
    assert "Titel: Sprachcafé → Sprachencafé" in told
    assert told.count("Dadurch änderte sich") == 1


@pytest.mark.parametrize(
    ("query", "there", "not_there"),
    [
        ("text=sprach", "Sprachcafé", "Nachbarschaftsfest"),
        ("show=overdue", "Sprachcafé", "nichts davon"),
        ("show=closed", "Kein Vorgang passt", "Sprachcafé"),
        ("workflow=measure&state=prioritised", "Lotsen in der Kita", "Sprachcafé"),
        ("workflow=statement", "Kein Vorgang passt", "Sprachcafé"),
        ("workflow=nothing&state=nothing", "Sprachcafé", "Kein Vorgang passt"),
    ],
)
def test_the_filters_stand_in_the_address(
    client: Client, query: str, there: str, not_there: str
) -> None:
    page = client.sign_in("office").get(f"/cases?{query}").text
    assert there in page
    assert not_there not in page


def test_the_office_opens_a_case_by_a_form(client: Client) -> None:
    client.sign_in("office")
    assert "Neu: Maßnahme" in plain(client.get("/cases").text)
    address = "/cases/new/measure"
    refused = client.post(address, data={"area": "Sprache"})
    assert refused.status_code == 422
    assert "Titel: Die Angabe fehlt." in plain(refused.text)
    assert 'value="Sprache"' in refused.text
    opened = client.post(address, data={"title": "Lesepaten", "area": "Sprache"})
    assert opened.url.path == "/cases/M-0004", plain(opened.text)
    assert "M-0004 Lesepaten" in plain(opened.text)


def test_what_was_written_of_a_new_case_outlives_the_session(
    client: Client, town: SmallTown
) -> None:
    client.sign_in("office")
    address = "/cases/new/measure"
    town.clock.advance(sign_in.IDLE)
    written = {"title": "Lesepaten", "description": "Vorlesen in allen Kitas"}
    asked = client.post(address, data=written)
    assert str(asked.url).endswith(f"/sign-in?next={address}")
    given = {"address": "office@town.example", "password": PASSWORD, "back": address}
    page = client.post("/sign-in", data=given)
    assert "Ihr Entwurf von" in page.text
    assert 'value="Lesepaten"' in page.text
    assert "Vorlesen in allen Kitas" in page.text

    client.post(address, data={**written, "area": "Sprache"})
    assert "Lesepaten" not in client.get(address).text
    client.post(address, data={**written, "do": "add:addressees"})
    assert "Lesepaten" in client.get(address).text
    assert "Lesepaten" not in client.post(f"{address}/forget").text


def test_only_what_one_may_open_is_offered(client: Client) -> None:
    client.sign_in("librarian")
    assert "Neu: Maßnahme" not in plain(client.get("/cases").text)
    assert client.get("/cases/new/measure").status_code == 404
