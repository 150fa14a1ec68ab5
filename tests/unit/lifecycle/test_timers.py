"""Timers: armed on entry, recomputed, fired once, at the end of their day."""

from __future__ import annotations

from typing import Any

import pytest

T = {"de": "X", "en": "X"}
ON_START = {"id": "t", "on": "= case.starts_on", "event": "tick"}


def timed(thing: Any, *timers: dict[str, Any], place: str = "a") -> dict[str, Any]:
    return thing(states={place: {"title": T, "timers": list(timers)}})  # type: ignore[no-any-return]


def ticks(played: Any) -> list[str]:
    return [
        f"{each.at:%Y-%m-%d %H:%M}"
        for each in played.world.history
        if each.step.event == "tick" and each.step.kind == "timer"
    ]


def test_a_day_timer_fires_when_the_day_has_ended_even_on_a_holiday(stage: Any, thing: Any) -> None:
    played = stage(timed(thing, ON_START)).open(starts_on="2026-05-01")
    assert ticks(played.until("2026-05-01 23:59")) == []
    assert ticks(played.until("2026-05-02 00:00")) == ["2026-05-01 22:00"]


def test_an_hour_may_be_named_and_hours_run_through(stage: Any, thing: Any) -> None:
    played = stage(timed(thing, {**ON_START, "time": "14:30"})).open(starts_on="2026-05-01")
    assert ticks(played.until("2026-06-01")) == ["2026-05-01 12:30"]
    hours = {"id": "t", "after": "48 hours", "event": "tick"}
    played = stage(timed(thing, hours), at="2026-03-28 01:00").open()
    assert ticks(played.until("2026-06-01")) == ["2026-03-30 00:00"]


def test_a_period_counts_from_the_entry_of_the_state(stage: Any, thing: Any) -> None:
    after = {"id": "t", "after": "10 days", "event": "tick"}
    played = stage(timed(thing, after, place="b")).open().until("2026-02-01")
    played.do("go")
    assert ticks(played.until("2026-06-01")) == ["2026-02-11 23:00"]


def test_leaving_ends_a_timer_and_entering_arms_it_anew(stage: Any, thing: Any) -> None:
    after = {"id": "t", "after": "10 days", "event": "tick"}
    played = stage(timed(thing, after)).open().until("2026-01-20")
    played.do("go")
    assert ticks(played.until("2026-03-01")) == []
    played.do("back")
    assert ticks(played.until("2026-06-01")) == ["2026-03-11 23:00"]


def test_without_its_date_a_timer_is_unarmed_until_it_is_known(stage: Any, thing: Any) -> None:
    played = stage(timed(thing, ON_START)).open().until("2027-01-01")
    assert (played.case.timers[0].due_at, played.case.timers[0].next_at) == (None, None)
    played.do("correct", reason="known", fields={"starts_on": "2027-02-01"})
    assert ticks(played.until("2027-06-01")) == ["2027-02-01 23:00"]


def test_it_moves_with_its_date_and_fires_again_only_for_a_later_one(
    stage: Any, thing: Any
) -> None:
    played = stage(timed(thing, ON_START)).open(starts_on="2026-03-02")
    played.do("correct", reason="later", fields={"starts_on": "2026-04-01"})
    played.until("2026-04-10")
    assert ticks(played) == ["2026-04-01 22:00"]
    played.do("correct", reason="earlier", fields={"starts_on": "2026-03-15"})
    assert ticks(played.until("2026-04-20")) == ["2026-04-01 22:00"]
    played.do("correct", reason="later", fields={"starts_on": "2026-05-01"})
    assert len(ticks(played.until("2026-06-01"))) == 2


def test_a_condition_is_asked_on_entry(stage: Any, thing: Any) -> None:
    conditional = {**ON_START, "if": "case.progress > 0"}
    assert stage(timed(thing, conditional)).open(starts_on="2026-03-02").case.timers == ()
    played = stage(timed(thing, conditional)).open(starts_on="2026-03-02", progress=1)
    assert len(ticks(played.until("2026-06-01"))) == 1


def test_a_date_already_past_on_entry_fires_at_once_and_once(stage: Any, thing: Any) -> None:
    played = stage(timed(thing, ON_START)).open(starts_on="2020-01-01")
    assert len(ticks(played.until("2026-06-01"))) == 1


def test_a_refused_event_is_recorded_and_the_timer_is_spent(stage: Any, thing: Any) -> None:
    document = timed(thing, ON_START)
    document["transitions"][4]["guards"] = [
        {"id": "g", "rule": "case.progress == 100", "message": {"de": "Halb", "en": "Half"}}
    ]
    played = stage(document).open(starts_on="2026-03-02").until("2026-06-01")
    refused = [each.step for each in played.world.history if each.step.kind == "refused"]
    assert [str(each.notes[0].en) for each in refused] == ["Half"]


@pytest.mark.parametrize("source", ["= case.starts_on", "2020-01-01"])
def test_one_that_brings_itself_about_again_is_stopped(stage: Any, thing: Any, source: str) -> None:
    document = timed(thing, {**ON_START, "on": source})
    document["transitions"][4]["to"] = "a"
    played = stage(document).open(starts_on="2026-02-02").until("2026-06-01")
    assert len(ticks(played)) == 1
    assert [each.step.kind for each in played.world.history][-1] == "refused"
    assert played.world.next_due() is None


def test_two_that_bring_each_other_about_are_stopped(stage: Any, thing: Any) -> None:
    there = {"id": "t", "on": "= case.starts_on", "event": "go"}
    again = {"id": "t", "on": "= case.starts_on", "event": "back"}
    document = timed(thing, there)
    document["states"]["b"]["timers"] = [again]
    played = stage(document).open(starts_on="2026-02-02").until("2026-06-01")
    assert len(played.world.history) < 8
    assert played.world.next_due() is None


def test_a_date_that_moves_on_with_each_firing_is_caught_up_with(stage: Any, thing: Any) -> None:
    document = timed(thing, ON_START)
    document["transitions"][4]["set"] = {
        "starts_on": "= case.starts_on != null ? add_days(case.starts_on, 7) : null"
    }
    played = stage(document).open(starts_on="2026-02-02").jump("2028-02-02")
    assert len(ticks(played)) == 105
    assert played.case.data["starts_on"].isoformat() == "2028-02-07"
