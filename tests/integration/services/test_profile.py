"""The profile of a town: changed by administrators, followed by running cases."""

from __future__ import annotations

from datetime import date, time
from typing import TYPE_CHECKING, Any

import pytest

from engine.deadlines.calendars import DayKind, OwnDay
from engine.errors import DefinitionError, SettingsError
from engine.services import profile
from engine.services.access import AS_OPERATOR
from engine.services.profile import OwnDayUnknown, ProfileUnusable

if TYPE_CHECKING:
    from tests.integration.services.stage import Stage


def put(stage: Stage, **raw: Any) -> int:
    return profile.change(stage.app, stage.tenant, AS_OPERATOR, profile.edited(raw))


def told(stage: Stage) -> dict[str, Any]:
    found = profile.profile_of(stage.app, stage.tenant, AS_OPERATOR)
    return profile.document_of(found)


def test_every_member_can_be_changed(stage: Stage) -> None:
    wanted = {
        "title": "Neustadt",
        "language": "en",
        "place": {
            "state": "BY",
            "municipality": "Augsburg",
            "time_zone": "Europe/Vienna",
            "own_days": [
                {"name": "Dult", "kind": "closed", "yearly": "02-29"},
                {"name": "Fest", "kind": "holiday", "days_after_easter": 60},
                {"name": "Umzug", "kind": "closed", "on": "2026-05-04", "valid_from": "2026-01-01"},
                {"name": "Mariä", "kind": "not_a_holiday", "yearly": "08-15"},
            ],
        },
        "rung_time": "09:30",
        "grace": "2 weeks",
        "rhythm": "daily",
        "digest_time": "17:00",
        "two_person_publish": True,
    }
    put(stage, **wanted)

    assert told(stage) == wanted
    put(stage, municipality="Ulm", state="BW")
    after = told(stage)["place"]
    assert (after["state"], after["municipality"]) == ("BW", "Ulm")
    assert after["own_days"] == wanted["place"]["own_days"]  # type: ignore[index]


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("title", " "),
        ("title", "x" * 201),
        ("title", "zwei\nZeilen"),
        ("title", 7),
        ("language", "fr"),
        ("rhythm", "weekly"),
        ("rhythm", ["daily"]),
        ("rung_time", "25:00"),
        ("rung_time", "08:00:30"),
        ("rung_time", "08:00+01:00"),
        ("rung_time", 8),
        ("digest_time", ""),
        ("two_person_publish", "yes"),
        ("place", "NW"),
        ("languages", ["de"]),
        ("stamp", 1),
    ],
)
def test_what_cannot_be_taken_is_refused_and_nothing_changes(
    stage: Stage, member: str, value: Any
) -> None:
    before = told(stage)
    with pytest.raises(ProfileUnusable) as refused:
        put(stage, **{"rhythm": "daily", member: value})

    assert member in refused.value.text.de
    assert told(stage) == before


@pytest.mark.parametrize(
    "raw",
    [
        {"grace": "3 moons"},
        {"grace": None},
        {"state": "XX"},
        {"time_zone": "Europe/Nowhere"},
        {"place": {"state": "NW", "own_days": [{"name": "x"}]}},
    ],
)
def test_dates_and_places_are_checked_as_everywhere(stage: Stage, raw: dict[str, Any]) -> None:
    before = told(stage)
    with pytest.raises((SettingsError, DefinitionError)):
        put(stage, **raw)
    assert told(stage) == before


class TestRunningCases:
    """What decides due dates reaches them by an event of their own; nothing else does."""

    def test_an_own_holiday_moves_what_is_due_on_it(self, stage: Stage) -> None:
        case = stage.opened()
        due_on = stage.owed(case).due_on
        assert due_on is not None
        edit = profile.with_day(OwnDay("Kirchweih", on=due_on))

        moved, looked_at = profile.preview(stage.app, stage.tenant, AS_OPERATOR, edit)
        assert (len(moved), looked_at) == (1, 1)
        assert moved[0].due_before == due_on
        assert stage.owed(case).due_on == due_on

        assert profile.change(stage.app, stage.tenant, AS_OPERATOR, edit) == 1
        assert stage.owed(case).due_on == moved[0].due_after
        assert moved[0].due_after is not None
        assert moved[0].due_after > due_on

        profile.change(stage.app, stage.tenant, AS_OPERATOR, profile.without_day(0, "Kirchweih"))
        assert stage.owed(case).due_on == due_on

    def test_the_hour_of_reminders_moves_the_next_one(self, stage: Stage) -> None:
        case = stage.opened()
        before = stage.owed(case).next_at
        assert put(stage, rung_time="10:15") == 1

        after = stage.owed(case).next_at
        assert before is not None
        assert after is not None
        assert (after - before).total_seconds() == (time(10, 15).hour - 8) * 3600 + 15 * 60

    def test_a_new_name_or_rhythm_moves_nothing(self, stage: Stage) -> None:
        stage.opened()
        assert put(stage, title="Neu", rhythm="daily", digest_time="12:00") == 0
        edit = profile.edited({"title": "Neuer"})
        assert profile.preview(stage.app, stage.tenant, AS_OPERATOR, edit) == ([], 0)


class TestOwnDays:
    """They are added and removed one by one, so that two people do not undo each other's."""

    def test_the_same_day_is_there_once(self, stage: Stage) -> None:
        day = OwnDay("Ausflug", DayKind.CLOSED, on=date(2026, 6, 5))
        for _ in range(2):
            profile.change(stage.app, stage.tenant, AS_OPERATOR, profile.with_day(day))
        assert len(told(stage)["place"]["own_days"]) == 1

    def test_what_somebody_else_has_removed_is_not_another_day(self, stage: Stage) -> None:
        for name in ("Eins", "Zwei"):
            day = OwnDay(name, DayKind.CLOSED, on=date(2026, 6, 5))
            profile.change(stage.app, stage.tenant, AS_OPERATOR, profile.with_day(day))
        profile.change(stage.app, stage.tenant, AS_OPERATOR, profile.without_day(0, "Eins"))
        with pytest.raises(OwnDayUnknown):
            profile.change(stage.app, stage.tenant, AS_OPERATOR, profile.without_day(0, "Eins"))
        assert [each["name"] for each in told(stage)["place"]["own_days"]] == ["Zwei"]

    def test_there_is_an_end_to_them(self, stage: Stage) -> None:
        many = [{"name": str(n), "on": "2026-06-05"} for n in range(profile.MOST_OWN_DAYS)]
        put(stage, place={"state": "NW", "own_days": many})
        with pytest.raises(ProfileUnusable):
            profile.change(
                stage.app,
                stage.tenant,
                AS_OPERATOR,
                profile.with_day(OwnDay("x", on=date(2026, 1, 1))),
            )
