"""The databases that the integration tests run on are there, empty and of both kinds."""

from __future__ import annotations

import pytest
from sqlalchemy import create_engine, inspect, text


def test_a_fresh_database_is_empty(empty_database_url: str) -> None:
    engine = create_engine(empty_database_url)
    try:
        with engine.connect() as connection:
            assert inspect(connection).get_table_names() == []
            assert connection.exec_driver_sql("SELECT 'ä'").scalar_one() == "ä"
    finally:
        engine.dispose()


@pytest.mark.parametrize("visit", ["first", "second"])
def test_a_database_has_all_tables_and_nothing_of_another_test(
    database_url: str, visit: str
) -> None:
    engine = create_engine(database_url)
    try:
        with engine.begin() as connection:
            tables = inspect(connection).get_table_names()
            assert "alembic_version" in tables
            assert "left_behind" not in tables, visit
            connection.execute(text("CREATE TABLE left_behind (id INTEGER)"))
    finally:
        engine.dispose()
