"""Letters for tests; everything in them is fictional."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from email import message_from_bytes, policy
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from engine.channels.channel import Item, Letter
from engine.channels.email import build_email

if TYPE_CHECKING:
    from email.message import EmailMessage

BERLIN = ZoneInfo("Europe/Berlin")
SENT_AT = datetime(2026, 11, 22, 8, 0, tzinfo=BERLIN)

REMINDER = Item(
    message="reminder",
    subject="Erinnerung: Sachstandsbericht bis 31. März 2027 (M-0007)",
    text="Für M-0007 „Sprachcafé“ steht an: Sachstandsbericht.",
    number="M-0007",
    title="Sprachcafé",
    uid="progress_report/7/2",
    obligation="Sachstandsbericht",
    link="/cases/7?tab=due&new=1",
    due_on=date(2027, 3, 31),
    consequence="Es kommt vor die Steuerungsgruppe.",
    reason="Sie haben die Federführung.",
    thread="case-7",
)
LETTER = Letter(
    key="outbox-1",
    to_address="alice@town.example",
    to_name="Alice Beispiel",
    language="de",
    items=(REMINDER,),
    sent_at=SENT_AT,
    base_url="https://plan.town.example/app",
    instance="test",
    sender="plan@town.example",
    tenant_title="Stadt Beispiel",
)


def letter_with(**changes: object) -> Letter:
    """The letter with one item, changed."""
    return replace(LETTER, **changes)


def letter_about(**changes: object) -> Letter:
    """The letter, its only item changed."""
    return replace(LETTER, items=(replace(REMINDER, **changes),))


def digest(*changes: dict[str, object], **letter: object) -> Letter:
    """A letter with several items, each with its changes."""
    items = tuple(replace(REMINDER, uid=f"u{count}", **each) for count, each in enumerate(changes))
    return replace(LETTER, items=items, **letter)


def parsed(letter: Letter) -> EmailMessage:
    """The letter as a mail program reads it."""
    return message_from_bytes(build_email(letter).content, policy=policy.default)


def plain(letter: Letter) -> str:
    """The plain body as a mail program reads it."""
    return _body(letter, "plain")


def html(letter: Letter) -> str:
    """The HTML body as a mail program reads it."""
    return _body(letter, "html")


def _body(letter: Letter, kind: str) -> str:
    content: str = parsed(letter).get_body((kind,)).get_content()
    return content.replace("\r\n", "\n")
