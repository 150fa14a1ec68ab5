"""A town in a database of each kind."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from engine.storage.database import Database
from tests.integration.services.stage import Stage

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    database = Database(database_url)
    yield database
    database.close()


@pytest.fixture
def stage(database: Database) -> Stage:
    """A town whose one workflow makes its lead owe a report."""
    return Stage(database)
