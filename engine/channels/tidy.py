"""Texts of people made harmless for headers, bodies and calendars."""

from __future__ import annotations

import re
import unicodedata

_LINE_ENDS = re.compile(r"\r\n|[\r\n\v\f\x85\u2028\u2029]")
_LONE_SURROGATES = re.compile("[\ud800-\udfff]")
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f"  # control characters
    "\u202a-\u202e\u2066-\u2069"  # overrides that make a text read backwards
    "\ufeff\ufffe\uffff]"
)
_ADDRESS = re.compile(r"<?[^\s<>@]+@[^\s<>@]+>?")
_BLANKS = re.compile(r"\s+")


def many_lines(text: str) -> str:
    """Return a text without control characters, its lines ended by a line feed."""
    text = _LINE_ENDS.sub("\n", text)
    return unicodedata.normalize("NFC", _UNSEEN.sub("", _LONE_SURROGATES.sub("\ufffd", text)))


def one_line(text: str, longest: int | None = None) -> str:
    """Return a text as a single line of at most so many characters."""
    line = _BLANKS.sub(" ", many_lines(text)).strip()
    if longest is not None and len(line) > longest:
        return line[: longest - 1].rstrip() + "…"
    return line


def without_addresses(text: str) -> str:
    """Return a text in which e-mail addresses are blanked out, for logs and lists."""
    return _ADDRESS.sub("<…>", text)
