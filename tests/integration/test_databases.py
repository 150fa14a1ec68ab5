"""The databases that the integration tests run on are there, empty and of both kinds."""

from __future__ import annotations

from sqlalchemy import create_engine, inspect


def test_a_fresh_database_is_empty(empty_database_url: str) -> None:
    engine = create_engine(empty_database_url)
    try:
        with engine.connect() as connection:
            assert inspect(connection).get_table_names() == []
            assert connection.exec_driver_sql("SELECT 'ä'").scalar_one() == "ä"
    finally:
        engine.dispose()
