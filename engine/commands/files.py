"""Documents that a command is given: read strictly, refused with their place."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from engine.errors import DefinitionError
from engine.findings import Text

if TYPE_CHECKING:
    from typing import NoReturn

MOST_BYTES = 10_000_000
STANDARD_INPUT = "-"

EXISTING_FILE = click.Path(exists=True, dir_okay=False, allow_dash=True)
"""A file to read, or ``-`` for standard input."""


class DocumentUnreadable(DefinitionError):
    """{name} cannot be read: {problem}."""

    de = "{name} ist nicht lesbar: {problem}."


def read_text(name: str) -> str:
    """Return what a file, or standard input for ``-``, says."""
    with click.open_file(name, "rb") as file:
        content: bytes = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise DocumentUnreadable(name=name, problem=_TOO_LARGE)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as cause:
        raise DocumentUnreadable(name=name, problem=_NOT_UTF_8) from cause


def read_json(name: str) -> Any:
    """Return the document in a JSON file."""
    return parse_json(read_text(name), name)


def parse_json(text: str, name: str) -> Any:
    """Return the document that a JSON text says.

    Raises:
        DocumentUnreadable: With line and column; also for a key that is written twice, for
            ``NaN`` and for nesting beyond measure.
    """

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            keys = [key for key, _ in pairs]
            twice = next(key for key in keys if keys.count(key) > 1)
            problem = Text(
                de=f"der Schlüssel „{twice}“ steht zweimal im selben Objekt",
                en=f"the key “{twice}” stands twice in the same object",
            )
            raise DocumentUnreadable(name=name, problem=problem)
        return found

    def no_number(word: str) -> NoReturn:
        problem = Text(de=f"{word} ist keine Zahl", en=f"{word} is not a number")
        raise DocumentUnreadable(name=name, problem=problem)

    try:
        return json.loads(text, object_pairs_hook=once, parse_constant=no_number)
    except json.JSONDecodeError as cause:
        problem = Text(
            de=f"kein JSON in Zeile {cause.lineno}, Spalte {cause.colno}",
            en=f"no JSON at line {cause.lineno}, column {cause.colno}",
        )
        raise DocumentUnreadable(name=name, problem=problem) from cause
    except (RecursionError, ValueError) as cause:  # a number of thousands of digits
        raise DocumentUnreadable(name=name, problem=_BEYOND_MEASURE) from cause


def json_or_file(given: str) -> Any:
    """Return a document given on the command line itself, or in the file of that name."""
    if given != STANDARD_INPUT and not Path(given).is_file():
        return parse_json(given, given[:40])
    return read_json(given)


_TOO_LARGE = Text(
    de=f"das Dokument ist größer als {MOST_BYTES // 1_000_000} MB",
    en=f"the document is larger than {MOST_BYTES // 1_000_000} MB",
)
_NOT_UTF_8 = Text(de="es ist kein Text in UTF-8", en="it is no text in UTF-8")
_BEYOND_MEASURE = Text(
    de="es ist zu tief verschachtelt oder enthält eine zu lange Zahl",
    en="it is nested too deeply or holds too long a number",
)
