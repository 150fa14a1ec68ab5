"""Elect and do: which transition is taken, what is left and entered, and in which order."""

from __future__ import annotations

from datetime import date
from typing import Any

from engine.lifecycle.case import Status

T = {"de": "X", "en": "X"}


def guard(rule: str, key: str = "g") -> list[dict[str, Any]]:
    return [{"id": key, "rule": rule, "message": T}]


def log(word: str) -> dict[str, Any]:
    """Return an effect that leaves a trace in the order of its doing."""
    return {"do": "publish", "topic": word}


def duty(**parts: Any) -> dict[str, Any]:
    return {
        "owner": "lead",
        "title": T,
        "due": {"from": "entry", "after": "14 days"},
        "fulfilled_by": ["report"],
        **parts,
    }


def phased(thing: Any, **early: Any) -> dict[str, Any]:
    """Return a workflow with a and b in the early phase, c in the late one."""
    states = {
        "a": {"title": T, "phase": "early"},
        "b": {"title": T, "phase": "early"},
        "c": {"title": T, "phase": "late"},
    }
    document = thing(states=states, phases={"early": {"title": T, **early}, "late": {"title": T}})
    document["events"]["leave"] = {"by": ["office"], "title": T}
    document["transitions"] += [
        {"id": "leave", "event": "leave", "from": ["phase:early"], "to": "c"},
        {"id": "return", "event": "back", "from": ["c"], "to": "a"},
    ]
    return document  # type: ignore[no-any-return]


def test_the_first_whose_guards_all_hold_is_taken(stage: Any, thing: Any) -> None:
    document = thing()
    document["transitions"][0:1] = [
        {
            "id": "full",
            "event": "go",
            "from": ["a"],
            "to": "z",
            "guards": guard("case.progress > 9"),
        },
        {"id": "first", "event": "go", "from": ["a"], "to": "b", "guards": guard("true")},
        {"id": "second", "event": "go", "from": ["a"], "to": "z"},
    ]
    outcome = stage(document).open().do("go")
    assert outcome.steps[0].transition == "first"
    assert [each.id for each in outcome.steps[0].verdicts] == ["g"]
    assert stage(document).open(progress=10).do("go").steps[0].transition == "full"


def test_origins_may_be_phases_stars_and_exclusions_but_never_final(stage: Any, thing: Any) -> None:
    document = phased(thing)
    document["states"]["z"]["phase"] = "late"
    document["transitions"][0]["from"] = ["*", "!b", "!phase:late"]
    played = stage(document).open()
    played.do("go")
    assert played.refuse("go") == ["event"]
    played.do("leave")
    assert played.refuse("go") == ["event"]
    played.do("end")
    assert played.refuse("end") == ["closed"]


def test_without_a_target_nothing_is_left_and_nothing_entered(stage: Any, thing: Any) -> None:
    document = thing(
        states={"a": {"title": T, "obligations": ["report"], "effects": [log("entered")]}},
        obligations={"report": duty(fulfilled_by=["end"])},
    )
    played = stage(document).open().until("2026-01-20")
    before = played.case
    outcome = played.do("report", "lead", progress=3)
    assert outcome.topics == ()
    assert played.case.entry == before.entry
    assert played.case.entered_at == before.entered_at
    assert played.case.occurrences == before.occurrences


def test_a_transition_to_the_present_state_leaves_and_enters_it_again(
    stage: Any, thing: Any
) -> None:
    document = thing(
        states={
            "a": {
                "title": T,
                "obligations": ["report"],
                "effects": [log("entered")],
                "timers": [{"id": "t", "after": "2 days", "event": "tick"}],
            }
        },
        obligations={"report": duty()},
    )
    document["transitions"][0]["to"] = "a"
    played = stage(document).open().until("2026-01-14")
    outcome = played.do("go")
    assert outcome.topics == ("entered",)
    assert played.case.entry == 2
    assert [each.status for each in played.settled("report")] == [Status.ENDED]
    assert played.owed("report")[0].due_on == date(2026, 1, 28)
    assert played.case.timers[0].due_at == played.moment("2026-01-17 00:00")


def test_effects_come_in_the_order_of_the_text(stage: Any, thing: Any) -> None:
    document = phased(thing)
    document["phases"]["late"]["effects"] = [log("phase_entered")]
    document["states"]["c"]["effects"] = [log("state_entered")]
    leave = next(each for each in document["transitions"] if each["id"] == "leave")
    leave["effects"] = [log("first"), log("second")]
    outcome = stage(document).open().do("leave")
    assert outcome.topics == ("first", "second", "phase_entered", "state_entered")


def test_a_phase_is_entered_once_and_left_with_its_last_state(stage: Any, thing: Any) -> None:
    timers = [{"id": "t", "after": "10 days", "event": "tick"}]
    document = phased(thing, effects=[log("phase")], obligations=["report"], timers=timers)
    document["obligations"] = {"report": duty()}
    played = stage(document).open()
    assert [each.place for each in played.case.timers] == ["phase"]
    assert played.until("2026-01-15").do("go").topics == ()
    assert len(played.owed("report")) == 1
    assert played.case.phase_entered_at < played.case.entered_at
    played.do("leave")
    assert (played.case.timers, played.owed("report")) == ((), [])
    assert played.do("back").topics == ("phase",)
    assert len(played.owed("report")) == 1


def test_right_hand_sides_of_one_set_read_the_data_as_it_was(stage: Any, thing: Any) -> None:
    fields = {
        "left": {"type": "integer", "title": T},
        "right": {"type": "integer", "title": T},
    }
    document = thing(fields=fields)
    document["transitions"][0]["set"] = {"left": "= case.right", "right": "= case.left"}
    document["transitions"][0]["effects"] = [
        {"do": "set", "values": {"progress": "= case.left != null && case.left == 2 ? 1 : 0"}}
    ]
    played = stage(document).open(left=1, right=2)
    played.do("go")
    assert {key: played.case.data[key] for key in ("left", "right", "progress")} == {
        "left": 2, "right": 1, "progress": 1,
    }  # fmt: skip


def test_entry_may_ask_for_input_that_only_another_event_brings(stage: Any, thing: Any) -> None:
    document = thing()
    document["states"]["b"]["set"] = {"progress": "= input.progress != null ? input.progress : 7"}
    played = stage(document).open()
    played.do("go")
    assert played.case.data["progress"] == 7


def test_what_the_fields_forbid_is_refused_and_nothing_changes(stage: Any, thing: Any) -> None:
    document = thing()
    document["transitions"][0]["set"] = {"progress": "= case.progress + 60"}
    document["transitions"][0]["to"] = "a"
    played = stage(document).open()
    played.do("go")
    assert played.refuse("go") == ["input"]


def test_required_in_holds_for_the_states_and_phases_it_names(stage: Any, thing: Any) -> None:
    document = phased(thing)
    document["fields"]["starts_on"]["required_in"] = ["phase:late"]
    played = stage(document).open()
    assert played.refuse("leave") == ["data"]
    played.do("correct", reason="known now", fields={"starts_on": "2026-05-01"})
    played.do("leave")
    assert played.refuse("correct", reason="x", fields={"starts_on": None}) == ["data"]
    played.do("end")


def test_leaving_by_on_exit(stage: Any, thing: Any) -> None:
    """keep stays, end ends, refuse holds the case back until it is settled."""
    for on_exit, owed in (("keep", 1), ("end", 0)):
        states = {"a": {"title": T, "obligations": ["report"]}}
        played = stage(thing(states=states, obligations={"report": duty(on_exit=on_exit)})).open()
        played.do("go")
        assert len(played.owed("report")) == owed
        if owed:
            played.do("report", "lead", progress=1)
            assert played.settled("report")[0].status is Status.FULFILLED


def test_refusing_to_be_left_holds_for_the_phase_not_for_moves_inside(
    stage: Any, thing: Any
) -> None:
    document = phased(thing, obligations=["report"])
    document["obligations"] = {"report": duty(on_exit="refuse")}
    played = stage(document).open()
    played.do("go")
    assert played.refuse("leave") == ["blocked"]
    played.do("report", "lead", progress=1)
    played.do("leave")


def test_an_event_that_fulfils_only_if_does_not_free_the_case_otherwise(
    stage: Any, thing: Any
) -> None:
    states = {"a": {"title": T, "obligations": ["report"]}}
    ways = [{"event": "go", "if": "case.progress == 100"}]
    obligations = {"report": duty(on_exit="refuse", fulfilled_by=ways)}
    document = thing(states=states, obligations=obligations)
    played = stage(document).open()
    assert played.refuse("go") == ["blocked"]
    played.do("correct", reason="done", fields={"progress": 100})
    played.do("go")
    assert played.settled("report")[0].status is Status.FULFILLED


def test_a_final_state_ends_everything(stage: Any, thing: Any) -> None:
    states = {
        "a": {
            "title": T,
            "obligations": ["report"],
            "timers": [{"id": "t", "after": "2 days", "event": "tick"}],
            "effects": [
                {"do": "propose", "id": "p", "body": "group", "title": T,
                 "on": {"adopted": "go", "rejected": "tick"}},
                {"do": "agenda", "body": "group", "title": T},
            ],
        }
    }  # fmt: skip
    obligations = {"report": duty(binding=True, on_exit="keep")}
    played = stage(thing(states=states, obligations=obligations)).open().until("2026-03-01")
    played.do("end")
    case = played.case
    assert (case.is_closed, case.outcome, case.timers, case.occurrences) == (True, "done", (), ())
    assert played.settled("report")[0].status is Status.ENDED
    assert [each.outcome for each in played.world.settled_items[played.id]] == ["withdrawn"]
    played.do("note", "group", item=str(case.items[0].number))
    sent = len(played.sent())
    assert len(played.until("2028-01-01").sent()) == sent
