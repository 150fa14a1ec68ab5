"""How a plan stands at a glance: lights, what is overdue, one list, a timeline and a calendar."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import date
from html import unescape
from typing import TYPE_CHECKING

import openpyxl
import pytest

from engine.services import cases, events
from engine.services.access import AS_OPERATOR
from engine.services.case_lists import list_cases
from engine.services.definitions import newest_workflows
from engine.services.intents import SubmitEvent, Who
from engine.storage.queries.cases import CaseFilter
from engine.web.pages.timeline import timeline_of
from tests.web.test_duties import plain

if TYPE_CHECKING:
    from tests.web.client import Client
    from tests.web.town import SmallTown


def test_the_plan_is_counted_by_light_and_the_overdue_come_first(client: Client) -> None:
    told = plain(client.sign_in("member").get("/overview").text)

    assert "Überblick Stand" in told
    assert re.search(r"3 laufende Vorgänge ?, 3 Pflichten überfällig", told)
    assert "Zuerst: am längsten überfällig" in told
    urgent = told.partition("Ampel nach Handlungsfeld")[0]
    places = [urgent.index(each) for each in ("M-0003", "M-0001", "M-0002")]
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("text=lotsen", ["M-0003"]),
        ("owner=club", ["M-0002"]),
        ("show=overdue", ["M-0001", "M-0002", "M-0003"]),
        ("show=closed", []),
        ("rating=red", []),
        ("area=Sprache&rating=grey", ["M-0001", "M-0002", "M-0003"]),
        ("area=Verkehr", []),
        ("priority=high", []),
        ("priority=urgent&rating=' OR 1=1", []),
    ],
)
def test_the_list_is_filtered_by_its_address(client: Client, asked: str, found: list[str]) -> None:
    page = client.sign_in("member").get(f"/overview?workflow=measure&{asked}").text
    listed = plain(page.partition('id="list"')[2])

    assert [each for each in ("M-0001", "M-0002", "M-0003") if each in listed] == found


def test_a_light_set_by_hand_is_shown_until_it_ends(client: Client, town: SmallTown) -> None:
    case = cases.find(town.app, town.tenant, AS_OPERATOR, "M-0001")
    overruled = {"rating": "red", "reason": "Räume fehlen", "until": "2026-10-31"}
    answer = events.send(
        town.app, SubmitEvent(town.tenant, case, "overrule", Who(person="office"), overruled)
    )

    assert answer.accepted
    page = client.sign_in("member").get("/overview?rating=red").text
    assert "M-0001" in plain(page.partition('id="list"')[2])


def test_nobody_is_shown_a_plan_without_having_signed_in(client: Client) -> None:
    for address in ("/overview", "/overview/timeline", "/overview/calendar"):
        answer = client.get(address, follow_redirects=False)
        assert answer.status_code == 303
        assert answer.headers["location"].startswith("/sign-in")


def test_whoever_holds_nothing_sees_what_is_public(client: Client) -> None:
    told = plain(client.sign_in("outsider").get("/overview").text)

    assert "Sprachcafé" in told
    assert "Lotsen in der Kita" not in told
    assert "überfällig" not in told.partition("Alle im Einzelnen")[0]


def test_the_timeline_says_dates_beside_its_bars(client: Client) -> None:
    page = client.sign_in("member").get("/overview/timeline").text

    assert page.count('class="timeline__bar ') == 3
    assert "Sprachcafé" in plain(page)
    assert "02.03.2026 bis 29.12.2028" in plain(page)


def test_bars_lie_between_the_first_year_and_the_last(town: SmallTown) -> None:
    flow = newest_workflows(town.app, town.tenant)["measure"]
    wanted = CaseFilter(workflow="measure")
    first, second, third = list_cases(town.app, town.tenant, AS_OPERATOR, wanted)
    half = replace(first, data={"starts_on": "2026-01-01", "ends_on": "2026-12-31"})
    late = replace(second, data={"starts_on": "2027-01-01", "ends_on": "2027-12-31"})

    made = timeline_of(flow, [late, half, replace(third, data={})], date(2027, 1, 1))

    assert [(each.line.number, each.x, each.width) for each in made.bars] == [
        ("M-0001", 0, 500),
        ("M-0002", 500, 500),
    ]
    assert (made.years, made.today) == (((2026, 0), (2027, 500)), 500)
    assert [each.number for each in made.undated] == ["M-0003"]
    assert timeline_of(flow, [half], date(2030, 1, 1)).today is None
    assert timeline_of(flow, [], date(2030, 1, 1)).bars == ()


def test_the_calendar_shows_what_falls_due_on_which_day(client: Client) -> None:
    told = plain(client.sign_in("member").get("/overview/calendar?month=2026-09").text)

    assert "Was fällig wird: September 2026" in told
    assert "Dienstag, 01.09.2026" in told
    assert "M-0001 Sachstandsbericht (überfällig) , Sprachcafé" in told


@pytest.mark.parametrize("month", ["", "2026-13", "x", "9999-12", "0001-01", "2026-09-01"])
def test_a_month_that_is_none_is_this_one(client: Client, month: str) -> None:
    told = plain(client.sign_in("member").get(f"/overview/calendar?month={month}").text)

    assert "Was fällig wird: September 2026" in told


def test_holidays_and_the_last_month_known_are_shown(client: Client) -> None:
    told = plain(client.sign_in("member").get("/overview/calendar?month=2026-10").text)
    assert "Tag der Deutschen Einheit" in told
    assert date(2026, 10, 3).isoformat() not in told


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("", ["M-0001", "M-0002", "M-0003"]),
        ("text=lotsen", ["M-0003"]),
        ("area=Sprache&rating=red", []),
        ("area=Sprache", ["M-0001", "M-0002", "M-0003"]),
        ("owner=club", ["M-0002"]),
        ("show=closed", []),
    ],
)
def test_what_is_chosen_comes_as_excel_too(client: Client, asked: str, found: list[str]) -> None:
    page = client.sign_in("member").get(f"/overview?{asked}").text
    links = re.findall(r'href="(/exports/cases.xlsx[^"]*)"', page)
    assert len(links) == (1 if found else 0)
    if found:
        assert numbers_in(client.get(unescape(links[0])).content) == found
    assert numbers_in(client.get(f"/exports/cases.xlsx?workflow=measure&{asked}").content) == found


def numbers_in(content: bytes) -> list[str]:
    """Return the numbers of the cases in a workbook, in order."""
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    cells = [cell.value for row in sheet.iter_rows(min_row=3) for cell in row]
    return sorted(each for each in cells if isinstance(each, str) and each.startswith("M-0"))
