"""Pages of a small town: over HTTP without a socket, and in a real browser."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from engine.web.app import create_app
from tests.web.client import Client
from tests.web.town import SmallTown, build

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from fastapi import FastAPI


@pytest.fixture(scope="session")
def town_template(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database of the small town, to be copied."""
    path = tmp_path_factory.mktemp("town") / "town.db"
    shutil.copy(sqlite_template, path)
    build(f"sqlite:///{path}")
    return path


@pytest.fixture
def town(town_template: Path, tmp_path: Path) -> Iterator[SmallTown]:
    """A town of one's own, whose clock is moved by hand."""
    shutil.copy(town_template, tmp_path / "town.db")
    small = SmallTown.at(f"sqlite:///{tmp_path / 'town.db'}")
    yield small
    small.app.database.close()


@pytest.fixture
def pages(town: SmallTown) -> FastAPI:
    """The web application of the town."""
    return create_app(town.app, town.tenant)


@pytest.fixture
def client(pages: FastAPI) -> Client:
    """A browser that nobody is signed in with."""
    return Client(pages)
