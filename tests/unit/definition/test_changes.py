"""What a package does otherwise than a shipped workflow, key by key."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from engine.definition.changes import changed

DOCUMENT: dict[str, Any] = {
    "title": {"de": "Alt", "en": "Old"},
    "settings": {"days": {"default": 3}, "weeks": {"default": 1}},
    "transitions": [
        {"id": "go", "to": "b", "guards": [{"id": "one", "rule": "a"}, {"id": "two", "rule": "b"}]},
        {"id": "back", "to": "a"},
    ],
    "scenarios": [{"title": "First", "steps": []}, {"title": "Second", "steps": []}],
    "effects": [{"do": "set"}, {"do": "notify"}],
}


@pytest.mark.parametrize(
    ("changes", "where", "wanted"),
    [
        ({"settings": {"days": {"default": 5}}}, ("settings", "days"), {"default": 5}),
        ({"settings": {"weeks": None}}, ("settings",), {"days": {"default": 3}}),
        ({"settings": {"years": {"default": 2}}}, ("settings", "years"), {"default": 2}),
        ({"title": {"de": "Neu", "en": "New"}}, ("title",), {"de": "Neu", "en": "New"}),
        ({"effects": [{"do": "raise"}]}, ("effects",), [{"do": "raise"}]),
        ({"transitions": {"go": {"to": "c"}}}, ("transitions", 0, "to"), "c"),
        ({"transitions": {"go": None}}, ("transitions",), [{"id": "back", "to": "a"}]),
        ({"transitions": {"new": {"to": "d"}}}, ("transitions", 2), {"id": "new", "to": "d"}),
        (
            {"transitions": {"go": {"guards": {"one": None}}}},
            ("transitions", 0, "guards"),
            [{"id": "two", "rule": "b"}],
        ),
        ({"scenarios": {"First": None}}, ("scenarios",), [{"title": "Second", "steps": []}]),
        ({"transitions": []}, ("transitions",), []),
    ],
)
def test_a_value_replaces_null_takes_away_the_rest_stays(changes, where, wanted):
    before = deepcopy(DOCUMENT)

    found: Any
    found, findings = changed(DOCUMENT, changes)
    for part in where:
        found = found[part]

    assert found == wanted
    assert findings == []
    assert before == DOCUMENT


@pytest.mark.parametrize(
    ("changes", "code", "where"),
    [
        ({"fields": None}, "change-of-nothing", "/fields"),
        ({"transitions": {"gone": None}}, "change-of-nothing", "/transitions/gone"),
        ({"settings": {"days": {"default": 3}}}, "change-without-effect", "/settings/days/default"),
        ({"title": {"de": "Alt", "en": "Old"}}, "change-without-effect", "/title"),
    ],
)
def test_a_change_that_comes_to_nothing_is_found(changes, code, where):
    _, findings = changed(DOCUMENT, changes)

    assert [(each.code, each.where) for each in findings] == [(code, where)]


def test_words_in_a_third_language_do_not_outlive_the_words_they_translate():
    old = {"title": {"de": "Alt", "en": "Old", "tr": "Eski"}}

    assert changed(old, {"title": {"de": "Neu", "en": "New"}})[0]["title"].keys() == {"de", "en"}
