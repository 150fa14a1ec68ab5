"""Letters speak the language of whoever gets them, with the same fallback as the pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from engine.channels.email import build_email
from engine.services import locality
from engine.services.access import AS_OPERATOR
from tests.integration.services.stage import Stage, duty, words

if TYPE_CHECKING:
    from engine.channels.channel import Letter
    from engine.storage.database import Database

REPORT = {**words("Report"), "ar": "تقرير", "tr": "Rapor"}


def reminder(database: Database, language: str, *offered: str) -> Letter:
    """Return the reminder of a report that somebody of a language gets."""
    stage = Stage(database, duty(owed={"title": REPORT}))
    if offered:
        locality.offer_languages(stage.app, stage.tenant, AS_OPERATOR, offered)
    stage.person("ben", language=language)
    stage.opened()
    stage.at("2026-02-02 08:00").tick()
    stage.deliver()
    return stage.post.to("ben")[0]


@pytest.mark.parametrize(
    ("language", "offered", "subject"),
    [
        ("ar", (), "تذكير: تقرير حتى"),
        ("ar-SY", (), "تذكير: تقرير حتى"),
        ("uk", (), "Нагадування: Report (de) до"),
        ("tr", (), "Erinnerung: Report (de) bis"),
        ("tr", ("en", "de", "tr"), "Reminder: Report by"),
        ("en", ("de", "en"), "Reminder: Report by"),
    ],
)
def test_a_reminder_is_worded_for_its_reader(
    database: Database, language: str, offered: tuple[str, ...], subject: str
) -> None:
    letter = reminder(database, language, *offered)
    assert letter.items[0].subject.startswith(subject)


def test_an_arabic_letter_is_arabic_to_its_end(database: Database) -> None:
    letter = reminder(database, "ar")
    item = letter.items[0]
    assert item.obligation == "تقرير"
    assert "Lead (de)" in (item.reason or "")
    assert (item.reason or "").startswith("تصلك هذه الرسالة بصفتك")
    assert b"Content-Language: ar" in build_email(letter).content
