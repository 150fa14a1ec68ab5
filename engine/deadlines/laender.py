"""The holidays of the 16 Länder, year by year, and the names of the Länder."""

from __future__ import annotations

import sys
from datetime import date, timedelta
from difflib import get_close_matches
from functools import cache
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Final

from engine.deadlines.errors import DateOutOfRange, LandUnknown
from engine.findings import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from holidays import HolidayBase

FIRST_YEAR: Final = 1991
"""The first full year in which all 16 Länder exist; older holiday law is not known here."""
LAST_YEAR: Final = 2200
"""Beyond, and in fact long before, nobody can say what will be a holiday."""

LAENDER: Final[Mapping[str, str]] = {
    "BW": "Baden-Württemberg",
    "BY": "Bayern",
    "BE": "Berlin",
    "BB": "Brandenburg",
    "HB": "Bremen",
    "HH": "Hamburg",
    "HE": "Hessen",
    "MV": "Mecklenburg-Vorpommern",
    "NI": "Niedersachsen",
    "NW": "Nordrhein-Westfalen",
    "RP": "Rheinland-Pfalz",
    "SL": "Saarland",
    "SN": "Sachsen",
    "ST": "Sachsen-Anhalt",
    "SH": "Schleswig-Holstein",
    "TH": "Thüringen",
}
"""By ISO 3166-2:DE suffix."""

_AUGSBURG = ("Augsburg", "Stadt Augsburg")
"""The one municipality whose own holiday stands in a statute: 8 August, Art. 1 (2) BayFTG."""


def check_land(code: str) -> None:
    """Refuse a code that names no Land.

    Raises:
        LandUnknown: with the codes that look alike.
    """
    if code in LAENDER:
        return
    names = {name.casefold(): key for key, name in LAENDER.items()}
    wanted = code.strip().removeprefix("DE-").casefold()
    meant = names.get(wanted) or next((key for key in LAENDER if key.casefold() == wanted), None)
    if meant is None:
        meant = next((key for name, key in names.items() if _alike(wanted, name)), None)
    codes = ", ".join(LAENDER)
    if meant is None:
        hint = Text(de=f"Die Länder heißen {codes}.", en=f"The Länder are called {codes}.")
    else:
        hint = Text(
            de=f"Meinten Sie „{meant}“ ({LAENDER[meant]})? Die Länder heißen {codes}.",
            en=f"Did you mean “{meant}” ({LAENDER[meant]})? The Länder are called {codes}.",
        )
    raise LandUnknown(given=code, hint=hint)


def _alike(wanted: str, name: str) -> bool:
    return bool(get_close_matches(wanted, [name], n=1, cutoff=0.7))


@cache
def holidays_of(land: str, municipality: str | None, year: int) -> Mapping[date, Text]:
    """Return the legal holidays of a Land (and of the city of Augsburg) in a year, with names.

    Holidays that hold in single municipalities only (15 August in Bavaria, Corpus Christi in
    Saxony and Thuringia) are facts about the municipality and not in here.

    Raises:
        DateOutOfRange: before 1991 and after 2200.
    """
    if not FIRST_YEAR <= year <= LAST_YEAR:
        what = Text(de=f"Der Feiertagskalender {year}", en=f"The calendar of holidays of {year}")
        raise DateOutOfRange(what=what, first=FIRST_YEAR, last=LAST_YEAR)
    area = "Augsburg" if land == "BY" and municipality in _AUGSBURG else land
    german, english = (_table(area, year, language) for language in ("de", "en_US"))
    return {day: Text(de=german[day], en=english[day]) for day in german}


def _table(area: str, year: int, language: str) -> HolidayBase:
    return _germany()(subdiv=area, years=year, language=language, expand=False)


@cache
def _germany() -> type[HolidayBase]:
    class LongGermany(_one_country("germany").Germany):  # type: ignore[misc]
        """The same law for as long as we compute."""

        end_year = LAST_YEAR

    return LongGermany


def _one_country(name: str) -> ModuleType:
    """Return one country of the package without the calendars of the whole world.

    They would come along with any of them: a quarter of a second, and a fifth of the memory of
    the clock. An empty package stands in for them meanwhile; whoever asks for another country
    later finds them as they are. Even so not before a holiday is asked for.
    """
    import holidays  # noqa: PLC0415 - see above

    world = f"{holidays.__name__}.countries"
    if world in sys.modules:
        return import_module(f"{world}.{name}")
    empty = ModuleType(world)
    empty.__path__ = [f"{each}/countries" for each in holidays.__path__]
    sys.modules[world] = empty
    try:
        return import_module(f"{world}.{name}")
    finally:
        sys.modules.pop(world, None)  # another thread may have been at it, too


def easter_sunday(year: int) -> date:
    """Return Easter Sunday of the Gregorian calendar.

    Source: the rule of Meeus, Jones and Butcher, without exceptions for any year.
    """
    century, rest = divmod(year, 100)
    skipped, leap = divmod(century, 4)
    epact = (
        19 * (year % 19) + century - skipped - (century - (century + 8) // 25 + 1) // 3 + 15
    ) % 30
    weekday = (32 + 2 * leap + 2 * (rest // 4) - epact - rest % 4) % 7
    late = (year % 19 + 11 * epact + 22 * weekday) // 451
    return date(year, 3, 22) + timedelta(days=epact + weekday - 7 * late)
