"""Pages from right to left in a real browser: no barrier, nothing wider than a telephone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from engine.services import cases, locality
from engine.services.access import AS_OPERATOR
from tests.web.test_take_part import Conference

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Page

    from tests.browser.conftest import Site

OFFERED = ("de", "en", "ar", "uk", "tr", "fr", "de-simple")
PAGES = (
    (None, "/plan"),
    (None, "/plan/M-0001"),
    (None, "/take-part/with/contribution"),
    (None, "/became"),
    (None, "/report/unknown"),
    ("office", "/cases/M-0001/translations?to=ar"),
    ("office", "/overview"),
)
"""The last two are for insiders: what is not translated there falls back, and says so."""


@pytest.fixture(scope="module")
def offering(site: Site) -> Iterator[Site]:
    """The town of all tests, with more languages as long as these tests last."""
    locality.offer_languages(site.town.app, site.town.tenant, AS_OPERATOR, OFFERED)
    yield site
    locality.offer_languages(site.town.app, site.town.tenant, AS_OPERATOR, ("de", "en"))


@pytest.mark.parametrize(("person", "path"), PAGES)
def test_a_page_from_right_to_left_has_no_barrier(
    offering: Site,
    visit: Callable[..., Page],
    axe: Callable[[Page], list[str]],
    person: str | None,
    path: str,
) -> None:
    page = visit(offering, person, path, "ar", viewport={"width": 1280, "height": 900})
    assert page.get_attribute("html", "dir") == "rtl"
    assert axe(page) == []
    left, right = (
        page.locator(f".{each}").first.bounding_box() for each in ("head__tools", "head__town")
    )
    assert left is not None
    assert right is not None
    assert left["x"] < right["x"], "the page begins at the right"
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320, "wider than a telephone"


def test_a_screen_reader_is_told_what_is_in_german(
    offering: Site, visit: Callable[..., Page]
) -> None:
    page = visit(offering, None, "/plan/M-0001", "ar")
    heading = page.locator("h1 span")
    assert heading.get_attribute("lang") == "de"
    assert heading.get_attribute("dir") == "ltr"
    assert "Deutsch" in page.inner_text(".in-part")
    german = page.evaluate(
        """() => {
            const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
            const found = [];
            while (walker.nextNode()) {
                const text = walker.currentNode.textContent.trim();
                const lang = walker.currentNode.parentElement.closest('[lang]').lang;
                if (lang === 'ar' && /[a-z]{4}/.test(text) && !/[ء-ي]/.test(text)) found.push(text);
            }
            return found;
        }"""
    )
    names = {"Stadtbibliothek", "Verbindlich", "Musterstadt", "Verbindlich Musterstadt"}
    assert {re.sub("[\u2068\u2069]", "", each) for each in german} <= names, "only names are left"


@pytest.mark.parametrize("javascript", [True, False])
def test_a_citizen_registers_in_arabic(
    own_site: Site, visit: Callable[..., Page], axe: Callable[[Page], list[str]], javascript: bool
) -> None:
    town: Any = own_site.town
    locality.offer_languages(town.app, town.tenant, AS_OPERATOR, OFFERED)
    conference = Conference(town)
    conference.do("open_registration", registration_until="2026-09-18", weekday="friday")
    page = visit(own_site, None, "/take-part", java_script_enabled=javascript)
    page.get_by_role("button", name="العربية").click()
    assert page.get_attribute("html", "lang") == "ar"
    page.get_by_role("link", name="Auftaktkonferenz").click()
    page.get_by_role("button", name="إرسال").click()
    assert "يرجى تصحيح البيانات التالية" in page.inner_text("[role=alert]")
    assert "هذا البيان مطلوب." in page.inner_text("[role=alert]")
    if javascript:
        assert axe(page) == []
    page.get_by_label("الاسم", exact=True).fill("نورا الجديدة")
    page.get_by_label("البريد الإلكتروني أو الهاتف").fill("nora@example.org")
    page.get_by_label("عدد الأشخاص").fill("2")
    page.get_by_role("button", name="إرسال").click()
    assert page.inner_text("h1") == "شكرًا، تم استلام طلبك"
    assert "مقبول" in page.inner_text("main")
    reference = page.inner_text("main code")
    kept = cases.show(town.app, town.tenant, AS_OPERATOR, reference).case
    assert (kept.data["name"], kept.data["persons"]) == ("نورا الجديدة", 2)
