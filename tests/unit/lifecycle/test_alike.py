"""Which wakes come to the same in every case that owes the same."""

from __future__ import annotations

from typing import Any

import pytest

from engine.lifecycle.alike import is_common
from engine.lifecycle.outcome import Accepted
from engine.lifecycle.run import wake_case
from tests.unit.lifecycle.test_catching_up import T, laddered, notify, rung

NEXT_DAY = "2026-01-27 12:00"
"""One working day after the report was due, with everything before it said."""


def woken(played: Any, at: str) -> Accepted:
    outcome = wake_case(played.world, played.id, played.moment(at))
    assert isinstance(outcome, Accepted)
    return outcome


def common(stage: Any, document: dict[str, Any], *before: str, at: str) -> bool:
    played = stage(document).open()
    for each in before:
        woken(played, each)
    return is_common(played.definitions[played.key], woken(played, at))


def test_a_reminder_is(stage: Any, thing: Any) -> None:
    assert common(stage, laddered(thing), at="2026-01-19 12:00")


@pytest.mark.parametrize("to", ["owner", "creditor", "group"])
def test_an_escalation_is_that_only_speaks(stage: Any, thing: Any, to: str) -> None:
    document = laddered(thing, rung(1, notify(to), notify("office")), reminders=[])
    assert common(stage, document, at=NEXT_DAY)


@pytest.mark.parametrize(
    "step",
    [
        rung(1, notify("owner"), {"do": "agenda", "body": "group"}),
        rung(1, {"do": "agenda", "body": "group"}),
        rung(1, notify("owner"), **{"if": "case.progress < 50"}),
        rung(1, {**notify("owner"), "if": "case.progress < 50"}),
        rung(1, {"do": "set", "values": {"progress": "= 10"}}),
        rung(1, notify("owner"))
        | {"at": "= case.progress < 50 ? '1 working day after' : '2 working days after'"},
    ],
)
def test_what_asks_or_does_more_is_not(stage: Any, thing: Any, step: dict[str, Any]) -> None:
    assert not common(stage, laddered(thing, step, reminders=[]), at=NEXT_DAY)


def test_several_rungs_at_once_are_not(stage: Any, thing: Any) -> None:
    assert not common(stage, laddered(thing, rung(1, notify("owner"))), at=NEXT_DAY)


def test_nothing_is_not(stage: Any, thing: Any) -> None:
    assert not common(stage, laddered(thing), at="2026-01-12 12:00")


def test_the_due_moment_of_what_recurs_is_not(stage: Any, thing: Any) -> None:
    document = laddered(thing, repeat={"every": "1 month"}, reminders=[])
    assert not common(stage, document, at=NEXT_DAY)


def test_where_a_case_may_move_on_by_itself_no_rung_is(stage: Any, thing: Any) -> None:
    document = laddered(thing)
    document["transitions"] = [
        *document["transitions"],
        {"id": "on", "from": ["a"], "to": "b", "when": "case.progress > 50"},
    ]
    assert not common(stage, document, at="2026-01-19 12:00")


def test_where_a_field_names_a_body_no_rung_is(stage: Any, thing: Any) -> None:
    document = laddered(thing)
    document["fields"] = {**document["fields"], "body": {"type": "body", "title": T}}
    document["roles"] = {
        **document["roles"],
        "members": {"held_by": "body", "named_by": "body", "title": T},
    }
    assert not common(stage, document, at="2026-01-19 12:00")


def test_what_people_do_is_not(stage: Any, thing: Any) -> None:
    played = stage(laddered(thing)).open()
    outcome = played.do("report", "lead", progress=10)
    assert not is_common(played.definitions[played.key], outcome)
