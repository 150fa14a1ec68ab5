"""Replay: the folded patches of a history are the stored case, whatever happened."""

from __future__ import annotations

import json
from typing import Any

from engine.lifecycle.codec import decode_case, encode
from engine.lifecycle.replay import fold, in_order, patch

T = {"de": "X", "en": "X"}


def eventful(thing: Any) -> dict[str, Any]:
    """Return a workflow in which every kind of thing can be owed, asked and waited for."""
    duty = {
        "owner": "lead",
        "title": T,
        "due": {"from": "= case.starts_on", "after": "1 month"},
        "repeat": {"every": "1 month"},
        "fulfilled_by": ["report"],
        "reminders": ["5 days before"],
        "extension": {"by": ["office"]},
        "waiver": {"by": ["office"]},
        "escalation": [
            {
                "id": "ask",
                "at": "2 days after",
                "do": [
                    {"do": "agenda", "body": "group"},
                    {
                        "do": "propose",
                        "id": "p",
                        "body": "group",
                        "title": T,
                        "on": {"adopted": "go", "rejected": "tick"},
                    },
                ],
            }
        ],
    }
    return thing(  # type: ignore[no-any-return]
        states={
            "a": {
                "title": T,
                "obligations": ["report"],
                "timers": [{"id": "t", "on": "= case.starts_on", "event": "tick"}],
            }
        },
        obligations={"report": duty},
    )


def replayed(played: Any) -> Any:
    case = played.case
    flow = played.definitions[played.key].workflow
    steps = [each.step for each in played.world.history if each.step.after.id == case.id]
    patches = [json.loads(json.dumps(patch(each))) for each in steps]
    return fold(patches, lambda _: flow.fields)


def test_a_whole_life_adds_up(stage: Any, thing: Any) -> None:
    played = stage(eventful(thing)).open(starts_on="2026-02-02")
    stations = [
        lambda: played.until("2026-03-20"),
        lambda: played.do("extend", obligation="report", by="3 months", reason="x"),
        lambda: played.do("waive", obligation="report", reason="y"),
        lambda: played.do("report", "lead", progress=7),
        lambda: played.do("suspend", reason="z", until="2026-04-01"),
        lambda: played.until("2026-06-01"),
        lambda: played.do("decide", "group", proposal="p", outcome="postponed"),
        lambda: played.do("resume"),
        lambda: played.do("correct", reason="w", fields={"starts_on": None}),
        lambda: played.do("correct", reason="v", fields={"starts_on": "2026-08-03"}),
        lambda: played.until("2026-12-01"),
        lambda: played.do("assign", role="lead", to="person:b"),
        lambda: played.do("decide", "group", proposal="p", outcome="adopted"),
        lambda: played.do("end"),
    ]
    for station in stations:
        station()
        assert replayed(played) == in_order(played.case)
    assert played.case.version == len(played.world.history)


def test_a_case_survives_being_written_and_read(stage: Any, thing: Any) -> None:
    played = stage(eventful(thing)).open(starts_on="2026-02-02").until("2026-07-01")
    raw = json.loads(json.dumps(encode(played.case)))
    assert decode_case(raw, played.definitions["thing"].workflow.fields) == played.case
