"""A place as it is written down in settings, scenarios and worked cases."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from difflib import get_close_matches
from typing import Final

from engine.deadlines.calendars import DEFAULT_TIME_ZONE, DayKind, OwnDay, Place
from engine.deadlines.errors import PlaceMalformed
from engine.deadlines.laender import check_land
from engine.deadlines.localtime import zone_of
from engine.findings import Finding, Severity, Text, pointer

ASSUMPTION_DAY: Final = (8, 15)
_PEACE_FESTIVAL: Final = (8, 8)
_CORPUS_CHRISTI: Final = 60

_FLAGS: Final = {
    "assumption_day": OwnDay("Mariä Himmelfahrt", yearly=ASSUMPTION_DAY),
    "peace_festival": OwnDay("Augsburger Hohes Friedensfest", yearly=_PEACE_FESTIVAL),
    "corpus_christi": OwnDay("Fronleichnam", days_after_easter=_CORPUS_CHRISTI),
}
"""Municipal holidays that can be said with yes or no, where no year of change matters."""

PLACE_KEYS: Final = ("state", "municipality", "time_zone", "own_days", *_FLAGS)
_OWN_DAY_KEYS: Final = (
    "name", "kind", "on", "yearly", "days_after_easter", "valid_from", "valid_until",
)  # fmt: skip
_DATE: Final = re.compile(r"\d{4}-\d\d-\d\d")
_MONTH_DAY: Final = re.compile(r"(\d\d)-(\d\d)")
_LEAP_YEAR: Final = 2000


def parse_place(source: Mapping[str, object]) -> Place:
    """Read a place.

    Keys: ``state`` (Land), ``municipality``, ``time_zone``, ``own_days`` (each with ``name``,
    ``kind``, one of ``on``, ``yearly`` (month-day) and ``days_after_easter``, and ``valid_from``
    and ``valid_until``), and for holidays of single municipalities the short forms
    ``assumption_day``, ``peace_festival`` and ``corpus_christi`` with yes or no. ``note`` means
    nothing.

    Raises:
        PlaceMalformed: with the key that is wrong.
        LandUnknown: with the Land that was probably meant.
        TimeZoneUnknown: with the zone that was probably meant.
    """
    _refuse_unknown(source, PLACE_KEYS, "")
    state = _text(source, "state", "")
    check_land(state)
    zone = _text(source, "time_zone", "") if "time_zone" in source else DEFAULT_TIME_ZONE
    zone_of(zone)
    municipality = source.get("municipality")
    if municipality is not None and not isinstance(municipality, str):
        raise _wrong(_NO_TEXT, "municipality")
    return Place(state, municipality, _own_days(source, state), zone)


def parse_own_day(source: Mapping[str, object]) -> OwnDay:
    """Read one day of a place's own, in the form of its ``own_days``; raises PlaceMalformed."""
    return _own_day(source, "own_day")


def place_document(place: Place) -> dict[str, object]:
    """Return a place as it is written down, which reading turns back into the same place."""
    return {
        "state": place.state,
        "municipality": place.municipality,
        "time_zone": place.time_zone,
        "own_days": [_own_day_document(each) for each in place.own_days],
    }


def _own_day_document(own: OwnDay) -> dict[str, object]:
    document: dict[str, object] = {"name": own.name, "kind": own.kind.value}
    if own.on is not None:
        document["on"] = own.on.isoformat()
    if own.yearly is not None:
        month, day = own.yearly
        document["yearly"] = f"{month:02}-{day:02}"
    if own.days_after_easter is not None:
        document["days_after_easter"] = own.days_after_easter
    if own.valid_from != date.min:
        document["valid_from"] = own.valid_from.isoformat()
    if own.valid_until != date.max:
        document["valid_until"] = own.valid_until.isoformat()
    return document


def check_place(place: Place) -> list[Finding]:
    """Return what is worth asking about a place before its dates are relied upon."""
    if place.state != "BY" or place.municipality in {"Augsburg", "Stadt Augsburg"}:
        return []
    if any(own.yearly == ASSUMPTION_DAY for own in place.own_days):
        return []
    message = Text(
        de="In Bayern gilt der 15. August nur in manchen Gemeinden als Feiertag; hier ist nicht "
        "gesagt, ob er gilt. Er wird als Arbeitstag gerechnet.",
        en="In Bavaria 15 August is a holiday in some municipalities only; whether it is one here "
        "is not said. It is counted as a working day.",
    )
    hint = Text(
        de="Setzen Sie „assumption_day“ auf true oder false (Liste des Landesamts für Statistik).",
        en="Set “assumption_day” to true or false (list of the statistical office of Bavaria).",
    )
    where = pointer("assumption_day")
    return [Finding("place-assumption-day", where, message, hint, Severity.WARNING)]


def parse_date(text: object) -> date | None:
    """Return the date of a text ``2026-03-31``, or nothing if it is none."""
    if not isinstance(text, str) or _DATE.fullmatch(text) is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _own_days(source: Mapping[str, object], state: str) -> tuple[OwnDay, ...]:
    listed = source.get("own_days", [])
    if not isinstance(listed, list | tuple):
        raise _wrong(Text(de="es ist keine Liste", en="it is no list"), "own_days")
    days = [_own_day(each, f"own_days/{index}") for index, each in enumerate(listed)]
    for key, own in _FLAGS.items():
        answer = source.get(key)
        if answer is not None and not isinstance(answer, bool):
            raise _wrong(Text(de="es ist weder true noch false", en="it is no true or false"), key)
        if answer:
            days.append(own)
        elif answer is False and state == "BY":
            days.append(_not_here(own))
    return tuple(days)


def _not_here(own: OwnDay) -> OwnDay:
    return OwnDay(
        own.name,
        DayKind.NOT_A_HOLIDAY,
        yearly=own.yearly,
        days_after_easter=own.days_after_easter,
    )


def _own_day(source: object, where: str) -> OwnDay:
    if not isinstance(source, Mapping):
        raise _wrong(Text(de="es ist kein Objekt", en="it is no object"), where)
    _refuse_unknown(source, _OWN_DAY_KEYS, where)
    kind = source.get("kind", DayKind.HOLIDAY)
    kinds = ", ".join(DayKind)
    if not isinstance(kind, str) or kind not in list(DayKind):
        raise _wrong(Text(de=f"möglich: {kinds}", en=f"possible: {kinds}"), f"{where}/kind")
    easter = source.get("days_after_easter")
    if easter is not None and (not isinstance(easter, int) or isinstance(easter, bool)):
        raise _wrong(Text(de="keine ganze Zahl", en="no integer"), f"{where}/days_after_easter")
    return OwnDay(
        name=_text(source, "name", where),
        kind=DayKind(kind),
        on=_date(source, "on", where),
        yearly=_month_day(source, where),
        days_after_easter=easter,
        valid_from=_date(source, "valid_from", where) or date.min,
        valid_until=_date(source, "valid_until", where) or date.max,
    )


def _date(source: Mapping[str, object], key: str, where: str) -> date | None:
    value = source.get(key)
    day = parse_date(value)
    if value is not None and day is None:
        raise _wrong(Text(de="kein Datum JJJJ-MM-TT", en="no date YYYY-MM-DD"), f"{where}/{key}")
    return day


def _month_day(source: Mapping[str, object], where: str) -> tuple[int, int] | None:
    value = source.get("yearly")
    if value is None:
        return None
    match = _MONTH_DAY.fullmatch(value) if isinstance(value, str) else None
    # Any day of a leap year, so that 29 February can be said.
    day = parse_date(f"{_LEAP_YEAR}-{match[0]}") if match else None
    if day is None:
        raise _wrong(Text(de="kein Tag MM-TT", en="no day MM-DD"), f"{where}/yearly")
    return day.month, day.day


def _text(source: Mapping[str, object], key: str, where: str) -> str:
    value = source.get(key)
    if not isinstance(value, str) or not value.strip():
        raise _wrong(_NO_TEXT, f"{where}/{key}".lstrip("/"))
    return value


def _refuse_unknown(source: Mapping[str, object], known: tuple[str, ...], where: str) -> None:
    for key in source:
        if key not in known and key != "note":
            meant = get_close_matches(str(key), known, n=1) or [", ".join(known)]
            problem = Text(
                de=f"diese Angabe gibt es nicht; gemeint ist vielleicht {meant[0]}",
                en=f"there is no such key; perhaps {meant[0]} is meant",
            )
            raise _wrong(problem, f"{where}/{key}".lstrip("/"))


def _wrong(problem: Text, where: str) -> PlaceMalformed:
    return PlaceMalformed(where=where, problem=problem, hint=_HINT)


_NO_TEXT: Final = Text(de="es fehlt oder ist kein Text", en="it is missing or no text")
_HINT: Final = Text(
    de="Schreiben Sie zum Beispiel {„state“: „NW“, „municipality“: „Minden“}.",
    en="Write for example {“state”: “NW”, “municipality”: “Minden”}.",
)
