"""Policy: settings are looked at, tried out, and set from a date on."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from engine.services import policy
from engine.services.access import AS_OPERATOR, Reader
from engine.services.policy import Line, SettingNotFound, SettingUnusable
from tests.integration.services.stage import DAY, Stage, duty, words

NAME = "reminders"
DEFAULT = ["10 days before", "on the day"]
EARLIER = ["20 days before"]


def line(stage: Stage) -> Line:
    return policy.list_settings(stage.app, stage.tenant, AS_OPERATOR, "thing")[0]


def put(stage: Stage, value: Any, valid_from: date | None = None) -> int:
    return policy.set_value(
        stage.app,
        stage.tenant,
        Reader("ada", is_operator=True),
        "thing",
        NAME,
        value,
        valid_from=valid_from,
    )


class TestList:
    """What holds, what will and what has."""

    def test_as_declared(self, stage: Stage) -> None:
        found = line(stage)

        assert (found.workflow, found.name, found.title.en) == ("thing", NAME, "Reminders")
        assert (found.default, found.present) == (DEFAULT, DEFAULT)
        assert (found.coming, found.past) == ((), ())

    def test_as_set(self, stage: Stage) -> None:
        put(stage, EARLIER)
        put(stage, ["1 day before"], date(2026, 3, 1))

        found = line(stage)
        assert found.present == EARLIER
        assert found.coming == ((date(2026, 3, 1), ["1 day before"]),)
        assert found.past == ((date(2026, 1, 12), EARLIER),)
        stage.at("2026-03-01 00:01")
        assert line(stage).present == ["1 day before"]

    def test_the_last_word_of_a_day_holds(self, stage: Stage) -> None:
        put(stage, EARLIER)
        stage.clock.advance(DAY / 24)
        put(stage, ["1 day before"])

        assert line(stage).present == ["1 day before"]

    def test_of_all_workflows(self, stage: Stage) -> None:
        stage.publish(duty(key="other"))

        found = policy.list_settings(stage.app, "town", AS_OPERATOR, None)
        assert [each.workflow for each in found] == ["other", "thing"]


class TestSet:
    """A value reaches every running case, closed ones not."""

    def test_it_reaches_running_cases(self, stage: Stage) -> None:
        ids = [stage.opened(), stage.opened()]
        stage.do(ids[1], "end")
        before = stage.owed(ids[0]).next_at

        assert put(stage, EARLIER) == 1
        assert stage.owed(ids[0]).next_at != before
        assert stage.happened(ids[0])[-1] == "settings_changed"
        assert stage.happened(ids[1])[-1] == "end"

    def test_it_reaches_a_suspended_case(self, stage: Stage) -> None:
        case = stage.opened()
        stage.do(case, "suspend", reason="Umbau", until="2026-06-01")

        assert put(stage, EARLIER) == 1
        assert stage.happened(case)[-1] == "settings_changed"

    def test_twice_a_day_it_reaches_them_twice(self, stage: Stage) -> None:
        case = stage.opened()
        for value in (EARLIER, DEFAULT):
            stage.clock.advance(DAY / 24)
            put(stage, value)

        assert stage.happened(case).count("settings_changed") == 2
        assert stage.owed(case).next_at is not None

    @pytest.mark.parametrize("value", ["soon", ["long ago"], 7, None])
    def test_what_is_no_value_changes_nothing(self, stage: Stage, value: Any) -> None:
        with pytest.raises(SettingUnusable, match=NAME):
            put(stage, value)
        with pytest.raises(SettingUnusable):
            policy.preview(stage.app, "town", AS_OPERATOR, "thing", NAME, value)
        assert line(stage).present == DEFAULT

    def test_what_is_no_setting_is_told_with_those_there_are(self, stage: Stage) -> None:
        for ask in (policy.set_value, policy.preview):
            with pytest.raises(SettingNotFound, match="reminders"):
                ask(stage.app, "town", AS_OPERATOR, "thing", "colour", 1)

    def test_other_towns_have_their_own(self, stage: Stage) -> None:
        other = Stage(stage.app.database, duty(), tenant="zweite")
        case = other.opened()
        put(stage, EARLIER)

        assert line(other).present == DEFAULT
        assert other.happened(case) == ["open"]


class TestPreview:
    """What would move, before it does."""

    def test_it_changes_nothing(self, stage: Stage) -> None:
        case = stage.opened()
        moved, count = policy.preview(stage.app, "town", AS_OPERATOR, "thing", NAME, EARLIER)

        assert (len(moved), count) == (1, 1)
        assert stage.happened(case) == ["open"]
        assert line(stage).present == DEFAULT

    def test_what_it_says_is_what_comes(self, stage: Stage) -> None:
        days = {"type": "period", "default": "30 days", "title": words("Time")}
        stage.publish(
            duty(
                version=2,
                settings={**duty()["settings"], "time": days},
                owed={"due": {"from": "entry", "after": "= settings.time"}},
            )
        )
        ids = [stage.opened(), stage.opened()]
        stage.at("2026-01-20 10:00")

        for name, value in ((NAME, EARLIER), ("time", "45 days"), ("time", "5 days")):
            before = {each: stage.owed(each) for each in ids}
            moved, _ = policy.preview(stage.app, "town", AS_OPERATOR, "thing", name, value)
            assert [each.case for each in moved] == ["T-001", "T-002"]
            policy.set_value(stage.app, "town", AS_OPERATOR, "thing", name, value)
            for each, case in zip(moved, ids, strict=True):
                owed = stage.owed(case)
                assert (each.due_before, each.next_before) == (
                    before[case].due_on,
                    before[case].next_at,
                )
                assert (each.due_after, each.next_after) == (owed.due_on, owed.next_at)
            stage.clock.advance(DAY / 24)

    def test_where_nothing_moves_there_is_nothing(self, stage: Stage) -> None:
        stage.opened()

        assert policy.preview(stage.app, "town", AS_OPERATOR, "thing", NAME, DEFAULT) == ([], 1)
