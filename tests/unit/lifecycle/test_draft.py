"""A draft goes back to its mark as a whole; ladders are kept for what they were worked out of."""

from __future__ import annotations

from collections import deque
from datetime import time
from typing import Any

from engine.lifecycle.draft import Draft
from engine.lifecycle.frozen import replace
from engine.lifecycle.ladder import plan
from engine.lifecycle.rungs import reading_of

T = {"de": "X", "en": "X"}


def drafted(played: Any, **around: Any) -> Draft:
    compiled, at = played.definitions[played.key], played.theatre.now
    circumstances = played.world.circumstances(compiled, played.case, at, None)
    return Draft(compiled, played.case, replace(circumstances, **around))


def test_a_mark_holds_a_copy_of_everything_that_grows(stage: Any, thing: Any) -> None:
    draft = drafted(stage(thing()).open())
    mark = draft.mark()
    growing = {name: each for name, each in vars(draft).items() if isinstance(each, list | deque)}
    assert growing.keys() >= {"occurrences", "steps", "raised"}
    assert [name for name, each in growing.items() if mark[name] is each] == []


def test_rungs_are_worked_out_once_for_equal_settings_and_anew_for_others(
    stage: Any, thing: Any
) -> None:
    document = thing(
        settings={"r": {"type": "rungs", "default": ["1 day before"], "title": T}},
        obligations={
            "duty": {
                "title": T,
                "owner": "lead",
                "due": {"from": "entry", "after": "14 days"},
                "reminders": "= settings.r",
                "fulfilled_by": ["report"],
            }
        },
        states={"a": {"title": T, "obligations": ["duty"]}},
    )
    played = stage(document).open()
    (owed,) = played.owed("duty")
    declared = played.definitions["thing"].obligations["duty"]

    def moments(draft: Draft) -> list[str]:
        return [
            f"{each.id} {each.at:%m-%d %H}"
            for each in plan(owed, declared, reading_of(draft, owed))
        ]

    one = drafted(played)
    rungs = plan(owed, declared, reading_of(one, owed))
    settings = one.circumstances.settings
    assert plan(owed, declared, reading_of(drafted(played, settings=settings), owed)) is rungs
    assert moments(one) == ["reminder:1 day before 01-23 07"]
    demanded = replace(declared, reminders=())
    assert plan(owed, demanded, reading_of(one, owed)) == []
    other = drafted(played, settings={"r": ["2 days before"]})
    assert moments(other) == ["reminder:2 days before 01-23 07"]
    later = drafted(played, settings=settings, rung_time=time(9))
    assert moments(later) == ["reminder:1 day before 01-23 08"]
    assert moments(one) == ["reminder:1 day before 01-23 07"]
