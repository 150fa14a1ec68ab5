from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.deadlines.calendars import DayKind, OwnDay, Place, calendar_for
from engine.deadlines.errors import LandUnknown, PlaceMalformed, TimeZoneUnknown
from engine.deadlines.places import PLACE_KEYS, check_place, parse_place
from engine.errors import EngineError
from engine.findings import Severity


def test_a_place_is_a_land_and_perhaps_a_municipality() -> None:
    assert parse_place({"state": "NW"}) == Place("NW")
    assert parse_place({"state": "NW", "municipality": "Minden", "note": "x"}) == Place(
        "NW", "Minden"
    )
    assert parse_place({"state": "BE", "time_zone": "Europe/Vienna"}).time_zone == "Europe/Vienna"


def test_own_days_with_validity() -> None:
    place = parse_place(
        {
            "state": "BY",
            "municipality": "Memmingerberg",
            "own_days": [
                {"name": "Mariä Himmelfahrt", "yearly": "08-15", "valid_from": "2025-08-15"},
                {"name": "Betriebsausflug", "kind": "closed", "on": "2026-09-04"},
                {"name": "Rosenmontag", "kind": "closed", "days_after_easter": -48},
                {"name": "Schalttag", "kind": "closed", "yearly": "02-29"},
            ],
        }
    )
    assert place.own_days == (
        OwnDay("Mariä Himmelfahrt", yearly=(8, 15), valid_from=date(2025, 8, 15)),
        OwnDay("Betriebsausflug", DayKind.CLOSED, on=date(2026, 9, 4)),
        OwnDay("Rosenmontag", DayKind.CLOSED, days_after_easter=-48),
        OwnDay("Schalttag", DayKind.CLOSED, yearly=(2, 29)),
    )
    assert not calendar_for(place).is_working_day(date(2025, 8, 15))


@pytest.mark.parametrize(
    ("source", "day", "works"),
    [
        ({"state": "BY", "assumption_day": True}, date(2025, 8, 15), False),
        ({"state": "BY", "assumption_day": False}, date(2025, 8, 15), True),
        ({"state": "BY", "municipality": "Augsburg"}, date(2025, 8, 8), False),
        (
            {"state": "BY", "municipality": "Augsburg", "peace_festival": False},
            date(2025, 8, 8),
            True,
        ),
        ({"state": "TH", "corpus_christi": True}, date(2026, 6, 4), False),
        ({"state": "TH"}, date(2026, 6, 4), True),
        # what holds in the whole Land is not a matter of the municipality
        ({"state": "SL", "assumption_day": False}, date(2025, 8, 15), False),
    ],
)
def test_municipal_holidays_said_with_yes_or_no(source: dict, day: date, works: bool) -> None:
    assert calendar_for(parse_place(source)).is_working_day(day) is works


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ({}, "“state”"),
        ({"state": 3}, "“state”"),
        ({"state": "NW", "municipality": 3}, "“municipality”"),
        ({"state": "NW", "own_days": {}}, "“own_days”: it is no list"),
        ({"state": "NW", "own_days": [3]}, "“own_days/0”: it is no object"),
        ({"state": "NW", "own_days": [{"on": "2026-01-01"}]}, "“own_days/0/name”"),
        ({"state": "NW", "own_days": [{"name": "x"}]}, "exactly one way"),
        ({"state": "NW", "own_days": [{"name": "x", "on": "1.1.2026"}]}, "YYYY-MM-DD"),
        ({"state": "NW", "own_days": [{"name": "x", "yearly": "02-30"}]}, "MM-DD"),
        ({"state": "NW", "own_days": [{"name": "x", "yearly": 3}]}, "MM-DD"),
        ({"state": "NW", "own_days": [{"name": "x", "days_after_easter": "60"}]}, "no integer"),
        ({"state": "NW", "own_days": [{"name": "x", "kind": "free"}]}, "possible: holiday, closed"),
        ({"state": "NW", "own_days": [{"name": "x", "kind": []}]}, "possible: holiday, closed"),
        ({"state": "NW", "own_days": [{"name": "x", "yearli": "01-01"}]}, "perhaps yearly"),
        ({"state": "NW", "assumption_day": 1}, "no true or false"),
        ({"state": "NW", "asumption_day": True}, "perhaps assumption_day"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_key(source: dict, words: str) -> None:
    with pytest.raises(PlaceMalformed) as refusal:
        parse_place(source)
    assert words in str(refusal.value)
    assert refusal.value.hint.de


def test_unknown_land_and_zone_come_with_a_guess() -> None:
    with pytest.raises(LandUnknown):
        parse_place({"state": "NRW"})
    with pytest.raises(TimeZoneUnknown):
        parse_place({"state": "NW", "time_zone": "Berlin"})


def test_a_bavarian_town_is_asked_about_15_august() -> None:
    [finding] = check_place(parse_place({"state": "BY", "municipality": "Memmingen"}))
    assert (finding.code, finding.severity) == ("place-assumption-day", Severity.WARNING)
    for answered in (
        {"state": "BY", "assumption_day": True},
        {"state": "BY", "assumption_day": False},
        {"state": "BY", "municipality": "Augsburg"},
        {"state": "NW"},
    ):
        assert check_place(parse_place(answered)) == []


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.just("NW"),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=6), inner),
    max_leaves=4,
)
OWN_DAY = st.dictionaries(
    st.sampled_from(["name", "kind", "on", "yearly", "days_after_easter", "valid_from"]), JSON
)


@given(
    st.dictionaries(st.sampled_from(PLACE_KEYS), JSON | st.lists(OWN_DAY, max_size=2)),
)
def test_any_place_is_read_or_refused(source: dict) -> None:
    try:
        place = parse_place({"state": "NW", **source})
    except EngineError:
        return
    calendar_for(place)
    assert place.state == source.get("state", "NW")
