"""Decision tables: what they take, what their cells mean, and everything that is wrong at once."""

from __future__ import annotations

from datetime import date
from itertools import product
from typing import Any

import pytest

from engine.findings import Severity
from engine.rules.errors import RuleFailed
from engine.rules.rule import Scope, Surroundings, compile_rule
from engine.rules.tables import Table, parse_table
from engine.rules.types import (
    BOOL,
    DATE,
    DOUBLE,
    INT,
    STRING,
    Type,
    choice,
    list_of,
    nullable,
    record,
)

SCOPE = Scope(
    {
        "case": record(
            "case",
            {
                "priority": choice(["high", "medium", "low"]),
                "extra_cost": BOOL,
                "necessary": BOOL,
                "days": INT,
                "share": DOUBLE,
                "due_on": nullable(DATE),
                "area": STRING,
                "tags": list_of(STRING),
            },
        ),
        "settings": record("settings", {"limit": INT}),
    }
)
CLASS = {"result": "class", "type": "choice", "options": ["A", "B", "C"]}
POINTS = {"result": "points", "type": "integer"}
KOELN: dict[str, Any] = {
    "take": "only",
    "columns": ["= case.priority", "= case.extra_cost", CLASS],
    "rows": [
        [["high", "medium"], False, "A"],
        ["high", True, "B"],
        ["medium", True, "C"],
        ["low", "*", "C"],
    ],
}


def parsed(source: dict[str, Any]) -> Table:
    table, findings = parse_table(source, SCOPE, "triage")
    assert table is not None, findings
    return table


def codes(source: dict[str, Any]) -> list[tuple[str, str]]:
    _, findings = parse_table(source, SCOPE, "triage")
    return [(finding.code, finding.where) for finding in findings]


def by_days(take: str, *rows: list[Any], result: dict[str, Any] = POINTS) -> dict[str, Any]:
    return {"take": take, "columns": ["= case.days", result], "rows": list(rows)}


def test_the_triage_of_cologne_has_no_gap_and_no_overlap() -> None:
    table, findings = parse_table(KOELN, SCOPE, "triage")
    assert findings == []
    assert table is not None
    expected = {("high", True): "B", ("high", False): "A", ("medium", False): "A"}
    for priority, extra_cost in product(["high", "medium", "low"], [True, False]):
        answer = table.evaluate({"case": {"priority": priority, "extra_cost": extra_cost}})
        assert answer == expected.get((priority, extra_cost), "C")


def test_with_what_is_necessary_each_of_twelve_combinations_gives_one_class() -> None:
    source = {
        "take": "only",
        "columns": ["= case.priority", "= case.extra_cost", "= case.necessary", CLASS],
        "rows": [
            [["high", "medium"], False, True, "A"],
            ["high", True, True, "B"],
            ["medium", True, True, "C"],
            ["low", "*", True, "C"],
            ["*", "*", False, "C"],
        ],
    }
    table, findings = parse_table(source, SCOPE, "triage")
    assert findings == []
    assert table is not None
    for priority, cost, necessary in product(
        ["high", "medium", "low"], [True, False], [True, False]
    ):
        values = {"case": {"priority": priority, "extra_cost": cost, "necessary": necessary}}
        assert len(table.matching(values)) == 1


def test_a_row_that_overlaps_under_only_is_found_with_an_example() -> None:
    source = {**KOELN, "rows": [*KOELN["rows"][:2], ["*", "*", "C"]]}
    table, findings = parse_table(source, SCOPE, "triage")
    assert table is None
    assert {(finding.code, finding.where) for finding in findings} == {("table-overlap", "/rows/2")}
    assert "case.priority = 'high', case.extra_cost = yes" in findings[0].message.en
    assert "ja" in findings[0].message.de
    assert findings[0].hint is not None
    assert '"first"' in findings[0].hint.en
    assert parse_table({**source, "take": "first"}, SCOPE, "triage")[1] == []


@pytest.mark.parametrize("missing", range(4))
def test_every_missing_row_is_a_gap(missing: int) -> None:
    rows = [row for place, row in enumerate(KOELN["rows"]) if place != missing]
    table, findings = parse_table({**KOELN, "rows": rows}, SCOPE, "triage")
    assert table is None
    assert [(finding.code, finding.where) for finding in findings] == [("table-gap", "/rows")]
    assert KOELN["rows"][missing][0][0] in findings[0].message.en or missing == 3


def test_a_gap_for_a_missing_value_alone_is_only_worth_knowing() -> None:
    source = {
        "take": "only",
        "columns": ["= case.due_on", CLASS],
        "rows": [["< 2026-01-01", "A"], [">= 2026-01-01", "B"]],
    }
    table, findings = parse_table(source, SCOPE, "triage")
    assert table is not None
    assert [(finding.code, finding.severity) for finding in findings] == [
        ("table-gap", Severity.INFO)
    ]
    assert codes({**source, "rows": [*source["rows"], [None, "C"]]}) == []
    with pytest.raises(RuleFailed) as caught:
        table.evaluate({"case": {}})
    assert caught.value.code == "no_row"


ROWS = (["< 10", 1], ["< 20", 2], ["[5..15]", 2], ["*", 4])


@pytest.mark.parametrize(
    ("take", "days", "answer"),
    [
        ("first", 3, 1),
        ("first", 30, 4),
        ("all", 7, [1, 2, 2, 4]),
        ("all", 99, [4]),
        ("sum", 7, 9),
        ("min", 17, 2),
        ("max", 7, 4),
        ("count", 7, 4),
        ("count", 99, 1),
    ],
)
def test_what_is_taken(take: str, days: int, answer: Any) -> None:
    table = parsed(by_days(take, *ROWS))
    assert table.evaluate({"case": {"days": days}}) == answer


def test_agreeing_rows_may_overlap_as_long_as_they_agree() -> None:
    table = parsed(by_days("agreeing", ["< 10", 1], ["< 5", 1], [">= 10", 2]))
    assert table.evaluate({"case": {"days": 3}}) == 1
    assert codes(by_days("agreeing", ["< 10", 1], ["< 5", 3], [">= 10", 2])) == [
        ("table-overlap", "/rows/1")
    ]


def test_rows_that_only_run_time_can_tell_apart_fail_there() -> None:
    rows = (["*", "= case.days"], ["*", "= settings.limit"])
    table = parsed(by_days("agreeing", *rows))
    assert table.evaluate({"case": {"days": 3}, "settings": {"limit": 3}}) == 3
    with pytest.raises(RuleFailed) as caught:
        table.evaluate({"case": {"days": 3}, "settings": {"limit": 4}})
    assert caught.value.code == "several_rows"
    assert "1, 2" in caught.value.message.en


def test_nothing_matches() -> None:
    opened = [{"rule": "case.days > 5"}, 1]
    for take, answer in (("all", []), ("sum", 0), ("count", 0)):
        assert parsed(by_days(take, opened)).evaluate({"case": {"days": 1}}) == answer
    for take in ("only", "first", "agreeing", "min", "max"):
        with pytest.raises(RuleFailed) as caught:
            parsed(by_days(take, opened)).evaluate({"case": {"days": 1}})
        assert caught.value.code == "no_row"


@pytest.mark.parametrize(
    ("cell", "inside", "outside"),
    [
        (14, [14], [13, 15]),
        ("14", [14], [13]),
        ("< 14", [13, -5], [14]),
        ("<= 14", [14], [15]),
        ("> 14", [15], [14]),
        (">=-3", [-3], [-4]),
        ("[0..14)", [0, 13], [-1, 14]),
        ("(0..14]", [1, 14], [0, 15]),
        ("[ 3 .. 3 ]", [3], [2, 4]),
        ([1, "> 7"], [1, 8], [2, 7]),
        ({"not": [1, 2]}, [3], [1, 2]),
        ({"not": {"not": "< 5"}}, [4], [5]),
        ({"rule": "case.days % 2 == 0"}, [2, 4], [3]),
        ("= settings.limit", [12], [11]),
        ("*", [1, 99], []),
    ],
)
def test_cells_of_a_number_column(cell: Any, inside: list[int], outside: list[int]) -> None:
    table = parsed(by_days("count", [cell, 1]))
    for days in inside:
        assert table.evaluate({"case": {"days": days}, "settings": {"limit": 12}}) == 1
    for days in outside:
        assert table.evaluate({"case": {"days": days}, "settings": {"limit": 12}}) == 0


@pytest.mark.parametrize(
    ("column", "cell", "inside", "outside"),
    [
        ("case.due_on", "2026-03-31", [date(2026, 3, 31)], [date(2026, 3, 30), None]),
        ("case.due_on", "< 2026-03-31", [date(2026, 3, 30)], [date(2026, 3, 31), None]),
        ("case.due_on", "[2026-01-01..2026-12-31]", [date(2026, 1, 1)], [date(2027, 1, 1), None]),
        ("case.due_on", None, [None], [date(2026, 1, 1)]),
        ("case.due_on", {"not": None}, [date(2026, 1, 1)], [None]),
        ("case.share", "> 0.5", [0.75], [0.5]),
        ("case.share", 1, [1.0], [1.5]),
        ("case.area", "< 14", ["< 14"], ["13"]),
        ("case.area", "==x", ["=x"], ["x"]),
        ("case.area", ["Sprache", "Arbeit"], ["Arbeit"], ["Wohnen"]),
        ("case.necessary", True, [True], [False]),
    ],
)
def test_cells_of_other_columns(
    column: str, cell: Any, inside: list[Any], outside: list[Any]
) -> None:
    source = {"take": "count", "columns": [column], "rows": [[cell]]}
    table = parsed(source)
    field = column.partition(".")[2]
    assert [table.evaluate({"case": {field: value}}) for value in inside] == [1] * len(inside)
    assert [table.evaluate({"case": {field: value}}) for value in outside] == [0] * len(outside)


@pytest.mark.parametrize(
    ("cells", "code", "where"),
    [
        (["soon", 1], "table-cell-type", "/rows/0/0"),
        ([True, 1], "table-cell-type", "/rows/0/0"),
        (["< x", 1], "table-cell-type", "/rows/0/0"),
        ([["*", "x"], 1], "table-cell-type", "/rows/0/0/1"),
        (["[9..3]", 1], "table-empty-range", "/rows/0/0"),
        (["(3..3]", 1], "table-empty-range", "/rows/0/0"),
        ([{"no": 1}, 1], "table-cell", "/rows/0/0"),
        ([{"rule": 1}, 1], "table-cell", "/rows/0/0/rule"),
        ([{"rule": "case.dayz > 1"}, 1], "rule-unknown-field", "/rows/0/0/rule"),
        ([{"not": {"rule": "case.days"}}, 1], "rule-wrong-result", "/rows/0/0/not/rule"),
        (["= case.area", 1], "rule-wrong-result", "/rows/0/0"),
        (["*", "x"], "table-cell-type", "/rows/0/1"),
        (["*", "= case.area"], "rule-wrong-result", "/rows/0/1"),
        (["*"], "table-row", "/rows/0"),
        ("*", "table-row", "/rows/0"),
        (["9" * 5000, 1], "table-cell-type", "/rows/0/0"),
        ([[1] * 5000, 1], "table-cell", "/rows/0/0"),
    ],
)
def test_a_wrong_cell_is_found_by_row_and_column(cells: Any, code: str, where: str) -> None:
    assert codes(by_days("first", cells, ["*", 2])) == [(code, where)]


def test_all_wrong_cells_are_found_at_once() -> None:
    source = {
        "take": "frist",
        "columns": ["= case.priority", "= case.dayz", CLASS],
        "rows": [["hihg", "*", "A"], ["high", "*", "D"], ["high"]],
    }
    assert codes(source) == [
        ("table-unknown-take", "/take"),
        ("rule-unknown-field", "/columns/1"),
        ("table-unknown-option", "/rows/0/0"),
        ("table-unknown-option", "/rows/1/2"),
        ("table-row", "/rows/2"),
    ]
    _, findings = parse_table(source, SCOPE, "triage")
    assert [finding.hint.en if finding.hint else "" for finding in findings][:3] == [
        "Did you mean “first”?",
        "Did you mean “days”?",
        "Did you mean “high”?",
    ]
    assert findings[1].column == 8


@pytest.mark.parametrize(
    ("change", "code", "where"),
    [
        ({"columns": []}, "table-shape", "/columns"),
        ({"columns": "x"}, "table-shape", "/columns"),
        ({"rows": []}, "table-shape", "/rows"),
        ({"rows": [["*", 1]] * 1001}, "table-shape", "/rows"),
        ({"columns": ["= case.days"], "rows": [["*"]]}, "table-no-result", "/columns"),
        ({"columns": ["= case.tags", POINTS]}, "table-column", "/columns/0"),
        ({"columns": [17, POINTS]}, "table-column", "/columns/0"),
        ({"columns": ["*", {"result": "x", "type": "numbr"}]}, "rule-syntax", "/columns/0"),
        (
            {"columns": ["= case.days", {"result": "x", "type": "numbr"}]},
            "table-unknown-type",
            "/columns/1/type",
        ),
        (
            {"take": "sum", "columns": ["= case.days", CLASS], "rows": [["*", "A"]]},
            "table-take",
            "/take",
        ),
        (
            {"columns": ["= case.days", POINTS, POINTS], "rows": [["*", 1, 1]]},
            "table-column",
            "/columns/2/result",
        ),
    ],
)
def test_a_wrong_shape_is_found(change: dict[str, Any], code: str, where: str) -> None:
    assert (code, where) in codes({**by_days("first", ["*", 1]), **change})


@pytest.mark.parametrize(
    ("take", "result", "type_"),
    [
        ("first", CLASS, choice(["A", "B", "C"])),
        ("all", CLASS, list_of(choice(["A", "B", "C"]))),
        ("count", CLASS, INT),
        ("first", {"result": "x", "type": "money"}, INT),
        ("first", {"result": "x", "type": "date"}, DATE),
        ("first", {"result": "x"}, STRING),
    ],
)
def test_the_type_of_the_answer_is_known(take: str, result: dict[str, Any], type_: Type) -> None:
    literal = {"choice": "A", "money": 1, "date": "2026-01-01"}.get(result.get("type", ""), "x")
    assert parsed(by_days(take, ["*", literal], result=result)).result == type_


def test_an_answer_that_may_be_null_is_known_to_be() -> None:
    assert parsed(by_days("first", ["< 1", None], ["*", 1])).result == nullable(INT)


def test_several_results_are_a_record() -> None:
    source = {
        "take": "first",
        "columns": ["= case.days", CLASS, POINTS],
        "rows": [["< 1", "A", 1], ["*", "B", "= case.days * 2"]],
    }
    table = parsed(source)
    assert table.evaluate({"case": {"days": 7}}) == {"class": "B", "points": 14}
    assert table.references == {("case", "days")}
    rule, findings = compile_rule("table('t').points > 10", Scope(SCOPE.names, {"t": table}))
    assert rule is not None, findings
    assert rule.evaluate({"case": {"days": 7}}) is True


def test_rules_ask_tables() -> None:
    table = parsed(KOELN)
    scope = Scope(SCOPE.names, {"triage": table})
    rule, findings = compile_rule("table('triage') in ['A', 'B']", scope, BOOL)
    assert rule is not None, findings
    assert rule.references == {("case", "priority"), ("case", "extra_cost")}
    assert rule.evaluate({"case": {"priority": "high", "extra_cost": True}}) is True
    lines = rule.explain({"case": {"priority": "low", "extra_cost": True}}).lines("en")
    assert "  · table('triage') = 'C'" in lines
    _, findings = compile_rule("table('triage') == 'D'", scope)
    assert [finding.code for finding in findings] == ["rule-unknown-option"]
    _, findings = compile_rule("table('triag') == 'A'", scope)
    assert findings[0].hint is not None
    assert "triage" in findings[0].hint.en


def test_a_table_around_stands_in_for_the_one_known_before() -> None:
    scope = Scope(SCOPE.names, {"t": parsed(by_days("first", ["*", 1]))})
    rule, _ = compile_rule("table('t')", scope)
    assert rule is not None
    other = parsed(by_days("first", ["*", 2]))
    assert rule.evaluate({"case": {"days": 7}}) == 1
    assert rule.evaluate({"case": {"days": 7}}, Surroundings(tables={"t": other})) == 2


def test_a_failing_rule_in_a_table_fails_the_table() -> None:
    table = parsed(by_days("first", ["*", "= 1 / case.days"]))
    with pytest.raises(RuleFailed) as caught:
        table.evaluate({"case": {"days": 0}})
    assert caught.value.code == "divide_by_zero"
    with pytest.raises(RuleFailed):
        table.evaluate({"case": 17})


def test_a_row_that_never_counts_is_told_under_first() -> None:
    table, findings = parse_table(
        by_days("first", ["< 10", 1], ["[3..5]", 2], ["*", 3]), SCOPE, "t"
    )
    assert table is not None
    assert [(finding.code, finding.where, finding.severity) for finding in findings] == [
        ("table-unreached-row", "/rows/1", Severity.WARNING)
    ]


def test_tables_in_a_loop_share_its_budget() -> None:
    table = parsed(by_days("first", *([f"< {n}", n] for n in range(1, 500)), ["*", 0]))
    scope = Scope({**SCOPE.names, "n": list_of(INT)}, {"t": table})
    rule, _ = compile_rule("n.all(i, n.all(j, table('t') >= 0))", scope)
    assert rule is not None
    with pytest.raises(RuleFailed) as caught:
        rule.evaluate({"case": {"days": 7}, "n": list(range(100))})
    assert caught.value.code == "budget"
