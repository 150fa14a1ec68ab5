"""The letter to one person, and what every channel can do with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from engine.languages.tongue import Tongue

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from datetime import date, datetime

    from engine.findings import Text


@dataclass(frozen=True, slots=True)
class Item:
    """One piece of news in a letter, worded already in the reader's language."""

    message: str
    """The message's name in the workflow, for example ``reminder``."""
    subject: str
    text: str
    number: str
    """The case's number, for example ``M-0007``."""
    title: str
    """The case's title; beside the link the only content of the case that a letter may show."""
    uid: str
    """Stable name of the occurrence; the calendar entry is found again by it."""
    obligation: str = ""
    """What is owed, in a few words."""
    link: str | None = None
    """Where to act: absolute, or a path below the letter's ``base_url``."""
    answer: str | None = None
    """Where to answer without an account, a path below ``base_url``; good once."""
    due_on: date | None = None
    due_at: datetime | None = None
    """An exact instant, aware, in the town's zone; it goes before ``due_on``."""
    consequence: str | None = None
    """What happens if nothing happens."""
    reason: str | None = None
    """Why this person gets it."""
    thread: str = ""
    """Stable name of the case; letters about one case form one conversation."""
    revision: int = 0
    """Rises with each change of the due date."""


@dataclass(frozen=True, slots=True)
class Letter:
    """What one person gets at one time: one item at once, or the items of a day."""

    key: str
    """Stable key of the outbox; the same key is the same letter, however often it is sent."""
    to_address: str
    to_name: str
    language: str
    """BCP 47 tag of the reader."""
    items: tuple[Item, ...]
    sent_at: datetime
    """Aware, in the town's zone: it becomes the Date header and the day of the overview."""
    base_url: str
    """Where people reach the pages; empty if there are none, then there are no links."""
    instance: str
    """Name of this installation; two installations never share a Message-ID."""
    sender: str
    """The address that the letter comes from."""
    tenant_title: str
    tongue: Tongue | None = None
    """How the frame is said; without it in German or English."""
    has_rhythm: bool = True
    """Whether its reader may choose how often she gets letters; False: she has no account."""

    def said(self, text: Text) -> tuple[str, str]:
        """Return the tag of the language in which a text of the frame is said, and the text."""
        return (self.tongue or Tongue(self.language)).said(text)

    def to(self, text: Text) -> str:
        """Return a text of the frame as the reader understands it best."""
        return self.said(text)[1]

    def __post_init__(self) -> None:
        """Hold that there is something to say and that the moment is exact."""
        if not self.items:
            message = "A letter needs at least one item."
            raise ValueError(message)
        if self.sent_at.tzinfo is None:
            message = "The moment of sending needs a time zone."
            raise ValueError(message)


class Sender(Protocol):
    """Something that hands over letters one by one."""

    def send(self, letter: Letter) -> None:
        """Hand over a letter; returning means that it was accepted.

        Raises:
            DeliveryRefused: For good; trying again is of no use.
            DeliveryFailed: Surely not handed over; try again later.
            DeliveryUnknown: Perhaps handed over; send it again, it keeps its Message-ID.
        """


class Channel(Sender, Protocol):
    """A way to people; it holds no connection and may be shared between threads."""

    @property
    def name(self) -> str:
        """Return the name under which deliveries are recorded."""

    def batch(self) -> AbstractContextManager[Sender]:
        """Return a sender for many letters in a row, which keeps its connection meanwhile.

        A letter that fails leaves the batch usable. One batch belongs to one thread.
        """
