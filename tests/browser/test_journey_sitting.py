"""A committee sits: planned, given an agenda, called, opened, a vote, the minutes, a promise."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from engine.services import cases, clockwork, people
from engine.services.access import AS_OPERATOR
from engine.storage.queries.directory import Person
from tests.browser.walk import Street, every_way
from tests.live_town import LiveTown
from tests.web.town import LATE

if TYPE_CHECKING:
    from tests.browser.conftest import Site
    from tests.browser.walk import Walker

BODY = "/bodies/steering_group"
AHEAD = timedelta(days=21)


def escalate(site: Site) -> None:
    """Let a measure be asked about and three weeks pass, until reports are asked about too."""
    town = site.town
    asked = cases.show(town.app, town.tenant, AS_OPERATOR, "M-0001").case.id
    LiveTown(town.app).send(asked, "ask_to_stop", {"reason": "Der Träger steigt aus"})
    for key, name in (("second", "Zoe Zweite"), ("third", "Dora Dritte")):
        people.put_person(town.app, town.tenant, AS_OPERATOR, Person(key, name, None))
        people.give_role(town.app, town.tenant, AS_OPERATOR, "steering_group", key)
    move_on(site, AHEAD)


def move_on(site: Site, by: timedelta) -> None:
    """Move the clock on from the day of the town, and let it tick."""
    site.town.clock.move_to(LATE + by)
    clockwork.rungs(site.town.app, "tests")
    clockwork.step_down(site.town.app, "tests")


@every_way
def test_a_committee_sits_and_votes(street: Street) -> None:
    escalate(street.site)
    office = street.enter("office", "/bodies")
    plan_and_call(office)
    move_on(street.site, AHEAD + timedelta(days=14))
    member = street.enter("member", BODY)
    hold(member)
    follow_up(member)
    write_minutes(street.enter("office", BODY))
    case = cases.show(street.site.town.app, street.site.town.tenant, AS_OPERATOR, "B-0001").case
    assert (case.state, case.data["yes"], case.data["no"]) == ("carrying_out", 2, 1)


def plan_and_call(office: Walker) -> None:
    office.follow("Steuerungsgruppe", "Steering")
    office.sees("Maßnahme einstellen? (1)", "Stop the measure? (1)")
    office.unfold("Sitzung planen", "Plan a sitting")
    office.write_day("Tag", "Day", (LATE + AHEAD + timedelta(days=14)).date())
    office.write("Beginn", "Begins", "17 Uhr")
    office.write("Ort", "Place", "Rathaus")
    office.press("Planen", "Plan")
    office.is_told("Die Sitzung ist geplant", "The sitting has been planned")
    office.press("Alles, was wartet", "Put everything that waits")
    office.is_told("Die Tagesordnung ist zusammengestellt", "The agenda has been put together")
    office.follow("Einladen", "Invite")
    office.press("Einladen", "Invite")
    office.is_told("Einladen: erledigt", "Invite: done")
    office.sees("Eingeladen", "Invited")


def hold(member: Walker) -> None:
    member.follow("14.10.2026", "14 Oct 2026")
    member.unfold("Sitzung eröffnen", "Open the sitting")
    member.tick("Mika Member", "Mika Member")
    member.press("Eröffnen", "Open")
    member.is_told("nicht beschlussfähig", "no quorum")
    for name in ("Zoe Zweite", "Dora Dritte"):
        member.tick(name, name)
    member.press("Eröffnen", "Open")
    member.is_told("eröffnet und beschlussfähig", "open and has a quorum")
    member.sees("3 von 4", "3 of 4")

    member.unfold("Abstimmen", "Vote")
    member.write("Ja", "Yes", "7")
    member.press("Ergebnis feststellen", "Establish the result")
    member.is_told("nur 3 durften abstimmen", "only 3 were entitled to vote")
    member.write("Ja", "Yes", "2")
    member.write("Nein", "No", "1")
    member.write("Beschlussnummer", "Number of the resolution", "St 5/2026")
    member.select("Führt aus", "Carried out by", "Stadtbibliothek")
    member.write_day("Auszuführen bis", "To be carried out by", (LATE + timedelta(days=90)).date())
    member.press("Ergebnis feststellen", "Establish the result")
    member.is_told("Das Ergebnis ist festgestellt", "The result has been established")
    member.sees("2 Ja, 1 Nein", "2 yes, 1 no")
    member.write("Wer, was", "Who, what", "Stadtbibliothek, legt die Raumliste vor")
    member.write_day("Bis", "Until", (LATE + timedelta(days=60)).date())
    member.press("Zusage festhalten", "Write the promise down")
    member.is_told("eine Pflicht mit Termin", "a dated duty")
    member.follow("Schließen", "Close")
    member.press("Schließen", "Close")
    member.is_told("Schließen: erledigt", "Close: done")


def follow_up(member: Walker) -> None:
    """See what was decided in its case, and in the list of what is to be carried out."""
    member.follow("M-0001", "M-0001")
    member.sees("Eingestellt", "Stopped")
    member.sees("Beratungspunkt und Beschluss: B-0001", "Agenda point and resolution: B-0001")
    member.open(BODY)
    member.sees("St 5/2026", "St 5/2026")
    member.sees("Beschlossen, wird ausgeführt", "Adopted, being carried out")


def write_minutes(office: Walker) -> None:
    office.follow("14.10.2026", "14 Oct 2026")
    office.follow("Niederschrift entwerfen", "Draft the minutes")
    office.write("öffentlicher Teil", "public part", "TOP 1: Es bleibt dabei.")
    office.press("Niederschrift entwerfen", "Draft the minutes")
    office.is_told("Niederschrift entwerfen: erledigt", "Draft the minutes: done")
    office.sees("TOP 1: Es bleibt dabei.", "TOP 1: Es bleibt dabei.")
    if office.way.by_keyboard and office.way.scripts:
        office.tabs_through()
