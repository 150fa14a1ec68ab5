"""The office desk: what is erased when, and what is shown to others."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from engine.services import cases, events, people, retention
from engine.services.access import AS_OPERATOR
from engine.services.intents import OpenCase, SubmitEvent, Who
from tests.web.test_duties import plain
from tests.web.town import LATE

if TYPE_CHECKING:
    from tests.web.client import Client
    from tests.web.town import SmallTown

OFFICE = Who(role="coordination")


@pytest.fixture
def admin(client: Client, town: SmallTown) -> Client:
    people.give_role(town.app, town.tenant, AS_OPERATOR, "administrator", "office")
    return client.sign_in("office")


@pytest.fixture
def answered(town: SmallTown) -> SmallTown:
    """A contribution with a name has been closed."""
    fields = {"title": "Mehr Bänke", "text": "Am Markt", "contributor": "Erika Muster"}
    opened = events.open_case(town.app, OpenCase(town.tenant, "contribution", fields, OFFICE))
    assert opened.case is not None, opened.reasons
    for event, given in (("consider", {"area": "Sprache"}), ("not_take", {"reason": "Gibt es"})):
        answer = events.send(
            town.app, SubmitEvent(town.tenant, opened.case, event, OFFICE, dict(given))
        )
        assert answer.accepted, answer.reasons
    return town


@pytest.mark.parametrize("address", ["/office/retention", "/office/shares"])
def test_keeping_is_for_administrators(client: Client, address: str) -> None:
    assert client.get(address, follow_redirects=False).status_code == 303
    assert client.sign_in("member").get(address).status_code == 403


def test_nobody_else_erases_or_shares(client: Client) -> None:
    client.sign_in("member")
    for address, data in (
        ("/office/retention/run", {}),
        ("/office/retention/answers", {"case": "M-0001", "name": "x", "said": "taken"}),
        ("/office/shares", {"case": "M-0001", "to_person": "outsider", "reason": "x"}),
        ("/office/shares/none/end", {}),
    ):
        assert client.post(address, data=data).status_code == 403, address


def test_what_will_be_erased_is_told_and_done_when_it_is_due(
    admin: Client, answered: SmallTown
) -> None:
    told = plain(admin.get("/office/retention?months=120").text)
    row = re.search(r"(\d\d\.\d\d\.\d{4}) BT-\S+ Mehr Bänke", told)
    assert row, told
    assert "Name" in told.partition("Mehr Bänke")[2]
    assert "Fälliges jetzt löschen" not in told
    assert "Art. 6 Abs. 1" in told

    answered.clock.move_to(LATE + timedelta(days=3700))
    assert "fällig" in plain(admin.sign_in("office").get("/office/retention").text)
    done = plain(admin.post("/office/retention/run").text)
    assert "etwas gelöscht oder dem Archiv angeboten wurde: 1" in done
    name = re.search(r"BT-\S+", row[0])
    assert name
    left = cases.find(answered.app, answered.tenant, AS_OPERATOR, name[0])
    data = cases.show(answered.app, answered.tenant, AS_OPERATOR, left).case.data
    assert data.get("contributor") in {None, "–"}
    assert (
        retention.ahead(
            answered.app, answered.tenant, AS_OPERATOR, (LATE + timedelta(days=9000)).date()
        )
        == []
    )


def test_an_answer_for_what_is_not_offered_is_refused(admin: Client) -> None:
    answer = admin.post(
        "/office/retention/answers", data={"case": "M-0001", "name": "x", "said": "taken"}
    )
    assert answer.status_code == 409
    assert "Das geschah nicht" in plain(answer.text)


def test_a_case_is_shown_to_an_adviser_until_it_is_ended(admin: Client, client: Client) -> None:
    shared = {
        "case": "M-0003",
        "to_person": "outsider",
        "reason": "Beratung",
        "until": "2026-12-31",
    }
    page = admin.post("/office/shares", data=shared)
    assert "Die Freigabe gilt" in plain(page.text)
    assert re.search(r"M-0003 Oskar Outside ?31.12.2026 Beratung Olga Office", plain(page.text))
    share = page.text.partition('action="/office/shares/')[2].partition("/end")[0]

    client.cookies.clear()
    assert "Lotsen in der Kita" in client.sign_in("outsider").get("/cases/M-0003").text
    client.cookies.clear()
    ended = client.sign_in("office").post(f"/office/shares/{share}/end")
    assert "Die Freigabe ist beendet" in plain(ended.text)
    assert client.post(f"/office/shares/{share}/end").status_code == 404
    client.cookies.clear()
    assert client.sign_in("outsider").get("/cases/M-0003").status_code == 404


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"workflow": "measure"}, "entweder einen Vorgang oder einen Ablauf"),
        ({"to_town": "elsewhere"}, "entweder eine Stadt"),
        ({"case": ""}, "entweder einen Vorgang"),
        ({"reason": " "}, "Der Grund fehlt"),
        ({"until": "bald"}, "kein Tag des Kalenders"),
        ({"case": "M-9999"}, "M-9999"),
        ({"to_person": "", "to_town": "elsewhere"}, "elsewhere"),
        ({"case": "", "workflow": "none"}, "none"),
    ],
)
def test_a_share_that_cannot_be_is_said(admin: Client, data: dict[str, str], said: str) -> None:
    given = {"case": "M-0001", "to_person": "outsider", "reason": "Beratung", **data}
    answer = admin.post("/office/shares", data=given)
    assert answer.status_code == 422
    assert said in plain(answer.text)
