"""Keeping: when what is known of people has been kept for long enough, and how it is erased."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from engine.deadlines.due import Roll, due_after
from engine.deadlines.localtime import local_date
from engine.deadlines.periods import Period, parse_period
from engine.definition.fields import FieldType
from engine.definition.retention import CLOSING, OPENING
from engine.lifecycle.outcome import Letter, Reason
from engine.rules.rule import Surroundings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.deadlines.calendars import Calendar
    from engine.definition.fields import Field
    from engine.definition.retention import Retention
    from engine.lifecycle.case import Case
    from engine.lifecycle.draft import Draft
    from engine.lifecycle.reading import Reading
    from engine.rules.rule import Rule

ERASE = "erase"
OFFER = "offer_to_archive"
ARCHIVE_OFFER = "archive_offer"
GONE = "–"
"""Stands where a text had to be that has been erased."""


def span(keep: Period | Rule, settings: Mapping[str, Any]) -> Period:
    """Return how long something is kept; raises RuleFailed or PeriodMalformed."""
    if isinstance(keep, Period):
        return keep
    return parse_period(str(keep.evaluate({"settings": settings}, Surroundings())))


def kept_since(rule: Retention, case: Case, calendar: Calendar) -> date | None:
    """Return the day from which the time of keeping counts, None while it is not known."""
    if rule.since == OPENING:
        return case.opened_on
    if rule.since == CLOSING:
        return local_date(case.closed_at, calendar.zone) if case.closed_at else None
    value = case.data.get(rule.since)
    return value if isinstance(value, date) else None


def last_day(since: date, keep: Period, calendar: Calendar) -> date:
    """Return the last day on which something is kept; retention never rolls."""
    return due_after(since, keep, roll=Roll.NONE, calendar=calendar).on


def blank(field: Field) -> object:
    """Return what a field holds once it has been erased, so that its case can go on."""
    if not field.required:
        return None
    if field.type is FieldType.LIST:
        return []
    return GONE if field.type in {FieldType.TEXT, FieldType.LONGTEXT} else None


def erase(draft: Draft, reading: Reading) -> list[Reason]:
    """Empty fields; the store takes the parts of the history away that held them.

    Of a list only some entries may go: ``entries`` counts them from 0, parted by commas.
    """
    fields = draft.workflow.fields
    changed: dict[str, object] = {}
    for each in reading.given["fields"]:  # type: ignore[attr-defined]  # a list, it was checked
        name, entries = each["field"], each["entries"]
        if name in fields:
            left = _without(draft.data.get(name), entries) if entries else None
            changed[name] = blank(fields[name]) if left is None else left
    draft.change(changed)
    return []


def _without(value: object, entries: str) -> object:
    gone = {int(each) for each in entries.split(",")}
    if not isinstance(value, list | tuple):
        return None
    return type(value)(each for index, each in enumerate(value) if index not in gone)


def offer(draft: Draft, reading: Reading) -> list[Reason]:
    """Ask the archive whether it takes the case over before something of it is erased."""
    draft.letters.append(Letter(ARCHIVE_OFFER, str(reading.given["role"]), facts=reading.given))
    return []
