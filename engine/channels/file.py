"""Puts letters into a folder instead of sending them, for trying out."""

from __future__ import annotations

import os
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from engine.channels.email import build_email
from engine.channels.errors import LetterNotWritten

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.channels.channel import Letter, Sender


class FileChannel:
    """Writes one ``.eml`` file a letter, which every mail program opens.

    The file is named after the Message-ID: a letter that is sent again replaces itself.
    """

    name = "file"

    def __init__(self, directory: Path) -> None:
        """Keep the folder; it is made with the first letter."""
        self._directory = directory

    @contextmanager
    def batch(self) -> Iterator[Sender]:
        """Return itself: a folder needs no connection."""
        yield self

    def send(self, letter: Letter) -> None:
        """Write a letter whole or not at all."""
        envelope = build_email(letter)
        target = self._directory / f"{envelope.message_id.strip('<>').partition('@')[0]}.eml"
        try:
            self._directory.mkdir(parents=True, exist_ok=True)
            _replace(target, envelope.content)
        except OSError as error:
            problem = error.strerror or type(error).__name__
            raise LetterNotWritten(directory=self._directory, problem=problem) from error


def _replace(target: Path, content: bytes) -> None:
    """Write beside the target, then put it in its place; only the owner may read it."""
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as part:
            part.write(content)
            part.flush()
            os.fsync(part.fileno())
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
