"""How a concept came about, in numbers: nobody named, small groups not told apart."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest

from engine.services import method, method_paper
from engine.services.access import AS_OPERATOR, NOBODY
from tests.live_town import TOWN, LiveTown

if TYPE_CHECKING:
    from collections.abc import Iterator

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture
def town(database_url: str) -> Iterator[LiveTown]:
    town = LiveTown.founded(database_url)
    town.clock.move_to(datetime(2026, 6, 1, 9, tzinfo=BERLIN))
    yield town
    town.app.database.close()


def held(town: LiveTown, title: str, kind: str, on: str, people: int, **more: Any) -> str:
    fields = {"title": title, "kind": kind, "starts_on": on, "held_on": on, "attended": people}
    return town.open("event", {**fields, **more}, state="held")


def filled(town: LiveTown) -> None:
    groups = [{"group": "Öffentlichkeit", "count": 150}, {"group": "Rat", "count": 3}]
    held(town, "Auftakt", "kick_off", "2026-03-07", 210, volunteers=40, attendance=groups)
    held(town, "Kreis Wohnen", "working_circle", "2026-03-20", 12, volunteers=9)
    held(town, "Kreis Arbeit", "working_circle", "2026-04-10", 14, volunteers=11)
    interviews = town.open(
        "survey",
        {"title": "Interviews", "kind": "interviews", "from": "2026-01-02",
         "until": "2026-01-31", "planned": 20, "done": 20,
         "interviewees": [{"who": "Erika Muster", "kind": "person", "proposed_by": "Rat"}]},
        state="evaluation",
    )  # fmt: skip
    assert town.send(interviews, "evaluate", {"results": "Wohnen vorn"}).accepted
    town.open("event", {"title": "Konferenz", "kind": "conference", "starts_on": "2026-07-14"})


def test_who_met_when_how_many_and_with_what_result(town: LiveTown) -> None:
    filled(town)

    found = method.report(town.app, TOWN, AS_OPERATOR)

    assert [(each.title, each.on, each.people) for each in found.meetings] == [
        ("Interviews", date(2026, 1, 31), 20),
        ("Auftakt", date(2026, 3, 7), 210),
        ("Kreis Wohnen", date(2026, 3, 20), 12),
        ("Kreis Arbeit", date(2026, 4, 10), 14),
    ]
    assert found.meetings[0].result == "Wohnen vorn"
    assert found.meetings[0].planned == 20
    tallies = {
        each.kind.de: (each.meetings, each.people, each.volunteers) for each in found.tallies
    }
    assert tallies == {
        "Interviews": (1, 20, 0),
        "Auftaktveranstaltung": (1, 210, 40),
        "Arbeitskreis": (2, 26, 20),
    }
    assert found.people == 256
    assert "Muster" not in str(found)


def test_sittings_are_counted_beside_events(town: LiveTown) -> None:
    for day in ("2026-06-02", "2026-06-30", "2026-07-14", "2026-09-01"):
        fields = {"title": "Steuerungsgruppe", "body": "steering_group", "held_on": day}
        present = {} if day > "2026-08-01" else {"present": 7}
        town.open("sitting", {**fields, "invite_by": "2026-05-20", **present}, state="planned")
    held(town, "Auftakt", "kick_off", "2026-03-07", 210)
    town.clock.move_to(datetime(2026, 8, 1, 9, tzinfo=BERLIN))

    tallies = method.report(town.app, TOWN, AS_OPERATOR).tallies

    assert [(each.kind.en, each.meetings, each.people) for each in tallies] == [
        ("Kick-off", 1, 210),
        ("Sitting", 3, 21),
    ]


def test_small_groups_are_not_told_apart(town: LiveTown) -> None:
    filled(town)

    found = method.report(town.app, TOWN, AS_OPERATOR, since=date(2026, 3, 1))

    assert [(each.group, each.count) for each in found.meetings[0].groups] == [
        ("Öffentlichkeit", 150),
        ("Rat", None),
    ]


def test_it_can_be_cut_to_a_time(town: LiveTown) -> None:
    filled(town)

    found = method.report(
        town.app, TOWN, AS_OPERATOR, since=date(2026, 3, 8), until=date(2026, 4, 9)
    )

    assert [each.title for each in found.meetings] == ["Kreis Wohnen"]


def test_the_public_reads_it_without_what_is_internal(town: LiveTown) -> None:
    filled(town)

    found = method.report(town.app, TOWN, NOBODY)

    assert found.people == 256
    assert all(each.groups == () for each in found.meetings)


def test_the_paper_tells_the_same_figures(town: LiveTown) -> None:
    filled(town)
    found = method.report(town.app, TOWN, AS_OPERATOR)

    made = method_paper.method_report(town.app, TOWN, AS_OPERATOR, "de", since=date(2026, 1, 1))

    assert made.subtitle == "01.01.2026 bis 01.06.2026"
    assert dict(made.facts)["Teilnahmen"] == str(found.people)
    tally, course = (
        [[cell.text for cell in row] for row in each.tables[0].rows] for each in made.sections
    )
    assert ["Arbeitskreis", "2", "26", "20"] in tally
    assert [row[2] for row in course] == [each.title for each in found.meetings]
    assert "Rat: weniger als fünf" in course[1][5]
    assert "Muster" not in str(made.sections)
