"""What the database refuses is told in our words, and leaves everything as it was."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, nullcontext
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from engine.storage import errors, schema
from engine.storage.database import Database
from tests.integration.storage.stage import START, Stage, accepted

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "town.db"


@pytest.fixture
def file_stage(path: Path) -> Stage:
    database = Database(f"sqlite:///{path}")
    schema.upgrade(database)
    return Stage(database)


def test_a_database_without_tables(empty_database: Database) -> None:
    with pytest.raises(errors.SchemaMissing, match="db upgrade"):
        Stage(empty_database)


def test_a_rejected_row_says_why(stage: Stage) -> None:
    with pytest.raises(errors.ConstraintBroken) as refused, stage.unit() as unit:
        unit.connection.execute(text("INSERT INTO counters VALUES ('ghost', 'a', 1)"))

    assert "foreign key" in str(refused.value).lower()


def test_a_character_that_cannot_be_stored_is_no_failure_of_the_database(stage: Stage) -> None:
    with stage.unit() as unit:
        refuses = unit.connection.dialect.name == "postgresql"
    with pytest.raises(errors.Unstorable) if refuses else nullcontext(), stage.unit() as unit:
        unit.connection.execute(text("SELECT :it"), {"it": "a\0b"})


def test_a_statement_that_the_database_does_not_understand(stage: Stage) -> None:
    with pytest.raises(errors.StorageError), stage.unit() as unit:
        unit.connection.execute(text("SELEC 1"))


def test_a_locked_file(file_stage: Stage, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.storage.database._SQLITE_PRAGMAS", ("PRAGMA busy_timeout = 50",))
    case = file_stage.open()
    hasty = Database(f"sqlite:///{path}")
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(errors.DatabaseLocked), hasty.write("town", START):
            pass
        with hasty.read("town", START):
            assert file_stage.load(case.id).number == case.number
    accepted(file_stage.send(case.id, "start"))


def test_a_full_disk(file_stage: Stage) -> None:
    case = file_stage.open()
    with file_stage.unit() as unit:  # the connection that is lent again next
        pages = unit.connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        unit.connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")

    with pytest.raises(errors.DiskFull):  # noqa: PT012 - how often it fits is SQLite's business
        for _ in range(400):
            file_stage.send(case.id, "tell", remark="x" * 1000)

    with file_stage.unit() as unit:
        unit.connection.exec_driver_sql("PRAGMA max_page_count = 1000000")
    before = file_stage.load(case.id)
    after = accepted(file_stage.send(case.id, "tell", remark="room again")).after
    assert after.version == before.version + 1


def test_a_file_that_is_no_database(path: Path) -> None:
    path.write_bytes(b"Dear Sir or Madam, " * 100)

    with pytest.raises(errors.DatabaseCorrupt):
        schema.check_schema(Database(f"sqlite:///{path}"))


def test_a_damaged_file(file_stage: Stage, path: Path) -> None:
    file_stage.open()
    with file_stage.database.connection() as connection:
        root = connection.exec_driver_sql(
            "SELECT rootpage FROM sqlite_master WHERE name = 'cases'"
        ).scalar_one()
        size = connection.exec_driver_sql("PRAGMA page_size").scalar_one()
    file_stage.database.close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with path.open("r+b") as file:
        file.seek((root - 1) * size)
        file.write(b"\xff" * size)

    with pytest.raises(errors.DatabaseCorrupt):
        file_stage.open()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_file_that_may_only_be_read(file_stage: Stage, path: Path) -> None:
    file_stage.database.close()
    path.chmod(0o400)
    with pytest.raises(errors.DatabaseReadOnly):
        file_stage.open()


@pytest.mark.parametrize(
    "url",
    [
        "sqlite:////no/such/folder/town.db",
        "postgresql+psycopg://nobody@127.0.0.1:1/none",
        "nonsense",
        "oracle://x/y",
    ],
)
def test_an_address_that_leads_nowhere(url: str) -> None:
    with pytest.raises(errors.DatabaseUnreachable):
        schema.check_schema(Database(url))


def test_a_lost_connection_is_replaced(stage: Stage) -> None:
    if stage.database.is_sqlite:
        pytest.skip("SQLite has no connections to lose")
    case = stage.open()
    killer = Database(stage.database.url)
    kill = text("SELECT pg_terminate_backend(:pid)")
    with pytest.raises(errors.DatabaseUnreachable), stage.world() as world:  # noqa: PT012 - lost amid
        pid = world.unit.connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
        with killer.connection() as connection:
            connection.execute(kill, {"pid": pid})
        stage.submit(world, case.id, "start")

    assert stage.load(case.id).state == "draft"
    accepted(stage.send(case.id, "start"))


def test_a_deadlock_may_be_tried_again(stage: Stage) -> None:
    if stage.database.is_sqlite:
        pytest.skip("SQLite lets one write at a time")
    assert errors.DatabaseBusy in errors.RETRYABLE
    case = stage.open()
    with pytest.raises(errors.DatabaseBusy), stage.unit() as unit:
        unit.connection.execute(text("DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '40P01'; END $$"))
    assert stage.load(case.id).version == 1


def test_every_error_speaks_both_languages() -> None:
    leaves = [each for each in vars(errors).values() if isinstance(each, type)]
    for leaf in leaves:
        if leaf.__module__ == errors.__name__:
            facts = dict.fromkeys(("name", "version", "reason", "found", "case"), "x")
            text_of = leaf(**facts).text
            assert text_of.de != text_of.en
