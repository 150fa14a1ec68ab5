"""Messages: previewed in both languages, said otherwise by the town, tried, and really sent."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from engine.channels.messages import BUILT_IN
from engine.services import delivery, people, rewording
from engine.services.access import AS_OPERATOR
from engine.services.rewording import LANGUAGES, Wish
from engine.web.app import create_app
from tests.web.client import Client
from tests.web.test_duties import plain
from tests.web.town import SmallTown

if TYPE_CHECKING:
    from pathlib import Path

OVERDUE = "/office/messages/measure/overdue"
SAID = {
    "subject_de": "Es fehlt: {obligation} ({number})",
    "text_de": "Zu „{title}“ fehlt seit dem {due_on}: {obligation}.",
    "subject_en": "Missing: {obligation} ({number})",
    "text_en": "“{title}” lacks {obligation} since {due_on}.",
}


@pytest.fixture
def admin(client: Client, town: SmallTown) -> Client:
    people.give_role(town.app, town.tenant, AS_OPERATOR, "administrator", "office")
    return client.sign_in("office")


@pytest.mark.parametrize("address", ["/office/messages", OVERDUE])
def test_messages_are_for_administrators(client: Client, address: str) -> None:
    assert client.get(address, follow_redirects=False).status_code == 303
    client.sign_in("member")
    assert client.get(address).status_code == 403
    for do in ("preview", "set", "send", "reset"):
        data = {**SAID, "do": do, "address": "x@town.example"}
        assert client.post(OVERDUE, data=data).status_code == 403, do


def test_a_message_is_shown_as_it_arrives_in_both_languages(admin: Client) -> None:
    told = plain(admin.get(f"{OVERDUE}?case=M-0001").text)
    assert "Mit den Angaben von M-0001" in told
    assert "Überfällig seit 1. September 2026: Sachstandsbericht (M-0001)" in told
    assert "Overdue since 1 September 2026: Progress report (M-0001)" in told
    assert "&lt;html" in told
    assert "Ein Beispiel mit erfundenen Angaben" in plain(admin.get(OVERDUE).text)
    assert "Überfällig" in plain(admin.get("/office/messages?workflow=measure").text)


def test_every_message_of_every_workflow_can_be_previewed(town: SmallTown) -> None:
    app, tenant = town.app, town.tenant
    for workflow in ("measure", "registration", "sitting", "contribution"):
        for each in rewording.messages(app, tenant, AS_OPERATOR, workflow):
            for language in LANGUAGES:
                wish = Wish(workflow, each.message, language)
                seen = rewording.preview(app, tenant, AS_OPERATOR, wish)
                assert seen.subject
                if each.message in BUILT_IN and not each.is_own:
                    assert not re.search(r"\{\w+\}", seen.plain), (each.message, seen.plain)


def test_a_wording_is_previewed_before_it_is_taken(admin: Client, town: SmallTown) -> None:
    told = plain(admin.post(OVERDUE, data={**SAID, "do": "preview", "case": "M-0001"}).text)
    assert "Es fehlt: Sachstandsbericht (M-0001)" in told
    assert "Missing: Progress report (M-0001)" in told
    (worded,) = (
        each
        for each in rewording.messages(town.app, town.tenant, AS_OPERATOR, "measure")
        if each.message == "overdue"
    )
    assert not worded.is_reworded

    assert "Der neue Wortlaut gilt" in plain(admin.post(OVERDUE, data={**SAID, "do": "set"}).text)
    assert "von der Stadt" in plain(admin.get("/office/messages?workflow=measure").text)
    assert "Es fehlt: Sachstandsbericht" in plain(admin.get(f"{OVERDUE}?case=M-0001").text)
    back = plain(admin.post(OVERDUE, data={**SAID, "do": "reset"}).text)
    assert "wieder der mitgelieferte" in back
    assert "Es fehlt:" not in plain(admin.get(f"{OVERDUE}?case=M-0001").text)


def test_a_wording_for_all_workflows_holds_from_its_day_on(admin: Client, town: SmallTown) -> None:
    given = {**SAID, "do": "set", "scope": "all", "since": "2026-10-01"}
    assert admin.post(OVERDUE, data=given).status_code == 200
    wish = Wish("sitting", "overdue", "de")
    before = rewording.preview(town.app, town.tenant, AS_OPERATOR, wish)
    town.clock.move_to(town.clock.now() + timedelta(days=40))
    after = rewording.preview(town.app, town.tenant, AS_OPERATOR, wish)
    assert not before.subject.startswith("Es fehlt")
    assert after.subject.startswith("Es fehlt")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"text_de": "Hallo {kaiser}"}, "{kaiser} kann niemand ausfüllen"),
        ({"text_en": "Hello {number"}, "eine geschweifte Klammer ist übrig"),
        ({"subject_de": "x" * 201}, "höchstens 200 Zeichen"),
        ({"since": "bald"}, "kein Tag des Kalenders"),
    ],
)
def test_what_nobody_could_fill_in_is_refused(
    admin: Client, town: SmallTown, data: dict[str, str], said: str
) -> None:
    answer = admin.post(OVERDUE, data={**SAID, "do": "set", **data})
    assert answer.status_code == 422
    assert said in plain(answer.text)
    listed = rewording.messages(town.app, town.tenant, AS_OPERATOR, "measure")
    assert not any(each.is_reworded for each in listed)


def test_what_there_is_not_is_not_found(admin: Client) -> None:
    assert admin.get("/office/messages/measure/none").status_code == 404
    assert admin.get("/office/messages/none/overdue").status_code == 404
    gone = admin.get(f"{OVERDUE}?case=M-9999")
    assert gone.status_code == 422
    assert "M-9999" in plain(gone.text)


@pytest.mark.parametrize(
    ("address", "said"),
    [("x", "keine E-Mail-Adresse"), ("x@town.example", "kein Versandweg eingestellt")],
)
def test_a_test_that_cannot_leave_says_why(admin: Client, address: str, said: str) -> None:
    answer = admin.post(OVERDUE, data={**SAID, "do": "send", "address": address})
    assert said in plain(answer.text)


def test_letters_leave_in_the_words_of_the_town(town_template: Path, tmp_path: Path) -> None:
    database = tmp_path / "town.db"
    database.write_bytes(town_template.read_bytes())
    small = SmallTown.at(f"sqlite:///{database}", outbox=tmp_path / "out")
    people.give_role(small.app, small.tenant, AS_OPERATOR, "administrator", "office")
    admin = Client(create_app(small.app, small.tenant)).sign_in("office")
    admin.post(OVERDUE, data={**SAID, "do": "set"})
    told = admin.post(OVERDUE, data={**SAID, "do": "send", "address": "probe@town.example"})
    assert "Die Probe ist verschickt" in plain(told.text)
    delivery.deliver_due(small.app, small.tenant, small.app.now())
    letters = [each.read_text() for each in (tmp_path / "out").glob("**/*.eml")]
    small.app.database.close()
    assert sum("Es fehlt" in each for each in letters) >= 2, len(letters)
