"""The header lines of an e-mail, written by ourselves.

The header writer of the standard library takes a text that already looks encoded
(``=?utf-8?q?…?=``) for encoded, so that a title could bring header lines of its own, and it loses
or adds blanks when it folds. Here a text is either harmless ASCII or encoded as a whole (RFC 2047).
"""

from __future__ import annotations

import re
from base64 import b64encode
from typing import TYPE_CHECKING, Final

from engine.channels.tidy import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.channels.addresses import MailAddress

_LONGEST_LINE: Final = 76
_BYTES_A_WORD: Final = 39
"""Become 52 characters of Base64: with their frame and the header's name they fit into a line."""
_LONGEST_NAME: Final = 100
_HARMLESS: Final = re.compile(r"[ -~]*", re.ASCII)
_HARMLESS_NAME: Final = re.compile(r"[A-Za-z0-9' -]*", re.ASCII)
_FOLD: Final = "\r\n "


def header(name: str, value: str) -> str:
    """Return a header whose value is ASCII of our own making, with its line end."""
    return f"{name}: {value}\r\n"


def text_header(name: str, text: str) -> str:
    """Return a header that holds anybody's text."""
    text = one_line(text)
    if _fits(name, text) and _HARMLESS.fullmatch(text) and "=?" not in text:
        return header(name, text)
    return header(name, _FOLD.join(_encoded(text)))


def address_header(name: str, person: str, address: MailAddress) -> str:
    """Return a header with one address and the name that belongs to it."""
    person = one_line(person, _LONGEST_NAME)
    if not person:
        return header(name, str(address))
    line = f"{person} <{address}>"
    if _fits(name, line) and _HARMLESS_NAME.fullmatch(person):
        return header(name, line)
    return header(name, _FOLD.join([*_encoded(person), f"<{address}>"]))


def _fits(name: str, value: str) -> bool:
    return len(name) + len(": ") + len(value) <= _LONGEST_LINE


def _encoded(text: str) -> Iterator[str]:
    """Yield encoded words, each of whole characters."""
    part = b""
    for character in text:
        added = character.encode()
        if len(part) + len(added) > _BYTES_A_WORD:
            yield _word(part)
            part = b""
        part += added
    yield _word(part)


def _word(part: bytes) -> str:
    return f"=?utf-8?b?{b64encode(part).decode('ascii')}?="
