"""A town says under which licence everybody may use its open data."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from engine.documents.opendata.licences import LICENCES
from engine.services import licensing, people
from engine.services.access import AS_OPERATOR
from engine.services.licensing import LicenceUnknown
from engine.storage.queries.towns import change_town
from tests.live_town import PROFILE
from tests.web.client import Client
from tests.web.test_duties import plain

if TYPE_CHECKING:
    from fastapi import FastAPI

    from tests.web.town import SmallTown

BY = LICENCES["dl-by-de/2.0"]


@pytest.fixture
def admin(pages: FastAPI, town: SmallTown) -> Client:
    people.give_role(town.app, town.tenant, AS_OPERATOR, "administrator", "office")
    return Client(pages).sign_in("office")


def test_without_one_nothing_is_said(client: Client) -> None:
    plan = client.get("/plan.json")
    assert plan.json()["license"] is None
    assert "link" not in plan.headers
    assert "Lizenz:" not in plain(client.get("/plan").text)


def test_the_office_names_one_and_it_stands_in_page_and_data(admin: Client, client: Client) -> None:
    before = client.get("/plan.csv").headers["etag"]
    said = plain(admin.post("/office/open-data", data={"licence": BY.key}).text)
    assert "Gespeichert" in said
    told = plain(client.get("/plan").text)
    assert f"Lizenz: {BY.title} . Quelle, die zu nennen ist: Musterstadt" in told
    assert BY.title in plain(admin.get("/data").text)
    plan = client.get("/plan.json")
    assert plan.json()["license"] == {
        "id": "http://dcat-ap.de/def/licenses/dl-by-de/2.0",
        "title": BY.title,
        "url": BY.url,
        "licenseAttributionByText": "Musterstadt",
    }
    lines = client.get("/plan.csv")
    assert lines.headers["link"] == plan.headers["link"] == f'<{BY.uri}>; rel="license"'
    assert lines.headers["etag"] != before
    admin.post("/office/open-data", data={"licence": ""})
    assert client.get("/plan.json").json()["license"] is None


def test_what_is_no_licence_is_refused(admin: Client, town: SmallTown) -> None:
    answer = admin.post("/office/open-data", data={"licence": "mine"})
    assert answer.status_code == 422
    assert "Eine Lizenz mine für offene Daten gibt es nicht" in plain(answer.text)
    with pytest.raises(LicenceUnknown, match=r"dl-by-de/2\.0"):
        licensing.set_licence(town.app, town.tenant, AS_OPERATOR, "mine")
    assert licensing.licence_of(town.app, town.tenant) is None


def test_it_stays_when_the_town_is_changed_otherwise(admin: Client, town: SmallTown) -> None:
    licensing.set_licence(town.app, town.tenant, AS_OPERATOR, BY.key)
    with town.app.database.write(town.tenant, town.app.now()) as unit:
        change_town(unit, replace(PROFILE, title="Neu"))
    assert licensing.licence_of(town.app, town.tenant) == BY
    assert admin.get("/plan.json").json()["license"]["licenseAttributionByText"] == "Neu"


def test_only_administrators_name_it(client: Client) -> None:
    client.sign_in("member")
    assert client.get("/office/open-data").status_code == 403
    assert client.post("/office/open-data", data={"licence": BY.key}).status_code == 403
