"""What all tests share: fresh databases of both kinds, and how examples are sought."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from tests import chromium, databases

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

settings.register_profile(
    "house",
    deadline=None,  # a busy machine is no failure
    suppress_health_check=[HealthCheck.too_slow],
    derandomize=os.environ.get("CI") == "true",  # a red run can be repeated
)
settings.load_profile("house")


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


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database with all tables and no rows, once of each kind."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("sqlite_template"), tmp_path / "verbindlich.db")
        yield f"sqlite:///{tmp_path / 'verbindlich.db'}"
        return
    server: databases.PostgresServer = request.getfixturevalue("postgres")
    url = server.create(template=request.getfixturevalue("postgres_template"))
    yield url
    server.drop(url)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with all tables, to be copied: migrations run once, not for each test."""
    path = tmp_path_factory.mktemp("template") / "template.db"
    _set_up(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgres_template(postgres: databases.PostgresServer) -> Iterator[str]:
    """The name of a database with all tables, to be copied."""
    url = postgres.create()
    _set_up(url)
    yield databases.name_of(url)
    postgres.drop(url)


def _set_up(url: str) -> None:
    from engine.storage.database import Database  # noqa: PLC0415 - unit tests need no database
    from engine.storage.schema import upgrade  # noqa: PLC0415

    database = Database(url)
    upgrade(database)
    database.close()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say once, and not in the crowd of the skipped, which tests are missing."""
    if not databases.postgres_is_available():
        terminalreporter.write_line(databases.HOW_TO_GET_IT, yellow=True)
    if not chromium.PROGRAM:
        terminalreporter.write_line(chromium.HOW_TO_GET_IT, yellow=True)
