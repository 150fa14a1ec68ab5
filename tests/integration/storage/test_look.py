"""A look: all that a thread reads meanwhile is of one moment, in one transaction."""

from __future__ import annotations

from threading import Thread
from typing import TYPE_CHECKING

import pytest

from engine.storage.errors import TenantNotFound
from engine.storage.queries import directory
from engine.storage.queries.directory import Person
from engine.storage.town import stamp_of
from tests.integration.storage.stage import START, statements

if TYPE_CHECKING:
    from tests.integration.storage.stage import Stage

TOWN = "town"


def names(stage: Stage, town: str = TOWN) -> set[str | None]:
    with stage.database.read(town, START) as unit:
        return {each.name for each in directory.people(unit)}


def write(stage: Stage, name: str) -> None:
    with stage.database.write(TOWN, START) as unit:
        directory.put_person(unit, Person("nora", name, None))


def test_what_is_written_meanwhile_is_seen_afterwards(stage: Stage) -> None:
    with stage.database.look(TOWN, START):
        before = names(stage)
        write(stage, "Nora")
        assert names(stage) == before
    assert names(stage) == before | {"Nora"}


def test_a_look_within_a_look_is_the_same(stage: Stage) -> None:
    with stage.database.look(TOWN, START):
        before = names(stage)
        write(stage, "Nora")
        with stage.database.look(TOWN, START):
            assert names(stage) == before
        assert names(stage) == before


def test_other_threads_look_for_themselves(stage: Stage) -> None:
    found: list[set[str | None]] = []
    with stage.database.look(TOWN, START):
        before = names(stage)
        write(stage, "Nora")
        other = Thread(target=lambda: found.append(names(stage)))
        other.start()
        other.join()
    assert found == [before | {"Nora"}]


def test_another_town_is_not_looked_at_with_it(stage: Stage) -> None:
    with stage.database.look(TOWN, START):
        assert names(stage)
        with stage.database.read("elsewhere", START) as unit, pytest.raises(TenantNotFound):
            stamp_of(unit)
        assert names(stage, "elsewhere") == set()


def test_after_an_error_the_next_one_reads_anew(stage: Stage) -> None:
    before = names(stage)

    def fail() -> None:
        with stage.database.look("elsewhere", START):
            write(stage, "Nora")
            with stage.database.read("elsewhere", START) as unit:
                stamp_of(unit)

    with pytest.raises(TenantNotFound):
        fail()
    assert names(stage) == before | {"Nora"}


def test_the_stamp_is_asked_once_where_nothing_is_written(stage: Stage) -> None:
    with statements(stage.database) as run, stage.database.read(TOWN, START) as unit:
        assert stamp_of(unit) == stamp_of(unit)
    assert len(run) == 1
    with statements(stage.database) as run, stage.database.write(TOWN, START) as unit:
        before = stamp_of(unit)
        directory.put_person(unit, Person("nora", "Nora", None))
        assert stamp_of(unit) == before + 1
