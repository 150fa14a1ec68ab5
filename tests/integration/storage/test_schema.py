"""Tables are set up, brought up to date, checked and backed up."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import text

from engine.storage import errors, schema
from engine.storage.database import Database
from engine.storage.migrating import config

if TYPE_CHECKING:
    from pathlib import Path


def test_an_empty_database_has_to_be_upgraded_first(empty_database: Database) -> None:
    with pytest.raises(errors.SchemaMissing):
        schema.check_schema(empty_database)


def test_after_the_upgrade_nothing_differs(empty_database: Database) -> None:
    before = schema.upgrade(empty_database)

    assert before.current is None
    schema.check_schema(empty_database)
    assert schema.differences(empty_database) == []
    assert schema.integrity_problems(empty_database) == []


def test_the_migrations_are_those_of_alembic() -> None:
    scripts = ScriptDirectory.from_config(config())
    oldest_first = [each.revision for each in scripts.walk_revisions()][::-1]
    assert schema.revisions() == oldest_first
    assert schema.revisions()[-1] == scripts.get_current_head()


def test_a_difference_is_found(database: Database) -> None:
    with database.connection() as connection:
        connection.execute(text("DROP INDEX occurrences_next"))

    assert [each[0] for each in schema.differences(database)] == ["add_index"]


def test_a_second_upgrade_finds_nothing_to_do(database: Database) -> None:
    assert schema.upgrade(database).is_current


def test_a_database_of_a_newer_program_is_refused(database: Database) -> None:
    with database.connection() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    for refuses in (schema.check_schema, schema.upgrade):
        with pytest.raises(errors.SchemaTooNew) as refused:
            refuses(database)
        assert "9999" in str(refused.value)


def test_an_upgrade_that_fails_leaves_nothing_behind(empty_database: Database) -> None:
    with empty_database.connection() as connection:
        connection.execute(text("CREATE TABLE outbox (id integer)"))
    with pytest.raises(errors.StorageError):
        schema.upgrade(empty_database)

    assert schema.schema_state(empty_database).current is None
    with empty_database.connection() as connection:
        connection.execute(text("DROP TABLE outbox"))
    schema.upgrade(empty_database)
    assert schema.differences(empty_database) == []


@pytest.fixture
def file_database(tmp_path: Path) -> Database:
    database = Database(f"sqlite:///{tmp_path / 'live.db'}")
    schema.upgrade(database)
    return database


def test_a_backup_is_a_whole_database(file_database: Database, tmp_path: Path) -> None:
    with file_database.connection() as writer:  # somebody is writing meanwhile
        writer.execute(text("INSERT INTO leases VALUES ('a', 'b', 1, 'c')"))
        schema.backup(file_database, tmp_path / "copy.db")

    copy = Database(f"sqlite:///{tmp_path / 'copy.db'}")
    assert schema.differences(copy) == []
    with copy.connection() as connection:
        assert connection.execute(text("SELECT count(*) FROM leases")).scalar_one() == 0


def test_a_backup_overwrites_nothing(file_database: Database, tmp_path: Path) -> None:
    (tmp_path / "copy.db").write_text("precious")

    with pytest.raises(errors.BackupExists):
        schema.backup(file_database, tmp_path / "copy.db")
    assert (tmp_path / "copy.db").read_text() == "precious"


def test_postgresql_names_its_own_tool(tmp_path: Path) -> None:
    with pytest.raises(errors.BackupElsewhere, match="pg_dump"):
        schema.backup(Database("postgresql+psycopg://nowhere/none"), tmp_path / "copy.db")


def test_damage_and_orphans_are_found(file_database: Database, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "live.db")) as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute("INSERT INTO counters VALUES ('ghost', 'M', 1)")
        connection.commit()

    assert schema.integrity_problems(file_database) == [
        "counters: row 1 refers to nothing in tenants"
    ]
