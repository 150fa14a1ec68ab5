"""Who takes part without an account is told what became of it, at the address that she has left."""

from __future__ import annotations

import email
import email.policy
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from loguru import logger

from engine.bootstrap import application
from engine.services import cases, dead, delivery, events, privacy
from engine.services.access import AS_OPERATOR, Reader
from engine.services.intents import SubmitEvent, Who
from engine.services.locality import offer_languages
from engine.web.app import create_app
from tests.web.client import Client
from tests.web.test_take_part import NORA, Conference
from tests.web.town import SmallTown

if TYPE_CHECKING:
    from email.message import EmailMessage
    from pathlib import Path

OFFICE = Who(role="coordination", is_operator=True)
ADDRESS = "nora@example.org"
IDEA = {"title": "Kaufen Sie bei uns", "text": "Am Markt fehlen Bänke.", "kind": "proposal"}


@pytest.fixture
def mailing(town: SmallTown, tmp_path: Path) -> SmallTown:
    """The town with a folder for its letters."""
    settings = replace(
        town.app.settings, base_url="http://plan.example", outbox=tmp_path / "letters"
    )
    return SmallTown(application(settings, town.clock))


@pytest.fixture
def citizen(mailing: SmallTown) -> Client:
    return Client(create_app(mailing.app, mailing.tenant))


def letters(town: SmallTown, to: str = ADDRESS) -> list[EmailMessage]:
    """Return what has been sent to an address, in order."""
    town.clock.advance(timedelta(minutes=1))
    delivery.deliver_due(town.app, town.tenant, town.app.now())
    folder = town.app.settings.outbox
    assert folder is not None
    found = [
        email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        for path in sorted(folder.glob("*.eml"))
    ]
    return [each for each in found if to in str(each["To"])]  # type: ignore[misc]


def subjects(town: SmallTown) -> list[str]:
    return sorted(str(each["Subject"]) for each in letters(town))


def text_of(letter: EmailMessage) -> str:
    body = letter.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def conference_in(town: SmallTown, **fields: Any) -> Conference:
    made = Conference(town)
    made.do("open_registration", registration_until="2026-09-18", weekday="friday", **fields)
    return made


def reference_in(answer: Any) -> str:
    return str(answer.url.path).rpartition("/")[2]


def test_a_place_is_confirmed_and_a_cancelled_event_is_told(
    citizen: Client, mailing: SmallTown
) -> None:
    conference = conference_in(mailing)
    reference = reference_in(citizen.post(conference.page, data=NORA))
    (letter,) = letters(mailing)
    assert letter["Subject"] == "Auftaktkonferenz: Sie haben einen Platz"
    told = text_of(letter)
    assert "Guten Tag" in told
    assert f"http://plan.example/take-part/received/{reference}" in told
    assert "weil diese Adresse bei „Anmeldung“ angegeben wurde" in " ".join(told.split())
    assert "einmal am Tag" not in told
    page = citizen.get(f"/take-part/received/{reference}").text
    assert "Zur Veranstaltung" in page
    conference.do("cancel", reason="Haus gesperrt", informed="Aushang")
    assert "Auftaktkonferenz: die Veranstaltung entfällt" in subjects(mailing)


def test_it_is_written_in_the_language_of_the_page(citizen: Client, mailing: SmallTown) -> None:
    offer_languages(mailing.app, mailing.tenant, AS_OPERATOR, ("de", "en", "uk"))
    conference = conference_in(mailing)
    citizen.post(f"{conference.page}?language=uk", data=NORA)
    assert subjects(mailing) == ["Auftaktkonferenz: у вас є місце"]


@pytest.mark.parametrize("contact", ["", "0571 12345", "nora@example.org, otto@example.org", "@"])
def test_without_one_address_nothing_is_sent(
    citizen: Client, mailing: SmallTown, contact: str
) -> None:
    answer = citizen.post(conference_in(mailing).page, data={**NORA, "contact": contact})
    case = cases.past(mailing.app, mailing.tenant, AS_OPERATOR, reference_in(answer))
    assert case.letters == ()
    assert letters(mailing, "example.org") == []


def test_what_has_been_erased_gets_nothing_and_no_log_holds_it(
    citizen: Client, mailing: SmallTown
) -> None:
    logged: list[str] = []
    sink = logger.add(logged.append, level="TRACE")  # type: ignore[arg-type]
    reference = reference_in(citizen.post(conference_in(mailing).page, data=NORA))
    privacy.erase(mailing.app, mailing.tenant, AS_OPERATOR, ADDRESS, "withdrawal")
    assert letters(mailing) == []
    found = dead.dead(mailing.app, mailing.tenant, AS_OPERATOR).letters
    assert [(each.letter.to, each.address) for each in found if each.case_id == reference] == [
        ("field:contact", None)
    ]
    logger.remove(sink)
    assert not any(ADDRESS in each or "Nora" in each for each in logged)


def test_nobody_else_is_shown_the_address(citizen: Client, mailing: SmallTown) -> None:
    reference = reference_in(citizen.post(conference_in(mailing).page, data=NORA))
    letters(mailing)
    for reader in (Reader("office"), Reader("member")):
        told = cases.past(mailing.app, mailing.tenant, reader, reference).letters
        assert [each.address for each in told] == [None]
    page = citizen.sign_in("office").get(f"/cases/{reference}/messages").text
    assert ADDRESS not in page
    assert "E-Mail oder Telefon" in page


def test_what_the_public_wrote_is_sent_to_nobody(citizen: Client, mailing: SmallTown) -> None:
    """Else anybody could let the town send words of her own to any address."""
    answer = citizen.post("/take-part/with/contribution", data={**IDEA, "contact": ADDRESS})
    (letter,) = letters(mailing)
    assert letter["Subject"] == "Ihr Beitrag ist eingegangen"
    assert "Kaufen Sie" not in letter.as_string()
    assert "Kaufen Sie" not in text_of(letter)
    reference = reference_in(answer)
    for event, given in (("consider", {"area": "Sprache"}), ("not_take", {"reason": "Zu teuer"})):
        sent = SubmitEvent(mailing.tenant, reference, event, OFFICE, given)
        assert events.send(mailing.app, sent).accepted
    assert subjects(mailing) == [
        "Ihr Beitrag ist eingegangen",
        "Über Ihren Beitrag ist entschieden",
    ]
