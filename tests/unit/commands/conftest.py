"""A command line that is run in this process, what it answered, and a town to run it on."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from engine.clock import SystemClock
from engine.commands.root import run

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

BEGINNING = "2026-01-12T09:00"
PEOPLE = (
    ("people", "add", "Anna Amt", "--id", "anna", "--address", "anna@neustadt.example"),
    ("people", "add", "Lena Leit", "--id", "lena", "--address", "lena@neustadt.example"),
    ("people", "add", "Otto Ohne", "--id", "otto"),
    ("people", "body", "steering_group", "Steuerungsgruppe", "--english", "Steering group"),
    ("people", "give", "coordination", "anna"),
    ("people", "give", "steering_group", "otto", "--function", "chair"),
    ("people", "organisation", "library", "Stadtbibliothek"),
    ("people", "give", "contact:library", "lena"),
)


@dataclass(frozen=True)
class Answer:
    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        return json.loads(self.out)


@pytest.fixture
def verbindlich(capsys) -> Callable[..., Answer]:
    """Run the command line and return its exit code, its answer and its complaints."""

    def call(*arguments: str, **environment: str) -> Answer:
        code = run(arguments, {"LANG": "en_GB.UTF-8"} | environment)
        return Answer(code, *capsys.readouterr())

    return call


class Town:
    """A town in a file, at a moment that stands until it is moved."""

    def __init__(self, folder: Path, file: Path, call: Callable[..., Answer]) -> None:
        self.folder = folder
        self.file = file
        self.outbox = folder / "outbox"
        self.now = datetime.fromisoformat(BEGINNING).replace(tzinfo=UTC)
        self._call = call

    def __call__(self, *arguments: str, at: str | None = None, **environment: str) -> Answer:
        """Run a command on the town, at a moment if one is given."""
        if at is not None:
            self.now = datetime.fromisoformat(at).replace(tzinfo=UTC)
        settings = {
            "VERBINDLICH_DATABASE_URL": f"sqlite:///{self.file}",
            "VERBINDLICH_OUTBOX": str(self.outbox),
        }
        return self._call(*arguments, **(settings | environment))

    def json(self, *arguments: str, at: str | None = None) -> Any:
        """Run a command that is to succeed and return its document."""
        answer = self(*arguments, "--json", at=at)
        assert answer.code == 0, answer
        return answer.document


@pytest.fixture(scope="session")
def town_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A town with two workflows and some people, set up once and copied for each test."""
    file = tmp_path_factory.mktemp("town") / "town.db"
    moment = datetime.fromisoformat(BEGINNING).replace(tzinfo=UTC)
    commands = [
        ("init", "--title", "Neustadt", "--state", "NW", "--no-workflows", "--yes"),
        ("workflow", "publish", "measure", "statement"),
        *PEOPLE,
    ]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SystemClock, "now", lambda _: moment)
        for each in commands:
            code = run([*each, "--json"], {"VERBINDLICH_DATABASE_URL": f"sqlite:///{file}"})
            assert code == 0, each
    return file


@pytest.fixture
def town(town_file: Path, tmp_path: Path, verbindlich, monkeypatch) -> Town:
    """A fresh copy of the town; the clock shows what it is set to."""
    shutil.copy(town_file, tmp_path / "town.db")
    made = Town(tmp_path, tmp_path / "town.db", verbindlich)
    monkeypatch.setattr(SystemClock, "now", lambda _: made.now)
    return made


@pytest.fixture
def measure(town: Town) -> Town:
    """The town with one proposed measure, M-0001."""
    fields = '{"title": "Sprachcafé", "area": "Sprache"}'
    opened = town("case", "open", "measure", "--as", "coordination", "--fields", fields, "--json")
    assert opened.code == 0, opened
    return town
