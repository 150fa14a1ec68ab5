"""Reports: the owner of a late measure, and a partner without an account, once."""

from __future__ import annotations

import re
from email import message_from_bytes, policy
from typing import TYPE_CHECKING

from engine.services import clockwork
from tests.browser.walk import Street, every_way

if TYPE_CHECKING:
    from tests.browser.conftest import Site
    from tests.browser.walk import Walker


@every_way
def test_the_owner_reports_a_late_measure(street: Street) -> None:
    owner = street.enter("librarian", "/duties")
    owner.sees("M-0001 Sprachcafé", "M-0001 Sprachcafé")
    if street.way.by_keyboard and street.way.scripts:
        owner.tabs_through()
    owner.follow("Sachstand berichten", "Report progress")
    owner.press("Sachstand berichten", "Report progress")
    owner.is_told("Die Angabe fehlt", "This is missing")
    report(owner)
    owner.is_told("Erledigt: Sachstand berichten", "Done: Report progress")
    assert owner.page.url.partition("?")[0] == f"{street.site.address}/cases/M-0001"


@every_way
def test_a_partner_reports_by_link_and_not_twice(street: Street) -> None:
    link = report_link(street.site)
    partner = street.enter(None, link)
    if street.way.by_keyboard and street.way.scripts:
        partner.tabs_through()
    report(partner)
    partner.is_told("Ihre Antwort ist angekommen", "Your answer has arrived")
    partner.open(link)
    partner.sees("wurde schon berichtet", "has been answered already")
    assert partner.page.locator("textarea").count() == 0


def report(somebody: Walker) -> None:
    somebody.write("Sachstand in drei Sätzen", "State in three sentences", "Zwei Gruppen laufen.")
    somebody.write("Fortschritt", "Progress", "40")
    somebody.tick("gefährdet", "at risk")
    somebody.press("Sachstand berichten", "Report progress")


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
