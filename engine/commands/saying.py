"""Days, moments and values as a person reads them in a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.services.saying import NOTHING, Saying

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from engine.commands.call import Call
    from engine.definition.fields import Field
    from engine.lifecycle.case import Occurrence

__all__ = ["NOTHING", "day", "last_day", "moment", "saying", "standing", "value"]


def saying(call: Call, names: Mapping[str, str] | None = None) -> Saying:
    """Return how things are said to who called."""
    return Saying(call.language, call.place.calendar.zone, names or {})


def day(call: Call, on: date | None) -> str:
    """Return a day of the calendar."""
    return Saying(call.language, "UTC").day(on)


def moment(call: Call, at: datetime | None) -> str:
    """Return an instant as the town's clocks show it."""
    return NOTHING if at is None else saying(call).moment(at)


def last_day(call: Call, due_at: datetime | None) -> str:
    """Return the last day that is in time: a due instant is the first that is too late."""
    return NOTHING if due_at is None else saying(call).last_day(due_at)


def standing(call: Call, occurrence: Occurrence, at: datetime) -> str:
    """Return how it stands with something owed."""
    return Saying(call.language, "UTC").standing(occurrence, at)


def value(call: Call, field: Field | None, given: object, names: Mapping[str, str]) -> str:
    """Return the value of a field: options by their titles, people by their names."""
    return saying(call, names).value(field, given)
