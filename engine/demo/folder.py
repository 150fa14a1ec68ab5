"""The folder of the demo: a database and the letters; made anew by every run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.errors import SettingsError

if TYPE_CHECKING:
    from pathlib import Path

DATABASE = "verbindlich.db"
OUTBOX = "outbox"
NOTE = "README.txt"
_WORDS = """\
Made by "verbindlich demo": a fictional town. The next run makes this folder anew.
Angelegt von "verbindlich demo": eine erfundene Stadt. Der nächste Lauf legt den Ordner neu an.
"""


class FolderTaken(SettingsError):
    """The folder {directory} holds something that the demo has not made. Name another one."""

    de = "Im Ordner {directory} liegt etwas, das nicht von der Demo ist. Nennen Sie einen anderen."


@dataclass(frozen=True, slots=True)
class Folder:
    """Where the demo puts what it makes."""

    directory: Path

    @property
    def database(self) -> Path:
        """The file of the database."""
        return self.directory / DATABASE

    @property
    def url(self) -> str:
        """The address of the database."""
        return f"sqlite:///{self.database}"

    @property
    def outbox(self) -> Path:
        """The folder with the letters."""
        return self.directory / OUTBOX

    @property
    def is_used(self) -> bool:
        """Whether a run has been here.

        Raises:
            FolderTaken: it holds something else.
        """
        if (self.directory / NOTE).is_file():
            return True
        if self.directory.exists() and any(self.directory.iterdir()):
            raise FolderTaken(directory=self.directory)
        return False

    @property
    def letters(self) -> int:
        """How many letters have left."""
        return sum(1 for _ in self.outbox.glob("*.eml"))

    def make(self) -> None:
        """Make the folder, without anything that an earlier run left in it."""
        if self.is_used:
            for each in self.directory.glob(f"{DATABASE}*"):
                each.unlink()
            for each in self.outbox.glob("*.eml"):
                each.unlink()
        self.directory.mkdir(parents=True, exist_ok=True)
        (self.directory / NOTE).write_text(_WORDS, encoding="utf-8")
