"""A partner without an account reports by the link in her letter: once, in her name."""

from __future__ import annotations

import re
from dataclasses import replace
from email import message_from_bytes, policy
from typing import TYPE_CHECKING

import pytest

from engine.channels.file import FileChannel
from engine.services import accounts, cases, clockwork, report_links
from engine.services.access import AS_OPERATOR
from engine.web.app import create_app
from tests.web.client import Client
from tests.web.test_duties import plain

if TYPE_CHECKING:
    from pathlib import Path

    from tests.web.town import SmallTown

SAID = {"text": "Das Fest war gut besucht.", "progress": "60", "rating": "green"}


@pytest.fixture
def town(town: SmallTown, tmp_path: Path) -> SmallTown:
    """The town, which writes its letters into a folder."""
    settings = replace(
        town.app.settings, base_url="http://plan.example", outbox=tmp_path / "letters"
    )
    channel = FileChannel(tmp_path / "letters")
    sent = replace(town, app=replace(town.app, settings=settings, channel=channel))
    clockwork.letters(sent.app, "tests")
    return sent


@pytest.fixture
def link(town: SmallTown) -> str:
    """The link in the letter that the club got about its late report."""
    assert town.app.settings.outbox is not None
    found = set()
    for path in town.app.settings.outbox.glob("*.eml"):
        letter = message_from_bytes(path.read_bytes(), policy=policy.default)
        body = letter.get_body(("plain",))
        if "club@town.example" in str(letter["To"]) and body is not None:
            found |= set(re.findall(r"http://plan\.example(/report/\S+)", body.get_content()))
    assert found
    return max(found)


@pytest.fixture
def phone(town: SmallTown) -> Client:
    """The browser of somebody who has no account."""
    return Client(create_app(town.app, town.tenant))


def test_three_fields_and_it_is_done(phone: Client, town: SmallTown, link: str) -> None:
    told = plain(phone.get(link).text)
    assert "Guten Tag Clara Club" in told
    assert "M-0002 Nachbarschaftsfest" in told
    assert phone.get(link).text.count('name="text"') == 1
    done = phone.post(link, data=SAID)
    assert "Ihre Antwort ist angekommen" in done.text
    past = cases.past(town.app, town.tenant, AS_OPERATOR, "M-0002")
    assert past.events[-1].event == "report"
    assert past.events[-1].actor == "club-chair"
    assert past.case.data["progress"] == 60


def test_a_used_link_does_nothing_and_says_so(phone: Client, town: SmallTown, link: str) -> None:
    phone.post(link, data=SAID)
    before = cases.past(town.app, town.tenant, AS_OPERATOR, "M-0002").case.version
    for answer in (phone.get(link), phone.post(link, data={**SAID, "progress": "99"})):
        assert answer.status_code == 410
        assert "wurde schon berichtet" in answer.text
        assert 'name="text"' not in answer.text
    assert cases.past(town.app, town.tenant, AS_OPERATOR, "M-0002").case.version == before


def test_a_mistake_does_not_use_the_link_up(phone: Client, link: str) -> None:
    answer = phone.post(link, data={**SAID, "progress": "120"})
    assert answer.status_code == 422
    assert "Das Fest war gut besucht." in answer.text
    assert phone.post(link, data=SAID).status_code == 200


def test_a_withdrawn_link_does_nothing(phone: Client, town: SmallTown, link: str) -> None:
    office = Client(create_app(town.app, town.tenant)).sign_in("office")
    page = office.get("/cases/M-0002/messages").text
    assert "Link zum Antworten" in page
    for action in re.findall(r'action="(/cases/M-0002/links/[^"]+)"', page):
        office.post(action)
    answer = phone.get(link)
    assert (answer.status_code, "zurückgezogen" in answer.text) == (410, True)
    assert phone.post(link, data=SAID).status_code == 410


def test_whoever_is_locked_out_reports_by_no_link(
    phone: Client, town: SmallTown, link: str
) -> None:
    accounts.set_password(town.app, town.tenant, "club-chair", "ein Kennwort aus Wörtern")
    assert phone.get(link).status_code == 200
    accounts.lock(town.app, town.tenant, AS_OPERATOR, "club-chair")
    assert phone.post(link, data=SAID).status_code == 410


def test_only_the_office_withdraws_links(town: SmallTown, link: str) -> None:
    letter = link.removeprefix("/report/").partition(".")[0]
    other = Client(create_app(town.app, town.tenant)).sign_in("librarian")
    assert "Link zum Antworten" not in other.get("/cases/M-0001/messages").text
    assert other.post(f"/cases/M-0002/links/{letter}/revoke").status_code in {403, 404}


def test_a_link_expires(phone: Client, town: SmallTown, link: str) -> None:
    town.clock.advance(report_links.HOLDS)
    answer = phone.get(link)
    assert (answer.status_code, "abgelaufen" in answer.text) == (410, True)


def test_a_link_is_over_when_somebody_else_has_reported(
    phone: Client, town: SmallTown, link: str
) -> None:
    office = Client(create_app(town.app, town.tenant)).sign_in("office")
    given = {**SAID, "caller": "Frau Club, telefonisch"}
    office.post("/cases/M-0002/do/report", data=given)
    assert "nach Angaben von Frau Club, telefonisch" in office.get("/cases/M-0002/history").text
    answer = phone.get(link)
    assert (answer.status_code, "inzwischen erledigt" in answer.text) == (410, True)


def test_nobody_can_make_a_link(phone: Client, link: str) -> None:
    letter, _, signature = link.removeprefix("/report/").partition(".")
    other = signature[:-1] + ("y" if signature.endswith("x") else "x")
    for token in (f"{letter}.{other}", f"{letter}.", letter, f"x{letter}.{signature}"):
        assert phone.get(f"/report/{token}").status_code == 404


def test_the_secret_is_not_in_the_address(town: SmallTown, link: str) -> None:
    with town.app.database.connection() as connection:
        secret = connection.exec_driver_sql("SELECT value FROM secrets").scalar()
    assert secret
    assert str(secret) not in link
