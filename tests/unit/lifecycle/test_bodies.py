"""Proposals and agenda items: what bodies are asked, and what follows from their answers."""

from __future__ import annotations

from typing import Any

import pytest

T = {"de": "X", "en": "X"}
PROPOSE = {
    "do": "propose",
    "id": "stop",
    "body": "group",
    "title": T,
    "on": {"adopted": "end", "rejected": "report_rejected"},
    "fallback": "office",
}


def asking(thing: Any, **propose: Any) -> dict[str, Any]:
    """Return a workflow that asks the group on ``go``."""
    document = thing()
    document["events"]["report_rejected"] = {"by": ["engine"], "title": T}
    document["events"]["end"]["by"] = ["engine"]
    document["transitions"][0]["effects"] = [{**PROPOSE, **propose}]
    document["transitions"][1]["effects"] = [{**PROPOSE, **propose}]
    document["transitions"].append(
        {"id": "r", "event": "report_rejected", "from": ["b"], "set": {"progress": 1}}
    )
    return document  # type: ignore[no-any-return]


def test_one_open_proposal_of_an_id_repeats_join_it(stage: Any, thing: Any) -> None:
    played = stage(asking(thing)).open()
    played.do("go")
    played.do("back")
    played.do("go")
    assert [(each.key, each.body) for each in played.case.items] == [("stop", "group")]
    assert played.sent() == [("2026-01-12", "asked", "group")]


@pytest.mark.parametrize("outcome", ["adopted", "adopted_with_changes"])
def test_adopted_also_with_changes(stage: Any, thing: Any, outcome: str) -> None:
    played = stage(asking(thing)).open()
    played.do("go")
    played.do("decide", "group", proposal="stop", outcome=outcome, resolution="St 4/2026")
    assert played.case.state == "z"
    item = played.world.settled_items[played.id][0]
    assert (item.outcome, item.resolution) == (outcome, "St 4/2026")
    assert ("2026-01-12", "decided", "lead") in played.sent()


def test_changes_may_lead_elsewhere(stage: Any, thing: Any) -> None:
    on = {**PROPOSE["on"], "adopted_with_changes": "back"}  # type: ignore[dict-item]
    document = asking(thing, on=on)
    played = stage(document).open()
    played.do("go")
    played.do("decide", "group", proposal="stop", outcome="adopted_with_changes")
    assert played.case.state == "a"


def test_rejected(stage: Any, thing: Any) -> None:
    played = stage(asking(thing)).open()
    played.do("go")
    outcome = played.do("decide", "group", proposal="stop", outcome="rejected")
    assert [each.event for each in outcome.steps] == ["decide", "report_rejected"]
    assert (played.case.state, played.case.items) == ("b", ())
    played.do("back")
    assert len(played.case.items) == 1  # it may be asked again


@pytest.mark.parametrize("outcome", ["postponed", "referred_back", "noted"])
def test_what_decides_nothing_keeps_it_open(stage: Any, thing: Any, outcome: str) -> None:
    played = stage(asking(thing)).open()
    played.do("go")
    played.do("decide", "group", proposal="stop", outcome=outcome)
    played.do("decide", "group", proposal="stop", outcome=outcome)
    assert (played.case.state, played.case.items[0].postponed) == ("b", 2)
    assert played.case.items[0].is_open


def test_an_outcome_after_the_case_moved_on_is_recorded_and_told(stage: Any, thing: Any) -> None:
    played = stage(asking(thing)).open()
    played.do("go")
    played.do("back")
    outcome = played.do("decide", "group", proposal="stop", outcome="rejected")
    assert [each.kind for each in outcome.steps] == ["builtin", "refused"]
    assert played.case.items == ()
    assert played.world.settled_items[played.id][0].outcome == "rejected"
    assert ("2026-01-12", "decided", "office") in played.sent()


def test_who_may_record_an_outcome(stage: Any, thing: Any) -> None:
    for who, may in (("group", True), ("office", True), ("lead", False)):
        played = stage(asking(thing)).open()
        played.do("go")
        given = {"proposal": "stop", "outcome": "adopted"}
        if may:
            played.do("decide", who, **given)
        else:
            assert played.refuse("decide", who, **given) == ["role"]


def test_what_is_no_outcome_or_no_proposal_is_refused(stage: Any, thing: Any) -> None:
    played = stage(asking(thing)).open()
    played.do("go")
    assert played.refuse("decide", proposal="stop", outcome="perhaps") == ["input"]
    assert played.refuse("decide", proposal="go", outcome="adopted") == ["input"]
    played.do("decide", proposal="stop", outcome="adopted")
    assert played.refuse("decide", proposal="stop", outcome="adopted") == ["input"]


def test_while_suspended_an_outcome_waits_and_cannot_be_given_twice(stage: Any, thing: Any) -> None:
    played = stage(asking(thing)).open()
    played.do("go")
    played.do("suspend", reason="x", until="2026-03-01")
    played.do("decide", "group", proposal="stop", outcome="adopted")
    assert played.case.state == "b"
    for other in ("rejected", "postponed"):
        assert played.refuse("decide", "group", proposal="stop", outcome=other) == ["input"]
    outcome = played.do("resume")
    assert [each.event for each in outcome.steps] == ["resume", "end"]
    assert played.case.outcome == "done"


def test_an_agenda_item_of_a_duty_stays_until_it_is_done_and_noted(stage: Any, thing: Any) -> None:
    agenda = [{"do": "agenda", "body": body} for body in ("group", "council")]
    escalation = [{"id": "agenda", "at": "1 working day after", "do": agenda}]
    duty = {
        "owner": "lead",
        "title": {"de": "Bericht", "en": "Report"},
        "due": {"from": "entry", "after": "14 days"},
        "fulfilled_by": ["report"],
        "escalation": escalation,
    }
    document = thing(
        roles={"council": {"held_by": "body", "title": T}},
        states={"a": {"title": T, "obligations": ["report"]}},
        obligations={"report": duty},
    )
    played = stage(document).open().until("2026-02-02")
    assert [(each.body, each.title.en) for each in played.case.items] == [
        ("group", "Report"), ("council", "Report"),
    ]  # fmt: skip
    assert played.refuse("note", "council", item="report") == ["input"]
    played.do("report", "lead", progress=1)
    played.do("note", "council", item="report")
    assert [each.body for each in played.case.items] == ["group"]
    assert played.refuse("note", "lead", item="report") == ["role"]
    played.do("note", "group", item="1")
    assert played.case.items == ()
