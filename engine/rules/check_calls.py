"""The static check of function calls: which one is meant, and do the arguments fit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.findings import Text
from engine.rules.conversions import CONVERSIONS, pattern
from engine.rules.days import DAYS
from engine.rules.errors import Stop
from engine.rules.faults import fault, unknown
from engine.rules.instants import INSTANTS
from engine.rules.tree import Call, Literal
from engine.rules.types import DYN, Type, describe, fits

if TYPE_CHECKING:
    from engine.rules.functions import Function
    from engine.rules.notes import Notes

FUNCTIONS = CONVERSIONS | INSTANTS | DAYS


def call_type(notes: Notes, node: Call) -> Type:
    """Return the type of a call whose arguments are checked."""
    function = FUNCTIONS.get((node.name, node.is_method))
    if function is None:
        return _unknown_function(notes, node)
    node.function = function
    result = _matched(notes, node, function)
    if function.folds:
        _fold(notes, node, function)
    if node.name == "matches":
        _check_pattern(notes, node)
    if node.name == "has_role":
        _check_role(notes, node)
    if node.name == "table":
        return _table_type(notes, node)
    return result


def _unknown_function(notes: Notes, node: Call) -> Type:
    if (node.name, not node.is_method) in FUNCTIONS:
        return notes.report(
            fault(
                "rule-unknown-function",
                node,
                Text(
                    de=f"„{node.name}“ wird anders aufgerufen.",
                    en=f"“{node.name}” is called in another way.",
                ),
                _usage(FUNCTIONS[node.name, not node.is_method]),
            )
        )
    what = Text(de="Unbekannte Funktion", en="Unknown function")
    span = (node.at, node.at + len(node.name))
    names = {name for name, is_method in FUNCTIONS if is_method == node.is_method}
    return notes.report(unknown("rule-unknown-function", span, what, node.name, names))


def _usage(function: Function) -> Text:
    """Return how a function is called."""
    german: list[str] = []
    english: list[str] = []
    for signature in function.signatures[:4]:
        words = [describe(type_) for type_ in signature.takes]
        for language, texts in (
            (german, [word.de for word in words]),
            (english, [word.en for word in words]),
        ):
            target = f"({texts.pop(0)})." if function.is_method else ""
            language.append(f"{target}{function.name}({', '.join(texts)})")
    return Text(de="So geht es: " + "; ".join(german), en="Like this: " + "; ".join(english))


def _matched(notes: Notes, node: Call, function: Function) -> Type:
    given = tuple(argument.type for argument in node.arguments)
    signatures = [each for each in function.signatures if len(each.takes) == len(given)]
    for signature in signatures:
        if all(map(fits, given, signature.takes)):
            is_sure = "dyn" not in {type_.kind for type_ in given} or len(signatures) == 1
            return signature.result(given) if is_sure or _agree(function) else DYN
    filled = tuple(type_.filled for type_ in given)
    for signature in signatures:
        if all(map(fits, filled, signature.takes)):
            for argument in node.arguments:
                notes.filled(argument)
            return signature.result(filled)
    words = [describe(type_) for type_ in given]
    return notes.report(
        fault(
            "rule-wrong-arguments",
            node,
            Text(
                de=f"„{node.name}“ passt nicht zu ({', '.join(word.de for word in words)}).",
                en=f"“{node.name}” does not take ({', '.join(word.en for word in words)}).",
            ),
            _usage(function),
        )
    )


def _agree(function: Function) -> bool:
    return len({signature.returns for signature in function.signatures}) == 1


def _fold(notes: Notes, node: Call, function: Function) -> None:
    """Do the conversion of a literal beforehand, and say so if it cannot be done."""
    argument = node.arguments[0] if len(node.arguments) == 1 else None
    if not isinstance(argument, Literal):
        return
    try:
        node.constant = function.run(argument.value)
    except Stop as stop:
        notes.report(
            fault("rule-bad-constant", argument, _sentence(stop), _EXAMPLES.get(node.name))
        )


_EXAMPLES = {
    "date": Text(de="Zum Beispiel: date('2026-03-31')", en="For example: date('2026-03-31')"),
    "duration": Text(de="Zum Beispiel: duration('36h')", en="For example: duration('36h')"),
    "timestamp": Text(
        de="Zum Beispiel: timestamp('2026-03-31T12:00:00Z')",
        en="For example: timestamp('2026-03-31T12:00:00Z')",
    ),
}


def _sentence(stop: Stop) -> Text:
    message = stop.message
    return Text(
        de=message.de[:1].upper() + message.de[1:] + ".",
        en=message.en[:1].upper() + message.en[1:] + ".",
    )


def _literal_text(node: Call) -> str | None:
    argument = node.arguments[-1] if node.arguments else None
    if isinstance(argument, Literal) and isinstance(argument.value, str):
        return argument.value
    return None


def _check_pattern(notes: Notes, node: Call) -> None:
    text = _literal_text(node)
    if text is None:
        return
    try:
        pattern(text)
    except Stop as stop:
        notes.report(fault("rule-bad-pattern", node.arguments[-1], _sentence(stop)))


def _check_role(notes: Notes, node: Call) -> None:
    role, roles = _literal_text(node), notes.scope.roles
    if role is not None and roles is not None and role not in roles:
        what = Text(de="Unbekannte Rolle", en="Unknown role")
        span = (node.arguments[-1].start, node.arguments[-1].end)
        notes.report(unknown("rule-unknown-role", span, what, role, roles))


def _table_type(notes: Notes, node: Call) -> Type:
    name = _literal_text(node)
    if name is None:
        return notes.report(
            fault(
                "rule-wrong-arguments",
                node,
                Text(
                    de="Der Name der Tabelle steht als fester Text da.",
                    en="The table's name is written as a fixed text.",
                ),
                Text(de="Zum Beispiel: table('triage')", en="For example: table('triage')"),
            )
        )
    node.table = notes.scope.tables.get(name)
    if node.table is None:
        what = Text(de="Unbekannte Tabelle", en="Unknown table")
        span = (node.arguments[-1].start, node.arguments[-1].end)
        tables = notes.scope.tables
        return notes.report(unknown("rule-unknown-table", span, what, name, tables))
    return node.table.result
