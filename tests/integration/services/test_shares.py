"""What is shown to others is seen, for as long as it is; everything else is not, by any service."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from engine.definition.parse import parse
from engine.errors import AccessDenied, NotFound
from engine.lifecycle.errors import CaseNotFound
from engine.services import case_lists, cases, shares
from engine.services.access import AS_OPERATOR, NOBODY, OnlyInsiders, Reader, Sight
from engine.services.shares import OnlyClose, ShareNotFound, Wanted
from engine.storage.database import Database
from engine.storage.errors import TenantNotFound
from engine.storage.queries import definitions, directory, towns
from engine.storage.queries.cases import CaseFilter
from engine.storage.queries.directory import Person
from tests.integration.services.secrets import (
    CLOSED_CASE,
    CONFIDENTIAL,
    INNER_CASE,
    INTERNAL,
    OPEN_CASE,
    secret_town,
    told,
)
from tests.integration.services.stage import OFFICE, PROFILE, Stage, thing
from tests.integration.services.test_access import CALLS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ADVISER, OTHER = Reader("eva"), Reader("dan")
SHOWN = "margerite"
"""Stands in everything of the case that is shown."""


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Path:
    """The town of secrets with one more case, which is shown to the adviser, and a second town."""
    path = tmp_path_factory.mktemp("shares") / "town.db"
    shutil.copy(sqlite_template, path)
    database = Database(f"sqlite:///{path}")
    stage = secret_town(database)
    with stage.app.database.write("other", stage.app.now()) as unit:
        towns.create_town(unit, replace(PROFILE, title="Nachbarstadt"))
        for name in ("dan", "eva"):
            directory.put_person(unit, Person(name, name.title(), f"{name}@other.example"))
        directory.give_role(unit, "office", "dan")
        workflow, _ = parse(thing(key="copy", number="C-{seq}"))
        assert workflow is not None
        definitions.draft(unit, workflow, None)
        definitions.publish(unit, "copy", 1, None)
    stage.opened(title=f"{SHOWN} title", note=f"{SHOWN} note", secret=f"{CONFIDENTIAL} secret")
    database.close()
    return path


@pytest.fixture
def stage(kept: Path, tmp_path: Path) -> Iterator[Stage]:
    shutil.copy(kept, tmp_path / "town.db")
    database = Database(f"sqlite:///{tmp_path / 'town.db'}")
    yield Stage.reopened(database)
    database.close()


def shown_case(stage: Stage) -> str:
    (line,) = case_lists.list_cases(stage.app, "town", AS_OPERATOR, CaseFilter(text=SHOWN))
    return line.number


def show(stage: Stage, **to: object) -> str:
    wanted = Wanted("Fachlicher Rat", case=shown_case(stage), **to)  # type: ignore[arg-type]
    return shares.share(stage.app, "town", AS_OPERATOR, wanted)


def seen(stage: Stage, reader: Reader) -> list[str]:
    lines = case_lists.list_cases(stage.app, "town", reader, CaseFilter())
    return [each.number for each in lines]


@pytest.mark.parametrize("name", sorted(CALLS))
def test_no_service_tells_an_adviser_what_was_not_shown_to_her(stage: Stage, name: str) -> None:
    show(stage, to_person="eva")
    show(stage, to_town="other")
    for reader in (ADVISER, Reader(guest_of="other")):
        try:
            answer = CALLS[name](stage, reader)
        except (NotFound, AccessDenied) as refusal:
            answer = refusal
        assert told(answer, INTERNAL, CONFIDENTIAL) == [], reader


def test_an_adviser_sees_what_was_shown_as_an_insider_does(stage: Stage) -> None:
    number = shown_case(stage)
    assert seen(stage, ADVISER) == [OPEN_CASE]

    show(stage, to_person="eva")

    case = cases.show(stage.app, "town", ADVISER, number)
    assert case.sight is Sight.INTERNAL
    assert case.case.data["note"] == f"{SHOWN} note"
    assert "secret" not in case.case.data
    assert seen(stage, ADVISER) == [OPEN_CASE, number]
    assert seen(stage, NOBODY) == [OPEN_CASE]


def test_it_is_shown_until_the_last_day_or_until_it_is_ended(stage: Stage) -> None:
    number = shown_case(stage)
    today = stage.app.now().date()
    first = show(stage, to_person="eva", until=today)
    assert number in seen(stage, ADVISER)

    stage.clock.advance(date.resolution)
    assert number not in seen(stage, ADVISER)

    second = show(stage, to_person="eva")
    assert [each.share.id for each in shares.given_shares(stage.app, "town", Reader("ada"))] == [
        second
    ]
    shares.end_share(stage.app, "town", Reader("ada"), second)
    assert number not in seen(stage, ADVISER)
    with pytest.raises(ShareNotFound):
        shares.end_share(stage.app, "town", Reader("ada"), second)
    assert first != second


def test_all_cases_of_a_workflow_but_the_confidential_ones(stage: Stage) -> None:
    wanted = Wanted("Begleitforschung", workflow="thing", to_person="eva")
    shares.share(stage.app, "town", AS_OPERATOR, wanted)

    assert seen(stage, ADVISER) == [OPEN_CASE, INNER_CASE, shown_case(stage)]
    with pytest.raises(CaseNotFound):
        cases.show(stage.app, "town", ADVISER, CLOSED_CASE)


def test_another_town_sees_what_is_shown_to_it_and_takes_it_over(stage: Stage) -> None:
    number = shown_case(stage)
    assert shares.received_cases(stage.app, "other", OTHER) == []

    show(stage, to_town="other")

    (received,) = shares.received_cases(stage.app, "other", OTHER)
    assert (received.town, received.town_title) == ("town", PROFILE.title)
    assert received.case.number == number
    told_there = shares.show_received(stage.app, "other", OTHER, "town", number)
    assert told_there.case.data["note"] == f"{SHOWN} note"
    with pytest.raises(CaseNotFound):
        shares.show_received(stage.app, "other", OTHER, "town", INNER_CASE)

    answer = shares.take_over(stage.app, "other", OTHER, "town", number, workflow="copy")

    assert answer.accepted
    copy = cases.show(stage.app, "other", OTHER, answer.case or "").case
    assert copy.data["title"] == f"{SHOWN} title"


def test_whoever_has_no_role_in_the_other_town_is_shown_nothing(stage: Stage) -> None:
    show(stage, to_town="other")

    with pytest.raises(OnlyInsiders):
        shares.received_cases(stage.app, "other", Reader("eva"))
    with pytest.raises(OnlyInsiders):
        shares.show_received(stage.app, "other", NOBODY, "town", shown_case(stage))


def test_only_who_acts_in_a_case_shows_it(stage: Stage) -> None:
    wanted = Wanted("x", case=INNER_CASE, to_person="eva")
    with pytest.raises(OnlyClose):
        shares.share(stage.app, "town", Reader("gus"), wanted)
    with pytest.raises(CaseNotFound):
        shares.share(stage.app, "town", ADVISER, wanted)
    shares.share(stage.app, "town", Reader("ada"), wanted)
    assert INNER_CASE in seen(stage, ADVISER)


@pytest.mark.parametrize("town", ["town", "nowhere"])
def test_it_is_shown_to_another_town_that_there_is(stage: Stage, town: str) -> None:
    with pytest.raises(TenantNotFound):
        show(stage, to_town=town)


def test_what_is_shown_is_not_acted_in(stage: Stage) -> None:
    show(stage, to_person="eva")
    case = cases.find(stage.app, "town", AS_OPERATOR, shown_case(stage))

    answer = stage.send(case, "go", "eva")

    assert [each.code for each in answer.reasons] == ["role"]
    stage.do(case, "go", OFFICE)
