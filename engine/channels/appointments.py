"""Due dates as a calendar (RFC 5545), so that they stand where people look each day."""

from __future__ import annotations

from datetime import UTC, timedelta
from typing import TYPE_CHECKING, Final

from icalendar import TRANSP, Alarm, Calendar, Event, vCalAddress

from engine.channels import frame
from engine.channels.identity import stable_id
from engine.channels.tidy import many_lines, one_line

if TYPE_CHECKING:
    from engine.channels.addresses import MailAddress
    from engine.channels.channel import Item, Letter

_PRODUCT: Final = "-//Verbindlich//Due dates//DE"
_DAY_BEFORE_AT_EIGHT: Final = timedelta(hours=-16)
_HOURS_AHEAD: Final = timedelta(hours=-2)


def due_dates(letter: Letter, sender: MailAddress) -> bytes | None:
    """Return a calendar of the letter's due dates that are still to come, if there are any.

    A later letter about the same occurrence carries the same UID and, once the date was moved, a
    higher SEQUENCE: the entry moves instead of standing there twice.
    """
    ahead = {item.uid: item for item in letter.items if _is_ahead(item, letter)}
    if not ahead:
        return None
    calendar: Calendar = Calendar.new(
        prodid=_PRODUCT,
        method="PUBLISH",
        uid=stable_id(letter.instance, "calendar", letter.key, sender.domain),
        subcomponents=[_event(item, letter, sender) for item in ahead.values()],
    )
    content: bytes = calendar.to_ical()
    return content


def _is_ahead(item: Item, letter: Letter) -> bool:
    if item.due_at is not None:
        return item.due_at >= letter.sent_at
    return item.due_on is not None and item.due_on >= letter.sent_at.date()


def _event(item: Item, letter: Letter, sender: MailAddress) -> Event:
    """Return an all-day entry on the due day, or one at the exact instant.

    The instant is written in UTC, which needs no definition of a time zone; the reader's program
    shows it in local time. No entry blocks the day. PUBLISH demands the organizer (RFC 5546).
    """
    what = one_line(item.obligation or item.subject)
    summary = letter.to(frame.DUE_ENTRY).format(what=what)
    alarm = Alarm.new(description=summary)
    alarm.add("action", "DISPLAY")
    alarm.TRIGGER = _HOURS_AHEAD if item.due_at else _DAY_BEFORE_AT_EIGHT
    return Event.new(
        uid=stable_id(letter.instance, "occurrence", item.uid, sender.domain),
        sequence=item.revision,
        stamp=letter.sent_at.astimezone(UTC),
        start=item.due_at.astimezone(UTC) if item.due_at else item.due_on,
        summary=f"{summary} ({frame.case_of(item)})",
        description=many_lines(item.text),
        url=frame.link_of(item, letter),
        organizer=vCalAddress.new(str(sender), cn=one_line(letter.tenant_title)),
        transparency=TRANSP.TRANSPARENT,
        subcomponents=[alarm],
    )
