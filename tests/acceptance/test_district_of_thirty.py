"""A district with thirty municipalities, four local variants, and a practice that is taken over."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest

from engine.deadlines.calendars import Place
from engine.findings import Text
from engine.lifecycle.seats import Body
from engine.services import cases as case_service
from engine.services import clockwork, coverage, events, obligations, policy, shares
from engine.services.access import AS_OPERATOR, Reader
from engine.services.intents import SubmitEvent, Who
from engine.services.shares import Wanted
from engine.storage.queries import bodies, directory, towns
from engine.storage.queries.directory import Person
from tests.live_town import PROFILE, START, TOWN, LiveTown, publish, shipped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.services.coverage import Coverage

BERLIN = ZoneInfo("Europe/Berlin")
NEIGHBOUR = "neighbour"
COORDINATION = Who(role="coordination")
MUNICIPALITIES = 30
WITH_UNIT, WITHOUT_UNIT = 14, 8
"""So many take part and have, or have not, named their unit; the others do not take part."""
VARIANTS = {
    1: {"kind": "adapt", "reason": "Kein eigenes Personal", "text": "Sprechtag im Monat"},
    2: {"kind": "adapt", "reason": "Drei Ortsteile", "text": "Wechselnde Orte"},
    3: {"kind": "defer", "reason": "Rathaus im Umbau", "until": "2026-12-31"},
    4: {"kind": "exempt", "reason": "Niemand ist zugewandert"},
}


@pytest.fixture
def town(database_url: str) -> Iterator[LiveTown]:
    found = LiveTown.founded(database_url)
    with found.app.database.write(TOWN, START) as unit:
        place = Place("BY", "Memmingen")
        towns.change_town(unit, replace(PROFILE, title="Landkreis Musterau", place=place))
    yield found
    found.app.database.close()


def do(town: LiveTown, case: str, event: str, **given: Any) -> None:
    answer = town.send(case, event, given)
    assert answer.accepted, [each.message.de for each in answer.reasons]


def municipality(town: LiveTown, number: int) -> str:
    name = f"Gemeinde {number:02d}"
    case = town.open("municipality", {"title": name, "organisation": name})
    if number > WITH_UNIT + WITHOUT_UNIT:
        do(town, case, "decline", reason_kind="resources", reason="Eine halbe Stelle für alles")
        return case
    do(town, case, "join")
    if number <= WITH_UNIT:
        do(town, case, "name_unit", unit="Bürgerbüro")
    return case


def variant(town: LiveTown, measure: str, case: str, given: dict[str, str]) -> str:
    fields = {"title": f"Ansprechstelle, {given['kind']}", "measure": measure}
    found = town.open("local-variant", {**fields, "municipality": case, **given})
    do(town, found, "decide", proposal="variant", outcome="adopted", resolution="BG 2/2026")
    return found


def stands(found: Coverage, title: str) -> list[tuple[str, str | None]]:
    (line,) = (each for each in found.lines if each.case.title == title)
    return [(way.kind, way.over.state if way.over else None) for way in line.ways]


def test_thirty_municipalities_four_of_them_in_their_own_way(town: LiveTown) -> None:
    measure = town.open("measure", {"title": "Ansprechstelle", "area": "Zusammenarbeit"})
    cases = {n: municipality(town, n) for n in range(1, MUNICIPALITIES + 1)}
    taken_on = {"measures": [{"measure": measure, "consented_on": "2026-01-12"}]}

    for number in range(5, WITH_UNIT + WITHOUT_UNIT + 1):
        do(town, cases[number], "take_on", **taken_on)
    for number, given in VARIANTS.items():
        variant(town, measure, cases[number], given)

    found = coverage.coverage(town.app, TOWN, AS_OPERATOR, "municipality", measure)
    assert found.by_state == {"participating": 22, "inactive": 8}
    carrying = [each for each in found.lines if [way.kind for way in each.ways] == ["carries"]]
    assert len(carrying) == WITH_UNIT - len(VARIANTS)
    assert stands(found, "Gemeinde 01") == [("concerns", "in_force")]
    assert stands(found, "Gemeinde 03") == [("concerns", "deferred")]
    assert stands(found, "Gemeinde 04") == [("concerns", "exempted")]
    assert stands(found, "Gemeinde 20") == [], "it has named no unit, and got a task instead"
    assert stands(found, "Gemeinde 30") == []
    (told,) = obligations.why(town.app, TOWN, AS_OPERATOR, f"{cases[20]}/name_unit_now")
    assert told.occurrence.due_on == date(2026, 2, 12)


def test_when_all_are_to_take_part_the_inactive_ones_are_approached_sooner(town: LiveTown) -> None:
    case = municipality(town, MUNICIPALITIES)
    (before,) = obligations.why(town.app, TOWN, AS_OPERATOR, f"{case}/reach_out")
    assert before.occurrence.due_on == date(2027, 1, 12)

    policy.set_value(town.app, TOWN, AS_OPERATOR, "municipality", "participation", "all")

    (after,) = obligations.why(town.app, TOWN, AS_OPERATOR, f"{case}/reach_out")
    assert after.occurrence.due_on == date(2026, 4, 13)


def practice(town: LiveTown) -> str:
    """Return a good practice of the district, published and shown to its neighbour."""
    case = town.open("good-practice", {"title": "Sprechtag im Bürgerbüro", "area": "Beratung"})
    conditions = [{"condition": "Eine halbe Stelle", "there": "ja"}]
    described = {"context": "3.200 Einwohner", "what": "Sprechtag", "result": "120 Beratungen"}
    do(town, case, "describe", **described, conditions=conditions)
    do(town, case, "publish")
    wanted = Wanted("Austausch der Landkreise", case=case, to_town=NEIGHBOUR)
    shares.share(town.app, TOWN, AS_OPERATOR, wanted)
    return case


def neighbour(town: LiveTown) -> Reader:
    """Return the coordination office of a second district in the same database."""
    with town.app.database.write(NEIGHBOUR, START) as unit:
        towns.create_town(unit, replace(PROFILE, title="Landkreis Nebenau"))
        bodies.put_body(unit, Body("steering_group", Text("Begleitgremium", "Body")))
        directory.put_person(unit, Person("nina", "Nina", "nina@neighbour.example"))
        directory.give_role(unit, "coordination", "nina")
        for key in ("transfer", "measure"):
            publish(unit, shipped()[key])
    return Reader("nina")


def test_a_good_practice_is_taken_over_with_its_conditions_and_not_blindly(town: LiveTown) -> None:
    nina = neighbour(town)
    practice(town)
    (received,) = shares.received_cases(town.app, NEIGHBOUR, nina)
    assert (received.town_title, received.case.number) == ("Landkreis Musterau", "GP-0001")

    taken = shares.take_over(town.app, NEIGHBOUR, nina, TOWN, "GP-0001", workflow="transfer")

    assert taken.accepted, [each.message.de for each in taken.reasons]
    case = taken.case or ""
    data = case_service.show(town.app, NEIGHBOUR, nina, case).case.data
    assert data["origin"] == "Landkreis Musterau, GP-0001"
    assert data["conditions"] == [
        {"condition": "Eine halbe Stelle", "there": "ja", "here": None, "met": None}
    ]

    def send(event: str, **given: Any) -> Any:
        return events.send(town.app, SubmitEvent(NEIGHBOUR, case, event, Who("nina"), given))

    blind = send("transfer", adaptation="Wie dort")
    assert {each.subject for each in blind.reasons} == {"R16-compared", "R16-adaptation"}
    compared = {"condition": "Eine halbe Stelle", "there": "ja", "here": "8 Stunden"}
    assert send("compare", conditions=[{**compared, "met": "partly"}]).accepted
    assert send("transfer", adaptation="Sprechtag im Monat, mit der Nachbargemeinde").accepted
    assert case_service.show(town.app, NEIGHBOUR, nina, "M-0001").case.data["title"] == (
        "Sprechtag im Bürgerbüro"
    )
    links = case_service.show(town.app, NEIGHBOUR, nina, "M-0001").links
    assert [kind for _, kind, _ in links] == ["transferred_from"]


HALF_YEARS = ["2026-06-30", "2026-12-31", "2027-06-30", "2027-12-31", "2028-06-30", "2029-01-02"]
"""31 December 2028 is a Sunday, and 1 January a holiday."""


def test_six_half_years_and_a_letter_to_the_council_at_each_year_end(town: LiveTown) -> None:
    def at(moment: str) -> None:
        town.clock.move_to(datetime.fromisoformat(moment).replace(tzinfo=BERLIN))
        while clockwork.rungs(town.app, "holder").done:
            pass

    def due(obligation: str) -> str:
        story = obligations.why(town.app, TOWN, AS_OPERATOR, f"{case}/{obligation}")[0]
        return str(story.occurrence.due_on)

    case = town.open(
        "report-chain",
        {"title": "Integrationsplan", "starts_on": "2026-01-01", "ends_on": "2028-12-31"},
    )
    reports, letters = [], []
    for year in (2026, 2027, 2028):
        for month in ("06", "12"):
            at(f"{year}-{month}-20 09:00")
            reports.append(due("half_yearly_report"))
            do(town, case, "report", text="Läuft.")
        letters.append(due("report_to_council"))
        do(town, case, "inform", letter=f"KT 9/{year}")

    assert reports == HALF_YEARS
    assert letters == ["2026-12-31", "2027-12-31", "2028-12-31"]
