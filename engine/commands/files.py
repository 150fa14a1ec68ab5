"""Documents that a command is given: read strictly, refused with their place."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from engine.definition.json_text import read_json as read_json_text
from engine.definition.limits import LARGEST_DOCUMENT
from engine.errors import DefinitionError
from engine.findings import Text

STANDARD_INPUT = "-"
EXISTING_FILE = click.Path(exists=True, dir_okay=False, allow_dash=True)
"""A file to read, or ``-`` for standard input."""


class DocumentUnreadable(DefinitionError):
    """{name} cannot be read: {problem}"""  # noqa: D415 - the problem ends with a full stop

    de = "{name} ist nicht lesbar: {problem}"


def read_bytes(name: str) -> bytes:
    """Return what a file, or standard input for ``-``, says; no more than shows it too large."""
    with click.open_file(name, "rb") as file:
        content: bytes = file.read(LARGEST_DOCUMENT + 1)
    return content


def read_json(name: str) -> Any:
    """Return the document in a JSON file, or on standard input for ``-``."""
    return parse_json(read_bytes(name), name)


def parse_json(text: str | bytes, name: str) -> Any:
    """Return the document that a JSON text says.

    Raises:
        DocumentUnreadable: With everything that is wrong with the text.
    """
    value, findings = read_json_text(text)
    if findings:
        raise DocumentUnreadable(
            name=name,
            problem=Text(
                de=" ".join(each.message.de for each in findings),
                en=" ".join(each.message.en for each in findings),
            ),
        )
    return value


def is_file(name: str) -> bool:
    """Return whether a name is to be read as a file; a long document is no name at all."""
    try:
        return name == STANDARD_INPUT or Path(name).is_file()
    except OSError:
        return False


def json_or_file(given: str) -> Any:
    """Return a document given on the command line itself, or in the file of that name."""
    if not is_file(given):
        return parse_json(given, given[:40])
    return read_json(given)
