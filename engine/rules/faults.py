"""What the check finds wrong with a rule, in words."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from engine.findings import Finding, Text
from engine.rules.types import describe

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from engine.rules.tree import Node
    from engine.rules.types import Type

_LONGEST_NAME = 64
_MOST_LISTED = 8


def fault(code: str, node: Node, message: Text, hint: Text | None = None) -> Finding:
    """Return a finding about a whole sub-expression."""
    return Finding(code, "", message, hint, column=node.start + 1, end_column=node.end + 1)


def unknown(
    code: str, span: tuple[int, int], what: Text, name: str, candidates: Iterable[str]
) -> Finding:
    """Return the finding about a name that nobody knows, with the likeliest one that is meant."""
    known = sorted(candidates)
    close = get_close_matches(name[:_LONGEST_NAME], known, 1, 0.6)
    if close:
        hint = Text(de=f"Meinten Sie „{close[0]}“?", en=f"Did you mean “{close[0]}”?")
    elif known and len(known) <= _MOST_LISTED:
        listed = ", ".join(known)
        hint = Text(de=f"Bekannt sind: {listed}.", en=f"Known are: {listed}.")
    else:
        hint = None
    start, end = span
    message = Text(de=f"{what.de} „{name}“.", en=f"{what.en} “{name}”.")
    return Finding(code, "", message, hint, column=start + 1, end_column=end + 1)


def may_be_null(node: Node, text: str) -> Finding:
    """Return the finding about a value that may be null where null is of no use."""
    if not node.type.nullable:
        return fault(
            "rule-may-be-null",
            node,
            Text(de=f"„{text}“ ist immer leer.", en=f"“{text}” is always null."),
        )
    return fault(
        "rule-may-be-null",
        node,
        Text(de=f"„{text}“ kann leer sein.", en=f"“{text}” may be null."),
        Text(
            de=f"Vorher prüfen: {text} != null && …",
            en=f"Check first: {text} != null && …",
        ),
    )


def wrong_type(node: Node, wanted: Text, hint: Text | None = None) -> Finding:
    """Return the finding about a value of the wrong type."""
    found = describe(node.type)
    return fault(
        "rule-wrong-type",
        node,
        Text(
            de=f"Hier wird {wanted.de} gebraucht, nicht: {found.de}.",
            en=f"This needs {wanted.en}, not: {found.en}.",
        ),
        hint,
    )


def no_operation(node: Node, sign: str, types: Sequence[Type], hint: Text | None) -> Finding:
    """Return the finding about an operator that does not exist for the types."""
    given = [describe(type_) for type_ in types]
    german = " und ".join(words.de for words in given)
    english = " and ".join(words.en for words in given)
    return fault(
        "rule-wrong-type",
        node,
        Text(de=f"„{sign}“ gibt es nicht für {german}.", en=f"“{sign}” does not take {english}."),
        hint,
    )


def wrong_result(node: Node, wanted: Type) -> Finding:
    """Return the finding about a rule whose result is of no use in its place."""
    place, found = describe(wanted), describe(node.type)
    return fault(
        "rule-wrong-result",
        node,
        Text(
            de=f"Die Regel muss „{place.de}“ ergeben, ergibt aber „{found.de}“.",
            en=f"The rule must yield “{place.en}” but yields “{found.en}”.",
        ),
        _hint_for_null(node.type, wanted),
    )


def _hint_for_null(found: Type, wanted: Type) -> Text | None:
    if not found.may_be_null or wanted.may_be_null:
        return None
    return Text(
        de="Sagen, was gilt, wenn der Wert leer ist: x != null ? x : …",
        en="Say what holds when the value is null: x != null ? x : …",
    )
