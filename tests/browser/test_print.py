"""Pages on paper: nothing to go to or to fill in, nothing cut off, everything readable."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from pypdf import PdfReader

from engine.services import sittings
from engine.services.access import AS_OPERATOR
from tests.browser.test_journey_sitting import escalate

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from tests.browser.conftest import Site

PAPER = {"width": 672, "height": 1000}
"""A sheet of A4 between its margins, in CSS pixels."""
NOT_ON_PAPER = ("Zum Inhalt springen", "Abmelden", "Anmelden", "Lizenzen", "Was Sie jetzt tun")
CUT = """() => [...document.querySelectorAll('table, .card, dl')]
  .filter(each => each.getBoundingClientRect().right > innerWidth + 1)
  .map(each => each.outerHTML.slice(0, 80))"""


def sheets(page: Page) -> list[str]:
    """Return what stands on each sheet when a page is printed."""
    page.set_viewport_size(PAPER)  # type: ignore[arg-type]
    page.emulate_media(media="print")
    assert page.evaluate(CUT) == []
    reader = PdfReader(io.BytesIO(page.pdf(format="A4", prefer_css_page_size=True)))
    told = [" ".join(each.extract_text().split()) for each in reader.pages]
    assert not [each for each in NOT_ON_PAPER if each in " ".join(told)]
    return told


def test_the_public_plan_and_a_measure_on_paper(site: Site, visit: Callable[..., Page]) -> None:
    page = visit(site, None, "/plan", color_scheme="dark")
    [plan] = sheets(page)
    for said in ("Der Plan der Stadt", "Sprachcafé", "Nachbarschaftsfest", "In Umsetzung"):
        assert said in plan
    assert "Was wurde daraus" not in plan
    page.goto("/plan/M-0001")
    [measure] = sheets(page)
    assert "Sprachcafé" in measure
    assert "Stadtbibliothek" in measure


def test_a_sitting_and_its_body_on_paper(own_site: Site, visit: Callable[..., Page]) -> None:
    escalate(own_site)
    town, day = own_site.town, own_site.town.clock.now().date()
    plan = sittings.Plan("steering_group", day, "17 Uhr", "Rathaus")
    page = visit(own_site, "office", "/bodies/steering_group")
    [body] = sheets(page)
    assert "Maßnahme einstellen? (1) M-0001 Sprachcafé seit" in body
    assert "Wer, was" not in body

    number = sittings.plan(town.app, town.tenant, AS_OPERATOR, plan).number
    sittings.build(town.app, town.tenant, AS_OPERATOR, str(number), town.clock.now())
    page.goto(f"/sittings/{number}")
    [sitting] = sheets(page)
    for said in ("17 Uhr", "Rathaus", "1. Maßnahme einstellen? (M-0001 Sprachcafé)", "B-0001"):
        assert said in sitting
    assert "Alles, was wartet" not in sitting
    assert "Einladen Absagen" not in sitting


def test_a_case_with_its_tables_on_paper(site: Site, visit: Callable[..., Page]) -> None:
    page = visit(site, "office", "/cases/M-0001")
    told = sheets(page)
    assert 1 < len(told) < 4
    assert "Was Wer Fällig Stand" in told[0]
    assert "überfällig" in told[0]
