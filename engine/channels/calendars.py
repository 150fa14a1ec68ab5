"""Calendars that a program fetches again and again (RFC 5545, refreshed as RFC 7986 says)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Final

from icalendar import TRANSP, Alarm, Calendar, Event

from engine.channels.identity import stable_id
from engine.channels.tidy import many_lines, one_line

if TYPE_CHECKING:
    from collections.abc import Sequence

_PRODUCT: Final = "-//Verbindlich//Calendar//DE"
_REFRESH: Final = timedelta(hours=1)
_DAY_BEFORE_AT_EIGHT: Final = timedelta(hours=-16)
_DOMAIN: Final = "calendar.verbindlich"


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing in a calendar, worded already in its reader's language."""

    uid: str
    """Stable name: the entry is found again by it, when its day has moved too."""
    summary: str
    text: str
    on: date | datetime
    """A whole day, or an aware instant."""
    link: str | None = None
    revision: int = 0
    """Rises whenever the day is moved."""
    reminds: bool = False
    """Whether the reader's program reminds her the day before."""


def calendar_of(title: str, entries: Sequence[Entry], *, instance: str, made_at: datetime) -> bytes:
    """Return a calendar as a file.

    Args:
        title: What the reader's program calls it.
        entries: What is in it.
        instance: Name of this installation; two of them never share an entry.
        made_at: When it was made, aware.
    """
    calendar: Calendar = Calendar.new(
        prodid=_PRODUCT,
        name=one_line(title),
        refresh_interval=_REFRESH,
        last_modified=made_at.astimezone(UTC),
        subcomponents=[_event(each, instance, made_at) for each in entries],
    )
    content: bytes = calendar.to_ical()
    return content


def _event(entry: Entry, instance: str, made_at: datetime) -> Event:
    """Return an entry that blocks no time; instants are written in UTC."""
    start = entry.on.astimezone(UTC) if isinstance(entry.on, datetime) else entry.on
    summary = one_line(entry.summary)
    parts = []
    if entry.reminds:
        alarm = Alarm.new(description=summary)
        alarm.add("action", "DISPLAY")
        alarm.TRIGGER = _DAY_BEFORE_AT_EIGHT
        parts.append(alarm)
    return Event.new(
        uid=stable_id(instance, "calendar", entry.uid, _DOMAIN),
        sequence=entry.revision,
        stamp=made_at.astimezone(UTC),
        start=start,
        summary=summary,
        description=many_lines(entry.text),
        url=entry.link,
        transparency=TRANSP.TRANSPARENT,
        subcomponents=parts,
    )
