"""Alembic, which is loaded only where tables are set up or compared: it takes its time to load."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext

from engine.storage.metadata import METADATA

if TYPE_CHECKING:
    from sqlalchemy import Connection

MIGRATIONS = Path(__file__).parent / "migrations"


def config() -> Config:
    """Return where the migrations lie: inside the package, wherever that is."""
    found = Config()
    found.set_main_option("script_location", str(MIGRATIONS))
    return found


def migrate(connection: Connection) -> None:
    """Run every migration that the database has not seen."""
    settings = config()
    settings.attributes["connection"] = connection
    command.upgrade(settings, "head")


def differences(connection: Connection) -> list[Any]:
    """Return what the tables differ in from what this program expects."""
    return list(compare_metadata(MigrationContext.configure(connection), METADATA))
