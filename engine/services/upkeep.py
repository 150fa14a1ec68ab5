"""Upkeep of the database: its tables brought up to date, checked, backed up."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.errors import StorageError
from engine.storage import schema

if TYPE_CHECKING:
    from pathlib import Path

    from engine.services.application import Application


@dataclass(frozen=True, slots=True)
class Condition:
    """In what condition a database is."""

    current: str | None
    """Its migration; None: it has no tables."""
    needed: str
    differences: tuple[str, ...]
    """What its tables differ in from what this program expects."""
    damage: tuple[str, ...]
    """What the database itself finds damaged."""

    @property
    def is_sound(self) -> bool:
        """Whether this program can work with it."""
        return self.current == self.needed and not self.differences and not self.damage


def refuse_other_schema(app: Application) -> None:
    """Refuse a database whose tables are missing, older or newer; raises StorageError."""
    schema.check_schema(app.database)


def get_ready(app: Application) -> None:
    """Get a database ready for a process that is going to work with it for long.

    Raises:
        StorageError: its tables are missing, older or newer.
    """
    refuse_other_schema(app)
    with suppress(StorageError):  # somebody may be writing: then it stays as it was looked over
        schema.look_over(app.database)


def upgrade(app: Application) -> tuple[str | None, str]:
    """Bring the tables up to date; return the migrations before and after."""
    before = schema.upgrade(app.database)
    return before.current, before.head


def condition(app: Application) -> Condition:
    """Return in what condition the database is."""
    state = schema.schema_state(app.database)
    found = schema.differences(app.database) if state.is_current else []
    damage = schema.integrity_problems(app.database)
    return Condition(state.current, state.head, tuple(map(str, found)), tuple(damage))


def backup(app: Application, target: Path) -> None:
    """Copy a SQLite database into a new file while it is being used; raises StorageError."""
    schema.backup(app.database, target)
