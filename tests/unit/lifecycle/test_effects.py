"""Effects: what a transition, an entry or a rung does."""

from __future__ import annotations

from datetime import date
from typing import Any

from engine.lifecycle.case import Status

T = {"de": "X", "en": "X"}
OTHER = {"de": "Y", "en": "Y"}


def going(thing: Any, *effects: dict[str, Any], **parts: Any) -> dict[str, Any]:
    """Return a workflow whose ``go`` has effects; ``back`` too, so that they can come twice."""
    document = thing(**parts)
    document["transitions"][0]["effects"] = list(effects)
    return document  # type: ignore[no-any-return]


def duty(**parts: Any) -> dict[str, Any]:
    return {
        "owner": "lead",
        "title": T,
        "due": {"from": "demand", "after": "1 week"},
        "fulfilled_by": ["report"],
        **parts,
    }


def test_assign_gives_a_role_of_the_case_to_somebody(stage: Any, thing: Any) -> None:
    effects = [{"do": "assign", "role": "lead", "to": "= case.name"}]
    played = stage(going(thing, *effects)).open(name="person:new")
    played.do("go")
    assert played.case.holders["lead"] == ("person:new",)


def test_notify_writes_to_every_role_it_names(stage: Any, thing: Any) -> None:
    played = stage(
        going(thing, {"do": "notify", "to": ["lead", "office"], "message": "overdue"})
    ).open()
    played.do("go")
    assert played.sent() == [
        ("2026-01-12", "overdue", "lead"), ("2026-01-12", "overdue", "office"),
    ]  # fmt: skip


def test_an_effect_may_have_a_condition(stage: Any, thing: Any) -> None:
    effect = {"do": "notify", "to": ["lead"], "message": "overdue", "if": "case.progress > 0"}
    played = stage(going(thing, effect)).open()
    played.do("go")
    assert played.sent() == []
    played = stage(going(thing, effect)).open(progress=1)
    played.do("go")
    assert len(played.sent()) == 1


def test_effects_read_what_those_before_them_have_set(stage: Any, thing: Any) -> None:
    effects = [
        {"do": "set", "values": {"progress": 40}},
        {"do": "set", "values": {"progress": "= case.progress + 2"}},
        {"do": "publish", "topic": "yes", "if": "case.progress == 42"},
    ]
    outcome = stage(going(thing, *effects)).open().do("go")
    assert outcome.topics == ("yes",)


def test_a_demand_may_be_made_up_on_the_spot(stage: Any, thing: Any) -> None:
    effect = {
        "do": "demand",
        "obligation": "extra",
        "title": OTHER,
        "owner": "lead",
        "due": {"from": "demand", "after": "10 days"},
        "fulfilled_by": ["report"],
        "reminders": ["on the day"],
    }
    played = stage(going(thing, effect)).open()
    played.do("go")
    assert played.owed("extra")[0].due_on == date(2026, 1, 22)
    played.until("2026-01-22")
    assert [each[1] for each in played.sent()] == ["demanded", "reminder"]
    played.do("report", "lead", progress=1)
    assert played.settled("extra")[0].status is Status.FULFILLED


def test_what_is_demanded_again_after_it_was_settled_is_something_new(
    stage: Any, thing: Any
) -> None:
    demand = {"do": "demand", "obligation": "report"}
    document = going(thing, demand, obligations={"report": duty(reminders=["on the day"])})
    document["transitions"][0]["to"] = "a"
    played = stage(document).open()
    keys = []
    for _ in range(3):
        played.do("go")
        keys.append(played.owed("report")[0].key)
        played.do("report", "lead", progress=1)
    assert len(set(keys)) == 3
    played.do("go")
    assert [each[1] for each in played.until("2026-01-31").sent()].count("reminder") == 1


def test_demanding_and_waiving_in_one_breath_leaves_no_double(stage: Any, thing: Any) -> None:
    demand, waive = ({"do": each, "obligation": "report"} for each in ("demand", "waive"))
    document = going(thing, demand, waive, demand, obligations={"report": duty()})
    played = stage(document).open()
    played.do("go")
    keys = [each.key for each in (*played.owed("report"), *played.settled("report"))]
    assert len(keys) == len(set(keys))


def test_a_demand_of_what_recurs_joins_the_run_that_is_open(stage: Any, thing: Any) -> None:
    repeat = {"every": "1 month", "window": "1 week"}
    report = duty(due={"from": "demand", "after": "1 month"}, repeat=repeat)
    document = going(
        thing, {"do": "demand", "obligation": "report"}, obligations={"report": report}
    )
    document["transitions"][0]["to"] = "a"
    played = stage(document).open()
    played.do("go")
    played.do("go")
    assert [each.number for each in played.owed("report")] == [1]
    played.until("2026-02-13").do("go")
    assert [each.number for each in played.owed("report")] == [1, 2]


def test_waive_settles_every_open_occurrence_and_what_recurs_goes_on(
    stage: Any, thing: Any
) -> None:
    report = duty(
        due={"from": "= case.starts_on", "after": "1 month"},
        repeat={"every": "1 month", "window": "1 week"},
    )
    document = thing(
        states={"a": {"title": T, "obligations": ["report"]}}, obligations={"report": report}
    )
    document["transitions"][4]["effects"] = [{"do": "waive", "obligation": "report"}]
    document["events"]["tick"]["by"] = ["office"]
    played = stage(document).open(starts_on="2026-01-12").until("2026-03-20")
    assert [each.number for each in played.owed("report")] == [1, 2, 3]
    played.do("tick")
    assert {each.status for each in played.settled("report")} == {Status.WAIVED}
    assert [each.number for each in played.owed("report")] == [4]


def test_agenda_items_of_an_event_are_told_apart_by_their_titles(stage: Any, thing: Any) -> None:
    agenda = {"do": "agenda", "body": "group"}
    document = going(thing, {**agenda, "title": T}, {**agenda, "title": OTHER})
    document["transitions"][0]["to"] = "a"
    played = stage(document).open()
    played.do("go")
    played.do("go")
    assert [each.title.en for each in played.case.items] == ["X", "Y"]
    assert [each[1:] for each in played.sent()] == [("asked", "group"), ("asked", "group")]
    played.do("note", "group", item="2")
    assert [each.title.en for each in played.case.items] == ["X"]


def test_publish_names_a_topic(stage: Any, thing: Any) -> None:
    assert stage(going(thing, {"do": "publish", "topic": "on"})).open().do("go").topics == ("on",)


def test_a_rule_that_fails_in_an_effect_refuses_the_event(stage: Any, thing: Any) -> None:
    effects = [
        {"do": "notify", "to": ["lead"], "message": "overdue"},
        {"do": "set", "values": {"progress": "= 10 / case.progress"}},
    ]
    played = stage(going(thing, *effects)).open()
    assert played.refuse("go") == ["rule"]
    assert played.sent() == []
