"""Every route, of pages and of the API, tried as owner, team, outsider and nobody.

The routes are found by looking, so that a new one cannot be forgotten: it fails until it is said
here how it is called.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from fastapi.routing import iter_route_contexts
from starlette.routing import Mount

from engine.web.api.app import api_routes, guard_of
from tests.web.api.program import (
    ADMIN,
    BASE,
    NOBODY,
    OUTSIDER,
    OWNER,
    TEAM,
    Program,
    readers,
)
from tests.web.client import Client

if TYPE_CHECKING:
    from fastapi import FastAPI
    from fastapi.routing import RouteContext
    from httpx import Response

    from tests.web.town import SmallTown

READERS = (OWNER, TEAM, OUTSIDER, NOBODY)
HIDDEN_CASE, HIDDEN_TITLE = "M-0003", "Lotsen in der Kita"
"""A measure that is not public yet, and in which the library alone has a role."""
PARAMETERS = {
    "body_id": "steering_group",
    "case": HIDDEN_CASE,
    "event": "fix",
    "key": "measure",
    "letter": "none",
    "name": "max_parallel",
    "message": "reminder",
    "obligation": "fix_measure",
    "organisation": "school",
    "person": "new",
    "seat": "none",
    "share": "none",
    "secret": "none.ics",
    "token": "none",
    "upload": "none",
    "webhook": "none",
    "workflow": "measure",
}
"""What stands in the place of a parameter of a path."""
PAGES = PARAMETERS | {
    "duty": "fix_measure",
    "held": "none",
    "letter": "none",
    "name": HIDDEN_CASE,
    "number": "SI-0001",
    "form": "pdf",
    "kind": "sitting",
    "point": "none",
    "reference": "none",
    "upload": "none",
    "version": "1",
}
"""The same for pages, where a case is called by its name."""
LEAVING = {"/sign-out", "/account/elsewhere"}
"""What ends the session that the test looks with."""
EVENT = {"event": "comment", "input": {"text": "Hallo"}}
BODIES: dict[str, Any] = {
    "POST /bodies/{body_id}/sittings": {"held_on": "2027-01-12"},
    "POST /bodies/{body_id}/promises": {"said": "Bauamt, ein Plan", "until": "2027-01-12"},
    "POST /deliveries/test": {"address": "a@town.example"},
    "POST /people/{person}/erasure": {"reason": "Antrag"},
    "POST /people/{person}/invitation": None,
    "POST /points/{case}/outcome": {"outcome": "noted"},
    "POST /points/{case}/votes": {"yes": 3, "no": 1},
    "POST /sittings/{case}/agenda": None,
    "POST /sittings/{case}/opening": {"voting": ["Mika Member"]},
    "POST /sittings/{case}/points": {"title": "Neu"},
    "POST /calendars": {"title": "Telefon"},
    "POST /cases": {"workflow": "measure", "fields": {"title": "Neu", "area": "Sprache"}},
    "POST /cases/{case}/events": EVENT,
    "POST /cases/{case}/links": {"type": "depends_on", "other": "M-0001"},
    "POST /cases/{case}/obligations/{obligation}/extend": {"by": "2 weeks", "reason": "Krank"},
    "POST /cases/{case}/obligations/{obligation}/waive": {"reason": "Entfällt"},
    "POST /cases/{case}/why": EVENT,
    "POST /deliveries/retry": {},
    "POST /lists": {"name": "l.csv", "content": "TnI7VGl0ZWwK"},
    "POST /lists/{upload}/taking": {"revision": 1},
    "PUT /lists/{upload}/reading": {},
    "POST /retention/run": None,
    "POST /shares": {"case": "M-0001", "to_person": "outsider", "reason": "Rat"},
    "POST /seats": {"role": "coordination", "holder": "outsider"},
    "POST /settings/{workflow}/{name}/preview": {"value": 3},
    "POST /tokens": {"title": "Neu"},
    "PATCH /me": {"rhythm": "daily"},
    "PATCH /town": {"rhythm": "daily"},
    "POST /town/preview": {"rung_time": "09:00"},
    "POST /webhooks": {"url": "https://[2606:4700:4700::1111]/hook"},
    "POST /webhooks/{webhook}/retry": None,
    "POST /workflows": {"format": 1},
    "POST /workflows/check": {"format": 1},
    "PUT /bodies/{body_id}": {"title_de": "Beirat", "title_en": "Council"},
    "PUT /organisations/{organisation}": {"name": "Schule"},
    "PUT /people/{person}": {"name": "Neu"},
    "PUT /seats/{seat}/end": {"last_day": "2027-01-01"},
    "PUT /settings/{workflow}/{name}": {"value": 3},
    "PUT /workflows/{key}/messages/{message}": {"subject_de": "Hallo {number}"},
}
"""What is sent where something is."""


OWN = {"/tokens", "/tokens/{token}", "/calendars", "/me"}
"""What everybody may do who is signed in."""


def label(route: RouteContext, method: str) -> str:
    return f"{method} {route.path}"


def filled(path: str, said: dict[str, str] = PARAMETERS) -> str:
    return re.sub(r"\{(\w+)(?::\w+)?\}", lambda found: said[found[1]], path)


def api_of(pages: FastAPI) -> FastAPI:
    (found,) = [each.app for each in pages.routes if isinstance(each, Mount) and each.path == BASE]
    return found  # type: ignore[return-value]


def names_told(text: str, reader: str) -> list[str]:
    """Return what a reader must not be told: what is not public, and how others are reached."""
    secrets = ["librarian@", "member@", "office@", "club@", "admin@"]
    if reader in {OUTSIDER, NOBODY}:
        secrets += [HIDDEN_TITLE, "Lena Library", "Mika Member", "Olga Office", "Clara Club"]
    own = {OWNER: "librarian@", TEAM: "member@", ADMIN: "admin@"}.get(reader)
    return [each for each in secrets if each in text and each != own]


def test_every_route_of_the_api(pages: FastAPI, town: SmallTown) -> None:
    programs = readers(pages, town)
    called = set()
    for route in api_routes(api_of(pages)):
        for method in sorted(route.methods or ()):
            called.add(label(route, method))
            for reader in READERS:
                answer = call(programs[reader], route, method)
                check(route, method, reader, answer)
    assert called >= set(BODIES)


def call(program: Program, route: RouteContext, method: str) -> Response:
    said = BODIES[label(route, method)] if method in {"POST", "PUT", "PATCH"} else None
    return program.ask(method, filled(str(route.path)), json=said)


def check(route: RouteContext, method: str, reader: str, answer: Response) -> None:
    where = (label(route, method), reader, answer.status_code, answer.text[:300])
    assert answer.status_code < 500, where
    assert names_told(answer.text, reader) == [], where
    if guard_of(route) and reader == NOBODY:
        assert answer.status_code == 401, where
    if "{case}" in str(route.path) and reader in {OUTSIDER, NOBODY}:
        assert answer.status_code == 404, where
    if method != "GET" and reader in {OUTSIDER, NOBODY} and str(route.path) not in OWN:
        assert answer.status_code in {401, 403, 404}, where


def test_a_route_is_for_whom_it_says(pages: FastAPI, town: SmallTown) -> None:
    """What is kept by administrators is refused to members of the town, and not to them."""
    programs = readers(pages, town)
    for route in api_routes(api_of(pages)):
        keeps = any(each.__name__ == "_office" for each in calls_of(route))
        for method in sorted(route.methods or ()):
            if keeps:
                assert call(programs[TEAM], route, method).status_code == 403
                assert call(programs[ADMIN], route, method).status_code not in {401, 403}


def calls_of(route: RouteContext) -> list[Any]:
    return [each.call for each in route.dependant.dependencies]


@pytest.mark.parametrize("reader", READERS)
def test_every_page_tells_nobody_too_much(pages: FastAPI, reader: str) -> None:
    browser = Client(pages)
    if reader != NOBODY:
        browser.sign_in({OWNER: "librarian", TEAM: "member", OUTSIDER: "outsider"}[reader])
    routes = {
        (method, str(route.path))
        for route in iter_route_contexts(pages.routes)
        for method in route.methods or ()
        if method in {"GET", "POST"} and route.path not in LEAVING
    }
    assert routes
    for method, path in sorted(routes):
        answer = browser.request(method, filled(path, PAGES), follow_redirects=method == "GET")
        where = (method, path, answer.status_code)
        assert answer.status_code < 500, where
        assert names_told(answer.text, reader) == [], where
        if method == "POST" and path.startswith("/office/"):
            assert answer.status_code in {303, 403, 404}, where
            assert reader == NOBODY or answer.status_code != 303, where
