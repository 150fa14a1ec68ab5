"""The analysis of tables agrees with trying all values by hand."""

from __future__ import annotations

from itertools import product
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from engine.rules.cells import CellReader
from engine.rules.coverage import OTHER, cover
from engine.rules.rule import Scope
from engine.rules.tables import parse_table
from engine.rules.types import BOOL, INT, choice, nullable, record

PRIORITY = nullable(choice(["high", "low"]))
TYPES = (INT, PRIORITY)
NUMBERS = st.integers(0, 6)
NUMBER_CELLS = st.one_of(
    st.just("*"),
    NUMBERS,
    st.builds("{} {}".format, st.sampled_from(["<", "<=", ">", ">="]), NUMBERS),
    st.tuples(NUMBERS, st.integers(1, 4)).map(lambda pair: f"[{pair[0]}..{pair[0] + pair[1]})"),
    st.builds(lambda number: {"not": number}, NUMBERS),
    st.lists(NUMBERS, min_size=1, max_size=3),
)
PRIORITY_CELLS = st.sampled_from(["*", "high", "low", None, ["high", None], {"not": "low"}])
ROWS = st.lists(st.tuples(NUMBER_CELLS, PRIORITY_CELLS), min_size=1, max_size=5)


@given(ROWS)
def test_gaps_and_overlaps_are_those_that_trying_finds(rows: list[tuple[Any, Any]]) -> None:
    reader = CellReader(Scope({}))
    read = [
        [reader.cell(raw, type_, "") for raw, type_ in zip(row, TYPES, strict=True)] for row in rows
    ]
    assert reader.findings == []
    gaps: set[tuple[Any, ...]] = set()
    overlapping: set[int] = set()
    first: set[int] = set()
    for values in product(range(-3, 14), ["high", "low", None]):
        hits = [
            place
            for place, cells in enumerate(read)
            if all(cell.holds(value, {}) for cell, value in zip(cells, values, strict=True))
        ]
        gaps |= set() if hits else {values}
        first |= set(hits[:1])
        overlapping |= set(hits) if len(hits) > 1 else set()

    found = cover(TYPES, read)

    assert found.is_complete
    assert bool(found.gaps) == bool(gaps)
    anything = {OTHER: 13}  # where no cell names a number, any will do
    assert {(anything.get(gap[0], gap[0]), gap[1]) for gap in found.gaps} <= gaps
    assert found.first == first
    assert {row for pair in found.overlaps for row in pair} == overlapping


def test_a_table_beyond_all_bounds_is_not_analysed_but_told() -> None:
    scope = Scope({"case": record("case", {f"f{place}": INT for place in range(20)})})
    columns = [*(f"= case.f{place}" for place in range(20)), {"result": "x", "type": "integer"}]
    rows = [[f"< {number + place}" for place in range(20)] + [number] for number in range(200)]
    table, findings = parse_table({"take": "all", "columns": columns, "rows": rows}, scope, "t")
    assert table is not None
    assert [finding.code for finding in findings] == ["table-not-analysed"]


def test_long_lists_in_cells_are_not_tried_value_by_value() -> None:
    scope = Scope({"case": record("case", {"n": INT, "p": BOOL})})
    source = {
        "take": "first",
        "columns": ["= case.n", {"result": "x", "type": "integer"}],
        "rows": [[list(range(row, 9000, 30)), 1] for row in range(30)] + [["*", 2]],
    }
    table, findings = parse_table(source, scope, "t")
    assert table is not None
    assert [finding.code for finding in findings] == ["table-not-analysed"]


def test_what_a_rule_decides_is_neither_gap_nor_overlap() -> None:
    scope = Scope({"case": record("case", {"n": INT, "p": BOOL})})
    source = {
        "take": "only",
        "columns": ["= case.n", {"result": "x", "type": "integer"}],
        "rows": [[{"rule": "case.p"}, 1], [{"rule": "!case.p"}, 2]],
    }
    table, findings = parse_table(source, scope, "t")
    assert findings == []
    assert table is not None
    assert table.evaluate({"case": {"n": 1, "p": False}}) == 2
