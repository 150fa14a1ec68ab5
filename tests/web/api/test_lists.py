"""Lists, papers and data for programs."""

from __future__ import annotations

import base64
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from pypdf import PdfReader

from tests.web.api.program import BASE, NOBODY, OUTSIDER, TEAM, Program, readers, token_for
from tests.web.test_office_import import MESSY

if TYPE_CHECKING:
    from fastapi import FastAPI

    from tests.web.town import SmallTown


@pytest.fixture
def office(pages: FastAPI, town: SmallTown) -> Program:
    return Program(pages, token_for(town, "office"))


def sent(**more: Any) -> dict[str, Any]:
    content = base64.b64encode(MESSY).decode()
    return {"name": "Katalog.xlsx", "content": content, "called": "Katalog", **more}


def test_a_list_is_sent_looked_at_and_taken(office: Program) -> None:
    answer = office.ask("POST", "/lists", json=sent(columns={"Wer ist dran?": "role:lead"}))
    assert answer.status_code == 201, answer.text
    shown = answer.json()
    assert (shown["state"], shown["rows"], shown["counts"]["open"]) == ("ready", 3, 2)
    assert shown["columns"][2]["becomes"] == "role:lead"

    path = f"/lists/{shown['id']}"
    page = office.got(f"{path}/rows", tag="owner", limit=1)
    assert page["items"][0]["missing"][0]["where"] == "Maßnahmen 2026!C5"
    anew = office.ask("PUT", f"{path}/reading", json={"columns": {}}).json()
    assert anew["revision"] == 2
    assert office.ask("POST", f"{path}/taking", json={"revision": 1}).status_code == 409
    begun = office.ask("POST", f"{path}/taking", json={"revision": 2})
    assert begun.status_code == 202

    done = office.got(path)
    assert (done["state"], done["taken"]) == ("done", 3)
    rows = office.got(f"{path}/rows", limit=2)
    assert [each["became"] for each in rows["items"]] == ["open", "open"]
    opened = office.got(f"/cases/{rows['items'][0]['case']}")
    assert opened["fields"]["title"] == "Deutschkurse am Abend"
    rest = office.got(f"{path}/rows", limit=2, cursor=rows["next"])
    assert [each["became"] for each in rest["items"]] == ["not_taken"]
    assert len(office.got("/lists")) == 1
    assert office.ask("DELETE", path).status_code == 204
    assert office.ask("GET", path).status_code == 404


def test_a_list_is_of_whoever_sent_it(pages: FastAPI, town: SmallTown, office: Program) -> None:
    name = office.ask("POST", "/lists", json=sent()).json()["id"]
    others = readers(pages, town)
    for reader in (TEAM, OUTSIDER):
        assert others[reader].ask("POST", "/lists", json=sent()).status_code == 403
        assert others[reader].ask("GET", f"/lists/{name}").status_code == 404
    assert others[NOBODY].ask("GET", f"/lists/{name}").status_code == 401
    reading = Program(pages, token_for(town, "office", "read"))
    assert reading.ask("GET", f"/lists/{name}").status_code == 403


def test_a_file_that_is_none_says_why(office: Program) -> None:
    answer = office.ask("POST", "/lists", json=sent(name="a.exe"))
    assert answer.json()["is_readable"] is False
    assert answer.json()["findings"][0]["code"] == "unknown-extension"


@pytest.mark.parametrize(
    "path",
    [
        "progress/measure", "catalogue/measure", "method", "cases/M-0001",
        "resolutions/steering_group",
    ],
)  # fmt: skip
def test_papers_are_had_in_every_form(office: Program, path: str) -> None:
    values = office.got(f"/papers/{path}")
    assert values["sections"] is not None
    page = office.ask("GET", f"/papers/{path}", params={"as": "html"})
    assert values["title"] in page.text
    pdf = office.ask("GET", f"/papers/{path}", params={"as": "pdf"})
    assert PdfReader(BytesIO(pdf.content)).pages
    early = office.ask("GET", f"/papers/{path}", params={"since": "0001-01-01"})
    assert early.status_code == 200


def test_data_of_a_workflow(pages: FastAPI, office: Program) -> None:
    nobody = Program(pages, None)
    plan = nobody.got("/workflows/measure/plan")
    assert plan == office.got("/workflows/measure/plan") | {"made_at": plan["made_at"]}
    assert "Lotsen in der Kita" not in str(plan)
    assert nobody.ask("GET", "/workflows/measure/plan.csv").content.startswith(b"\xef\xbb\xbf")
    assert "M-0003" in office.ask("GET", "/workflows/measure/events").text
    assert "M-0003" not in nobody.ask("GET", "/workflows/measure/events").text
    assert "BPMN" in nobody.ask("GET", "/workflows/measure/bpmn").text
    assert office.ask("GET", "/workflows/measure/cases.xlsx").content.startswith(b"PK")
    assert "access-control-allow-origin" not in office.get(f"{BASE}/workflows").headers
