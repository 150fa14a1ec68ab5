"""Reading JSON that anybody may have written: every text ends in a value or in findings."""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from typing import TYPE_CHECKING, Any

from engine.definition.limits import DEEPEST_NESTING, LARGEST_DOCUMENT, MOST_NODES
from engine.definition.value_words import short
from engine.findings import Finding, Text, pointer

if TYPE_CHECKING:
    from collections.abc import Iterable

_MOST_DIGITS = 400
"""Digits of a whole number that Python is let near; more than any double needs."""
_MOST_REPEATED = 50
_STRUCTURE = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{}]', re.DOTALL)
_SURROGATE = re.compile("[\ud800-\udfff]")


class _Repeated(dict[str, Any]):
    """An object that was written with a key twice; such keys are kept for the finding."""

    repeated: tuple[str, ...] = ()


def read_json(text: str | bytes) -> tuple[Any, list[Finding]]:
    """Return the value of a JSON text, or null and findings.

    Refused are: what is too large, too deep or not UTF-8; keys written twice; NaN, infinities and
    numbers beyond all measure; halves of characters.
    """
    decoded, findings = _decoded(text)
    if findings:
        return None, findings
    if _depth(decoded) > DEEPEST_NESTING:
        return None, [_finding("json-too-deep", *_TOO_DEEP)]
    refused: list[Finding] = []

    def refuse(token: str) -> int:
        refused.append(_number(token))
        return 0

    def whole(token: str) -> int:
        return int(token) if len(token) <= _MOST_DIGITS else refuse(token)

    def decimal(token: str) -> float:
        value = float(token)
        return value if math.isfinite(value) else refuse(token)

    try:
        value = json.loads(
            decoded,
            object_pairs_hook=_object,
            parse_int=whole,
            parse_float=decimal,
            parse_constant=refuse,
        )
    except json.JSONDecodeError as error:
        return None, [_malformed(error)]
    except RecursionError:
        return None, [_finding("json-too-deep", *_TOO_DEEP)]
    findings = refused[:_MOST_REPEATED] + _inspected(value)
    return (None if findings else value), findings


def _decoded(text: str | bytes) -> tuple[str, list[Finding]]:
    if len(text) > LARGEST_DOCUMENT:
        return "", [_finding("json-too-large", *_TOO_LARGE)]
    if isinstance(text, bytes):
        try:
            text = text.decode("utf-8")
        except UnicodeDecodeError as error:
            line = error.object.count(b"\n", 0, error.start) + 1
            return "", [_finding("json-not-utf8", *_NOT_UTF8, line=line)]
    return text.removeprefix("\ufeff"), []


def _depth(text: str) -> int:
    depth = deepest = 0
    for match in _STRUCTURE.finditer(text):
        sign = match.group()
        if sign in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif sign in "]}":
            depth -= 1
    return deepest


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) == len(pairs):
        return value
    marked = _Repeated(value)
    counted = Counter(key for key, _ in pairs)
    marked.repeated = tuple(key for key, count in counted.items() if count > 1)
    return marked


def _inspected(value: Any) -> list[Finding]:
    """Return findings about repeated keys and halves of characters, and about sheer number."""
    findings: list[Finding] = []
    nodes = 0
    waiting: list[tuple[Any, tuple[str | int, ...]]] = [(value, ())]
    while waiting and len(findings) < _MOST_REPEATED:
        node, path = waiting.pop()
        nodes += 1
        if nodes > MOST_NODES:
            return [_finding("json-too-large", *_TOO_MANY)]
        if isinstance(node, str):
            findings += _halves((node,), path)
        elif isinstance(node, dict):
            findings += _halves(node, path)
            if isinstance(node, _Repeated):
                findings += [_repeated(key, path) for key in node.repeated]
            waiting += [(each, (*path, key)) for key, each in reversed(node.items())]
        elif isinstance(node, list):
            waiting += [(each, (*path, index)) for index, each in reversed([*enumerate(node)])]
    return findings


def _halves(texts: Iterable[str], path: tuple[str | int, ...]) -> list[Finding]:
    where = _SURROGATE.sub("\ufffd", pointer(*path))
    broken = any(_SURROGATE.search(text) for text in texts)
    return [_finding("json-broken-character", *_HALF, where=where)] if broken else []


def _repeated(key: str, path: tuple[str | int, ...]) -> Finding:
    return Finding(
        code="json-repeated-key",
        where=_SURROGATE.sub("\ufffd", pointer(*path, key)),
        message=Text(
            de=f"Der Schlüssel {short(key)} steht zweimal da.",
            en=f"The key {short(key)} is written twice.",
        ),
        hint=Text(de="Streichen Sie einen von beiden.", en="Delete one of the two."),
    )


def _number(token: str) -> Finding:
    return Finding(
        code="json-number",
        where="",
        message=Text(
            de=f"{short(token)} ist keine Zahl, mit der gerechnet werden kann.",
            en=f"{short(token)} is no number that can be reckoned with.",
        ),
    )


def _malformed(error: json.JSONDecodeError) -> Finding:
    place = f"{error.lineno}:{error.colno}"
    if not error.doc.strip():
        return _finding("json-malformed", *_EMPTY)
    return Finding(
        code="json-malformed",
        where="",
        message=Text(
            de=f"Kein gültiges JSON in Zeile {error.lineno}, Spalte {error.colno}.",
            en=f"No valid JSON in line {error.lineno}, column {error.colno} ({error.msg}).",
        ),
        hint=Text(
            de=f"Prüfen Sie kurz vor {place} Kommas, Klammern und Anführungszeichen.",
            en=f"Check commas, brackets and quotes just before {place}.",
        ),
        column=error.colno,
    )


def _finding(
    code: str, message: Text, hint: Text, *, line: int | None = None, where: str = ""
) -> Finding:
    if line is not None:
        message = Text(de=f"{message.de} (Zeile {line})", en=f"{message.en} (line {line})")
    return Finding(code=code, where=where, message=message, hint=hint)


_TOO_LARGE = (
    Text(de="Das Dokument ist größer als 2 MB.", en="The document is larger than 2 MB."),
    Text(
        de="Ein Ablauf hat wenige Kilobyte. Ist es die richtige Datei?",
        en="A workflow has a few kilobytes. Is it the right file?",
    ),
)
_TOO_MANY = (
    Text(
        de=f"Das Dokument hat mehr als {MOST_NODES} Werte.",
        en=f"The document has more than {MOST_NODES} values.",
    ),
    Text(
        de="Teilen Sie den Ablauf, zum Beispiel in Kindvorgänge.",
        en="Divide the workflow, for example into child cases.",
    ),
)
_TOO_DEEP = (
    Text(
        de=f"Mehr als {DEEPEST_NESTING} Klammern ineinander.",
        en=f"More than {DEEPEST_NESTING} brackets inside one another.",
    ),
    Text(de="Ein Ablauf braucht kaum zwölf.", en="A workflow hardly needs twelve."),
)
_NOT_UTF8 = (
    Text(de="Der Text ist nicht als UTF-8 gespeichert.", en="The text is not saved as UTF-8."),
    Text(de="Speichern Sie ihn als UTF-8.", en="Save it as UTF-8."),
)
_HALF = (
    Text(
        de="Hier steht die Hälfte eines Zeichens.",
        en="Here is one half of a character.",
    ),
    Text(
        de="Schreiben Sie das Zeichen selbst statt \\ud800 bis \\udfff.",
        en="Write the character itself instead of \\ud800 to \\udfff.",
    ),
)
_EMPTY = (
    Text(de="Der Text ist leer.", en="The text is empty."),
    Text(de="Ein Ablauf beginnt mit {.", en="A workflow begins with {."),
)
