"""What pages do while they are used: drafts, filters, the language."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from engine.services import people
from engine.services.access import AS_OPERATOR

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from tests.browser.conftest import Site


def test_what_is_written_is_kept_while_it_is_written(
    own_site: Site, visit: Callable[..., Page]
) -> None:
    page = visit(own_site, "librarian", "/cases/M-0001/do/report")
    page.get_by_label("Sachstand in drei Sätzen").fill("Ein halber Satz")
    page.locator("#draft-state").filter(has_text="Entwurf gespeichert").wait_for()
    page.goto("/duties")
    page.goto("/cases/M-0001/do/report")
    assert page.get_by_label("Sachstand in drei Sätzen").input_value() == "Ein halber Satz"


def test_filters_change_the_list_and_the_address(site: Site, visit: Callable[..., Page]) -> None:
    page = visit(site, "office", "/cases")
    page.get_by_label("Nummer oder Titel").fill("Fest")
    page.wait_for_url("**text=Fest*")
    page.get_by_text("Sprachcafé").wait_for(state="detached")
    assert page.get_by_text("Nachbarschaftsfest").count() == 1


def test_the_language_is_changed_on_the_page(site: Site, visit: Callable[..., Page]) -> None:
    page = visit(site, None, "/sign-in")
    page.get_by_role("button", name="English").click()
    assert page.inner_text("h1") == "Sign in"


def test_what_is_written_stays_in_another_language(site: Site, visit: Callable[..., Page]) -> None:
    page = visit(site, None, "/take-part/with/contribution")
    page.get_by_label("Kernaussage").fill("Mehr Bänke")
    page.get_by_role("button", name="English").click()
    page.locator("html[lang=en]").wait_for()
    assert page.get_by_label("Central statement").input_value() == "Mehr Bänke"
    page.get_by_role("button", name="Deutsch").click()
    page.locator("html[lang=de]").wait_for()
    page.get_by_label("Kernaussage").press("Enter")
    page.wait_for_url("**/take-part/received/*")


@pytest.mark.parametrize("path", ["/overview", "/cases", "/gaps", "/office/retention?months=120"])
def test_a_table_is_stacked_on_a_telephone_and_is_still_a_table(
    site: Site, visit: Callable[..., Page], path: str
) -> None:
    """What a row says is read from top to bottom, each part with what it is."""
    people.give_role(site.town.app, site.town.tenant, AS_OPERATOR, "administrator", "office")
    page = visit(site, "office", path, viewport={"width": 320, "height": 640})
    table = page.locator("table.stacked").first
    assert table.evaluate("each => each.scrollWidth <= each.parentElement.clientWidth")
    said = table.locator("td[data-title]").first
    title = said.evaluate("each => getComputedStyle(each, '::before').content")
    assert said.get_attribute("data-title") in title
    nodes = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    roles = {each["role"]["value"] for each in nodes if "role" in each}
    assert {"table", "row", "columnheader", "rowheader", "cell"} <= roles
