"""Settle: what effects raise and what moves by itself, until nothing changes any more."""

from __future__ import annotations

from typing import Any

from engine.lifecycle.outcome import Refused
from engine.lifecycle.step import LIMIT

T = {"de": "X", "en": "X"}


def automatic(key: str, origin: str, when: str, to: str | None = None, **more: Any) -> Any:
    found = {"id": key, "from": [origin], "when": when, **more}
    return {**found, "to": to} if to else found


def test_raised_events_come_in_order_each_as_a_step(stage: Any, thing: Any) -> None:
    document = thing()
    document["events"]["twice"] = {"by": ["engine"], "title": T}
    document["transitions"].append({"id": "twice", "event": "twice", "from": ["b"], "to": "z"})
    document["transitions"][0]["effects"] = [
        {"do": "raise", "event": "tick"},
        {"do": "raise", "event": "twice"},
    ]
    played = stage(document).open()
    outcome = played.do("go")
    assert [(each.event, each.after.state) for each in outcome.steps] == [
        ("go", "b"), ("tick", "b"), ("twice", "z"),
    ]  # fmt: skip
    assert played.case.version == 1 + 3


def test_a_raised_event_that_is_refused_is_recorded_and_changes_nothing(
    stage: Any, thing: Any
) -> None:
    document = thing()
    document["transitions"][0]["effects"] = [
        {"do": "raise", "event": "report", "input": {"progress": "= case.progress + 900"}},
        {"do": "raise", "event": "go"},
        {"do": "raise", "event": "report", "input": {"progress": "= case.progress + 5"}},
    ]
    played = stage(document).open()
    outcome = played.do("go")
    assert [each.kind for each in outcome.steps] == ["event", "refused", "refused", "event"]
    assert outcome.steps[1].notes
    assert played.case.data["progress"] == 5


def test_what_moves_by_itself_moves_once_its_condition_holds(stage: Any, thing: Any) -> None:
    document = thing()
    document["transitions"].append(automatic("full", "b", "case.progress == 100", "z"))
    played = stage(document).open()
    played.do("go")
    played.do("report", "lead", progress=99)
    assert played.case.state == "b"
    outcome = played.do("report", "lead", progress=100)
    assert [each.kind for each in outcome.steps] == ["event", "automatic"]
    assert played.case.is_closed


def test_raised_events_come_before_what_moves_by_itself(stage: Any, thing: Any) -> None:
    document = thing()
    document["transitions"].append(automatic("full", "b", "case.progress == 0", "z"))
    document["transitions"][0]["effects"] = [{"do": "raise", "event": "tick"}]
    outcome = stage(document).open().do("go")
    assert [each.event for each in outcome.steps][:2] == ["go", "tick"]


def test_a_case_may_move_on_by_itself_when_it_is_opened(stage: Any, thing: Any) -> None:
    document = thing()
    document["transitions"].append(automatic("full", "a", "case.progress == 100", "b"))
    assert stage(document).open(progress=100).case.state == "b"
    assert stage(document).open().case.state == "a"


def test_a_broken_condition_is_not_taken(stage: Any, thing: Any) -> None:
    document = thing()
    document["transitions"].append(automatic("ratio", "b", "10 / case.progress > 1", "z"))
    played = stage(document).open()
    played.do("go")
    assert played.case.state == "b"
    played.do("report", "lead", progress=2)
    assert played.case.is_closed


def test_what_is_owed_first_holds_back_what_moves_by_itself(stage: Any, thing: Any) -> None:
    duty = {
        "owner": "lead",
        "title": T,
        "due": {"from": "entry", "after": "14 days"},
        "fulfilled_by": ["report"],
        "on_exit": "refuse",
    }
    document = thing(
        states={"a": {"title": T, "obligations": ["report"]}}, obligations={"report": duty}
    )
    document["transitions"].append(automatic("on", "a", "case.name == 'y'", "b"))
    played = stage(document).open()
    played.do("correct", reason="x", fields={"name": "y"})
    assert played.case.state == "a"
    played.do("report", "lead", progress=1)
    assert played.case.state == "b"


def test_what_never_comes_to_rest_is_refused_and_nothing_is_stored(stage: Any, thing: Any) -> None:
    document = thing()
    document["transitions"] += [
        automatic("there", "b", "case.progress == 1", "a"),
        automatic("again", "a", "case.progress == 1", "b"),
    ]
    played = stage(document).open()
    played.do("go")
    before = (played.case, len(played.world.history))
    outcome = played.send("report", "lead", progress=1)
    assert isinstance(outcome, Refused)
    assert [each.code for each in outcome.reasons] == ["loop"]
    assert f"{LIMIT} steps" in outcome.reasons[0].message.en
    assert (played.case, len(played.world.history)) == before


def test_as_many_steps_as_are_allowed_come_to_rest(stage: Any, thing: Any) -> None:
    """The limit counts what follows from the event."""
    for target, settles in ((LIMIT, True), (LIMIT + 1, False)):
        document = thing(
            fields={"count": {"type": "integer", "title": T, "required": True, "default": 0}}
        )
        more = {"set": {"count": "= case.count + 1"}}
        rule = f"case.count > 0 && case.count <= {target}"
        document["transitions"].append(automatic("up", "b", rule, **more))
        document["transitions"][0]["set"] = {"count": 1}
        outcome = stage(document).open().send("go")
        assert isinstance(outcome, Refused) is not settles


def test_an_event_that_raises_itself_for_ever_is_refused(stage: Any, thing: Any) -> None:
    document = thing()
    document["transitions"][4]["effects"] = [{"do": "raise", "event": "tick"}]
    document["transitions"][0]["effects"] = [{"do": "raise", "event": "tick"}]
    assert stage(document).open().refuse("go") == ["loop"]


def test_while_suspended_nothing_moves_by_itself(stage: Any, thing: Any) -> None:
    document = thing()
    document["transitions"].append(automatic("on", "a", "case.name == 'y'", "b"))
    document["transitions"][0]["guards"] = [{"id": "g", "rule": "true", "message": T}]
    played = stage(document).open()
    played.do("suspend", reason="x", until="2026-03-01")
    played.do("comment", "lead", text="still there?")
    assert played.case.state == "a"
