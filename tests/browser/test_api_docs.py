"""The API is tried out in a browser, under the pages' own policy, nothing from elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from tests.browser.conftest import Site


def test_operations_are_listed_and_can_be_tried(visit: Callable[..., Page], site: Site) -> None:
    page = visit(site, "librarian", "/api/v1/docs")
    operation = page.locator("#operations-cases-list_cases_cases_get")
    operation.get_by_role("button").first.click()
    operation.get_by_role("button", name="Try it out").click()
    operation.get_by_role("button", name="Execute").click()
    operation.locator(".live-responses-table").wait_for()
    assert "Sprachcafé" in operation.locator(".live-responses-table").inner_text()
