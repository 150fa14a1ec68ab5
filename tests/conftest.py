"""What all tests share: fresh databases of both kinds."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from tests import databases

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="session")
def postgres() -> Iterator[databases.PostgresServer]:
    """A PostgreSQL server, one for each process that runs tests."""
    if not databases.postgres_is_available():
        if os.environ.get("VERBINDLICH_REQUIRE_POSTGRESQL") == "1":
            pytest.fail(databases.HOW_TO_GET_IT)
        pytest.skip(databases.HOW_TO_GET_IT)
    with databases.postgres_server() as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database without a single table, once of each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
        return
    server: databases.PostgresServer = request.getfixturevalue("postgres")
    url = server.create()
    yield url
    server.drop(url)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say once, and not in the crowd of the skipped, that half of the tests is missing."""
    if not databases.postgres_is_available():
        terminalreporter.write_line(databases.HOW_TO_GET_IT, yellow=True)
