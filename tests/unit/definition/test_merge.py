"""A new edition reaches a town that has changed its own."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.definition.merge import MISSING, merged

OLD: dict[str, Any] = {
    "settings": {"days": 3, "weeks": 1},
    "transitions": [{"id": "a", "to": "x"}, {"id": "b", "to": "y"}],
    "by": ["office"],
}


def changed(**parts: Any) -> dict[str, Any]:
    return {**OLD, **parts}


def test_what_only_one_side_changed_is_taken_from_it():
    new = changed(settings={"days": 3, "weeks": 2, "years": 1})
    local = changed(settings={"days": 5, "weeks": 1}, by=["office", "lead"])

    found = merged(OLD, new, local)

    assert found.document["settings"] == {"days": 5, "weeks": 2, "years": 1}
    assert found.document["by"] == ["office", "lead"]
    assert found.conflicts == ()
    assert set(found.taken) == {"/settings/weeks", "/settings/years"}
    assert set(found.kept) == {"/settings/days", "/by"}


def test_where_both_changed_the_towns_stands_and_a_finding_tells():
    found = merged(OLD, changed(by=["lead"]), changed(by=["council"]))

    assert found.document["by"] == ["council"]
    [conflict] = found.conflicts
    assert (conflict.old, conflict.new, conflict.local) == (["office"], ["lead"], ["council"])
    assert conflict.finding.code == "merge-conflict"
    assert conflict.finding.where == "/by"


def test_both_sides_making_the_same_change_is_no_conflict():
    found = merged(OLD, changed(by=["lead"]), changed(by=["lead"]))

    assert (found.document["by"], found.conflicts) == (["lead"], ())


@pytest.mark.parametrize(
    ("new", "local", "stands", "seen"),
    [
        ({"days": 4, "weeks": 1}, {"weeks": 1}, {"weeks": 1}, (4, MISSING)),
        ({"weeks": 1}, {"days": 4, "weeks": 1}, {"days": 4, "weeks": 1}, (MISSING, 4)),
    ],
)
def test_taken_out_here_and_changed_there_is_a_conflict(new, local, stands, seen):
    found = merged(OLD, changed(settings=new), changed(settings=local))

    assert found.document["settings"] == stands
    [conflict] = found.conflicts
    assert (conflict.new, conflict.local) == seen


def test_entries_of_lists_are_told_apart_by_their_id_and_keep_their_place():
    new = changed(transitions=[{"id": "a", "to": "x"}, {"id": "n", "to": "z"}, {"id": "b"}])
    local = changed(transitions=[{"id": "a", "to": "q"}, {"id": "l"}, {"id": "b", "to": "y"}])

    found = merged(OLD, new, local)

    assert [each["id"] for each in found.document["transitions"]] == ["a", "l", "n", "b"]
    assert found.document["transitions"][0] == {"id": "a", "to": "q"}
    assert found.document["transitions"][3] == {"id": "b"}
    assert found.conflicts == ()


def test_an_order_that_the_town_has_changed_stays():
    local = changed(transitions=[OLD["transitions"][1], OLD["transitions"][0]])
    new = changed(transitions=[*OLD["transitions"], {"id": "c"}])

    found = merged(OLD, new, local)

    assert [each["id"] for each in found.document["transitions"]] == ["b", "c", "a"]


def test_true_is_not_one():
    found = merged({"a": True}, {"a": 1}, {"a": True})

    assert found.document["a"] == 1
    assert found.document["a"] is not True


KEYS = st.sampled_from(["a", "b", "c"])
SCALARS = st.one_of(st.booleans(), st.integers(0, 2), st.none())
ENTRIES = st.lists(st.fixed_dictionaries({"id": KEYS, "to": SCALARS}), max_size=3)
TREES = st.dictionaries(
    KEYS, st.recursive(SCALARS | ENTRIES, lambda inner: st.dictionaries(KEYS, inner, max_size=3))
)


@given(TREES, TREES, TREES)
def test_every_merge_is_explained(old, new, local):
    found = merged(old, new, local)

    assert merged(old, old, local).document == local
    assert merged(old, new, old).document == new
    assert merged(old, new, old).conflicts == ()
    if not found.conflicts and not found.kept:
        assert found.document == new
    if not found.conflicts and not found.taken:
        assert found.document == local
