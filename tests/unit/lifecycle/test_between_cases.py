"""Cases that reach each other: raised elsewhere, opened, linked, refused there."""

from __future__ import annotations

from typing import Any

from engine.lifecycle.builtin import MOST_HOPS
from engine.lifecycle.circumstances import person

T = {"de": "X", "en": "X"}


def opening(thing: Any, **effect: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return a workflow that opens a case of another one on ``go``, and that other one."""
    one = thing()
    one["transitions"][0]["effects"] = [
        {"do": "open", "workflow": "other", "fields": {"name": "= case.name + '!'"}, **effect}
    ]
    return one, thing(key="other", number="O-{seq}")


def other(played: Any) -> Any:
    return next(each for each in played.world.cases.values() if each.workflow.key == "other")


def test_a_linked_case_is_opened_in_the_same_step(stage: Any, thing: Any) -> None:
    played = stage(*opening(thing, link="follows")).open()
    played.do("go")
    assert (other(played).data["name"], other(played).number) == ("x!", "O-1")
    assert played.world.links == [(other(played).id, "follows", played.id)]


def test_if_it_cannot_be_opened_nothing_happens(stage: Any, thing: Any) -> None:
    one, two = opening(thing, fields={"progress": "= case.progress - 1"})
    played = stage(one, two).open()
    assert played.refuse("go") == ["children", "children"]
    assert len(played.world.cases) == 1


def test_an_event_reaches_linked_cases_in_either_direction(stage: Any, thing: Any) -> None:
    one, two = opening(thing, link="follows")
    up = {"do": "raise", "event": "report", "on": "follows", "input": {"progress": 30}}
    two["transitions"][0]["effects"] = [up]
    one["transitions"][1]["effects"] = [{**up, "input": {"progress": "= case.progress + 1"}}]
    played = stage(one, two).open()
    played.do("go")
    played.tell(other(played).id, "go")
    assert played.case.data["progress"] == 30
    played.do("back")
    assert other(played).data["progress"] == 31


def test_what_another_case_raises_needs_no_role(stage: Any, thing: Any) -> None:
    """``by`` says which people may; a definition may raise any event."""
    one, two = opening(thing, link="follows")
    one["transitions"][1]["effects"] = [{"do": "raise", "event": "end", "on": "follows"}]
    played = stage(one, two).open()
    played.do("go")
    played.do("back")
    assert other(played).is_closed


def test_a_refusal_there_is_recorded_at_both(stage: Any, thing: Any) -> None:
    one, two = opening(thing, link="follows")
    one["transitions"][1]["effects"] = [{"do": "raise", "event": "back", "on": "follows"}]
    played = stage(one, two).open()
    played.do("go")
    played.do("back")
    assert [each.event for each in played.world.refusals] == ["back"]
    assert played.world.refusals[0].case == other(played)
    assert played.history()[-1] == ("builtin", "refused_elsewhere")
    assert played.sent() == [("2026-01-12", "refused_elsewhere", "office")]
    told = played.world.letters[0][2].facts
    assert (told["case"], told["event"]) == (other(played).id, "back")


def test_a_closed_case_gets_nothing(stage: Any, thing: Any) -> None:
    one, two = opening(thing, link="follows")
    one["transitions"][1]["effects"] = [{"do": "raise", "event": "report", "on": "follows"}]
    played = stage(one, two).open()
    played.do("go")
    played.tell(other(played).id, "end")
    played.do("back")
    assert played.world.refusals == []


def test_a_suspended_case_gets_it_when_it_goes_on(stage: Any, thing: Any) -> None:
    one, two = opening(thing, link="follows")
    send = {"do": "raise", "event": "report", "on": "follows", "input": {"progress": 5}}
    one["transitions"][1]["effects"] = [send]
    two["transitions"][3]["guards"] = [{"id": "g", "rule": "case.name == 'y'", "message": T}]
    played = stage(one, two).open()
    played.do("go")
    played.tell(other(played).id, "suspend", reason="x", until="2026-03-01")
    played.do("back")
    assert other(played).data["progress"] == 0
    played.tell(other(played).id, "resume")
    assert [each.event for each in played.world.refusals] == ["report", "report"]
    played.do("go")
    assert len(played.world.cases) == 3


def test_cases_that_answer_each_other_for_ever_are_stopped(stage: Any, thing: Any) -> None:
    one, two = opening(thing, link="follows")
    for document in (one, two):
        document["events"]["ping"] = {"by": ["office"], "title": T}
        document["transitions"].append(
            {
                "id": "ping",
                "event": "ping",
                "from": ["*"],
                "effects": [{"do": "raise", "event": "ping", "on": "follows"}],
            }
        )
    played = stage(one, two).open()
    played.do("go")
    played.do("ping")
    pings = [each for each in played.history() if each == ("event", "ping")]
    assert len(pings) == MOST_HOPS + 1
    assert [each.reasons[0].code for each in played.world.refusals] == ["loop"]


def test_cases_that_open_each_other_for_ever_are_refused(stage: Any, thing: Any) -> None:
    one, two = opening(thing)
    for document, key in ((one, "other"), (two, "thing")):
        document["states"]["a"]["effects"] = [
            {"do": "open", "workflow": key, "fields": {"name": "x"}}
        ]
    played = stage(one, two)
    refused = played.theatre.open("thing", {"name": "x"}, person("p", "office"))
    assert [each.code for each in refused.reasons] == ["loop"]
    assert played.world.cases == {}


def test_cases_that_open_each_other_by_events_are_stopped_too(stage: Any, thing: Any) -> None:
    """Each opens one of the other workflow, which tells it so, whereupon it opens another one."""
    one, two = opening(thing, link="of")
    for document, key in ((one, "other"), (two, "thing")):
        document["states"]["a"]["effects"] = [{"do": "raise", "event": "more", "on": "of"}]
        document["events"]["more"] = {"by": ["engine"], "title": T}
        opens = {"do": "open", "workflow": key, "link": "of", "fields": {"name": "x"}}
        document["transitions"].append(
            {"id": "more", "event": "more", "from": ["*"], "effects": [opens]}
        )
    played = stage(one, two).open()
    played.do("go")
    assert MOST_HOPS // 2 <= len(played.world.cases) <= MOST_HOPS + 2


def test_a_case_reaches_its_opener_as_it_is_opened(stage: Any, thing: Any) -> None:
    one, two = opening(thing, link="of")
    two["states"]["a"]["effects"] = [
        {"do": "raise", "event": "report", "on": "of", "input": {"progress": 8}}
    ]
    played = stage(one, two).open()
    played.do("go")
    assert played.case.data["progress"] == 8
