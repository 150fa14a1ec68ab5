"""What is incomplete in the plan is told with the case in which it is mended."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from engine.services import gaps
from engine.services.access import AS_OPERATOR, OnlyInsiders, Reader
from tests.web.test_compare import sections
from tests.web.test_duties import plain

if TYPE_CHECKING:
    from tests.web.client import Client
    from tests.web.town import SmallTown


def test_what_measures_lack_is_counted_and_listed(client: Client, town: SmallTown) -> None:
    page = client.sign_in("member").get("/gaps").text
    found = sections(page)

    assert "Von 3 laufenden Vorgängen sind 3 unvollständig" in plain(page)
    assert "3 Konsequenz" in found["counts"]
    assert "Zustimmung der Adressaten" in found["list"].partition("Lotsen in der Kita")[2]
    assert "Federführung" not in found["counts"]
    assert 'href="/cases/M-0003"' in page
    told = gaps.gaps(town.app, town.tenant, AS_OPERATOR, "measure")
    assert told.counts["owner"] == 0
    assert told.counts["consequence"] == 3


def test_one_kind_of_gap_can_be_looked_at_alone(client: Client) -> None:
    page = client.sign_in("member").get("/gaps?lacks=consent").text
    assert "Alle zeigen" in plain(page)
    strange = client.get("/gaps?lacks=nothing").text
    assert "Alle zeigen" not in plain(strange)


def test_gaps_are_for_insiders(client: Client, town: SmallTown) -> None:
    assert client.get("/gaps", follow_redirects=False).status_code == 303
    client.sign_in("outsider")
    assert client.get("/gaps").status_code == 403
    assert "/gaps" not in client.get("/overview").text
    with pytest.raises(OnlyInsiders):
        gaps.gaps(town.app, town.tenant, Reader("outsider"), "measure")


def test_it_is_told_in_english_too(client: Client) -> None:
    client.headers["Accept-Language"] = "en"
    told = plain(client.sign_in("member").get("/gaps").text)
    assert "what is still missing" in told
    assert "Consent of the addressees" in told
