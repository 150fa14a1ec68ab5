"""Obligations: opened, reminded, fulfilled, missed, followed, revised, waived, extended."""

from __future__ import annotations

from datetime import date
from typing import Any

from engine.lifecycle.case import Status
from engine.lifecycle.circumstances import ENGINE_ACTOR, Incoming


def title(words: str) -> dict[str, str]:
    return {"de": words, "en": words}


def duty(**parts: Any) -> dict[str, Any]:
    return {
        "owner": "lead",
        "title": title("Report"),
        "due": {"from": "entry", "after": "14 days"},
        "fulfilled_by": ["report"],
        "reminders": ["5 working days before", "on the day"],
        "escalation": [
            {
                "id": "agenda",
                "at": "3 working days after",
                "do": [
                    {"do": "agenda", "body": "group"},
                    {"do": "notify", "to": ["owner"], "message": "overdue"},
                ],
            }
        ],
        **parts,
    }


def in_a(thing: Any, **parts: Any) -> dict[str, Any]:
    states = {"a": {"title": title("A"), "obligations": ["report"]}}
    return thing(states=states, obligations={"report": duty(**parts)})


HALF_YEARLY = {
    "due": {
        "from": "= case.starts_on",
        "counting": "that day included",
        "after": "6 months",
        "roll": "next working day",
    },
    "repeat": {"every": "6 months", "window": "2 months"},
}


def test_reminders_come_on_their_days_and_the_ladder_after(stage: Any, thing: Any) -> None:
    played = stage(in_a(thing)).open().until("2026-03-01")
    assert list(played.sent()) == [
        ("2026-01-19", "reminder", "lead"),
        ("2026-01-26", "reminder", "lead"),
        ("2026-01-29", "asked", "group"),
        ("2026-01-29", "overdue", "lead"),
    ]
    assert played.owed("report")[0].due_on == date(2026, 1, 26)


def test_fulfilled_in_time_stops_everything(stage: Any, thing: Any) -> None:
    played = stage(in_a(thing)).open().until("2026-01-20")
    played.do("report", "lead", progress=10)
    played.until("2026-06-01")
    assert [each[1] for each in played.sent()] == ["reminder"]
    assert played.settled("report")[0].status is Status.FULFILLED


def test_the_last_minute_of_the_day_is_in_time_and_midnight_is_not(stage: Any, thing: Any) -> None:
    for hour, status in (
        ("2026-01-26 23:59", Status.FULFILLED),
        ("2026-01-27 00:00", Status.FULFILLED_LATE),
    ):
        played = stage(in_a(thing)).open().until(hour)
        played.do("report", "lead", progress=10)
        assert played.settled("report")[0].status is status


def test_fulfilled_late_marks_the_agenda_item_as_done_and_keeps_it_to_be_noted(
    stage: Any, thing: Any
) -> None:
    played = stage(in_a(thing)).open().until("2026-02-10")
    assert "input" in played.refuse("note", "group", item="report")
    played.do("report", "lead", progress=10)
    assert played.case.items[0].reported
    played.do("note", "group", item="report")
    assert played.case.items == ()


def test_recurrence_hangs_on_the_anchor_and_does_not_drift(stage: Any, thing: Any) -> None:
    played = stage(in_a(thing, **HALF_YEARLY)).open(starts_on="2026-02-02")
    played.until("2029-12-01")
    due = [each.due_on for each in played.owed("report")]
    assert due == [
        date(2026, 8, 3), date(2027, 2, 1), date(2027, 8, 2), date(2028, 2, 1),
        date(2028, 8, 1), date(2029, 2, 1), date(2029, 8, 1), date(2030, 2, 1),
    ]  # fmt: skip
    assert [each.number for each in played.owed("report")] == list(range(1, 9))


def test_one_report_serves_all_that_are_owed(stage: Any, thing: Any) -> None:
    played = stage(in_a(thing, **HALF_YEARLY)).open(starts_on="2026-02-02")
    played.until("2027-01-15").do("report", "lead", progress=10)
    assert [each.status for each in played.settled("report")] == [
        Status.FULFILLED_LATE,
        Status.FULFILLED,
    ]
    assert [each.number for each in played.owed("report")] == [3]


def test_serving_the_oldest_needs_each_to_be_handed_in(stage: Any, thing: Any) -> None:
    played = stage(in_a(thing, **HALF_YEARLY, serves="oldest")).open(starts_on="2026-02-02")
    played.until("2027-01-15").do("report", "lead", progress=10)
    assert [each.number for each in played.owed("report")] == [2]


def test_outside_the_window_nothing_is_fulfilled_and_the_answer_says_so(
    stage: Any, thing: Any
) -> None:
    played = stage(in_a(thing, **HALF_YEARLY)).open(starts_on="2026-02-02").until("2026-05-01")
    outcome = played.do("report", "lead", progress=10)
    assert played.owed("report")[0].status is Status.OPEN
    assert "01 Jun 2026" in outcome.steps[0].notes[0].en


def test_missed_in_a_row_counts_late_passes_over_waived_and_stops_at_in_time(
    stage: Any, thing: Any
) -> None:
    escalation = [
        {
            "id": "group",
            "at": "10 working days after",
            "if": "obligation.missed_in_a_row >= 2",
            "do": [{"do": "agenda", "body": "group"}],
        }
    ]
    document = in_a(thing, **HALF_YEARLY, escalation=escalation, waiver={"by": ["office"]})
    missed_once = stage(document).open(starts_on="2026-02-02").until("2026-12-01")
    assert missed_once.case.items == ()
    missed_twice = missed_once.until("2027-06-01")
    assert [each.key for each in missed_twice.case.items] == ["report"]
    waived = stage(document).open(starts_on="2026-02-02").until("2026-12-01")
    waived.do("waive", obligation="report", reason="illness")
    assert waived.until("2027-06-01").case.items == ()
    late = stage(document).open(starts_on="2026-02-02").until("2026-11-15")
    late.do("report", "lead", progress=1)
    assert [each.key for each in late.until("2027-12-01").case.items] == ["report"]


def test_a_condition_that_is_false_is_final_and_recorded(stage: Any, thing: Any) -> None:
    escalation = [
        {
            "id": "group",
            "at": "3 working days after",
            "if": "case.progress > 50",
            "do": [{"do": "agenda", "body": "group"}],
        }
    ]
    played = stage(in_a(thing, escalation=escalation)).open().until("2026-02-10")
    assert played.owed("report")[0].fired[-1].result.value == "not_met"
    played.do("correct", reason="typo", fields={"progress": 60})
    assert played.until("2026-06-01").case.items == ()


def test_an_undated_duty_is_reminded_of_weekly_until_it_has_a_date(stage: Any, thing: Any) -> None:
    played = stage(in_a(thing, due={"on": "= case.starts_on"})).open().until("2026-02-03")
    assert [each[:2] for each in played.sent()] == [
        ("2026-01-19", "undated"), ("2026-01-26", "undated"), ("2026-02-02", "undated"),
    ]  # fmt: skip
    played.do("correct", reason="set", fields={"starts_on": "2026-03-02"})
    owed = played.owed("report")[0]
    assert (owed.due_on, owed.revision) == (date(2026, 3, 2), 2)


def test_a_date_put_into_the_past_becomes_now_plus_grace(stage: Any, thing: Any) -> None:
    document = in_a(thing, due={"on": "= case.starts_on"})
    played = stage(document).open(starts_on="2026-06-01").until("2026-02-02")
    played.do("correct", reason="earlier", fields={"starts_on": "2026-01-20"})
    assert played.owed("report")[0].due_on == date(2026, 2, 16)
    late = stage(document).open(starts_on="2025-06-01")
    assert late.owed("report")[0].due_on == date(2026, 1, 26)


def test_rungs_fire_again_only_for_a_later_moment(stage: Any, thing: Any) -> None:
    played = stage(in_a(thing, due={"on": "= case.starts_on"})).open(starts_on="2026-02-02")
    played.until("2026-01-27")
    assert len(played.sent()) == 1
    played.do("correct", reason="later", fields={"starts_on": "2026-03-02"})
    played.until("2026-02-25")
    assert [each[0] for each in played.sent()] == ["2026-01-26", "2026-02-23"]
    played.do("correct", reason="a day earlier", fields={"starts_on": "2026-02-27"})
    played.until("2026-02-26")
    assert len(played.sent()) == 2


def test_an_overdue_duty_blocks_and_says_which(stage: Any, thing: Any) -> None:
    played = stage(in_a(thing, blocks=["go"])).open().until("2026-01-27 00:00")
    assert played.refuse("go") == ["blocked"]
    played.do("report", "lead", progress=1)
    played.do("go")


def test_extension_counts_from_the_old_end_and_is_limited(stage: Any, thing: Any) -> None:
    document = in_a(thing, extension={"by": ["office"], "times": 1})
    played = stage(document).open()
    assert played.refuse("extend", "lead", obligation="report", by="1 week", reason="x") == ["role"]
    played.do("extend", obligation="report", by="2 weeks", reason="illness")
    owed = played.owed("report")[0]
    assert (owed.due_on, owed.extended, owed.reason) == (date(2026, 2, 9), 1, "illness")
    assert played.refuse("extend", obligation="report", by="1 week", reason="y") == ["extension"]
    played.until("2026-02-01")
    assert played.sent() == []


def test_leaving_ends_what_is_owed_but_keeps_binding_overdue_duties(stage: Any, thing: Any) -> None:
    plain = stage(in_a(thing)).open()
    plain.do("go")
    assert plain.settled("report")[0].status is Status.ENDED
    binding = stage(in_a(thing, binding=True)).open().until("2026-02-02")
    binding.do("go")
    assert len(binding.owed("report")) == 1
    binding.do("report", "lead", progress=5)
    assert binding.settled("report")[0].status is Status.FULFILLED_LATE
    ended = stage(in_a(thing, binding=True)).open().until("2026-02-02")
    ended.do("end")
    assert ended.settled("report")[0].status is Status.ENDED


def test_a_duty_may_refuse_that_the_case_leaves(stage: Any, thing: Any) -> None:
    played = stage(in_a(thing, on_exit="refuse")).open()
    assert played.refuse("go") == ["blocked"]
    played.do("report", "lead", progress=1)
    played.do("go")


def test_a_demand_is_joined_not_doubled(stage: Any, thing: Any) -> None:
    document = thing(obligations={"report": duty(due={"from": "demand", "after": "1 week"})})
    demanding = {"do": "demand", "obligation": "report"}
    document["transitions"][0]["effects"] = [demanding]
    document["transitions"][1]["effects"] = [demanding]
    played = stage(document).open()
    played.do("go")
    played.do("back")
    assert len(played.owed("report")) == 1
    assert [each[1] for each in played.sent()] == ["demanded"]


def test_a_vacant_role_makes_its_fallback_owe_that_it_is_filled(stage: Any, thing: Any) -> None:
    played = stage(in_a(thing))
    played.world.vacant = frozenset({"lead"})
    played.open()
    played.do("assign", role="lead")
    played.until("2026-01-20")
    assert ("2026-01-19", "vacant", "office") in played.sent()
    vacancy = played.owed("vacancy:lead")[0]
    assert (vacancy.owner, vacancy.due_on) == ("office", date(2026, 2, 2))
    played.do("assign", role="lead", to="person:somebody")
    assert played.settled("vacancy:lead")[0].status is Status.FULFILLED


def test_settings_reach_running_cases(stage: Any, thing: Any) -> None:
    settings = {"days": {"type": "period", "default": "14 days", "title": title("Days")}}
    document = in_a(thing, due={"from": "entry", "after": "= settings.days"})
    played = stage({**document, "settings": settings}).open()
    played.world.settings["thing"] = {"days": "21 days"}
    played.theatre.send(played.id, Incoming("settings_changed", ENGINE_ACTOR))
    owed = played.owed("report")[0]
    assert (owed.due_on, owed.revision) == (date(2026, 2, 2), 2)
