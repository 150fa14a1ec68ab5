"""How much of each limit is taken up, and who is next in line, with why not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from engine.services import capacity, events, policy
from engine.services.access import AS_OPERATOR, OnlyInsiders, Reader
from engine.services.intents import OpenCase, Who
from tests.live_town import MEASURE
from tests.web.test_compare import sections
from tests.web.test_duties import plain

if TYPE_CHECKING:
    from tests.web.client import Client
    from tests.web.town import SmallTown


def open_measure(town: SmallTown, title: str, state: str, **fields: Any) -> str:
    given = {**MEASURE, "title": title, "carrier": "library", "yearly_cost": 500_000, **fields}
    wanted = OpenCase(town.tenant, "measure", given, Who(role="coordination"), state=state)
    answer = events.open_case(town.app, wanted)
    assert answer.accepted, answer.reasons
    assert answer.number is not None
    return answer.number


def limit(town: SmallTown, **values: int) -> None:
    for name, value in values.items():
        policy.set_value(town.app, town.tenant, AS_OPERATOR, "measure", name, value)


@pytest.fixture
def waiting(town: SmallTown) -> SmallTown:
    """Two run, one more at a cost of 5000 euros; two wait."""
    open_measure(town, "Läuft", "in_progress")
    open_measure(town, "Zweite", "fixed", rank=2)
    open_measure(town, "Erste", "fixed", rank=1)
    return town


def test_bars_say_how_much_is_taken_up(client: Client, waiting: SmallTown) -> None:
    limit(waiting, max_parallel=4, max_money=400_000, max_per_carrier=1)
    page = client.sign_in("member").get("/capacity").text
    told = sections(page)["limits"]

    assert "3 von 4 (75 %) frei: 1" in told
    assert "5.000,00 € von 4.000,00 € (125 %) überschritten" in told
    assert "Träger: Stadtbibliothek 1 von 1 (100 %) ausgeschöpft" in told
    assert 'width="75"' in page
    assert 'width="125"' not in page
    assert "Ohne Grenze: Obergrenze der laufenden Kosten im Jahr je Träger" in told


def test_the_first_by_rank_is_next_and_the_second_is_told_why_not(
    client: Client, waiting: SmallTown
) -> None:
    assert waiting
    line = sections(client.sign_in("member").get("/capacity").text)["line"]
    assert "Als Nächstes kann beginnen: M-0006 Erste (Rang 1)" in line
    assert line.index("Erste", line.index("Rang Maßnahme")) < line.index("Zweite")
    assert "höherem Vorrang wartet noch" in line


def test_where_a_limit_is_reached_nothing_may_begin(client: Client, waiting: SmallTown) -> None:
    limit(waiting, max_parallel=3)
    told = sections(client.sign_in("member").get("/overview").text)["capacity"]
    assert "3 von 3 (100 %) ausgeschöpft" in told
    assert "Jetzt kann nichts beginnen. Zuerst wartet M-0006 Erste" in told
    assert "Obergrenze gleichzeitiger Maßnahmen ist erreicht" in told


def test_limits_are_for_insiders(client: Client, waiting: SmallTown) -> None:
    client.sign_in("outsider")
    assert client.get("/capacity").status_code == 403
    assert 'id="capacity"' not in client.get("/overview").text
    outsider = Reader("outsider")
    assert capacity.glance(waiting.app, waiting.tenant, outsider, "measure") is None
    with pytest.raises(OnlyInsiders):
        capacity.capacity(waiting.app, waiting.tenant, outsider, "measure")


def test_where_nothing_waits_it_is_said_in_english_too(client: Client, town: SmallTown) -> None:
    assert town
    client.headers["Accept-Language"] = "en"
    told = plain(client.sign_in("member").get("/capacity").text)
    assert "2 of 12 (16 %) free: 10" in told
    assert "Nothing waits to begin" in told
