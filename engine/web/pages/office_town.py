"""The office desk: the town itself, its calendar, and when and how it writes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter
from starlette.responses import Response

from engine.deadlines.calendars import DayKind, calendar_for
from engine.deadlines.laender import LAENDER
from engine.deadlines.places import parse_own_day, place_document
from engine.errors import DefinitionError, SettingsError
from engine.lifecycle.chronicle import title_of
from engine.services import profile, rights
from engine.services.definitions import newest_workflows
from engine.services.own_days import KINDS, when
from engine.services.profile import OwnDayUnknown
from engine.web.arrival import Inside, SignedIn
from engine.web.errors import status_of
from engine.web.forms.filling import Filling
from engine.web.going import go_to

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from engine.findings import Text
    from engine.services.profile import Edit
    from engine.services.reaching import Moved
    from engine.web.house import House
    from engine.web.visitor import Visitor

router = APIRouter()
_WRITTEN = ("title", "language", "rung_time", "grace", "rhythm", "digest_time")
_PLACE = ("state", "municipality", "time_zone")
_DAY = ("name", "kind", "on", "yearly", "valid_from", "valid_until")
_WHOLE = re.compile(r"-?[0-9]{1,3}", re.ASCII)
_REFUSED = (SettingsError, DefinitionError, OwnDayUnknown)


@dataclass(frozen=True, slots=True)
class Tried:
    """What somebody asked for in one of the forms, and what came of it."""

    form: str
    entries: Mapping[str, str]
    problem: Text | None = None
    status: int = 200
    moved: tuple[Moved, ...] | None = None
    looked_at: int = 0


@router.get("/office/town")
def show(house: Inside, visitor: SignedIn, done: str = "") -> Response:
    """Show what the town is and how it wants things done."""
    return _page(house, visitor, done=bool(done))


@router.post("/office/town")
def change(house: Inside, visitor: SignedIn, filling: Filling) -> Response:
    """Show what a change would move, or make it."""
    return _carry_out(house, visitor, filling, ("profile", _profile_edit))


@router.post("/office/town/days")
def add_day(house: Inside, visitor: SignedIn, filling: Filling) -> Response:
    """Show what an own day would move, or enter it."""
    return _carry_out(house, visitor, filling, ("day", _day_edit))


@router.post("/office/town/days/remove")
def remove_day(house: Inside, visitor: SignedIn, filling: Filling) -> Response:
    """Show what would move without an own day, or remove it."""
    return _carry_out(house, visitor, filling, ("remove", _removing_edit))


def _profile_edit(filling: Mapping[str, str]) -> Edit:
    raw: dict[str, Any] = {key: filling[key] for key in (*_WRITTEN, *_PLACE) if key in filling}
    if not raw.get("municipality", "-"):
        raw["municipality"] = None
    raw["two_person_publish"] = filling.get("two_person_publish") == "true"
    return profile.edited(raw)


def _day_edit(filling: Mapping[str, str]) -> Edit:
    raw: dict[str, Any] = {key: filling[key] for key in _DAY if filling.get(key)}
    if written := filling.get("days_after_easter", "").strip():
        raw["days_after_easter"] = int(written) if _WHOLE.fullmatch(written) else written
    return profile.with_day(parse_own_day(raw))


def _removing_edit(filling: Mapping[str, str]) -> Edit:
    number = filling.get("number", "")
    name = filling.get("name", "")
    return profile.without_day(int(number) if number.isdecimal() else -1, name)


def _carry_out(
    house: House,
    visitor: Visitor,
    filling: Mapping[str, str],
    how: tuple[str, Callable[[Mapping[str, str]], Edit]],
) -> Response:
    form, edit_of = how
    app, tenant, reader = house.app, house.tenant, visitor.reader
    rights.require_administrator(app, tenant, reader)
    try:
        edit = edit_of(filling)
        if filling.get("do") == "set":
            profile.change(app, tenant, reader, edit)
            return go_to("/office/town?done=1")
        moved, looked_at = profile.preview(app, tenant, reader, edit)
    except _REFUSED as refused:
        tried = Tried(form, filling, refused.text, status_of(type(refused)))
        return _page(house, visitor, tried=tried)
    return _page(
        house, visitor, tried=Tried(form, filling, moved=tuple(moved), looked_at=looked_at)
    )


def _page(
    house: House, visitor: Visitor, *, tried: Tried | None = None, done: bool = False
) -> Response:
    rights.require_administrator(house.app, house.tenant, visitor.reader)
    found = profile.profile_of(house.app, house.tenant, visitor.reader)
    document = profile.document_of(found)
    present = {**document, **place_document(found.place)}
    flows = newest_workflows(house.app, house.tenant)
    calendar = calendar_for(found.place)
    saying = house.saying(visitor.language)
    year = saying.today(house.app.now()).year
    return house.templates.page(
        "office_town",
        visitor,
        status=200 if tried is None else tried.status,
        here="office",
        tab="town",
        done=done,
        tried=tried,
        present=present,
        entries=tried.entries if tried is not None and tried.form == "profile" else present,
        day=tried.entries if tried is not None and tried.form == "day" else {},
        own_days=found.place.own_days,
        kinds={each.value: KINDS[each] for each in DayKind},
        when=when,
        rhythms=profile.RHYTHMS,
        laender=LAENDER,
        years=[(each, calendar.holidays_in(each)) for each in (year, year + 1)],
        title_of=lambda each: title_of(each.obligation, flows[each.workflow]),
        saying=saying,
    )
