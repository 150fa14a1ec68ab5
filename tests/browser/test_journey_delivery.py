"""An administrator finds a letter that nobody would take, reads why, and sends it once more."""

from __future__ import annotations

from collections import deque
from dataclasses import replace

from engine.channels.smtp import SmtpChannel
from engine.services import clockwork, people
from engine.services.access import AS_OPERATOR
from engine.settings import MailServer
from tests.browser.walk import Street, every_way
from tests.smtp_server import HOST, Script, serving


@every_way
def test_an_administrator_sends_a_dead_letter_again(street: Street) -> None:
    town = street.site.town
    people.give_role(town.app, town.tenant, AS_OPERATOR, "administrator", "office")
    server = Script(rcpt=deque(["550 5.1.1 mailbox unknown"]))
    with serving(server) as port:
        posted = replace(town.app, channel=SmtpChannel(MailServer(HOST, port)))
        clockwork.letters(posted, "tests")
        arrived = len(server.received)

        admin = street.enter("office", "/duties")
        admin.follow("Verwaltung", "Office", within=".tabs")
        admin.follow("Ansehen und noch einmal versuchen", "Look at it and try again")
        admin.sees("550 5.1.1 mailbox unknown", "550 5.1.1 mailbox unknown")
        if street.way.by_keyboard and street.way.scripts:
            admin.tabs_through()
        admin.tick_first()
        admin.press("Ausgewählte noch einmal versuchen", "Try the chosen ones again")
        admin.is_told("1 Nachricht wird", "1 message will be")
        clockwork.letters(posted, "tests")
        admin.open("/office/deliveries")
        admin.sees("0 unzustellbar", "0 could not be delivered")
    assert len(server.received) == arrived + 1
