"""Every page that can be opened: no barrier, no error, nothing from elsewhere, at any width."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from fastapi.routing import APIRoute

from engine.services import accounts, events, people, sittings, upload_taking, uploads
from engine.services.access import AS_OPERATOR, Reader
from engine.services.imports import File
from engine.services.intents import OpenCase, Who
from engine.services.upload_values import Kind, Told
from engine.web.app import PAGES
from tests.browser.test_journey_report import report_link
from tests.web.test_office_import import MESSY
from tests.web.test_take_part import Conference

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from tests.browser.conftest import Site
    from tests.web.town import SmallTown

OFFICE = "office"
EXAMPLES: dict[str, list[tuple[str | None, str]]] = {
    "/": [(None, "/"), (OFFICE, "/")],
    "/account": [(OFFICE, "/account")],
    "/api/v1/reference": [(None, "/api/v1/reference")],
    "/bodies": [(OFFICE, "/bodies")],
    "/bodies/{key}": [(OFFICE, "/bodies/steering_group"), ("outsider", "/bodies/steering_group")],
    "/cases": [(OFFICE, "/cases"), (OFFICE, "/cases?show=closed&text=xyz")],
    "/cases/{name}": [(OFFICE, "/cases/M-0001"), (OFFICE, "/cases/M-0003")],
    "/cases/new/{workflow}": [(OFFICE, "/cases/new/measure")],
    "/cases/{name}/do/{event}": [
        (OFFICE, "/cases/M-0001/do/report"),
        (OFFICE, "/cases/M-0003/do/describe"),
        (OFFICE, "/cases/M-0003/do/fix"),
        (OFFICE, "/cases/M-0001/do/assign?role=lead"),
        (OFFICE, "/cases/M-0001/do/correct"),
        (OFFICE, "/cases/M-0001/do/suspend"),
    ],
    "/cases/{name}/duties/{duty}": [(OFFICE, "/cases/M-0001/duties/progress_report")],
    "/cases/{name}/history": [(OFFICE, "/cases/M-0001/history")],
    "/cases/{name}/translations": [
        (OFFICE, "/cases/M-0001/translations"),
        (OFFICE, "/cases/M-0001/translations?to=ar"),
    ],
    "/cases/{name}/messages": [(OFFICE, "/cases/M-0001/messages")],
    "/capacity": [(OFFICE, "/capacity")],
    "/coverage": [(OFFICE, "/coverage"), (OFFICE, "/coverage?case=M-0001")],
    "/compare": [
        (OFFICE, "/compare"),
        (OFFICE, "/compare?from=2026-01-01&to=2026-09-09"),
        (OFFICE, "/compare?since=none"),
    ],
    "/duties": [(OFFICE, "/duties"), ("librarian", "/duties"), ("outsider", "/duties")],
    "/exports/cases.xlsx": [],
    "/gaps": [(OFFICE, "/gaps"), (OFFICE, "/gaps?lacks=date")],
    "/invitation/{token}": [(None, "/invitation/INVITATION")],
    "/data": [(OFFICE, "/data")],
    "/data/{workflow}/events.jsonocel": [],
    "/data/{workflow}/workflow.bpmn": [],
    "/papers/cases/{name}.{form}": [(OFFICE, "/papers/cases/M-0001.html")],
    "/papers/catalogue/{workflow}.{form}": [(OFFICE, "/papers/catalogue/measure.html")],
    "/papers/method.{form}": [(OFFICE, "/papers/method.html")],
    "/papers/progress/{workflow}.{form}": [(OFFICE, "/papers/progress/measure.html")],
    "/papers/resolutions/{key}.{form}": [(OFFICE, "/papers/resolutions/steering_group.html")],
    "/papers/sittings/{number}.{form}": [(OFFICE, "/papers/sittings/SITTING.html")],
    "/plan.csv": [],
    "/plan.json": [],
    "/became": [(None, "/became"), (None, "/became?reference=none")],
    "/plan": [(None, "/plan"), (OFFICE, "/plan?area=Sprache")],
    "/plan/{number}": [(None, "/plan/M-0001")],
    "/take-part": [(None, "/take-part")],
    "/take-part/at/{number}": [(None, "/take-part/at/EVENT")],
    "/take-part/received/{reference}": [(None, "/take-part/received/RECEIVED")],
    "/take-part/with/{workflow}": [(None, "/take-part/with/contribution")],
    "/office": [(OFFICE, "/office")],
    "/office/bodies": [(OFFICE, "/office/bodies")],
    "/office/bodies/{key}": [(OFFICE, "/office/bodies/steering_group")],
    "/office/deliveries": [(OFFICE, "/office/deliveries")],
    "/office/import": [(OFFICE, "/office/import"), (OFFICE, "/office/import?again=Katalog")],
    "/office/import/{upload}": [
        (OFFICE, "/office/import/UPLOAD"),
        (OFFICE, "/office/import/UPLOAD?show=missing"),
        (OFFICE, "/office/import/TAKEN"),
        (OFFICE, "/office/import/BROKEN"),
    ],
    "/office/import/{upload}/report.{form}": [],
    "/office/round-trip": [(OFFICE, "/office/round-trip")],
    "/office/messages": [(OFFICE, "/office/messages?workflow=measure")],
    "/office/messages/{workflow}/{message}": [
        (OFFICE, "/office/messages/measure/overdue?case=M-0001"),
        (OFFICE, "/office/messages/measure/reminder"),
    ],
    "/office/people": [(OFFICE, "/office/people")],
    "/office/people/{person}": [(OFFICE, "/office/people/librarian")],
    "/office/people/{person}/data.json": [],
    "/account/access": [(OFFICE, "/account/access")],
    "/office/webhooks": [(OFFICE, "/office/webhooks")],
    "/office/workflows": [(OFFICE, "/office/workflows")],
    "/office/workflows/{key}": [(OFFICE, "/office/workflows/measure")],
    "/office/workflows/{key}/edit": [(OFFICE, "/office/workflows/measure/edit")],
    "/office/workflows/{key}/{version}.json": [],
    "/office/retention": [(OFFICE, "/office/retention?months=120")],
    "/office/shares": [(OFFICE, "/office/shares")],
    "/office/languages": [(OFFICE, "/office/languages")],
    "/office/town": [(OFFICE, "/office/town")],
    "/office/open-data": [(OFFICE, "/office/open-data")],
    "/office/settings": [(OFFICE, "/office/settings")],
    "/office/settings/{workflow}/{name}": [
        (OFFICE, "/office/settings/measure/deciding_time"),
        (OFFICE, "/office/settings/measure/report_reminders"),
    ],
    "/office/templates": [(OFFICE, "/office/templates")],
    "/office/templates/{kind}.docx": [],
    "/overview": [(OFFICE, "/overview")],
    "/overview/calendar": [(OFFICE, "/overview/calendar")],
    "/overview/timeline": [(OFFICE, "/overview/timeline")],
    "/report/{token}": [(None, "/report/LINK"), (None, "/report/unknown")],
    "/sign-in": [(None, "/sign-in?next=/duties"), (None, "/nowhere")],
    "/sign-in/provider": [],
    "/sign-in/provider/back": [],
    "/sittings/{number}": [(OFFICE, "/sittings/SITTING")],
}
"""By route: as whom and where it is opened. A new route has to be put here."""
OPENED = [each for examples in EXAMPLES.values() for each in examples]


def test_every_route_is_opened() -> None:
    routes = [each for router in PAGES for each in router.routes if isinstance(each, APIRoute)]
    found = {each.path for each in routes if "GET" in each.methods}
    assert found <= EXAMPLES.keys(), "say in EXAMPLES how the new page is opened"


def address(site: Site, path: str) -> str:
    """Return the path with secrets put in that the town has just made."""
    if path.startswith("/office"):
        people.give_role(site.town.app, site.town.tenant, AS_OPERATOR, "administrator", OFFICE)
    for word in ("UPLOAD", "TAKEN", "BROKEN"):
        if word in path:
            return path.replace(word, uploaded(site.town, word))
    if "EVENT" in path:
        conference = Conference(site.town)
        conference.do("open_registration", registration_until="2026-09-18", weekday="friday")
        return path.replace("EVENT", conference.number)
    if "SITTING" in path:
        day = site.town.clock.now().date()
        plan = sittings.Plan("steering_group", day, "17 Uhr")
        answer = sittings.plan(site.town.app, site.town.tenant, AS_OPERATOR, plan)
        return path.replace("SITTING", str(answer.number))
    if "RECEIVED" in path:
        return path.replace("RECEIVED", brought_in(site.town))
    if "INVITATION" in path:
        return path.replace(
            "INVITATION", accounts.invite(site.town.app, site.town.tenant, "club-chair")
        )
    return path.replace("LINK", link_of(site))


def uploaded(town: SmallTown, word: str) -> str:
    """Return the id of a list that the office has brought, and taken."""
    reader, content = Reader(OFFICE), MESSY if word != "BROKEN" else b"PK"
    file, told = File("Katalog.xlsx", content), Told("Katalog")
    name = uploads.receive(town.app, town.tenant, reader, Kind.LIST, file, told).id
    if word == "TAKEN":
        upload_taking.begin(town.app, town.tenant, reader, name, 1, "Liste")
        upload_taking.carry_on(town.app, town.tenant, reader, name)
    return name


def brought_in(town: SmallTown) -> str:
    """Return the reference of something that somebody without an account has brought in."""
    fields = {"title": "Mehr Bänke", "text": "Am Markt fehlen Bänke."}
    intent = OpenCase(town.tenant, "contribution", fields, Who(is_public=True))
    answer = events.open_case(town.app, intent)
    assert answer.accepted
    return str(answer.case)


def link_of(site: Site) -> str:
    """Return the token of the link in the club's letter."""
    return report_link(site).removeprefix("/report/")


@pytest.mark.parametrize(("person", "path"), OPENED, ids=[f"{who}{path}" for who, path in OPENED])
def test_a_page_has_no_barrier(
    site: Site,
    visit: Callable[..., Page],
    axe: Callable[[Page], list[str]],
    person: str | None,
    path: str,
) -> None:
    page = visit(site, person, address(site, path), viewport={"width": 1280, "height": 900})
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    assert axe(page) == []
    assert page.locator("h1").count() == 1
    page.emulate_media(color_scheme="dark")
    assert axe(page) == []
    page.emulate_media(color_scheme="light", forced_colors="active")
    assert page.locator("main").is_visible()
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320, "wider than a telephone"


@pytest.mark.parametrize("language", ["de-DE", "en-GB"])
def test_a_page_says_in_which_language_it_is(
    site: Site, visit: Callable[..., Page], language: str
) -> None:
    page = visit(site, OFFICE, "/duties", language)
    assert page.get_attribute("html", "lang") == language.partition("-")[0]
    words: Any = {"de-DE": "Meine Pflichten", "en-GB": "My duties"}
    assert page.inner_text("h1") == words[language]
