"""Children: opened together, joined, ended with their parent, of one entry only."""

from __future__ import annotations

from typing import Any

T = {"de": "X", "en": "X"}
PARTIES = {
    "type": "list",
    "required": True,
    "title": T,
    "default": [],
    "of": {"who": {"type": "text", "required": True, "title": T}},
}
ALL = "children.parts.all(c, c.closed)"


def family(thing: Any, **children: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return a parent that opens a child for each party in b and goes to c when all are done."""
    parent = thing(
        fields={"parties": PARTIES},
        states={"c": {"title": T}},
        children={
            "parts": {
                "workflow": "part",
                "opened_in": "b",
                "for_each": "= case.parties",
                "fields": {"name": "= each.who"},
                "done": {"when": ALL, "event": "all_in"},
                **children,
            }
        },
    )
    parent["events"]["all_in"] = {"by": ["engine"], "title": T}
    parent["transitions"] += [{"id": "all_in", "event": "all_in", "from": ["b"], "to": "c"}]
    part = thing(key="part", number="P-{seq}", parent="thing")
    return parent, part


def parties(*names: str) -> list[dict[str, str]]:
    return [{"who": each} for each in names]


def begun(stage: Any, documents: Any, *names: str) -> Any:
    played = stage(*documents).open(parties=parties(*names))
    played.do("go")
    return played


def test_one_child_for_each_with_its_fields(stage: Any, thing: Any) -> None:
    played = begun(stage, family(thing), "north", "south")
    assert [(each.data["name"], each.parent.children) for each in played.children()] == [
        ("north", "parts"), ("south", "parts"),
    ]  # fmt: skip


def test_without_for_each_there_is_one(stage: Any, thing: Any) -> None:
    parent, part = family(thing)
    del parent["children"]["parts"]["for_each"]
    parent["children"]["parts"]["fields"] = {"name": "= case.name"}
    assert len(begun(stage, (parent, part)).children()) == 1


def test_with_none_to_open_it_is_done_at_once(stage: Any, thing: Any) -> None:
    assert begun(stage, family(thing)).case.state == "c"


def test_the_join_waits_for_the_last(stage: Any, thing: Any) -> None:
    played = begun(stage, family(thing), "north", "south")
    first, last = played.children()
    played.tell(first.id, "end")
    assert played.case.state == "b"
    played.tell(last.id, "end")
    assert played.case.state == "c"


def test_the_join_is_asked_when_the_children_are_opened(stage: Any, thing: Any) -> None:
    """All but one suffice, and there is only one."""
    done = {
        "when": "size(children.parts.filter(c, c.closed)) >= size(children.parts) - 1",
        "event": "all_in",
    }
    assert begun(stage, family(thing, done=done), "north").case.state == "c"
    assert begun(stage, family(thing, done=done), "north", "south").case.state == "b"


def test_children_that_end_at_once_are_joined(stage: Any, thing: Any) -> None:
    parent, part = family(thing)
    part["transitions"].append({"id": "auto", "from": ["a"], "when": "true", "to": "z"})
    assert begun(stage, (parent, part), "north", "south").case.state == "c"


def test_a_join_that_does_not_hold_yet_leaves_no_trace(stage: Any, thing: Any) -> None:
    played = begun(stage, family(thing), "north", "south")
    version = played.case.version
    played.tell(played.children()[0].id, "end")
    assert played.case.version == version


def test_children_of_an_earlier_entry_do_not_count(stage: Any, thing: Any) -> None:
    played = begun(stage, family(thing, if_left="keep"), "north")
    old = played.children()[0]
    played.do("back")
    played.do("go")
    fresh = played.children()[1]
    played.tell(old.id, "end")
    assert played.case.state == "b"
    played.tell(fresh.id, "end")
    assert played.case.state == "c"


def test_leaving_cancels_children_that_are_declared_so_and_theirs(stage: Any, thing: Any) -> None:
    parent, part = family(thing, if_left="cancel")
    part["children"] = {
        "crumbs": {
            "workflow": "crumb",
            "opened_in": "a",
            "fields": {"name": "= case.name"},
            "if_left": "cancel",
        }
    }
    crumb = thing(key="crumb", number="C-{seq}", parent="part")
    played = begun(stage, (parent, part, crumb), "north")
    played.do("back")
    closed = {each.id: (each.is_closed, each.outcome) for each in played.world.cases.values()}
    assert closed.pop(played.id) == (False, None)
    assert list(closed.values()) == [(True, "cancelled")] * 2
    played.do("go")
    assert [each.is_closed for each in played.children()] == [True, False]


def test_leaving_keeps_the_others(stage: Any, thing: Any) -> None:
    played = begun(stage, family(thing), "north")
    played.do("back")
    assert [each.is_closed for each in played.children()] == [False]


def test_a_state_left_in_the_step_that_entered_it_opens_nothing_to_be_cancelled(
    stage: Any, thing: Any
) -> None:
    parent, part = family(thing, if_left="cancel")
    parent["transitions"].append({"id": "on", "from": ["b"], "when": "true", "to": "c"})
    assert begun(stage, (parent, part), "north").children() == []
    kept, part = family(thing)
    kept["transitions"].append({"id": "on", "from": ["b"], "when": "true", "to": "c"})
    played = begun(stage, (kept, part), "north")
    assert [each.parent.entry for each in played.children()] == [played.case.entry - 1]


def test_a_cancelled_child_leaves_its_items_to_be_noted(stage: Any, thing: Any) -> None:
    parent, part = family(thing, if_left="cancel")
    duty = {
        "owner": "lead",
        "title": T,
        "due": {"from": "entry", "after": "3 days"},
        "fulfilled_by": ["report"],
        "escalation": [{"id": "e", "at": "1 day after", "do": [{"do": "agenda", "body": "group"}]}],
    }
    part["states"]["a"]["obligations"] = ["report"]
    part["obligations"] = {"report": duty}
    played = begun(stage, (parent, part), "north").until("2026-02-01")
    played.do("back")
    child = played.children()[0]
    assert (child.occurrences, child.timers, child.items[0].reported) == ((), (), True)
    played.tell(child.id, "note", "group", item="report")


def test_children_read_their_parent(stage: Any, thing: Any) -> None:
    parent, part = family(thing)
    part["transitions"][0]["guards"] = [
        {"id": "up", "rule": "parent.state == 'b' && parent.name == 'x'", "message": T}
    ]
    played = begun(stage, (parent, part), "north")
    played.tell(played.children()[0].id, "go")


def test_a_child_may_raise_on_its_parent_and_the_parent_on_its_children(
    stage: Any, thing: Any
) -> None:
    parent, part = family(thing)
    up = {"do": "raise", "event": "report", "on": "parent", "input": {"progress": 4}}
    down = {"do": "raise", "event": "report", "on": "children.parts", "input": {"progress": 6}}
    part["transitions"][0]["effects"] = [up]
    parent["transitions"][3]["effects"] = [down]
    played = begun(stage, (parent, part), "north", "south")
    played.tell(played.children()[0].id, "go")
    assert played.case.data["progress"] == 4
    assert [each.data["progress"] for each in played.children()] == [6, 6]


def test_children_rest_with_their_parent_only_if_declared_so(stage: Any, thing: Any) -> None:
    for declared, rests in (("with_parent", True), (None, False)):
        more = {"on_suspend": declared} if declared else {}
        played = begun(stage, family(thing, **more), "north")
        played.do("suspend", reason="x", until="2026-03-01")
        child = played.children()[0]
        assert (child.pause is not None) is rests
        if not rests:
            played.tell(child.id, "end")
            assert played.case.state == "b"  # the join waits until the parent goes on
        played.do("resume")
        assert played.children()[0].pause is None
        assert (played.case.state == "c") is not rests


def test_two_joins_of_one_state_are_both_asked(stage: Any, thing: Any) -> None:
    parent, part = family(thing)
    second = {**parent["children"]["parts"], "done": {
        "when": "children.more.all(c, c.closed)", "event": "tick"}}  # fmt: skip
    parent["children"]["parts"]["done"]["event"] = "tick"
    parent["children"]["more"] = {**second}
    played = begun(stage, (parent, part), "north")
    for each in played.children("parts"):
        played.tell(each.id, "end")
    assert played.history().count(("event", "tick")) == 1
    for each in played.children("more"):
        played.tell(each.id, "end")
    assert played.history().count(("event", "tick")) == 3


def test_a_child_that_cannot_be_opened_refuses_the_step(stage: Any, thing: Any) -> None:
    parent, part = family(thing, fields={})
    played = stage(parent, part).open(parties=parties("north"))
    assert played.refuse("go") == ["children"]
    assert len(played.world.cases) == 1


def test_a_timer_that_would_open_refused_children_is_set_aside(stage: Any, thing: Any) -> None:
    parent, part = family(thing, fields={})
    parent["states"]["a"]["timers"] = [
        {"id": "good", "after": "3 days", "event": "tick"},
        {"id": "bad", "after": "3 days", "event": "go"},
        {"id": "late", "after": "5 days", "event": "tick"},
    ]
    played = stage(parent, part).open(parties=parties("north")).until("2026-02-01")
    kinds = [(each.step.kind, each.step.subject) for each in played.world.history]
    assert kinds[1:] == [("timer", "good"), ("refused", "bad"), ("timer", "late")]
    assert played.case.state == "a"
