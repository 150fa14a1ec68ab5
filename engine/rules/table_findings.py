"""What the analysis of a decision table has to say: gaps, overlaps, rows that never count."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.findings import Finding, Severity, Text, pointer
from engine.rules.coverage import OTHER, Coverage, cover
from engine.rules.rule import Rule
from engine.rules.shown import readable
from engine.rules.values import equal

if TYPE_CHECKING:
    from engine.rules.read_table import Draft

_NEEDS_A_ROW = frozenset({"only", "first", "agreeing", "min", "max"})
_MOST_GAPS = 3


def coverage_findings(draft: Draft) -> list[Finding]:
    """Return what is wrong with a table whose cells are right."""
    types = [column.result for column in draft.columns]
    coverage = cover(types, [row.cells for row in draft.rows])
    findings: list[Finding] = []
    if draft.take in _NEEDS_A_ROW:
        findings += _gaps(draft, coverage)
    if draft.take in {"only", "agreeing"}:
        findings += _overlaps(draft, coverage)
    if draft.take == "first" and coverage.is_complete:
        findings += _unreached(draft, coverage)
    if not coverage.is_complete:
        findings.append(_too_large())
    return findings


def _gaps(draft: Draft, coverage: Coverage) -> list[Finding]:
    """A missing row is an error; one that only a missing value would need is worth knowing."""
    with_null = [gap for gap in coverage.gaps if None in gap]
    without_null = [gap for gap in coverage.gaps if None not in gap]
    if without_null:
        return [_gap(draft, without_null, Severity.ERROR)]
    return [_gap(draft, with_null, Severity.INFO)] if with_null else []


def _gap(draft: Draft, gaps: list[tuple[Any, ...]], severity: Severity) -> Finding:
    examples = [_example(draft, gap) for gap in gaps[:_MOST_GAPS]]
    return Finding(
        "table-gap",
        "/rows",
        Text(
            de="Keine Zeile sagt, was gilt bei: " + "; ".join(each.de for each in examples) + ".",
            en="No row says what holds for: " + "; ".join(each.en for each in examples) + ".",
        ),
        Text(
            de="Eine Zeile ergänzen; „*“ steht für alles Übrige.",
            en="Add a row; “*” stands for everything else.",
        ),
        severity,
    )


def _overlaps(draft: Draft, coverage: Coverage) -> list[Finding]:
    found = []
    for (one, other), values in coverage.overlaps.items():
        if draft.take == "agreeing" and _agree(draft, one, other):
            continue
        example = _example(draft, values)
        found.append(
            Finding(
                "table-overlap",
                pointer("rows", other),
                Text(
                    de=f"Die Zeilen {one + 1} und {other + 1} treffen beide zu bei: {example.de}.",
                    en=f"Rows {one + 1} and {other + 1} both match for: {example.en}.",
                ),
                Text(
                    de='Soll die obere gelten, dann "take": "first".',
                    en='If the upper one is meant to count: "take": "first".',
                ),
            )
        )
    return found


def _agree(draft: Draft, one: int, other: int) -> bool:
    """Whether two rows say the same, or may, as far as it can be known beforehand."""
    pairs = zip(draft.rows[one].results, draft.rows[other].results, strict=True)
    return all(isinstance(a, Rule) or isinstance(b, Rule) or equal(a, b) for a, b in pairs)


def _unreached(draft: Draft, coverage: Coverage) -> list[Finding]:
    return [
        Finding(
            "table-unreached-row",
            pointer("rows", row),
            Text(
                de=f"Die Zeile {row + 1} kommt nie zum Zug: Zeilen darüber treffen schon zu.",
                en=f"Row {row + 1} never counts: rows above it match already.",
            ),
            severity=Severity.WARNING,
        )
        for row in range(len(draft.rows))
        if row not in coverage.first
    ]


def _too_large() -> Finding:
    return Finding(
        "table-not-analysed",
        "/rows",
        Text(
            de="Die Tabelle ist zu groß, um alle Lücken und Überschneidungen zu finden.",
            en="The table is too large to find all gaps and overlaps.",
        ),
        severity=Severity.INFO,
    )


def _example(draft: Draft, values: tuple[Any, ...]) -> Text:
    german, english = [], []
    for column, value in zip(draft.columns, values, strict=True):
        german.append(f"{column.source} = {_shown(value, 'de')}")
        english.append(f"{column.source} = {_shown(value, 'en')}")
    return Text(de=", ".join(german), en=", ".join(english))


def _shown(value: Any, language: str) -> str:
    if value == OTHER:
        return "(etwas anderes)" if language == "de" else "(anything else)"
    return readable(value, language)
