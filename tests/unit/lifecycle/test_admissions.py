"""Cases that others open below a case: where it admits them, told by it, counted by rules."""

from __future__ import annotations

from typing import Any

import pytest

from engine.definition.parse import parse
from engine.lifecycle.circumstances import PUBLIC_ACTOR, person
from engine.lifecycle.machine import compile_workflow
from engine.lifecycle.outcome import Accepted, Refused
from engine.lifecycle.scenario import Coverage, play_all

T = {"de": "X", "en": "X"}


def hall(thing: Any, **more: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return a thing that takes guests in b, and guests, of whom the public may open one."""
    parent = thing(
        fields={"places": {"type": "integer", "required": True, "default": 2, "title": T}},
        facts={"guests": {"count": "guest", "in": ["a"], "among": "children"}},
        admits={"guests": {"workflow": "guest", "in": ["b"]}},
    )
    go, *others = parent["transitions"]
    end = next(each for each in others if each["id"] == "end")
    end["effects"] = [{"do": "raise", "event": "end", "on": "children.guests"}]
    end["set"] = {"progress": "= facts.guests"}
    parent["transitions"] = [go, *others]
    guest = thing(
        key="guest",
        number="G-{seq}",
        parent="thing",
        opening={
            "by": ["office", "public"],
            "guards": [
                {"id": "full", "rule": "facts.beside < parent.places", "message": T},
            ],
        },
        facts={"beside": {"count": "guest", "in": ["a"], "among": "siblings", "lock": True}},
        **more,
    )
    return parent, guest


def opened_below(played: Any, actor: Any = PUBLIC_ACTOR, parent: str = "") -> Any:
    return played.theatre.open("guest", {"name": "x"}, actor, parent=parent or played.id)


def test_whoever_the_childs_workflow_lets_opens_it_where_the_parent_admits_it(
    stage: Any, thing: Any
) -> None:
    played = stage(*hall(thing)).open()

    early = opened_below(played)
    played.do("go")
    outcome = opened_below(played)

    assert isinstance(early, Refused)
    assert [each.code for each in early.reasons] == ["parent"]
    assert isinstance(outcome, Accepted)
    assert outcome.after.parent.children == "guests"


def test_rules_count_siblings_and_children_of_one_parent_only(stage: Any, thing: Any) -> None:
    played = stage(*hall(thing)).open()
    played.do("go")
    other = played.id
    opened_below(played)
    played.open()
    played.do("go")

    assert [isinstance(opened_below(played), Accepted) for _ in range(3)] == [True, True, False]
    assert isinstance(opened_below(played, parent=other), Accepted)
    after = played.do("end").after
    assert after.data["progress"] == 2


def test_the_parent_reaches_them_all(stage: Any, thing: Any) -> None:
    played = stage(*hall(thing)).open()
    played.do("go")
    opened_below(played)
    played.do("back")
    played.do("go")
    opened_below(played)

    played.do("end")

    assert [each.state for each in played.children("guests")] == ["z", "z"]


def test_none_is_opened_while_the_parent_rests(stage: Any, thing: Any) -> None:
    played = stage(*hall(thing)).open()
    played.do("go")
    played.do("suspend", reason="Umbau", until="2026-03-01")

    outcome = opened_below(played)

    assert [each.code for each in outcome.reasons] == ["suspended"]


def test_nothing_is_opened_below_what_knows_no_such_cases(stage: Any, thing: Any) -> None:
    played = stage(*hall(thing)).open()
    played.do("go")
    guest = opened_below(played).after

    outcome = opened_below(played, person("clerk", "office"), parent=guest.id)

    assert "nicht eröffnet" in outcome.reasons[0].message.de


def test_scenarios_open_below_a_case_and_below_a_parent(thing: Any) -> None:
    parent, guest = hall(thing)
    parent["scenarios"] = [
        {
            "title": "Two find a place",
            "given": {"fields": {"name": "Saal"}, "state": "b"},
            "steps": [
                {"open": "guests", "as": "public", "fields": {"name": "eins"}},
                {"open": "guests", "as": "public", "fields": {"name": "zwei"}},
                {
                    "open": "guests",
                    "as": "office",
                    "fields": {"name": "drei"},
                    "expect": {"refused": ["full"], "children": {"guests": {"a": 2}}},
                },
            ],
        }
    ]
    guest["scenarios"] = [
        {
            "title": "No place in a hall without places",
            "given": {
                "parent": {"state": "b", "fields": {"name": "Saal", "places": 0}},
                "fields": {"name": "eins"},
                "expect": {"refused": ["full"]},
            },
        },
        {
            "title": "The hall is not open",
            "given": {
                "parent": {"state": "a", "fields": {"name": "Saal"}},
                "fields": {"name": "eins"},
                "expect": {"refused": ["parent"]},
            },
        },
        {
            "title": "The hall cannot be",
            "given": {"parent": {"state": "b", "fields": {}}, "fields": {"name": "eins"}},
        },
    ]
    others = {each["key"]: each for each in (parent, guest)}
    flows = {key: parse(each, others=others) for key, each in others.items()}
    assert [found for _, found in flows.values()] == [[], []]
    definitions = {key: compile_workflow(flow) for key, (flow, _) in flows.items() if flow}

    results = [each for key in others for each in play_all(definitions, key, Coverage())]

    assert [each.passed for each in results] == [True, True, True, False]
    assert "name" in results[-1].failures[0].message.de


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"admits": {"guests": {"workflow": "guest", "in": ["nowhere"]}}}, "unknown-state"),
        ({"admits": {"guests": {"workflow": "nothing", "in": ["b"]}}}, "unknown-workflow"),
        (
            {"children": {"guests": {"workflow": "guest", "opened_in": "b"}}},
            "group-twice",
        ),
        (
            {
                "scenarios": [
                    {"title": "Below nothing", "given": {"parent": {"state": "a"}}},
                ]
            },
            "scenario-parent",
        ),
        (
            {
                "scenarios": [
                    {"title": "Open what", "given": {}, "steps": [{"open": "guest"}]},
                ]
            },
            "unknown-admission",
        ),
    ],
)
def test_slips_are_found(thing: Any, change: dict[str, Any], code: str) -> None:
    parent, guest = hall(thing)

    _, findings = parse({**parent, **change}, others={"guest": guest})

    assert code in [each.code for each in findings]
