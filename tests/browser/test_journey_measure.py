"""The office fixes a measure, is refused, reads why, mends it and succeeds."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.browser.walk import Street, every_way

if TYPE_CHECKING:
    from tests.browser.walk import Walker


@every_way
def test_the_office_fixes_a_measure_is_refused_mends_and_succeeds(street: Street) -> None:
    office = street.enter("office", "/cases")
    office.follow("Lotsen in der Kita", "Lotsen in der Kita")
    fix(office)
    office.is_told("Diese Voraussetzungen fehlen", "These conditions are not met")
    office.follow("Maßnahmenblatt ausfüllen", "Fill in the measure sheet")
    mend(office)
    office.is_told("Erledigt: Maßnahmenblatt ausfüllen", "Done: Fill in the measure sheet")
    fix(office)
    office.is_told("Erledigt: Verbindlich festlegen", "Done: Fix as binding")
    office.sees("Verbindlich festgelegt", "Fixed")
    assert office.page.url.partition("?")[0] == f"{street.site.address}/cases/M-0003"


def fix(office: Walker) -> None:
    office.follow("Verbindlich festlegen", "Fix as binding")
    office.write("Beschluss der Steuerungsgruppe", "Resolution of the steering group", "St 4/2026")
    office.write_day("Beginn", "Start", date(2026, 10, 1))
    office.write_day("Ende", "End", date(2028, 12, 31))
    office.press("Verbindlich festlegen", "Fix as binding")


def mend(office: Walker) -> None:
    """Fill in what a measure lacks to be binding, in the order of the form."""
    indicators, costs = ("Indikatoren", "Indicators"), ("Kostenplan", "Cost plan")
    office.write("Kurzbeschreibung", "Description", "Lotsen begleiten Familien.")
    office.tick("verbindlich", "binding")
    office.write_day("Zugestimmt am", "Consented on", date(2026, 9, 1))
    office.tick("Nein", "No", ("Ehrenamt beteiligt", "Volunteers involved"))
    office.press("Zeile hinzufügen Indikatoren", "Add a row Indicators")
    expect(office.page.locator("#field-indicators")).to_be_focused()
    for number, title in ((1, "Begleitete Familien"), (2, "Begleitete Kinder")):
        row = (f"{indicators[0]} {number}", f"{indicators[1]} {number}")
        office.write("Was gemessen wird", "What is measured", title, row)
    agenda = office.said("Tagesordnung der Steuerungsgruppe", "agenda of the steering group")
    office.write("Wenn", "If", "Kein Bericht")
    office.select("Dann", "Then", agenda)
    office.tick("keine zusätzlichen Kosten", "no additional cost", costs)
    office.write("Betrag im Jahr", "Amount per year", office.said("0,00", "0.00"), costs)
    office.press("Maßnahmenblatt ausfüllen", "Fill in the measure sheet")
