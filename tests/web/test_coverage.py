"""An office of a district sees which municipalities take part, and what is outstanding in each."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from engine.services import events
from engine.services.access import AS_OPERATOR
from engine.services.coverage import coverage
from engine.services.intents import OpenCase, SubmitEvent, Who
from engine.web.pages import overview
from tests.web.test_compare import sections
from tests.web.test_duties import plain

if TYPE_CHECKING:
    from tests.web.client import Client
    from tests.web.town import SmallTown

OFFICE = Who(role="coordination", is_operator=True)


def do(town: SmallTown, case: str, event: str, **given: Any) -> None:
    answer = events.send(town.app, SubmitEvent(town.tenant, case, event, OFFICE, given))
    assert answer.accepted, [each.message.de for each in answer.reasons]


@pytest.fixture
def district(town: SmallTown) -> SmallTown:
    """Three municipalities: one carries a measure, one does not take part, one has not answered."""
    cases = []
    for name in ("Musterzell", "Musterried", "Musterau"):
        fields = {"title": name, "organisation": name}
        opened = events.open_case(town.app, OpenCase(town.tenant, "municipality", fields, OFFICE))
        cases.append(str(opened.case))
    zell, ried, _ = cases
    do(town, zell, "join")
    do(town, zell, "name_unit", unit="Bürgerbüro")
    do(town, zell, "take_on", measures=[{"measure": "M-0001", "consented_on": "2026-09-08"}])
    do(town, ried, "decline", reason_kind="priority", reason="Wenige Zugewanderte")
    return town


def test_who_takes_part_and_what_is_outstanding(client: Client, district: SmallTown) -> None:
    assert district
    page = client.sign_in("office").get("/coverage").text
    told = sections(page)
    for said in ("1 Wirkt mit", "1 Wirkt nicht mit", "1 Eingeladen"):
        assert said in told["counts"]
    assert "Profil ausfüllen und jährlich erneuern" in told["list"]
    assert "Auf die Einladung antworten bis 09.12.2026" in told["list"].partition("Musterau")[2]
    only = sections(client.get("/coverage?state=inactive").text)["list"]
    assert "Gemeinde ansprechen" in only
    assert "Musterzell" not in only


def test_how_they_stand_to_a_measure(client: Client, district: SmallTown) -> None:
    assert district
    told = sections(client.sign_in("office").get("/coverage?case=M-0001").text)["list"]
    assert "Wie sie stehen zu M-0001 Sprachcafé" in told
    assert "gar nicht" in told.partition("Musterried")[2]
    assert "gar nicht" not in told.partition("Musterzell")[2].partition("Musterried")[0]
    assert client.get("/coverage?case=M-9999").status_code == 404


def test_what_is_overdue_is_counted(client: Client, district: SmallTown) -> None:
    assert "Nirgends ist etwas überfällig" in plain(client.sign_in("office").get("/coverage").text)
    district.clock.move_to(datetime(2026, 12, 11, 9, tzinfo=UTC))
    page = client.sign_in("office").get("/coverage").text
    assert "bei 1 etwas überfällig" in plain(page)
    assert "überfällig seit 09.12.2026" in sections(page)["list"].partition("Musterau")[2]
    found = coverage(district.app, district.tenant, AS_OPERATOR, "municipality")
    assert [each.is_late for each in found.lines] == [False, False, True]


def test_it_is_reached_from_the_overview_of_a_district_alone(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.sign_in("office")
    assert 'href="/coverage"' in client.get("/overview").text
    assert "Noch ist keine Gemeinde eingetragen" in plain(client.get("/coverage").text)
    monkeypatch.setattr(overview, "MUNICIPALITY", "unknown here")
    assert 'href="/coverage"' not in client.get("/overview").text
    assert "nicht der eines Landkreises" in plain(client.get("/coverage").text)


def test_others_see_nothing_of_it(client: Client, district: SmallTown) -> None:
    assert district
    assert client.get("/coverage", follow_redirects=False).status_code == 303
    assert "Musterzell" not in client.sign_in("outsider").get("/coverage").text
