"""After downtime, under a clock that cannot be trusted, and with rules that are broken."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from engine.lifecycle.case import RungResult

T = {"de": "X", "en": "X"}


def notify(*to: str) -> dict[str, Any]:
    return {"do": "notify", "to": list(to), "message": "overdue"}


def rung(days: int, *do: dict[str, Any], **parts: Any) -> dict[str, Any]:
    return {"id": f"r{days}", "at": f"{days} working days after", "do": list(do), **parts}


def laddered(thing: Any, *escalation: dict[str, Any], **parts: Any) -> dict[str, Any]:
    """Return a duty due on 26 January with two reminders and a ladder."""
    duty = {
        "owner": "lead",
        "creditor": "office",
        "title": T,
        "due": {"from": "entry", "after": "14 days"},
        "fulfilled_by": ["report"],
        "reminders": ["5 working days before", "on the day"],
        "escalation": list(escalation),
        **parts,
    }
    return thing(  # type: ignore[no-any-return]
        states={"a": {"title": T, "obligations": ["report"]}}, obligations={"report": duty}
    )


def results(played: Any) -> list[tuple[str, str]]:
    return [(each.rung, each.result.value) for each in played.owed("report")[0].fired]


def test_of_what_is_said_to_one_recipient_only_the_most_urgent_is_sent(
    stage: Any, thing: Any
) -> None:
    document = laddered(thing, rung(3, notify("owner")), rung(10, notify("owner", "creditor")))
    played = stage(document).open().jump("2026-03-01")
    assert [each[1:] for each in played.sent()] == [("overdue", "lead"), ("overdue", "office")]
    assert results(played) == [
        ("reminder:5 working days before", "overtaken"),
        ("reminder:on the day", "overtaken"),
        ("escalation:r3", "overtaken"),
        ("escalation:r10", "fired"),
    ]


def test_a_recipient_to_whom_no_later_rung_speaks_still_hears(stage: Any, thing: Any) -> None:
    document = laddered(thing, rung(3, notify("creditor")), rung(10, notify("group")))
    played = stage(document).open().jump("2026-03-01")
    assert [each[1:] for each in played.sent()] == [
        ("reminder", "lead"), ("overdue", "office"), ("overdue", "group"),
    ]  # fmt: skip


def test_the_owner_is_one_recipient_by_whatever_name(stage: Any, thing: Any) -> None:
    document = laddered(thing, rung(3, notify("lead")), rung(10, notify("owner")))
    played = stage(document).open().jump("2026-03-01")
    assert [each[1:] for each in played.sent()] == [("overdue", "lead")]


def test_a_rung_that_will_not_speak_overtakes_nobody(stage: Any, thing: Any) -> None:
    silent = {**notify("owner"), "if": "case.progress > 0"}
    for last in (
        rung(10, silent),
        rung(10, notify("owner"), **{"if": "case.progress > 0"}),
        rung(10, notify("owner"), **{"if": "10 / case.progress > 0"}),
    ):
        played = stage(laddered(thing, rung(3, notify("owner")), last)).open().jump("2026-03-01")
        assert [each[1:] for each in played.sent()] == [("overdue", "lead")]
        assert ("escalation:r3", "fired") in results(played)


def test_everything_else_is_done_in_the_order_of_its_moments(stage: Any, thing: Any) -> None:
    document = laddered(
        thing,
        rung(3, {"do": "set", "values": {"progress": "= case.progress * 2 + 1"}}, notify("owner")),
        rung(10, {"do": "set", "values": {"progress": "= case.progress * 2 + 20"}}),
        rung(12, {"do": "set", "values": {"progress": "= case.progress + 3"}}),
    )
    document["states"]["a"]["timers"] = [{"id": "t", "on": "2026-02-03", "event": "double"}]
    document["events"]["double"] = {"by": ["engine"], "title": T}
    document["transitions"].append(
        {"id": "d", "event": "double", "from": ["a"], "set": {"progress": "= case.progress * 10"}}
    )
    played = stage(document).open().jump("2026-03-01")
    assert played.case.data["progress"] == (1 * 10) * 2 + 20 + 3
    assert all(each.at == played.moment("2026-03-01") for each in played.owed("report")[0].fired)


def test_a_timer_that_ends_the_duty_ends_what_would_have_come_later(stage: Any, thing: Any) -> None:
    document = laddered(thing, rung(3, {"do": "agenda", "body": "group"}))
    document["states"]["a"]["timers"] = [{"id": "t", "on": "2026-01-27", "event": "go"}]
    played = stage(document).open().jump("2026-03-01")
    assert (played.case.state, played.case.items) == ("b", ())


def test_recurring_over_years_of_downtime_owes_only_the_last(stage: Any, thing: Any) -> None:
    document = laddered(
        thing,
        rung(3, {"do": "agenda", "body": "group"}, notify("owner")),
        due={"from": "= case.starts_on", "after": "1 month"},
        repeat={"every": "1 month", "window": "1 week"},
        reminders=["5 working days before"],
    )
    played = stage(document).open(starts_on="2026-01-12").jump("2031-03-01")
    first, last = played.owed("report")
    assert (first.number, last.number) == (1, 61)  # 12 February 2031 was the last one
    assert last.due_on.isoformat() == "2031-03-14"  # ten working days of grace
    assert last.history == "m" + "r" * 59
    assert len(played.world.history) < 10
    played.until("2031-04-01")  # 12 March lay inside the grace of the one before
    assert [(each.number, each.history[-3:]) for each in played.owed("report")][1:] == [
        (61, "rrr"),
        (63, "rmr"),
    ]


def test_every_day_for_ten_years_is_caught_up_in_one_go(stage: Any, thing: Any) -> None:
    due = {"from": "= case.starts_on", "after": "1 day", "roll": "none"}
    document = laddered(thing, due=due, repeat={"every": "1 day"}, reminders=[])
    played = stage(document).open(starts_on="2026-01-12").jump("2036-01-12 10:00")
    assert len(played.world.history) < 10
    assert len(played.owed("report")) == 2
    played.until("2036-02-05")
    numbers = [each.number for each in played.owed("report")]
    assert numbers[2:] == list(range(numbers[2], numbers[2] + len(numbers) - 2))
    assert len(numbers) > 8


def test_a_run_of_so_many_times_ends_with_its_last(stage: Any, thing: Any) -> None:
    due = {"from": "= case.starts_on", "after": "1 month"}
    repeat = {"every": "1 month", "times": 3}
    document = laddered(thing, due=due, repeat=repeat)
    played = stage(document).open(starts_on="2026-01-12").jump("2027-01-12")
    assert [each.number for each in played.owed("report")] == [1, 3]
    played.do("report", "lead", progress=1)
    assert played.until("2028-01-01").owed("report") == []


def test_what_is_undated_for_years_is_reminded_of_once(stage: Any, thing: Any) -> None:
    played = stage(laddered(thing, due={"on": "= case.starts_on"})).open().jump("2029-01-12 09:00")
    assert [each[1] for each in played.sent()] == ["undated"]
    assert len(played.until("2029-01-19 09:00").sent()) == 2


def test_reminders_already_past_at_the_opening_are_one(stage: Any, thing: Any) -> None:
    document = laddered(
        thing,
        due={"from": "entry", "after": "3 days"},
        reminders=["2 weeks before", "1 week before", "1 day before"],
    )
    played = stage(document, at="2026-01-12 09:00").open().until("2026-01-12 09:00")
    assert [each[1] for each in played.sent()] == ["reminder"]
    assert [each[1] for each in results(played)] == ["overtaken", "fired"]


# -- a clock that jumps --------------------------------------------------------------------------


def test_on_hold_there_are_only_reminders(stage: Any, thing: Any) -> None:
    document = laddered(
        thing,
        rung(3, {"do": "agenda", "body": "group"}, notify("owner")),
        due={"from": "= case.starts_on", "after": "14 days"},
        repeat={"every": "1 month"},
    )
    document["states"]["a"]["timers"] = [{"id": "t", "after": "2 days", "event": "go"}]
    played = stage(document).open(starts_on="2026-01-12")
    outcome = played.hold("2026-03-01 12:00")
    assert [each.message for each in outcome.letters] == ["reminder"]
    assert (played.case.state, played.case.items, len(played.owed("report"))) == ("a", (), 1)
    assert played.world.next_due()[0] <= played.moment("2026-03-01 12:05")
    played.until("2026-03-01 12:05")
    assert (played.case.state, played.case.items) == ("b", ())


def test_on_hold_a_suspension_is_not_over(stage: Any, thing: Any) -> None:
    played = stage(thing()).open()
    played.do("suspend", reason="x", until="2026-02-01")
    assert played.hold("2026-03-01").steps == ()
    assert [each[1] for each in played.until("2026-03-01").sent()] == ["suspended_too_long"]


# -- rules that fail -----------------------------------------------------------------------------

BROKEN = {"if": "10 / case.progress > 1"}


def test_a_rung_whose_rule_fails_stays_open_and_is_tried_again(stage: Any, thing: Any) -> None:
    document = laddered(thing, rung(3, {"do": "agenda", "body": "group"}, **BROKEN))
    played = stage(document).open().until("2026-01-29 08:01")
    broken = played.owed("report")[0].broken
    assert (broken.rung, broken.tries) == ("escalation:r3", 1)
    assert "division by zero" in broken.reason
    assert played.case.items == ()
    waits = []
    for _ in range(14):
        before = played.owed("report")[0].broken
        played.theatre.play_until(before.again_at)
        waits.append(played.owed("report")[0].broken.again_at - before.again_at)
    assert waits == sorted(waits)
    assert waits[-1] == timedelta(days=1)
    played.do("correct", reason="now it can", fields={"progress": 2})
    played.theatre.play_until(played.owed("report")[0].broken.again_at)
    assert [each.key for each in played.case.items] == ["report"]
    assert played.owed("report")[0].broken is None


def test_what_a_broken_rung_did_before_it_failed_is_undone(stage: Any, thing: Any) -> None:
    document = laddered(
        thing,
        rung(
            3,
            {"do": "agenda", "body": "group"},
            {"do": "raise", "event": "go"},
            {"do": "set", "values": {"progress": "= 10 / case.progress"}},
        ),
    )
    played = stage(document).open().until("2026-02-02")
    assert (played.case.state, played.case.items) == ("a", ())
    assert [each[1] for each in played.sent()] == ["reminder", "reminder"]


def test_a_rung_that_would_break_the_data_or_never_end_stays_open(stage: Any, thing: Any) -> None:
    wrong = rung(3, {"do": "set", "values": {"progress": "= case.progress + 200"}})
    endless = rung(3, {"do": "raise", "event": "tick"})
    for each in (wrong, endless):
        document = laddered(thing, each)
        document["transitions"][4]["effects"] = [{"do": "raise", "event": "tick"}]
        played = stage(document).open().until("2026-02-02")
        assert played.owed("report")[0].broken is not None
        assert played.case.data["progress"] == 0


def test_a_broken_due_date_or_ladder_punishes_nobody(stage: Any, thing: Any) -> None:
    document = laddered(thing, rung(3, {"do": "agenda", "body": "group"}), reminders="= settings.r")
    document["settings"] = {"r": {"type": "rungs", "default": ["1 day before"], "title": T}}
    played = stage(document).open()
    played.world.settings["thing"] = {"r": ["some time or other"]}
    played.until("2026-03-01")
    owed = played.owed("report")[0]
    assert (owed.broken.rung, played.case.items) == ("ladder", ())
    played.world.settings["thing"] = {}
    played.until("2026-03-03")
    assert [each.key for each in played.case.items] == ["report"]


# -- at most once --------------------------------------------------------------------------------


def test_a_rung_that_puts_the_due_date_off_comes_again_for_the_new_one(
    stage: Any, thing: Any
) -> None:
    later = "= case.starts_on != null ? add_days(case.starts_on, 30) : null"
    document = laddered(
        thing,
        rung(3, {"do": "set", "values": {"starts_on": later}}, notify("owner")),
        due={"on": "= case.starts_on"},
        reminders=[],
    )
    played = stage(document).open(starts_on="2026-02-02").until("2026-06-01")
    assert [each[0] for each in played.sent()] == [
        "2026-02-05", "2026-03-09", "2026-04-10", "2026-05-07",
    ]  # fmt: skip
    fired = played.owed("report")[0].fired  # Good Friday and a Sunday are in the way
    assert [each.revision for each in fired] == [1, 2, 3, 4]
    assert {each.result for each in fired} == {RungResult.FIRED}


def test_a_rung_may_waive_its_own_duty_and_what_recurs_goes_on(stage: Any, thing: Any) -> None:
    document = laddered(
        thing,
        rung(3, {"do": "waive", "obligation": "report"}),
        due={"from": "= case.starts_on", "after": "1 month"},
        repeat={"every": "1 month"},
    )
    played = stage(document).open(starts_on="2026-01-12").until("2026-07-01")
    assert [each.number for each in played.settled("report")] == [1, 2, 3, 4, 5]
    assert [each.number for each in played.owed("report")] == [6]


def test_a_duty_kept_beyond_its_state_does_not_go_on_recurring_there(
    stage: Any, thing: Any
) -> None:
    """It falls due at midnight; the timer of the same moment leaves the state before the tick."""
    document = laddered(
        thing,
        binding=True,
        due={"from": "= case.starts_on", "after": "1 month", "roll": "none"},
        repeat={"every": "1 month"},
    )
    document["states"]["a"]["timers"] = [{"id": "t", "on": "2026-02-12", "event": "go"}]
    played = stage(document).open(starts_on="2026-01-12").until("2026-05-01")
    assert played.case.state == "b"
    assert [each.number for each in played.owed("report")] == [1]


def test_conditions_of_fulfilment_and_of_recurrence_read_the_occurrence(
    stage: Any, thing: Any
) -> None:
    document = laddered(
        thing,
        due={"from": "= case.starts_on", "after": "1 month"},
        repeat={"every": "1 month", "until": "obligation.occurrence >= 2"},
        fulfilled_by=[{"event": "report", "if": "obligation.occurrence == 2"}],
    )
    played = stage(document).open(starts_on="2026-01-12").until("2026-03-01")
    played.do("report", "lead", progress=1)
    assert [each.number for each in played.settled("report")] == [2]
    assert [each.number for each in played.until("2026-06-01").owed("report")] == [1]
