"""A database with tables and one town in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from engine.storage import schema
from engine.storage.database import Database
from tests.integration.storage.stage import Stage

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def empty_database(empty_database_url: str) -> Iterator[Database]:
    database = Database(empty_database_url)
    yield database
    database.close()


@pytest.fixture
def database(empty_database: Database) -> Database:
    schema.upgrade(empty_database)
    return empty_database


@pytest.fixture
def stage(database: Database) -> Stage:
    return Stage(database)
