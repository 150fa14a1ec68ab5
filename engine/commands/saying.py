"""Days, moments and values as a person reads them in a terminal."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from engine.deadlines.localtime import local_date, zone_of
from engine.definition.fields import FieldType
from engine.findings import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.commands.call import Call
    from engine.definition.fields import Field
    from engine.lifecycle.case import Occurrence

NOTHING = "–"
YES_NO = {True: Text(de="ja", en="yes"), False: Text(de="nein", en="no")}
_DECIMAL = Text(de=",", en=".")
_DAYS = Text(de="%d.%m.%Y", en="%d %b %Y")
_STATUS = {
    "open": Text(de="offen", en="open"),
    "fulfilled": Text(de="erfüllt", en="fulfilled"),
    "fulfilled_late": Text(de="verspätet erfüllt", en="fulfilled late"),
    "waived": Text(de="erlassen", en="waived"),
    "ended": Text(de="nicht mehr geschuldet", en="no longer owed"),
    "rested": Text(de="ruhte", en="rested"),
}
_OVERDUE = Text(de="überfällig", en="overdue")


def day(call: Call, on: date | None) -> str:
    """Return a day of the calendar."""
    return NOTHING if on is None else f"{on:{call.words(_DAYS)}}"


def moment(call: Call, at: datetime | None) -> str:
    """Return an instant as the town's clocks show it."""
    if at is None:
        return NOTHING
    local = at.astimezone(zone_of(call.place.calendar.zone))
    return f"{day(call, local.date())} {local:%H:%M}"


def last_day(call: Call, due_at: datetime | None) -> str:
    """Return the last day that is in time: a due instant is the first that is too late."""
    if due_at is None:
        return NOTHING
    return day(call, local_date(due_at - timedelta(microseconds=1), call.place.calendar.zone))


def standing(call: Call, occurrence: Occurrence, at: datetime) -> str:
    """Return how it stands with something owed."""
    if occurrence.is_overdue(at):
        return call.words(_OVERDUE)
    return call.words(_STATUS[occurrence.status.value])


def value(call: Call, field: Field | None, given: object, names: Mapping[str, str]) -> str:
    """Return the value of a field: options by their titles, people by their names."""
    if given in (None, [], ""):
        return NOTHING
    if isinstance(given, bool):
        return call.words(YES_NO[given])
    if isinstance(given, datetime):
        return moment(call, given)
    if isinstance(given, date):
        return day(call, given)
    if isinstance(given, list | tuple):
        return "; ".join(_entry(call, field, each, names) for each in given)
    return _scalar(call, field, given, names)


def _entry(call: Call, field: Field | None, given: object, names: Mapping[str, str]) -> str:
    if not isinstance(given, dict):
        return value(call, None, given, names)
    members = field.of if field is not None else {}
    told = [
        value(call, members.get(key), each, names)
        for key, each in given.items()
        if each is not None
    ]
    return ", ".join(told)


def _scalar(call: Call, field: Field | None, given: object, names: Mapping[str, str]) -> str:
    kind = field.type if field is not None else None
    if kind is FieldType.CHOICE and field is not None and given in field.options:
        return call.words(field.options[str(given)])
    if kind is FieldType.MONEY and isinstance(given, int):
        return _money(call, given)
    if kind is FieldType.PERCENT:
        return f"{given} %"
    if isinstance(given, str):
        return names.get(given, given)
    if isinstance(given, float):
        return f"{given:.12g}".replace(".", call.words(_DECIMAL))
    return json.dumps(given, ensure_ascii=False, default=str)


def _money(call: Call, cents: int) -> str:
    written = f"{abs(cents) // 100:,}.{abs(cents) % 100:02d}"
    if call.language == "de":
        written = written.translate(str.maketrans(",.", ".,"))
    return f"{'-' if cents < 0 else ''}{written} €"
