"""Who ticks, when it last did, and whether the clock can be trusted."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from engine.storage.queries import clock
from tests.integration.storage.stage import DAY, START

if TYPE_CHECKING:
    from engine.storage.database import Database

LASTING = timedelta(seconds=30)


def elect(database: Database, holder: str, seconds: int) -> int | None:
    with database.connection() as connection:
        at = START + timedelta(seconds=seconds)
        return clock.elect(connection, "ticker", holder, at, LASTING)


def test_one_is_elected_and_stays_while_it_renews(database: Database) -> None:
    assert elect(database, "one", 0) == 1
    assert elect(database, "two", 10) is None
    assert elect(database, "one", 20) == 1
    assert elect(database, "two", 40) is None


def test_another_takes_over_when_the_lease_has_run_out(database: Database) -> None:
    assert elect(database, "one", 0) == 1
    assert elect(database, "two", 31) == 2
    assert elect(database, "one", 32) is None

    with database.connection() as connection:
        at = START + timedelta(seconds=33)
        assert not clock.holds(connection, "ticker", "one", 1, at)
        assert clock.holds(connection, "ticker", "two", 2, at)
        assert not clock.holds(connection, "ticker", "two", 2, at + LASTING)
        assert not clock.holds(connection, "other", "two", 2, at)


def test_a_lease_can_be_given_up(database: Database) -> None:
    elect(database, "one", 0)
    with database.connection() as connection:
        clock.release(connection, "ticker", "one", START)

    assert elect(database, "two", 1) == 2


def test_the_last_tick_is_remembered(database: Database) -> None:
    ticks = [
        clock.Tick("rungs", START, 12, 3),
        clock.Tick("rungs", START + DAY, 9, 0, "disk full"),
        clock.Tick("mail", START, 1, 1),
    ]
    with database.connection() as connection:
        for each in ticks:
            clock.record_tick(connection, each)
        assert clock.ticks(connection) == {"mail": ticks[2], "rungs": ticks[1]}


def test_a_jump_holds_until_it_is_confirmed(database: Database) -> None:
    with database.connection() as connection:
        assert clock.open_jumps(connection) == []
        clock.note_jump(connection, START, START + 30 * DAY)
        (jump,) = clock.open_jumps(connection)
        assert (jump.from_at, jump.to_at) == (START, START + 30 * DAY)
        assert clock.confirm_jumps(connection, "ada", START) == 1
        assert clock.open_jumps(connection) == []
