"""Worked cases: dates that people reckoned by hand from the law, compared with what we compute."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from difflib import get_close_matches

from engine.deadlines.errors import WorkedCaseMalformed
from engine.deadlines.places import parse_date
from engine.deadlines.worked_inputs import Inputs, parse_instant
from engine.deadlines.worked_kinds import KINDS, Outcome, Value
from engine.errors import EngineError
from engine.findings import Finding, Severity, Text, pointer

_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@dataclass(frozen=True, slots=True)
class Difference:
    """One value of a worked case that comes out differently, or cannot be computed."""

    case: str
    """The id of the case."""
    key: str
    """Which value: ``expected.end``, ``weekdays.start``; ``input`` if it cannot be computed."""
    message: Text
    expected: str | None = None
    actual: str | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """What became of a document of worked cases."""

    passed: int
    failed: int
    differences: tuple[Difference, ...]
    findings: tuple[Finding, ...] = ()
    """What is wrong with the document itself; warnings name inputs that nothing reads."""


def check(document: object) -> Report:
    """Compute every case of a document and compare. Never raises, whatever the document is."""
    cases = document.get("cases") if isinstance(document, Mapping) else None
    if not isinstance(cases, list):
        message = Text(de="Es fehlt die Liste „cases“.", en="The list “cases” is missing.")
        hint = Text(de="Erwartet wird {„cases“: […]}.", en="Expected is {“cases”: […]}.")
        where = pointer("cases") if isinstance(document, Mapping) else ""
        return Report(0, 0, (), (Finding("worked-cases-missing", where, message, hint),))
    results = [_check(case, index) for index, case in enumerate(cases)]
    failed = sum(1 for differences, _ in results if differences)
    return Report(
        passed=len(results) - failed,
        failed=failed,
        differences=tuple(each for differences, _ in results for each in differences),
        findings=tuple(each for _, findings in results for each in findings),
    )


def check_case(case: Mapping[str, object]) -> list[Difference]:
    """Compute one case and return every value that comes out differently."""
    return _check(case, 0)[0]


def _check(case: object, index: int) -> tuple[list[Difference], list[Finding]]:
    name = str(case.get("id", f"#{index + 1}")) if isinstance(case, Mapping) else f"#{index + 1}"
    inputs = Inputs({})
    try:
        kind, source, expected, weekdays = _sections(case)
        inputs = Inputs(source)
        outcome = _kind(kind)(inputs)
        differences = _compare(name, expected, outcome)
        differences += _compare_weekdays(name, weekdays, {**source, **outcome})
    except EngineError as refusal:
        differences = [Difference(name, "input", refusal.text)]
    return differences, _unread(inputs, index)


_Object = Mapping[str, object]


def _sections(case: object) -> tuple[object, _Object, _Object, _Object]:
    if not isinstance(case, Mapping):
        raise WorkedCaseMalformed(key="cases", problem=_NO_OBJECT)
    for key in ("input", "expected"):
        if not isinstance(case.get(key), Mapping):
            raise WorkedCaseMalformed(key=key, problem=_NO_OBJECT)
    weekdays = case.get("weekdays")
    weekdays = weekdays if isinstance(weekdays, Mapping) else {}
    return case.get("kind"), case["input"], case["expected"], weekdays


def _kind(kind: object) -> Callable[[Inputs], Outcome]:
    if isinstance(kind, str) and kind in KINDS:
        return KINDS[kind]
    meant = get_close_matches(str(kind), KINDS, n=1) or [", ".join(KINDS)]
    problem = Text(
        de=f"die Art „{kind}“ gibt es nicht; gemeint ist vielleicht {meant[0]}",
        en=f"there is no kind “{kind}”; perhaps {meant[0]} is meant",
    )
    raise WorkedCaseMalformed(key="kind", problem=problem)


def _compare(name: str, expected: Mapping[str, object], outcome: Outcome) -> list[Difference]:
    differences = []
    for key, wanted in expected.items():
        actual = outcome.get(key)
        if actual is None:
            message = Text(de=f"„{key}“ wird hier nicht berechnet.", en=f"“{key}” is not computed.")
            differences.append(Difference(name, f"expected.{key}", message, str(wanted)))
        elif not _agrees(wanted, actual):
            differences.append(_difference(name, f"expected.{key}", wanted, _written(actual)))
    return differences


def _compare_weekdays(
    name: str, weekdays: Mapping[str, object], values: Mapping[str, object]
) -> list[Difference]:
    differences = []
    for key, wanted in weekdays.items():
        value = values.get(key)
        day = value if isinstance(value, date) else parse_date(str(value)[:10])
        if day is not None and _WEEKDAYS[day.weekday()] != wanted:
            actual = f"{_WEEKDAYS[day.weekday()]} ({day:%Y-%m-%d})"
            differences.append(_difference(name, f"weekdays.{key}", wanted, actual))
    return differences


def _agrees(wanted: object, actual: Value) -> bool:
    if isinstance(actual, list):
        if not isinstance(wanted, list) or len(wanted) != len(actual):
            return False
        return all(_agrees(one, other) for one, other in zip(wanted, actual, strict=True))
    if isinstance(actual, datetime):
        return parse_instant(wanted) == actual
    if isinstance(actual, date):
        return parse_date(wanted) == actual
    return type(wanted) is type(actual) and wanted == actual


def _difference(name: str, key: str, wanted: object, actual: str) -> Difference:
    written = json.dumps(wanted, ensure_ascii=False)
    message = Text(
        de=f"Erwartet wird {written}, berechnet ist {actual}.",
        en=f"Expected is {written}, computed is {actual}.",
    )
    return Difference(name, key, message, written, actual)


def _written(value: Value) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(_written(each) for each in value) + "]"
    if isinstance(value, bool | int):
        return json.dumps(value)
    return f'"{value.isoformat()}"'


def _unread(inputs: Inputs, index: int) -> list[Finding]:
    return [
        Finding(
            "worked-case-input-unread",
            pointer("cases", index, "input", *key.split(".")),
            Text(de=f"„{key}“ wird nicht gelesen.", en=f"“{key}” is not read."),
            severity=Severity.WARNING,
        )
        for key in sorted(inputs.unused - {"note"})
    ]


_NO_OBJECT = Text(de="es fehlt oder ist kein Objekt", en="it is missing or no object")
