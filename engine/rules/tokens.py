"""A rule's text becomes tokens, each with its place."""

from __future__ import annotations

import re
import sys
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from engine.findings import Finding, Text
from engine.rules.bounds import MOST_DIGITS
from engine.rules.values import Uint

if TYPE_CHECKING:
    from collections.abc import Iterator

_TOKEN = re.compile(
    r"""(?P<blank>[ \t\r\n\f]+|//[^\n]*)
    |(?P<quote>(?:[rR][bB]?|[bB][rR]?)?(?:\"\"\"|\'\'\'|"|'))
    |(?P<double>(?:[0-9]+\.[0-9]+|\.[0-9]+)(?:[eE][+-]?[0-9]+)?|[0-9]+[eE][+-]?[0-9]+)
    |(?P<int>0[xX][0-9a-fA-F]+[uU]?|[0-9]+[uU]?)
    |(?P<name>[_a-zA-Z][_a-zA-Z0-9]*)
    |(?P<quoted>`[a-zA-Z0-9_.\-/\x20]+`)
    |(?P<mark>\|\||&&|==|!=|<=|>=|[-+*/%!<>?:.,()\[\]{}])""",
    re.VERBOSE,
)
_FIRST_SURROGATE, _LAST_SURROGATE = 0xD800, 0xDFFF
_SIMPLE_ESCAPES = {
    "a": "\a",
    "b": "\b",
    "f": "\f",
    "n": "\n",
    "r": "\r",
    "t": "\t",
    "v": "\v",
    **{each: each for each in "\\?\"'`"},
}
_CODED_ESCAPES = {
    "x": (2, 2, 16),
    "X": (2, 2, 16),
    "u": (2, 4, 16),
    "U": (2, 8, 16),
    **dict.fromkeys("0123", (1, 3, 8)),
}
"""By letter after the backslash: where the digits begin, how many there are, and their base."""
_DIGITS = {8: frozenset("01234567"), 16: frozenset("0123456789abcdefABCDEF")}


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a rule: its kind, its value, and where it stands (offsets from 0)."""

    kind: str
    value: Any
    start: int
    end: int


class SyntaxRefused(Exception):
    """The text is no rule; it never leaves this package."""

    def __init__(self, finding: Finding) -> None:
        """Carry the finding."""
        super().__init__()
        self.finding = finding


def refused(span: tuple[int, int], code: str, message: Text, hint: Text | None) -> SyntaxRefused:
    """Return the refusal of a span of the source (offsets from 0)."""
    start, end = span
    return SyntaxRefused(
        Finding(code, "", message, hint, column=start + 1, end_column=max(end, start + 1) + 1)
    )


def tokens(source: str) -> Iterator[Token]:
    """Yield the tokens of a rule, the last of kind ``end``; raise ``SyntaxRefused``."""
    place = 0
    while place < len(source):
        match = _TOKEN.match(source, place)
        if match is None:
            raise refused(
                (place, place + 1),
                "rule-syntax",
                Text(
                    de=f"Mit dem Zeichen {source[place]!r} kann die Regel nichts anfangen.",
                    en=f"The character {source[place]!r} has no place in a rule.",
                ),
                Text(de="Texte stehen in '…'.", en="Texts are written in '…'."),
            )
        kind = match.lastgroup or ""
        if kind == "quote":
            token = _quoted_text(source, match)
            place = token.end
            yield token
            continue
        if kind != "blank":
            yield _token(kind, match)
        place = match.end()
    yield Token("end", None, place, place)


def _token(kind: str, match: re.Match[str]) -> Token:
    text, span = match.group(), match.span()
    if kind == "int":
        return _whole_number(text, span)
    if kind == "double":
        return Token("literal", float(text), *span)
    if kind == "quoted":
        return Token("quoted", text[1:-1], *span)
    return Token(kind, text, *span)


def _whole_number(text: str, span: tuple[int, int]) -> Token:
    digits = text.rstrip("uU")
    base = 16 if digits[:2] in {"0x", "0X"} else 10
    significant = digits.removeprefix("0x").removeprefix("0X").lstrip("0") or "0"
    if len(significant) > MOST_DIGITS:
        raise number_too_large(span)
    value = int(significant, base)
    return Token("literal", Uint(value) if len(digits) < len(text) else value, *span)


def number_too_large(span: tuple[int, int]) -> SyntaxRefused:
    """Return the refusal of a number that does not fit 64 bits."""
    return refused(
        span,
        "rule-number-too-large",
        Text(de="Diese Zahl ist zu groß.", en="This number is too large."),
        Text(de="Höchstens 19 Stellen.", en="At most 19 digits."),
    )


def _quoted_text(source: str, opening: re.Match[str]) -> Token:
    """Read a text or bytes literal.

    What is typed as it stands is brought to NFC, for keyboards differ; what is escaped is meant.
    """
    quote = opening.group().lstrip("rRbB")
    flags = opening.group()[: -len(quote)].lower()
    pieces: list[str | int] = []
    place = opening.end()
    while not source.startswith(quote, place):
        char = source[place : place + 1]
        if not char or (len(quote) == 1 and char in "\r\n"):
            raise refused(
                (opening.start(), place),
                "rule-unclosed-text",
                Text(de="Der Text ist nicht geschlossen.", en="The text is not closed."),
                Text(de=f"Es fehlt {quote}", en=f"Add {quote}"),
            )
        if char == "\\" and "r" not in flags:
            piece, place = _escape(source, place, is_bytes="b" in flags)
            pieces.append(piece)
        else:
            pieces.append(char)
            place += 1
    end = place + len(quote)
    if "b" in flags:
        encoded = (
            bytes([piece]) if isinstance(piece, int) else piece.encode("utf-8", "replace")
            for piece in pieces
        )
        return Token("literal", b"".join(encoded), opening.start(), end)
    return Token("literal", _normalised(pieces), opening.start(), end)


def _normalised(pieces: list[str | int]) -> str:
    typed: list[str] = []
    done: list[str] = []
    for piece in pieces:
        if isinstance(piece, str):
            typed.append(piece)
        else:
            done += [unicodedata.normalize("NFC", "".join(typed)), chr(piece)]
            typed.clear()
    return "".join([*done, unicodedata.normalize("NFC", "".join(typed))])


def _escape(source: str, place: int, *, is_bytes: bool) -> tuple[int, int]:
    """Return the character number, or byte, of an escape and the place after it."""
    letter = source[place + 1 : place + 2]
    if letter in _SIMPLE_ESCAPES:
        return ord(_SIMPLE_ESCAPES[letter]), place + 2
    if letter in _CODED_ESCAPES and not (is_bytes and letter in "uU"):
        skipped, length, base = _CODED_ESCAPES[letter]
        digits = source[place + skipped : place + skipped + length]
        if len(digits) == length and _DIGITS[base].issuperset(digits):
            value = int(digits, base)
            if value <= sys.maxunicode and not _FIRST_SURROGATE <= value <= _LAST_SURROGATE:
                return value, place + skipped + length
    raise refused(
        (place, place + 2),
        "rule-bad-escape",
        Text(
            de="Nach dem Rückstrich steht keine bekannte Abkürzung.",
            en="What follows the backslash is no known escape.",
        ),
        Text(
            de=r"Einen Rückstrich selbst schreibt man \\.", en=r"Write \\ for a backslash itself."
        ),
    )
