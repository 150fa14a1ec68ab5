"""Facts: what a step knows of other cases."""

from __future__ import annotations

from typing import Any

import pytest

T = {"de": "X", "en": "X"}


def knowing(thing: Any, rule: str, **fact: Any) -> dict[str, Any]:
    """Return a workflow whose ``go`` needs a rule over one fact."""
    document = thing(facts={"found": fact})
    document["transitions"][0]["guards"] = [{"id": "g", "rule": rule, "message": T}]
    return document  # type: ignore[no-any-return]


def may_go(stage: Any, document: Any, **fields: Any) -> bool:
    """Open three cases with progress 10, 20 and 30, the first one moved on; ask the last."""
    played = stage(document)
    played.open(name="one", progress=10)
    played.tell(played.id, "end")
    played.open(name="two", progress=20)
    played.open(name="three", progress=30, **fields)
    return bool(hasattr(played.send("go"), "steps"))


@pytest.mark.parametrize(
    ("fact", "rule"),
    [
        ({"count": "thing"}, "facts.found == 3"),
        ({"count": "thing", "in": ["a"]}, "facts.found == 2"),
        ({"count": "thing", "in": ["*"]}, "facts.found == 2"),
        ({"count": "thing", "in": ["!a"]}, "facts.found == 0"),
        ({"count": "thing", "where": {"name": "one"}}, "facts.found == 1"),
        ({"count": "thing", "where": {"name": "= case.name"}}, "facts.found == 1"),
        ({"count": "thing", "lock": True}, "facts.found == 3"),
        ({"exists": "thing", "where": {"name": "four"}}, "!facts.found"),
        ({"sum": "thing", "of": "progress"}, "facts.found == 60"),
        ({"max": "thing", "of": "progress"}, "facts.found != null && facts.found == 30"),
        (
            {"min": "thing", "of": "progress", "in": ["a"]},
            "facts.found != null && facts.found == 20",
        ),
        ({"list": "thing", "of": "name"}, "'one' in facts.found"),
        ({"count": "thing", "which": "each.progress < case.progress"}, "facts.found == 2"),
        ({"count": "thing", "which": "each.closed", "in": ["a"]}, "facts.found == 0"),
        ({"exists": "thing", "which": "each.state == 'z'"}, "facts.found"),
        ({"sum": "thing", "of": "= each.progress * 2"}, "facts.found == 120"),
        ({"sum": "thing", "of": "progress", "which": "!each.closed"}, "facts.found == 50"),
        (
            {"max": "thing", "of": "= each.progress", "which": "each.closed"},
            "facts.found != null && facts.found == 10",
        ),
        ({"list": "thing", "of": "= each.name + '!'"}, "'two!' in facts.found"),
    ],
)
def test_over_cases(stage: Any, thing: Any, fact: dict[str, Any], rule: str) -> None:
    assert may_go(stage, knowing(thing, rule, **fact))
    assert not may_go(stage, knowing(thing, f"!({rule})", **fact))


def test_organisations(stage: Any, thing: Any) -> None:
    played = stage(knowing(thing, "size(facts.found) == 1", organisations=True))
    played.world.organisations.append({"id": "o1", "name": "Verein"})
    played.open().do("go")


def test_the_opening_may_ask_for_them(stage: Any, thing: Any) -> None:
    guard = {"id": "one", "rule": "facts.found == 0", "message": T}
    document = thing(
        facts={"found": {"count": "thing", "in": ["a"]}},
        opening={"by": ["office"], "guards": [guard]},
    )
    played = stage(document).open()
    with pytest.raises(AssertionError):
        played.open()
    played.do("go")
    played.open()


def test_one_that_cannot_be_gathered_makes_what_reads_it_fail(stage: Any, thing: Any) -> None:
    fact = {"count": "thing", "where": {"progress": "= 10 / case.progress"}}
    played = stage(knowing(thing, "facts.found >= 0", **fact)).open()
    assert played.refuse("go") == ["g"]


def test_they_do_not_read_what_an_event_says(stage: Any, thing: Any) -> None:
    with pytest.raises(AssertionError, match="input"):
        stage(knowing(thing, "facts.found > 0", count="thing", where={"name": "= input.name"}))


def test_rungs_and_timers_may_ask_for_them(stage: Any, thing: Any) -> None:
    rung = {
        "id": "e",
        "at": "1 day after",
        "if": "facts.found > 0",
        "do": [{"do": "agenda", "body": "group"}],
    }
    duty = {
        "owner": "lead",
        "title": T,
        "due": {"from": "entry", "after": "3 days"},
        "escalation": [rung],
    }
    document = knowing(thing, "true", count="thing")
    document["states"]["a"]["obligations"] = ["d"]
    document["obligations"] = {"d": duty}
    assert len(stage(document).open().until("2026-03-01").case.items) == 1
