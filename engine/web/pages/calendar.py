"""The calendar: what falls due in a month, as a grid of days and as a list."""

from __future__ import annotations

import calendar as months
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import TYPE_CHECKING

from babel.dates import format_date, get_day_names
from fastapi import APIRouter
from starlette.responses import Response

from engine.deadlines.localtime import instant, local_date
from engine.services.locality import town_of
from engine.services.obligations import list_duties
from engine.storage.queries.duties import DutyFilter
from engine.web import reading
from engine.web.arrival import Inside, SignedIn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from engine.deadlines.calendars import Calendar
    from engine.findings import Text
    from engine.services.saying import Saying
    from engine.storage.queries.duties import Duty
    from engine.web.house import House
    from engine.web.visitor import Visitor

router = APIRouter()
MOST = 1000
"""So many duties of a month are shown; the list says when there are more."""
_DAYS = 7
_FIRST_YEAR, _LAST_YEAR = 1991, 2199
"""Of these years the holidays are known."""
_MOMENT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the grid."""

    on: date
    is_inside: bool
    """Whether it belongs to the month."""
    is_rest_day: bool
    holiday: str | None
    duties: tuple[Duty, ...]


@router.get("/overview/calendar")
def show(house: Inside, visitor: SignedIn, month: str = "") -> Response:
    """Show a month: what falls due on which day."""
    saying, town = reading.saying(house, visitor), town_of(house.app, house.tenant, visitor.reader)
    today = saying.today(house.app.now())
    first = _month(month) or today.replace(day=1)
    after = (first + timedelta(days=31)).replace(day=1)
    wanted = DutyFilter(
        due_from=instant(first, time(0), saying.zone) + _MOMENT,
        due_until=instant(after, time(0), saying.zone) + _MOMENT,
    )
    found = list_duties(house.app, house.tenant, visitor.reader, wanted, limit=MOST)
    language = visitor.language
    names = get_day_names("wide", locale=language)
    return house.templates.page(
        "calendar",
        visitor,
        here="overview",
        title=format_date(first, "LLLL y", locale=language),
        before=f"{first - timedelta(days=1):%Y-%m}",
        after=f"{after:%Y-%m}",
        weekdays=[names[each] for each in range(_DAYS)],
        weeks=grid(town.calendar, first, found, saying),
        has_more=len(found) == MOST,
        duties=found,
        today=today,
        saying=saying,
        now=house.app.now(),
        title_of=_titles(house, visitor, found),
    )


def _month(text: str) -> date | None:
    """Return the first day of a month in the address, None if holidays are not known so far."""
    try:
        first = date.fromisoformat(f"{text}-01")
    except ValueError:
        return None
    return first if _FIRST_YEAR <= first.year <= _LAST_YEAR else None


def grid(
    calendar: Calendar, first: date, duties: Iterable[Duty], saying: Saying
) -> list[list[Day]]:
    """Return the weeks of a month, Monday first, with what falls due on each day."""
    due: dict[date, list[Duty]] = {}
    for each in duties:
        if each.occurrence.due_at is not None:
            due.setdefault(local_date(each.occurrence.due_at - _MOMENT, saying.zone), []).append(
                each
            )
    return [
        [
            Day(
                on=day,
                is_inside=day.month == first.month,
                holiday=calendar.holiday_name(day, saying.language),
                is_rest_day=calendar.is_rest_day(day),
                duties=tuple(due.get(day, ())) if day.month == first.month else (),
            )
            for day in week
        ]
        for week in months.Calendar().monthdatescalendar(first.year, first.month)
    ]


def _titles(house: House, visitor: Visitor, duties: Iterable[Duty]) -> Callable[[Duty], Text | str]:
    """Return what a duty is called: as the version of the workflow says that its case follows."""
    flows = {
        ref: reading.workflow(house, visitor, ref.key, ref.version)
        for ref in {each.case.workflow for each in duties}
    }

    def title_of(duty: Duty) -> Text | str:
        declared = flows[duty.case.workflow].obligations.get(duty.occurrence.obligation)
        return declared.title if declared is not None else duty.occurrence.obligation

    return title_of
