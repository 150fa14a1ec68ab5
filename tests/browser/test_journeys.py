"""What people come for, told in both languages, with scripts and without, by keyboard alone."""

from __future__ import annotations

import re
from email import message_from_bytes, policy
from typing import TYPE_CHECKING

import pytest

from engine.services import clockwork

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from tests.browser.conftest import Site

WAYS = [("de-DE", True), ("en-GB", False)]
WORDS = {
    "report": {"de-DE": "Sachstand berichten", "en-GB": "Report progress"},
    "done": {"de-DE": "Erledigt: Sachstand berichten", "en-GB": "Done: Report progress"},
    "text": {"de-DE": "Sachstand in drei Sätzen", "en-GB": "State in three sentences"},
    "progress": {"de-DE": "Fortschritt", "en-GB": "Progress"},
    "amber": {"de-DE": "gefährdet", "en-GB": "at risk"},
    "thanks": {"de-DE": "Ihre Antwort ist angekommen", "en-GB": "Your answer has arrived"},
    "over": {"de-DE": "wurde schon berichtet", "en-GB": "has been answered already"},
    "missing": {"de-DE": "Die Angabe fehlt", "en-GB": "This is missing"},
    "fix": {"de-DE": "Verbindlich festlegen", "en-GB": "Fix as binding"},
    "describe": {"de-DE": "Maßnahmenblatt ausfüllen", "en-GB": "Fill in the measure sheet"},
    "refused": {"de-DE": "Diese Voraussetzungen fehlen", "en-GB": "These conditions are not met"},
    "fixed": {"de-DE": "Verbindlich festgelegt", "en-GB": "Fixed"},
    "row": {"de-DE": "Zeile hinzufügen.*Indikatoren", "en-GB": "Add a row.*Indicators"},
}


def report_link(site: Site) -> str:
    """Return the path of the link in the letter that the club got last."""
    clockwork.letters(site.town.app, "tests")
    found = []
    for path in site.letters():
        letter = message_from_bytes(path.read_bytes(), policy=policy.default)
        body = letter.get_body(("plain",))
        if "club@town.example" in str(letter["To"]) and body is not None:
            found += re.findall(r"(/report/\S+)", body.get_content())
    return max(found)


def fill_report(page: Page, language: str, progress: str = "40") -> None:
    page.get_by_label(WORDS["text"][language]).fill("Zwei Gruppen laufen, eine dritte beginnt.")
    page.get_by_label(WORDS["progress"][language]).fill(progress)
    page.get_by_label(WORDS["amber"][language]).check()


@pytest.mark.parametrize(("language", "scripts"), WAYS)
def test_the_owner_reports_a_late_measure(
    own_site: Site, visit: Callable[..., Page], language: str, scripts: bool
) -> None:
    page = visit(own_site, "librarian", "/duties", language, java_script_enabled=scripts)
    page.get_by_role("link", name=re.compile(f"{WORDS['report'][language]}.*M-0001")).first.click()
    page.get_by_role("button", name=WORDS["report"][language]).click()
    assert WORDS["missing"][language] in page.inner_text("main")
    fill_report(page, language)
    page.get_by_role("button", name=WORDS["report"][language]).click()
    assert WORDS["done"][language] in page.inner_text("main")
    assert page.url.partition("?")[0] == f"{own_site.address}/cases/M-0001"


@pytest.mark.parametrize(("language", "scripts"), WAYS)
def test_a_partner_reports_by_link_and_not_twice(
    own_site: Site, visit: Callable[..., Page], language: str, scripts: bool
) -> None:
    link = report_link(own_site)
    telephone = {"width": 320, "height": 640}
    page = visit(own_site, None, link, language, java_script_enabled=scripts, viewport=telephone)
    fill_report(page, language)
    page.get_by_role("button", name=WORDS["report"][language]).click()
    assert WORDS["thanks"][language] in page.inner_text("main")
    page.goto(link)
    assert WORDS["over"][language] in page.inner_text("main")
    assert page.locator("textarea").count() == 0


@pytest.mark.parametrize(("language", "scripts"), WAYS)
def test_the_office_fixes_a_measure_is_refused_mends_and_succeeds(
    own_site: Site, visit: Callable[..., Page], language: str, scripts: bool
) -> None:
    fix = WORDS["fix"][language]
    page = visit(own_site, "office", "/cases/M-0003", language, java_script_enabled=scripts)
    page.get_by_role("link", name=fix, exact=True).click()
    fill_fix(page)
    page.get_by_role("button", name=fix).click()
    assert WORDS["refused"][language] in page.inner_text("main")

    page.get_by_role("link", name=WORDS["describe"][language]).first.click()
    page.locator("[name='addressees.0.consented_on']").fill("2026-09-01")
    page.locator("[name='volunteers'][value='false']").check()
    page.locator("[name='description']").fill("Lotsen begleiten Familien.")
    page.locator("[name='binding'][value='binding']").check()
    page.get_by_role("button", name=re.compile(WORDS["row"][language])).click()
    page.locator("[name='indicators.0.title']").fill("Begleitete Familien")
    page.locator("[name='indicators.1.title']").fill("Begleitete Kinder")
    page.locator("[name='consequences.0.condition']").fill("Kein Bericht")
    page.locator("[name='consequences.0.what']").select_option("agenda")
    page.locator("[name='costs.0.kind'][value='none']").check()
    page.locator("[name='costs.0.per_year']").fill("0,00" if language == "de-DE" else "0.00")
    page.get_by_role("button", name=WORDS["describe"][language]).click()

    page.get_by_role("link", name=fix, exact=True).click()
    fill_fix(page)
    page.get_by_role("button", name=fix).click()
    assert WORDS["fixed"][language] in page.inner_text("main")
    assert page.url.partition("?")[0] == f"{own_site.address}/cases/M-0003"


def fill_fix(page: Page) -> None:
    page.locator("[name='resolution']").fill("St 4/2026")
    page.locator("[name='starts_on']").fill("2026-10-01")
    page.locator("[name='ends_on']").fill("2028-12-31")


def test_a_report_by_keyboard_alone(own_site: Site, visit: Callable[..., Page]) -> None:
    page = visit(own_site, "librarian", "/duties")
    page.keyboard.press("Tab")
    assert focused(page) == "Zum Inhalt springen"
    page.keyboard.press("Enter")
    tab_to(page, "Sachstand berichten: M-0001 Sprachcafé")
    page.keyboard.press("Enter")
    page.wait_for_url("**/do/report")
    tab_to(page, "text")
    page.keyboard.type("Zwei Gruppen laufen.")
    tab_to(page, "progress")
    page.keyboard.type("40")
    tab_to(page, "rating")
    page.keyboard.press("Space")
    tab_to(page, "Sachstand berichten")
    page.keyboard.press("Enter")
    page.wait_for_url("**/cases/M-0001?done=*")
    assert "Erledigt" in page.inner_text("main")


def focused(page: Page) -> str:
    """Return the name of the field, or the words of the link or button, that has the focus."""
    found = page.evaluate(
        "(() => { const e = document.activeElement; return e.matches('button, a') "
        "? e.textContent : e.name || '' })()"
    )
    return " ".join(str(found).split())


def tab_to(page: Page, wanted: str) -> None:
    for _ in range(80):
        if focused(page) == wanted:
            return
        page.keyboard.press("Tab")
    pytest.fail(f"not reached by keyboard: {wanted}")


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
