"""A citizen registers for a conference, a minute before the end of the day and a minute after."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.browser.walk import Street, every_way
from tests.web.test_take_part import Conference

if TYPE_CHECKING:
    from tests.browser.walk import Walker


@every_way
def test_a_citizen_registers_before_midnight_and_after(street: Street) -> None:
    conference = Conference(street.site.town)
    conference.do("open_registration", registration_until="2026-09-18", weekday="friday")

    conference.at("2026-09-18 23:59:00")
    citizen = street.enter(None, "/plan")
    citizen.follow("Mitmachen", "Take part", within=".tabs")
    citizen.follow("Auftaktkonferenz", "Auftaktkonferenz")
    citizen.sees("Anmeldung offen", "Registration open")
    if street.way.by_keyboard and street.way.scripts:
        citizen.tabs_through()
    citizen.press("Absenden", "Send")
    citizen.is_told("Name: Die Angabe fehlt", "Name: This is missing")
    register(citizen, "Nora Neu")
    citizen.sees("Anmeldung: Angenommen", "Registration: Accepted")
    citizen.sees("Sie sind angemeldet", "You are registered")

    conference.at("2026-09-19 00:01:00")
    citizen.open(conference.page)
    citizen.sees("Die Anmeldefrist ist abgelaufen", "Registration has closed")
    register(citizen, "Otto Später")
    citizen.sees("Anmeldung: Verspätet eingegangen", "Registration: Received late")
    citizen.sees("entscheidet, ob noch ein Platz frei ist", "decides whether a place is still free")


def register(citizen: Walker, name: str) -> None:
    citizen.write("Name", "Name", name)
    citizen.write("E-Mail oder Telefon", "E-mail or telephone", "someone@example.org")
    citizen.write("Personen", "People", "2")
    citizen.press("Absenden", "Send")
