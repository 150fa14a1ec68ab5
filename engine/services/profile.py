"""The profile of a town: what it is called, where it lies, its own days, when and how it writes.

What decides due dates (place, own days, hour of reminders, grace) reaches running cases as their
settings do: previewed, and by an event in the history of each case.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import time
from typing import TYPE_CHECKING, Any

from engine.deadlines.calendars import calendar_for
from engine.deadlines.periods import describe, parse_period
from engine.deadlines.places import parse_place, place_document
from engine.errors import NotFound, SettingsError
from engine.findings import Text
from engine.services import inbox
from engine.services.access import require_administrator, require_insider, viewer_in, viewer_of
from engine.services.reaching import moved_by, tell
from engine.settings import LANGUAGES
from engine.storage.queries import towns
from engine.storage.queries.towns import Profile
from engine.storage.store import StorageWorld

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from engine.deadlines.calendars import OwnDay
    from engine.lifecycle.circumstances import Circumstances
    from engine.services.access import Reader
    from engine.services.application import Application
    from engine.services.reaching import Moved
    from engine.storage.town import Town

    Edit = Callable[[Profile], Profile]

RHYTHMS = {
    "at_once": Text(de="sofort, jede für sich", en="at once, each by itself"),
    "daily": Text(de="einmal am Tag gesammelt", en="collected once a day"),
}
LONGEST_TITLE = 200
MOST_OWN_DAYS = 200
_OF_PLACE = ("state", "municipality", "time_zone")


class ProfileUnusable(SettingsError):
    """This cannot be taken for “{member}”: {problem}."""

    de = "Das geht nicht für „{member}“: {problem}."


class OwnDayUnknown(NotFound):
    """Not found: the own day {name}. Perhaps somebody has removed it meanwhile."""

    de = "Nicht gefunden: der eigene Tag {name}. Vielleicht hat ihn inzwischen jemand entfernt."


def profile_of(app: Application, tenant: str, reader: Reader) -> Profile:
    """Return a town's profile as it is now; raises OnlyInsiders."""
    with app.database.read(tenant, app.now()) as unit:
        world = StorageWorld(unit, app.known, hold=False)
        require_insider(viewer_of(world, reader, unit.at))
        return _of(world.town)


def document_of(profile: Profile) -> dict[str, Any]:
    """Return a profile as raw JSON; ``edited`` takes each of its members, but for languages."""
    return {
        "title": profile.title,
        "language": profile.language,
        "place": place_document(profile.place),
        "rung_time": profile.rung_time.isoformat("minutes"),
        "grace": profile.grace,
        "rhythm": profile.rhythm,
        "digest_time": profile.digest_time.isoformat("minutes"),
        "two_person_publish": profile.two_person_publish,
    }


def edited(raw: Mapping[str, Any]) -> Edit:
    """Return the change that gives a profile these members, each in the form of its document.

    Instead of a whole place its ``state``, ``municipality`` and ``time_zone`` may be given, which
    leaves own days as they are.

    Raises, some of them only when the change is made:
        ProfileUnusable: a member is none, or its value cannot be taken.
        SettingsError, DefinitionError: there is no such Land, time zone or period, or a place is
            malformed.
    """
    given = {key: _typed(key, value) for key, value in raw.items() if key not in _OF_PLACE}
    parts = {key: raw[key] for key in _OF_PLACE if key in raw}

    def edit(profile: Profile) -> Profile:
        after = replace(profile, **given)
        if not parts:
            return after
        return replace(after, place=parse_place({**place_document(after.place), **parts}))

    return edit


def with_day(day: OwnDay) -> Edit:
    """Return the change that adds an own day."""

    def add(profile: Profile) -> Profile:
        place = profile.place
        if len(place.own_days) >= MOST_OWN_DAYS:
            raise ProfileUnusable(member="own_days", problem=_TOO_MANY)
        if day in place.own_days:
            return profile
        return replace(profile, place=replace(place, own_days=(*place.own_days, day)))

    return add


def without_day(number: int, name: str) -> Edit:
    """Return the change that removes the own day of a number, from 0, if it has that name.

    Raises, when it is made:
        OwnDayUnknown: another day stands there by now.
    """

    def remove(profile: Profile) -> Profile:
        days = profile.place.own_days
        if not 0 <= number < len(days) or days[number].name != name:
            raise OwnDayUnknown(name=name)
        kept = (*days[:number], *days[number + 1 :])
        return replace(profile, place=replace(profile.place, own_days=kept))

    return remove


def change(app: Application, tenant: str, reader: Reader, edit: Edit) -> int:
    """Change a town's profile; return how many running cases follow.

    Raises:
        NotAdministrator: the reader does not keep the town's affairs.
        SettingsError, DefinitionError, OwnDayUnknown: nothing was changed.
    """
    at = app.now()
    with app.database.write(tenant, at) as unit:
        require_administrator(viewer_in(app, unit, reader))
        before = _of(StorageWorld(unit, app.known).town)
        after = edit(before)
        towns.change_town(unit, after)
        reached = 0
        if _dates(before) != _dates(after):
            world = StorageWorld(unit, app.known)
            reached = tell(unit, world, None, f"profile.{world.town.stamp}")
    if reached:
        inbox.deliver_due(app, tenant, at)
    return reached


def preview(app: Application, tenant: str, reader: Reader, edit: Edit) -> tuple[list[Moved], int]:
    """Return what a change would move if it held now, and how many running cases were looked at.

    Raises: as ``change``.
    """
    with app.database.read(tenant, app.now()) as unit:
        world = StorageWorld(unit, app.known, hold=False)
        require_administrator(viewer_of(world, reader, unit.at))
        before = _of(world.town)
        after = edit(before)
        if _dates(before) == _dates(after):
            return [], 0

        def changed(circumstances: Circumstances) -> Circumstances:
            return replace(
                circumstances,
                calendar=calendar_for(after.place),
                rung_time=after.rung_time,
                grace=parse_period(after.grace),
            )

        return moved_by(unit, world, None, changed)


def _of(town: Town) -> Profile:
    return Profile(
        town.title,
        town.calendar.place,
        town.language,
        town.rung_time,
        describe(town.grace, "en"),
        town.rhythm,
        town.digest_time,
        town.two_person_publish,
        town.languages,
    )


def _dates(profile: Profile) -> tuple[object, ...]:
    """Return what due dates and rungs depend on."""
    return profile.place, profile.rung_time, profile.grace


def _typed(member: str, value: Any) -> Any:
    reader = _MEMBERS.get(member)
    if reader is None:
        raise ProfileUnusable(member=member, problem=_one_of(_MEMBERS))
    return reader(member, value)


def _title(member: str, value: Any) -> str:
    if not isinstance(value, str) or not value.strip() or len(value) > LONGEST_TITLE:
        raise ProfileUnusable(member=member, problem=_NO_TITLE)
    if not value.isprintable():
        raise ProfileUnusable(member=member, problem=_NO_TITLE)
    return value.strip()


def _choice(among: tuple[str, ...]) -> Callable[[str, Any], str]:
    def read(member: str, value: Any) -> str:
        if value not in among:
            raise ProfileUnusable(member=member, problem=_one_of(among))
        return str(value)

    return read


def _hour(member: str, value: Any) -> time:
    try:
        hour = time.fromisoformat(value)
    except (TypeError, ValueError):
        raise ProfileUnusable(member=member, problem=_NO_HOUR) from None
    if hour.tzinfo is not None or hour.second or hour.microsecond:
        raise ProfileUnusable(member=member, problem=_NO_HOUR)
    return hour


def _grace(_member: str, value: Any) -> str:
    return describe(parse_period(value), "en")


def _yes_no(member: str, value: Any) -> bool:
    if not isinstance(value, bool):
        raise ProfileUnusable(member=member, problem=_NO_YES)
    return value


def _place(member: str, value: Any) -> Any:
    if not isinstance(value, dict):
        raise ProfileUnusable(member=member, problem=_NO_PLACE)
    return parse_place(value)


_MEMBERS: dict[str, Callable[[str, Any], Any]] = {
    "title": _title,
    "language": _choice(LANGUAGES),
    "place": _place,
    "rung_time": _hour,
    "grace": _grace,
    "rhythm": _choice(tuple(RHYTHMS)),
    "digest_time": _hour,
    "two_person_publish": _yes_no,
}


def _one_of(known: Mapping[str, Any] | tuple[str, ...]) -> Text:
    names = ", ".join(known)
    return Text(de=f"möglich ist {names}", en=f"possible is {names}")


_NO_TITLE = Text(
    de=f"erwartet wird ein Name in einer Zeile mit höchstens {LONGEST_TITLE} Zeichen",
    en=f"a name in one line of at most {LONGEST_TITLE} characters is expected",
)
_NO_HOUR = Text(de="erwartet wird eine Uhrzeit wie 08:00", en="a time such as 08:00 is expected")
_NO_YES = Text(de="erwartet wird ja oder nein", en="yes or no is expected")
_NO_PLACE = Text(
    de="erwartet wird ein Ort wie {„state“: „NW“}", en="a place such as {“state”: “NW”} is expected"
)
_TOO_MANY = Text(
    de=f"höchstens {MOST_OWN_DAYS} eigene Tage", en=f"{MOST_OWN_DAYS} own days at most"
)
