"""Effects over lists: an event for each entry, and entries that are put in order."""

from __future__ import annotations

from typing import Any

import pytest

T = {"de": "X", "en": "X"}
MEMBERS = {
    "name": {"type": "text", "required": True, "title": T},
    "points": {"type": "integer", "required": True, "title": T},
    "who": {"type": "case", "title": T},
    "place": {"type": "integer", "title": T},
    "score": {"type": "integer", "title": T},
}
ENTRIES = {"type": "list", "required": True, "default": [], "title": T, "of": MEMBERS}


def doing(thing: Any, *effects: dict[str, Any]) -> Any:
    """Return a workflow with a list whose ``go`` has effects."""
    document = thing(fields={"entries": ENTRIES})
    document["transitions"][0]["effects"] = list(effects)
    return document


def entries(**points: int) -> list[dict[str, Any]]:
    return [{"name": name, "points": value} for name, value in points.items()]


def ranked(stage: Any, thing: Any, by: list[dict[str, str]], **points: int) -> dict[str, int]:
    rank = {"do": "rank", "list": "entries", "by": by, "into": "place", "score": "score"}
    played = stage(doing(thing, rank)).open(entries=entries(**points))
    played.do("go")
    return {each["name"]: each["place"] for each in played.case.data["entries"]}


def test_the_highest_comes_first(stage: Any, thing: Any) -> None:
    found = ranked(stage, thing, [{"highest": "= each.points"}], a=1, b=9, c=5)

    assert found == {"b": 1, "c": 2, "a": 3}


def test_a_tie_falls_to_the_next_criterion(stage: Any, thing: Any) -> None:
    by = [{"lowest": "= each.points"}, {"highest": "= each.name"}]

    assert ranked(stage, thing, by, a=5, b=5, c=1, d=5) == {"c": 1, "d": 2, "b": 3, "a": 4}


def test_what_no_criterion_tells_apart_keeps_its_order(stage: Any, thing: Any) -> None:
    by = [{"highest": "= each.points"}, {"highest": "= each.points"}]

    assert ranked(stage, thing, by, b=5, a=5, c=5) == {"b": 1, "a": 2, "c": 3}


def test_the_value_of_the_first_criterion_is_kept(stage: Any, thing: Any) -> None:
    rank = {
        "do": "rank",
        "list": "entries",
        "by": [{"highest": "= each.points * 3"}],
        "into": "place",
        "score": "score",
    }
    played = stage(doing(thing, rank)).open(entries=entries(a=2, b=4))

    played.do("go")

    assert [each["score"] for each in played.case.data["entries"]] == [6, 12]


@pytest.mark.parametrize(
    ("rank", "says"),
    [
        ({"list": "name", "by": [{"highest": "= 1"}], "into": "place"}, "no list"),
        ({"list": "entries", "by": [{"highest": "= each.place"}], "into": "place"}, "never null"),
        ({"list": "entries", "by": [{"highest": "= each.points"}], "into": "plaice"}, "plaice"),
        ({"list": "entries", "by": [{"highest": "= each.pints"}], "into": "place"}, "pints"),
        ({"list": "entries", "by": [{}], "into": "place"}, "highest"),
    ],
)
def test_an_order_that_cannot_be_is_found(
    stage: Any, thing: Any, rank: dict[str, Any], says: str
) -> None:
    with pytest.raises(AssertionError, match=says):
        stage(doing(thing, {"do": "rank", **rank}))


def test_an_event_for_each_entry_with_what_it_says(stage: Any, thing: Any) -> None:
    raised = {
        "do": "raise",
        "event": "report",
        "for_each": "= case.entries",
        "on": "= each.who",
        "input": {"progress": "= each.points"},
    }
    played = stage(doing(thing, raised))
    played.open()
    one = played.id
    played.open()
    other = played.id
    given = [
        {**each, "who": who} for each, who in zip(entries(a=10, b=20), (one, other), strict=True)
    ]
    played.open(entries=[*given, *entries(nobody=30)])

    played.do("go")

    assert played.world.load(one).data["progress"] == 10
    assert played.world.load(other).data["progress"] == 20
    assert played.case.data["progress"] == 0


def test_an_event_on_itself_for_each_entry(stage: Any, thing: Any) -> None:
    raised = {
        "do": "raise",
        "event": "report",
        "for_each": "= case.entries",
        "input": {"progress": "= each.points"},
    }
    played = stage(doing(thing, raised)).open(entries=entries(a=10, b=20))

    played.do("go")

    assert played.case.data["progress"] == 20
    assert [event for _, event in played.history()].count("report") == 2
