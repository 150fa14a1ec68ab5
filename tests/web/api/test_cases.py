"""Cases over the API."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.web.largest import LARGEST_BODY
from tests.web.api.program import ADMIN, NOBODY, OUTSIDER, OWNER, TEAM, Program, token_for

if TYPE_CHECKING:
    from fastapi import FastAPI

    from tests.web.town import SmallTown

Programs = dict[str, Program]


def test_everybody_sees_what_is_public(programs: Programs) -> None:
    for name in (NOBODY, OUTSIDER):
        found = programs[name].got("/cases")
        assert [each["title"] for each in found["items"]] == ["Sprachcafé", "Nachbarschaftsfest"]
        case = programs[name].got(f"/cases/{found['items'][0]['number']}")
        assert case["sight"] == "public"
        assert case["fields"]["title"] == "Sprachcafé"
        assert "addressees" not in case["fields"]
        assert case["obligations"] == []
        assert case["holders"] == {"lead": ["library"]}


def test_whoever_is_in_the_case_sees_all_of_it(programs: Programs) -> None:
    case = programs[OWNER].got("/cases/M-0001")
    assert case["sight"] == "confidential"
    assert "report" in case["possible"]
    assert any(each["is_overdue"] for each in case["obligations"])


def test_what_is_not_public_is_not_found(programs: Programs) -> None:
    for path in ("/cases/M-0003", "/cases/M-0003/history", "/cases/M-0003/links"):
        answer = programs[NOBODY].ask("GET", path)
        assert answer.status_code == 404
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["type"] == "urn:verbindlich:problem:case-not-found"
        assert programs[TEAM].ask("GET", path).status_code == 200


def test_a_list_is_paged_by_cursors(programs: Programs) -> None:
    first = programs[TEAM].ask("GET", "/cases", params={"limit": 2})
    following = first.json()["next"]
    assert following in first.headers["link"]
    second = programs[TEAM].got("/cases", limit=2, cursor=following)
    assert [each["number"] for each in second["items"]] == ["M-0003"]
    assert second["next"] is None
    assert programs[TEAM].ask("GET", "/cases", params={"cursor": "?"}).status_code == 400


def test_the_link_to_the_next_page_asks_for_the_same(programs: Programs) -> None:
    asked = [("state", "in_progress"), ("state", "prioritised"), ("limit", "2")]
    first = programs[TEAM].ask("GET", "/cases", params=asked)
    address = first.headers["link"].partition(">")[0].removeprefix("<")
    second = programs[TEAM].get(address).json()
    assert [each["number"] for each in second["items"]] == ["M-0003"]


REPORT = {"event": "report", "input": {"text": "Gut.", "progress": 40, "rating": "green"}}


def test_an_event_is_sent_once_and_on_the_version_that_was_read(programs: Programs) -> None:
    owner = programs[OWNER]
    read = owner.ask("GET", "/cases/M-0001")
    headers = {"If-Match": read.headers["etag"], "Idempotency-Key": "report-1"}
    done = owner.ask("POST", "/cases/M-0001/events", json=REPORT, headers=headers)
    assert done.status_code == 200, done.text
    assert done.headers["etag"] == f'"{done.json()["version"]}"'
    again = owner.ask("POST", "/cases/M-0001/events", json=REPORT, headers=headers)
    assert again.headers["idempotent-replayed"] == "true"
    assert again.json() == done.json()
    late = owner.ask(
        "POST", "/cases/M-0001/events", json=REPORT, headers={"If-Match": read.headers["etag"]}
    )
    assert late.status_code == 412
    assert late.json()["reasons"][0]["code"] == "version"
    other = owner.ask("POST", "/cases/M-0001/events", json={"event": "comment"}, headers=headers)
    assert other.json()["type"] == "urn:verbindlich:problem:key-reused"


def test_a_refusal_tells_every_unmet_condition(programs: Programs) -> None:
    given = {"resolution": "St 1", "starts_on": "2026-10-01", "ends_on": "2026-09-01"}
    office = programs[ADMIN]
    people = {"role": "coordination", "holder": "admin"}
    assert office.ask("POST", "/seats", json=people).status_code == 201
    answer = office.ask("POST", "/cases/M-0003/events", json={"event": "fix", "input": given})
    assert answer.status_code == 409
    problem = answer.json()
    assert len(problem["reasons"]) > 1
    assert all(each["message"] for each in problem["reasons"])
    assert any(each["explanation"] for each in problem["reasons"])
    assert "defer" in problem["possible"]
    why = office.ask("POST", "/cases/M-0003/why", json={"event": "fix", "input": given}).json()
    assert not why["possible"]
    assert {each["subject"] for each in why["reasons"]} == {
        each["subject"] for each in problem["reasons"]
    }


def test_the_language_is_the_one_that_is_asked_for(pages: FastAPI) -> None:
    for language, title in (("de", "Nicht gefunden"), ("en", "Not found")):
        answer = Program(pages, None, language).ask("GET", "/cases/M-9999")
        assert answer.json()["title"] == title
        assert answer.headers["content-language"] == language


def test_a_token_does_what_it_was_given_for(pages: FastAPI, town: SmallTown) -> None:
    reading = Program(pages, token_for(town, "librarian", "read"))
    assert reading.ask("GET", "/cases/M-0001").status_code == 200
    refused = reading.ask("POST", "/cases/M-0001/events", json=REPORT)
    assert (refused.status_code, refused.json()["type"]) == (
        403,
        "urn:verbindlich:problem:scope-missing",
    )
    acting = Program(pages, token_for(town, "librarian", "act"))
    for path in ("/cases", "/duties", "/tokens", "/settings"):
        assert acting.ask("GET", path).json()["type"] == "urn:verbindlich:problem:scope-missing"
    assert Program(pages, "vbt_nonsense").ask("GET", "/cases").status_code == 401


def test_an_address_with_a_broken_line_is_answered_by_the_api_too(programs: Programs) -> None:
    answer = programs[NOBODY].ask("GET", "/cases/M%0A1")
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["errors"][0]["pointer"] == "/path/case"


def test_an_address_tells_which_methods_it_takes(programs: Programs) -> None:
    answer = programs[NOBODY].ask("PATCH", "/cases")
    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET, POST"


def test_what_is_too_large_or_broken_is_a_problem_too(programs: Programs) -> None:
    owner = programs[OWNER]
    for body, status in (
        (b"x" * (LARGEST_BODY + 1), 413),
        (rb'{"workflow": "measure", "fields": {"\ud800": 1}}', 422),
        (rb'{"workflow": "measure", "fields": {"partners": [{"a\u0000": 1}]}}', 422),
        (b"[" * 50_000, 400),
    ):
        answer = owner.ask(
            "POST", "/cases", content=body, headers={"Content-Type": "application/json"}
        )
        assert answer.status_code == status, answer.text
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["status"] == status
