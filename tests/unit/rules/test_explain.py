"""Why a rule came out as it did, for a person, as JSON, and without what is not hers to read."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from engine.rules.explain import Explanation, Part
from engine.rules.rule import Rule

Compiled = Callable[[str], Rule]
CONSENT = "size(case.addressees) > 0 && case.addressees.all(a, a.consented_on != null)"


def test_every_part_has_its_value_and_its_mark(compiled: Compiled, values: dict[str, Any]) -> None:
    rule = compiled("facts.running < settings.max_parallel && case.ends_on == null")
    assert rule.explain(values).lines("en") == [
        "✗ facts.running < settings.max_parallel && case.ends_on == null",
        "  ✓ facts.running < settings.max_parallel",
        "    · facts.running = 11",
        "    · settings.max_parallel = 12",
        "  ✗ case.ends_on == null",
        "    · case.ends_on = 2026-12-31",
    ]


def test_a_list_shows_every_element_that_decided(
    compiled: Compiled, values: dict[str, Any]
) -> None:
    assert compiled(CONSENT).explain(values).lines("de") == [
        f"✗ {CONSENT}",
        "  ✓ size(case.addressees) > 0",
        "    · size(case.addressees) = 3",
        "      · case.addressees = (3 Einträge)",
        "  ✗ case.addressees.all(a, a.consented_on != null)",
        "    · case.addressees = (3 Einträge)",
        "    [1]: {organisation: 'Verein A', kind: 'volunteer', hours: 4}",
        "      ✗ a.consented_on != null",
        "        · a.consented_on = leer",
        "    [2]: {organisation: 'Verein B', kind: 'volunteer', hours: 7}",
        "      ✗ a.consented_on != null",
        "        · a.consented_on = leer",
    ]


@pytest.mark.parametrize(
    ("source", "positions"),
    [
        ("case.addressees.exists(a, a.kind == 'volunteer')", [1, 2]),
        ("case.addressees.exists(a, a.hours > 99)", [0, 1, 2]),
        ("case.addressees.all(a, a.hours > 5)", [1]),
        ("case.addressees.all(a, a.hours > 0)", [0, 1, 2]),
        ("case.addressees.exists_one(a, a.kind == 'volunteer')", [1, 2]),
        ("case.addressees.filter(a, a.hours > 5).size() == 2", [0, 2]),
        ("case.addressees.map(a, a.hours) == []", []),
        ("case.addressees.all(a, case.labels[a.kind] != '')", [0, 1, 2]),
        ("case.labels.all(k, k == 'colour')", [0]),
    ],
)
def test_which_elements_decide(
    compiled: Compiled, values: dict[str, Any], source: str, positions: list[int]
) -> None:
    found: list[int] = []

    def collect(part: Part) -> None:
        found.extend(element.position for element in part.elements)
        for inner in part.parts:
            collect(inner)

    root = compiled(source).explain(values).root
    assert root is not None
    collect(root)
    assert found == positions


def test_of_many_elements_a_few_are_shown_and_the_others_counted(
    compiled: Compiled, values: dict[str, Any]
) -> None:
    values["case"]["tags"] = [str(number) for number in range(2000)]
    explanation = compiled("case.tags.all(t, t == 'x')").explain(values)
    assert explanation.lines("en")[-1] == "  … 1995 more"
    assert explanation.to_json()["tree"]["more_elements"] == 1995


def test_looking_on_costs_the_rule_nothing(compiled: Compiled, values: dict[str, Any]) -> None:
    values["case"]["tags"] = ["x"] * 150
    source = "case.tags.exists(t, case.tags.all(u, case.tags.exists(v, v == 'x' && u == 'x')))"
    rule = compiled(source)
    assert rule.evaluate(values) is True
    assert rule.explain(values).value is True


def test_a_failure_is_shown_where_it_happened(compiled: Compiled, values: dict[str, Any]) -> None:
    explanation = compiled("true && case.labels.size == 'x'").explain(values)
    assert explanation.failure is not None
    assert explanation.failure.code == "no_such_key"
    assert not explanation.verdict
    assert explanation.lines("de") == [
        "✗ true && case.labels.size == 'x': „size“ fehlt",
        "  ✗ case.labels.size == 'x': „size“ fehlt",
        "    ✗ case.labels.size: „size“ fehlt",
    ]
    assert explanation.to_json()["error"] == {
        "code": "no_such_key",
        "message": {"de": "„size“ fehlt", "en": "“size” is missing"},
        "column": 9,
    }


def test_only_true_is_a_verdict(compiled: Compiled, values: dict[str, Any]) -> None:
    assert compiled("case.progress > 1").explain(values).verdict is True
    assert compiled("case.progress").explain(values).verdict is False


def test_json_says_the_same(compiled: Compiled, values: dict[str, Any]) -> None:
    written = compiled("case.starts_on < today").explain(values).to_json()
    assert json.loads(json.dumps(written)) == {
        "rule": "case.starts_on < today",
        "verdict": True,
        "value": True,
        "tree": {
            "text": "case.starts_on < today",
            "column": 1,
            "end_column": 23,
            "mark": "tick",
            "value": True,
            "parts": [
                {
                    "text": "case.starts_on",
                    "column": 1,
                    "end_column": 15,
                    "mark": "plain",
                    "value": "2026-02-02",
                },
                {
                    "text": "today",
                    "column": 18,
                    "end_column": 23,
                    "mark": "plain",
                    "value": "2026-03-31",
                },
            ],
        },
    }


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("now", "2026-03-31T10:30:00Z"),
        ("duration('90s')", "90s"),
        ("1.0 / 0.0", "+Inf"),
        ("type(now)", "google.protobuf.Timestamp"),
        ("b'ab'", "6162"),
        ("3u", 3),
        ("{true: [1, null]}", {"True": [1, None]}),
        ("[1, 2, 3, 4, 5, 6, 7]", [1, 2, 3, 4, 5, "…"]),
        ("[[[[[1]]]]]", [[["…"]]]),
    ],
)
def test_values_are_ready_for_json(
    compiled: Compiled, values: dict[str, Any], source: str, shown: Any
) -> None:
    assert compiled(source).explain(values).to_json()["value"] == shown


def test_long_texts_are_cut(compiled: Compiled, values: dict[str, Any]) -> None:
    values["case"]["title"] = "x" * 5000
    assert len(compiled("case.title").explain(values).to_json()["value"]) == 201


@pytest.mark.parametrize(
    ("source", "hidden", "secret"),
    [
        ("case.title == 'Sprachcafé'", ("case", "title"), "Sprachcafé"),
        ("case.title + '!' == 'Sprachcafé!' || true", ("case", "title"), "Sprachcafé"),
        ("case.title + '!'", ("case",), "Sprachcafé"),
        ("case.addressees.all(a, a.organisation == '')", ("case", "addressees"), "Verein"),
        (
            "case.addressees.all(a, a.organisation == '')",
            ("case", "addressees", "organisation"),
            "Verein",
        ),
        (
            "case.addressees.map(a, a.organisation)",
            ("case", "addressees", "organisation"),
            "Verein",
        ),
        ("case.addressees[1].organisation == ''", ("case", "addressees"), "Verein"),
        ("case.labels.colour == ''", ("case", "labels"), "blue"),
        ("case.labels[case.title] == ''", ("case", "title"), "Sprachcafé"),
    ],
)
def test_hidden_values_stay_hidden(
    compiled: Compiled, values: dict[str, Any], source: str, hidden: tuple[str, ...], secret: str
) -> None:
    explanation = compiled(source).explain(values)

    def everything(paths: frozenset[tuple[str, ...]]) -> str:
        told = [json.dumps(explanation.to_json(paths), ensure_ascii=False)]
        told += explanation.lines("de", paths) + explanation.lines("en", paths)
        return (
            "\n".join(told).replace("case.title == 'Sprachcafé'", "").replace("'Sprachcafé!'", "")
        )

    assert secret in everything(frozenset())
    assert secret not in everything(frozenset({hidden}))


def test_a_hidden_verdict_is_hidden_but_the_rule_about_it_is_not(
    compiled: Compiled, values: dict[str, Any]
) -> None:
    explanation = compiled("!case.binding").explain(values)
    hidden = frozenset({("case", "binding")})
    assert explanation.lines("en", hidden) == ["✗ !case.binding", "  · case.binding = (hidden)"]
    assert compiled("case.binding").explain(values).to_json(hidden) == {
        "rule": "case.binding",
        "verdict": True,
        "hidden": True,
        "tree": {
            "text": "case.binding",
            "column": 1,
            "end_column": 13,
            "mark": "plain",
            "hidden": True,
        },
    }


def test_an_explanation_without_a_tree_still_says_something() -> None:
    assert Explanation("x", None, None, None).lines("de") == ["✗ x"]
    assert Explanation("x", None, None, None).to_json() == {
        "rule": "x",
        "verdict": False,
        "value": None,
    }
