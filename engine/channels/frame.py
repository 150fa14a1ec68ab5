"""The frame around the items of a letter: what every letter says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import urljoin, urlsplit

from engine.channels.tidy import one_line
from engine.channels.wording import say_date, say_instant
from engine.findings import Text

if TYPE_CHECKING:
    from engine.channels.channel import Item, Letter

GREETING: Final = Text(de="Guten Tag {name},", en="Hello {name},")
NAMELESS_GREETING: Final = Text(de="Guten Tag,", en="Hello,")
OVERVIEW: Final = Text(
    de="Ihre Übersicht vom {day}: {count} Nachrichten",
    en="Your overview of {day}: {count} messages",
)
ABOUT: Final = Text(de="Vorgang", en="Case")
KIND: Final = Text(de="Was", en="What")
OBLIGATION: Final = Text(de="Zu tun", en="To do")
DUE: Final = Text(de="Fällig", en="Due")
NO_DATE: Final = Text(de="ohne Datum", en="no date")
CONSEQUENCE: Final = Text(de="Wenn nichts geschieht", en="If nothing happens")
REASON: Final = Text(de="Warum Sie das bekommen", en="Why you get this")
OPEN: Final = Text(de="Vorgang öffnen", en="Open the case")
ANSWER: Final = Text(
    de="Ohne Anmeldung antworten (gilt nur für Sie und nur einmal)",
    en="Answer without signing in (for you alone, and once)",
)
DUE_ENTRY: Final = Text(de="Fällig: {what}", en="Due: {what}")
ATTACHMENT: Final = Text(de="fristen.ics", en="due-dates.ics")
SENT_BY: Final = Text(
    de="{town} verschickt diese Nachricht automatisch. Bitte antworten Sie nicht darauf.",
    en="{town} sends this message automatically. Please do not reply to it.",
)
RHYTHM: Final = Text(
    de="Ob Sie Nachrichten sofort oder einmal am Tag gesammelt bekommen, können Sie wählen.",
    en="You can choose whether you get messages at once or collected once a day.",
)

_LONGEST_SUBJECT = 200
"""Characters; a header is no place for a novel, the whole title stands in the body."""


def frame_language(letter: Letter) -> str:
    """Return the language that the frame speaks: the reader's, if a catalogue has it."""
    return letter.said(NAMELESS_GREETING)[0]


def subject_of(letter: Letter) -> str:
    """Return what the letter is about, in one line."""
    if len(letter.items) == 1:
        return one_line(letter.items[0].subject, _LONGEST_SUBJECT)
    language = frame_language(letter)
    day = say_date(letter.sent_at.date(), language)
    return letter.to(OVERVIEW).format(day=day, count=len(letter.items))


def greeting_of(letter: Letter) -> str:
    """Return how the letter begins."""
    name = one_line(letter.to_name)
    greeting = GREETING if name else NAMELESS_GREETING
    return letter.to(greeting).format(name=name)


def footer_of(letter: Letter) -> tuple[str, str]:
    """Return the two sentences below every letter; a duty cannot be switched off, so no third.

    Whoever has no account is told where the letter comes from, but of no choice that she has not.
    """
    rhythm = f"{letter.to(RHYTHM)} " if letter.has_rhythm else ""
    return (
        letter.to(SENT_BY).format(town=one_line(letter.tenant_title)),
        f"{rhythm}{one_line(letter.base_url)}".rstrip(),
    )


def case_of(item: Item) -> str:
    """Return number and title of the case."""
    return one_line(f"{item.number} {item.title}")


def due_of(item: Item, language: str) -> str | None:
    """Return when the item is due, with the weekday."""
    if item.due_at is not None:
        return say_instant(item.due_at, language, "full")
    return None if item.due_on is None else say_date(item.due_on, language, "full")


def link_of(item: Item, letter: Letter) -> str | None:
    """Return where to act, as an absolute web address; anything else is no link."""
    return _absolute(item.link, letter)


def answer_of(item: Item, letter: Letter) -> str | None:
    """Return where to answer without an account, as an absolute web address."""
    return _absolute(item.answer, letter)


def _absolute(path: str | None, letter: Letter) -> str | None:
    if not path:
        return None
    try:
        link = urljoin(letter.base_url.rstrip("/") + "/", one_line(path).lstrip("/"))
        parts = urlsplit(link)
    except ValueError:
        return None
    return link if parts.scheme in {"http", "https"} and parts.hostname else None
