"""A database that is locked, a disk that is really full, and a door that is killed."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import threading
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from engine.errors import StorageError
from engine.services import clockwork
from engine.services.intents import Who
from engine.storage.database import Database
from engine.storage.errors import DatabaseLocked, DiskFull
from engine.storage.queries.directory import Person
from tests.live_town import MEASURE, LiveTown

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
LEAD = Who(person="lead")
REPORT = {"text": "Läuft.", "progress": 10, "rating": "green"}
KILLS = 6
SEED = 7


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits long for anybody else."""
    monkeypatch.setattr("engine.storage.database._SQLITE_PRAGMAS", ("PRAGMA busy_timeout = 100",))
    monkeypatch.setattr("engine.storage.database._POSTGRESQL_OPTIONS", "-c lock_timeout=100")


def founded(url: str) -> tuple[LiveTown, list[str]]:
    """A town with two running measures."""
    town = LiveTown.founded(url)
    town.put_people([Person("lead", "Lead", "lead@town.example")])
    running = [(MEASURE, {"lead": ("lead",)})] * 2
    return town, town.open_many("measure", "in_progress", running)


@contextmanager
def locked(url: str, case: str) -> Iterator[None]:
    """Let another connection hold a case; with SQLite that is the whole file."""
    other = Database(url)
    with other.connection() as connection:
        if not other.is_sqlite:
            hold = text("SELECT 1 FROM cases WHERE id = :case FOR UPDATE")
            connection.execute(hold, {"case": case})
        yield
    other.close()


@pytest.mark.usefixtures("impatient")
def test_locked_it_says_so_and_nothing_is_half_done(database_url: str) -> None:
    town, (case, other) = founded(database_url)
    with locked(database_url, case):
        with pytest.raises(DatabaseLocked):
            town.send(case, "report", REPORT, who=LEAD, key="a")
        if not town.app.database.is_sqlite:
            assert town.send(other, "report", REPORT, who=LEAD).accepted
    assert town.discrepancies() == []
    assert town.send(case, "report", REPORT, who=LEAD, key="a").version == 2
    town.app.database.close()


@pytest.mark.usefixtures("impatient")
def test_the_clock_passes_over_what_is_locked_and_comes_back(database_url: str) -> None:
    town, (case, other) = founded(database_url)
    town.clock.move_to(town.clock.now().replace(month=8, day=18))
    with locked(database_url, case), suppress(StorageError):
        clockwork.rungs(town.app, "ticker")
    fired = "SELECT count(*) FROM fired_rungs WHERE case_id = :case"
    with town.app.database.connection() as connection:
        assert connection.execute(text(fired), {"case": case}).scalar_one() == 0
        passed = connection.execute(text(fired), {"case": other}).scalar_one()
    assert (passed > 0) == (not town.app.database.is_sqlite)

    assert clockwork.rungs(town.app, "ticker").failures == ()
    with town.app.database.connection() as connection:
        counts = {
            connection.execute(text(fired), {"case": each}).scalar_one() for each in (case, other)
        }
    assert len(counts) == 1
    assert counts != {0}
    assert town.discrepancies() == []
    town.app.database.close()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of four megabytes."""
    place = tmp_path / "disk"
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(place)]
    if (
        os.geteuid() != 0
        or not shutil.which("mount")
        or subprocess.run(command, check=False).returncode
    ):
        pytest.skip("only root may mount a small disk")
    yield place
    subprocess.run(["umount", "--lazy", str(place)], check=True)


def test_a_disk_that_is_really_full(small_disk: Path, sqlite_template: Path) -> None:
    shutil.copy(sqlite_template, small_disk / "town.db")
    town, (case, _) = founded(f"sqlite:///{small_disk / 'town.db'}")
    ballast = small_disk / "ballast"
    usage = shutil.disk_usage(small_disk)
    ballast.write_bytes(b"\0" * (usage.free - 150_000))

    accepted = 0
    with pytest.raises(DiskFull):  # noqa: PT012 - how much fits is the file system's business
        while accepted < 500:
            accepted += town.send(case, "report", REPORT, who=LEAD, key=str(accepted)).accepted
    assert town.discrepancies() == []

    ballast.unlink()
    answer = town.send(case, "report", REPORT, who=LEAD, key=str(accepted))
    assert (answer.version, answer.is_repeated) == (accepted + 2, False)
    assert town.discrepancies() == []
    town.app.database.close()


def test_a_door_is_killed_and_whoever_asks_again_gets_it_done_once(database_url: str) -> None:
    """Nobody knows how far a killed process came; the same key makes it safe to ask again."""
    town, (case, _) = founded(database_url)
    chance = random.Random(SEED)  # noqa: S311 - repeatable, no secret
    pause = threading.Event()
    command = [sys.executable, "-m", "tests.integration.test_faults_database", database_url, case]
    number = 0
    for _ in range(KILLS):
        with subprocess.Popen(
            [*command, str(number)], stdout=subprocess.PIPE, cwd=ROOT, text=True
        ) as door:
            assert door.stdout is not None
            said = [door.stdout.readline()]
            pause.wait(chance.uniform(0, 0.1))
            door.kill()
            said += door.stdout.read().split()
        number = int(said[-1])
        # The next one had perhaps been done before the door could say so: ask again.
        assert town.send(case, "report", REPORT, who=LEAD, key=str(number)).version == number + 2
        number += 1
    with town.app.database.connection() as connection:
        count = "SELECT count(*) FROM events WHERE event = 'report'"
        assert connection.execute(text(count)).scalar_one() == number
    assert number > 2 * KILLS, "the door got nothing done"
    assert town.discrepancies() == []
    town.app.database.close()


def keep_reporting(url: str, case: str, number: int) -> None:
    """Be a door: report again and again, each time under the next number as its key."""
    town = LiveTown.at(url)
    while True:
        town.send(case, "report", REPORT, who=LEAD, key=str(number))
        number += 1
        print(number, flush=True)  # noqa: T201 - what the test reads


if __name__ == "__main__":
    keep_reporting(sys.argv[1], sys.argv[2], int(sys.argv[3]))
