"""``verbindlich rule``: check and evaluate rules outside of any workflow."""

from __future__ import annotations

import json
from functools import reduce
from typing import TYPE_CHECKING, Any

import click

from engine.commands.call import Call, pass_call
from engine.commands.exits import ExitCode
from engine.commands.files import (
    EXISTING_FILE,
    DocumentUnreadable,
    json_or_file,
    parse_json,
)
from engine.commands.output import answer, findings_document, findings_lines
from engine.commands.parts import Group, argument, option
from engine.findings import Text
from engine.rules import types
from engine.rules.errors import RuleFailed
from engine.rules.rule import Scope, compile_rule
from engine.rules.shown import shown
from engine.rules.values import key_value

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_UNREADABLE = "case_unreadable"
_FACTS = Text(
    de="Die Werte, als JSON-Objekt oder als Datei damit.",
    en="The values, as a JSON object or a file that holds it.",
)


@click.group(
    "rule", cls=Group, words=Text(de="Regeln prüfen und auswerten.", en="Check and evaluate rules.")
)
def rule() -> None:
    """Lead to the commands."""


@rule.command(
    "check",
    words=Text(
        de="Prüft eine Regel, ohne sie auszuwerten: Namen, Typen, mögliche Leere. Die Typen der "
        "Namen ergeben sich aus Beispielwerten.",
        en="Checks a rule without evaluating it: names, types, possible nulls. The types of the "
        "names are taken from sample values.",
    ),
)
@argument("source", metavar="RULE", words=Text(de="Die Regel.", en="The rule."))
@option("--facts", default="{}", words=_FACTS)
@pass_call
def check(call: Call, source: str, facts: str) -> None:
    """Print the type of the rule, or what is wrong with it."""
    names = {name: _type_of(value) for name, value in _object(json_or_file(facts), facts).items()}
    compiled, findings = compile_rule(source, Scope(names))
    kind = types.describe(compiled.result) if compiled else None
    answer(
        call,
        {"type": call.words(kind) if kind else None, "findings": findings_document(findings)},
        *findings_lines(call, findings),
        *(
            [Text(de=f"In Ordnung; ergibt: {kind.de}", en=f"In order; yields: {kind.en}")]
            if kind
            else []
        ),
    )
    if findings:
        call.finish(ExitCode.FINDINGS)


@rule.command(
    "eval",
    words=Text(
        de="Wertet eine Regel aus und zeigt, wie es zum Ergebnis kam; oder viele Fälle aus einer "
        "Datei, je Zeile {id, rule, facts}, mit einer Zeile Antwort je Fall.",
        en="Evaluates a rule and shows how the result came about; or many cases from a file, each "
        "line {id, rule, facts}, with a line of answer for each.",
    ),
)
@argument("source", metavar="RULE", required=False, words=Text(de="Die Regel.", en="The rule."))
@option("--facts", default="{}", words=_FACTS)
@option(
    "--cases",
    type=EXISTING_FILE,
    metavar="FILE",
    words=Text(de="Datei mit Fällen (JSON Lines).", en="A file of cases (JSON Lines)."),
)
@pass_call
def evaluate(call: Call, source: str | None, facts: str, cases: str | None) -> None:
    """Evaluate one rule, or each line of a file."""
    if (source is None) == (cases is None):
        raise click.UsageError(
            call.words(
                Text(
                    de="Entweder eine Regel wird gebraucht oder --cases.",
                    en="Either a rule or --cases is needed.",
                )
            )
        )
    if cases is not None:
        _evaluate_cases(call, cases)
    elif source is not None:
        _evaluate_one(call, source, _object(json_or_file(facts), facts))


def _evaluate_one(call: Call, source: str, facts: Mapping[str, Any]) -> None:
    compiled, findings = compile_rule(source, _scope(facts))
    if compiled is None:
        answer(call, {"findings": findings_document(findings)}, *findings_lines(call, findings))
        call.finish(ExitCode.FINDINGS)
    explanation = compiled.explain(facts)
    document = explanation.to_json() | {"value": _exact(explanation.value)}
    answer(call, document, *explanation.lines(call.language))
    if explanation.failure:
        call.finish(ExitCode.FINDINGS)


def _evaluate_cases(call: Call, name: str) -> None:
    unreadable = False
    with click.open_file(name, "rb") as file:
        for number, line in enumerate(file, start=1):
            if line.strip():
                answered = _answered(call, line, f"{name}:{number}")
                unreadable |= answered.get("error", {}).get("code") == _UNREADABLE
                click.echo(json.dumps(answered, ensure_ascii=False))
    if unreadable:
        call.finish(ExitCode.FINDINGS)


def _answered(call: Call, line: bytes, place: str) -> dict[str, Any]:
    """Return the answer to one line of a file of cases."""
    identity: object = None
    try:
        case = _object(parse_json(line, place), place)
        identity = case.get("id")
        facts = _object(case.get("facts", {}), f"{place} (facts)")
        outcome = _outcome(call, _text(case.get("rule"), f"{place} (rule)"), facts)
    except DocumentUnreadable as refusal:
        outcome = _error(_UNREADABLE, call.words(refusal.text), None)
    return {"id": identity, **outcome}


def _outcome(call: Call, source: str, facts: Mapping[str, Any]) -> dict[str, object]:
    compiled, findings = compile_rule(source, _scope(facts))
    if compiled is None:
        first = findings[0]
        return _error(first.code, call.words(first.message), first.column)
    try:
        return {"value": _exact(compiled.evaluate(facts))}
    except RuleFailed as failure:
        return _error(failure.code, call.words(failure.message), failure.column)


def _error(code: str, message: str, column: int | None) -> dict[str, object]:
    return {"error": {"code": code, "message": message, "column": column}}


def _scope(facts: Mapping[str, Any]) -> Scope:
    """Name the facts without saying what they are: that is decided as the rule runs."""
    return Scope(dict.fromkeys(facts, types.DYN))


def _object(document: object, place: str) -> Mapping[str, Any]:
    if not isinstance(document, dict):
        problem = Text(de="Ein JSON-Objekt wird gebraucht.", en="A JSON object is needed.")
        raise DocumentUnreadable(name=place, problem=problem)
    return document


def _text(document: object, place: str) -> str:
    if not isinstance(document, str):
        problem = Text(de="Ein Text wird gebraucht.", en="A text is needed.")
        raise DocumentUnreadable(name=place, problem=problem)
    return document


def _exact(value: Any) -> Any:
    """Return a value as JSON, all of it."""
    match value:
        case str():
            return value
        case list():
            return [_exact(each) for each in value]
        case dict():
            return {key_value(key): _exact(each) for key, each in value.items()}
        case _:
            return shown(value)


def _type_of(value: object) -> types.Type:
    """Return the type that a sample value speaks for."""
    if isinstance(value, list):
        return types.list_of(_common(value))
    if isinstance(value, dict):
        return types.map_of(_common(value.values()))
    return _SCALARS.get(type(value), types.NULL)


def _common(values: Iterable[object]) -> types.Type:
    found = [_type_of(each) for each in values] or [types.DYN]
    return reduce(lambda one, other: types.common(one, other) or types.DYN, found)


_SCALARS = {bool: types.BOOL, int: types.INT, float: types.DOUBLE, str: types.STRING}
