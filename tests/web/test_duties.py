"""My duties: what I owe, by when, what happens if not, what blocks me, and one click to do it."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

from engine.services import cases, clockwork, drafts, sign_in
from engine.services.access import AS_OPERATOR
from engine.services.case_lists import list_cases
from engine.storage.queries.cases import CaseFilter
from tests.web.town import LATE

if TYPE_CHECKING:
    from tests.web.client import Client
    from tests.web.town import SmallTown

REPORT = "/cases/M-0001/do/report"
SAID = {"text": "Zwei Gruppen laufen.", "progress": "40 %", "rating": "amber"}


def plain(html: str) -> str:
    """Return what one reads of a page."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def test_the_owner_sees_what_she_owes_and_what_comes_of_it(client: Client) -> None:
    told = plain(client.sign_in("librarian").get("/duties").text)
    assert "M-0001 Sprachcafé" in told
    assert "Sachstandsbericht überfällig Fällig 01.09.2026" in told
    assert "01.09.2026 (seit 8 Tagen)" in told
    assert "Wenn nichts geschieht am" in told
    assert "kommt auf die Tagesordnung (Steuerungsgruppe)" in told
    assert "Nachbarschaftsfest" not in told


def test_whoever_owes_nothing_is_told_so(client: Client) -> None:
    assert "Sie schulden zurzeit nichts" in client.sign_in("outsider").get("/duties").text


def test_the_office_sees_what_still_blocks_it(client: Client) -> None:
    told = plain(client.sign_in("office").get("/duties").text)
    assert "M-0003 Lotsen in der Kita" in told
    assert "Was fehlt für „Verbindlich festlegen“" in told
    assert "zugestimmt" in told


def test_a_report_is_handed_in_by_one_form(client: Client) -> None:
    client.sign_in("librarian")
    form = client.get(REPORT).text
    assert form.index('name="text"') < form.index('name="progress"') < form.index('name="rating"')
    answer = client.post(REPORT, data=SAID)
    assert answer.url.path == "/cases/M-0001"
    assert "Erledigt: Sachstand berichten" in answer.text
    assert "40 %" in plain(client.get("/cases/M-0001").text)
    assert "Sachstandsbericht überfällig" not in plain(client.get("/duties").text)


def test_what_is_wrong_stands_at_its_field(client: Client) -> None:
    answer = client.sign_in("librarian").post(REPORT, data={**SAID, "progress": "viel"})
    assert answer.status_code == 422
    told = plain(answer.text)
    assert "Bitte berichtigen Sie diese Angaben: Fortschritt: Erwartet ist eine ganze Zahl." in told
    assert 'aria-invalid="true"' in answer.text
    assert "Zwei Gruppen laufen." in answer.text
    assert 'value="viel"' in answer.text


def test_what_is_missing_is_named(client: Client) -> None:
    told = plain(client.sign_in("librarian").post(REPORT, data={}).text)
    assert "Fortschritt: Die Angabe fehlt." in told
    assert "Sachstand in drei Sätzen: Die Angabe fehlt." in told


def test_the_same_form_sent_twice_is_taken_once(client: Client, town: SmallTown) -> None:
    client.sign_in("librarian")
    given = {**SAID, "key": "one-and-the-same"}
    for _ in range(2):
        assert client.post(REPORT, data=given).url.path == "/cases/M-0001"
    found = cases.past(town.app, town.tenant, AS_OPERATOR, "M-0001")
    assert [each.event for each in found.events].count("report") == 1


def test_a_draft_waits_until_it_is_sent(client: Client) -> None:
    client.sign_in("librarian")
    answer = client.post(REPORT, data={**SAID, "do": "save"})
    assert "Ihr Entwurf ist gespeichert" in answer.text
    again = client.get(REPORT).text
    assert "Ihr Entwurf von" in again
    assert "Zwei Gruppen laufen." in again
    client.post(REPORT, data=SAID)
    assert "Zwei Gruppen laufen." not in client.get(REPORT).text


def test_a_draft_can_be_kept_while_writing_and_discarded(client: Client) -> None:
    client.sign_in("librarian")
    assert "Entwurf gespeichert" in client.post(f"{REPORT}/draft", data=SAID).text
    assert "Zwei Gruppen laufen." in client.get(REPORT).text
    client.post(f"{REPORT}/forget")
    assert "Zwei Gruppen laufen." not in client.get(REPORT).text


def test_a_lost_session_does_not_lose_what_was_written(client: Client, town: SmallTown) -> None:
    client.sign_in("librarian")
    town.clock.advance(sign_in.IDLE + timedelta(minutes=1))
    answer = client.post(REPORT, data=SAID)
    assert answer.url.path == "/sign-in"
    assert answer.url.params["next"] == REPORT
    client.sign_in("librarian")
    assert "Zwei Gruppen laufen." in client.get(REPORT).text


def test_nobody_leaves_a_draft(client: Client, town: SmallTown) -> None:
    assert client.post(REPORT, data=SAID).url.path == "/sign-in"
    with town.app.database.connection() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM drafts").scalar() == 0


def test_drafts_of_others_are_not_seen(client: Client, town: SmallTown) -> None:
    client.sign_in("librarian").post(REPORT, data={**SAID, "do": "save"})
    client.post("/sign-out")
    assert "Zwei Gruppen laufen." not in client.sign_in("office").get(REPORT).text
    case = list_cases(town.app, town.tenant, AS_OPERATOR, CaseFilter())[0].id
    assert drafts.draft_of(town.app, town.tenant, "office", f"{case}/report/") is None


def test_whoever_owes_asks_for_more_time(client: Client, town: SmallTown) -> None:
    client.sign_in("librarian")
    page = client.get("/duties").text
    address = re.search(r'href="(/cases/M-0001/do/request\?[^"]+)"', page)
    assert address is not None
    assert "Sachstandsbericht" in plain(client.get(address[1]).text)
    given = {"topic": "extension", "text": "Die Leitung ist krank."}
    answer = client.post(address[1], data=given)
    assert "Erledigt: Um etwas bitten" in answer.text
    letters = cases.past(town.app, town.tenant, AS_OPERATOR, "M-0001").letters
    assert ("request", "office") in [(each.letter.message, each.person) for each in letters]
    assert "Die Leitung ist krank." in plain(client.get("/cases/M-0001/history").text)


def test_the_office_hands_a_duty_over(client: Client, town: SmallTown) -> None:
    client.sign_in("office")
    answer = client.post("/cases/M-0001/do/assign?role=lead", data={"to": "club"})
    assert answer.url.path == "/cases/M-0001"
    assert "Nachbarschaftsverein" in plain(answer.text)
    assert cases.past(town.app, town.tenant, AS_OPERATOR, "M-0001").case.holders["lead"] == (
        "club",
    )


def test_what_has_happened_already_is_told_instead(client: Client, town: SmallTown) -> None:
    town.clock.move_to(LATE + timedelta(days=120))
    clockwork.rungs(town.app, "tests")
    told = plain(client.sign_in("librarian").get("/duties").text)
    assert "Was daraus wurde seit" in told


def test_a_strange_event_or_case_is_not_found(client: Client) -> None:
    client.sign_in("office")
    assert client.get("/cases/M-0001/do/dance").status_code == 404
    assert client.get("/cases/M-9999").status_code == 404


def test_what_is_not_ones_right_has_no_form(client: Client) -> None:
    answer = client.sign_in("outsider").get("/cases/M-0001/do/fix")
    assert answer.status_code in {200, 404}
    assert 'name="resolution"' not in answer.text
