"""A mail server that is down, slow, choosy or drops connections: nothing lost, nothing twice."""

from __future__ import annotations

import socket
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from engine.channels import smtp
from engine.channels.smtp import SmtpChannel
from engine.services import clockwork, dead
from engine.services.access import AS_OPERATOR
from engine.settings import MailServer
from engine.storage.queries.directory import Person
from tests.live_town import MEASURE, START, TOWN, LiveTown
from tests.smtp_server import HOST, Script, serving

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from aiosmtpd.smtp import SMTP, Envelope, Session

LEADS = 12
A_WHILE = timedelta(minutes=16)
"""Longer than the first wait after a failure, and than the lease of a process that has died."""


@pytest.fixture
def town(database_url: str) -> Iterator[LiveTown]:
    """A town in which twelve leads are to be reminded."""
    found = LiveTown.founded(database_url)
    found.put_people(
        Person(f"lead{each}", f"Lead {each}", f"lead{each}@town.example") for each in range(LEADS)
    )
    due = {**MEASURE, "starts_on": "2026-02-09"}
    found.open_many(
        "measure", "fixed", [(due, {"lead": (f"lead{each}",)}) for each in range(LEADS)]
    )
    found.clock.move_to(START + timedelta(days=1))
    clockwork.rungs(found.app, "ticker")
    assert found.letter_counts() == {"queued": LEADS}
    yield found
    found.app.database.close()


def sends_to(town: LiveTown, port: int) -> LiveTown:
    return town.with_parts(channel=SmtpChannel(MailServer(HOST, port), timeout_seconds=0.5))


def deliver(town: LiveTown) -> dict[str, int]:
    """Deliver after a while, and return how many letters there are of each state."""
    town.clock.advance(A_WHILE)
    assert clockwork.letters(town.app, "ticker").failures == ()
    return town.letter_counts()


def repeats(script: Script) -> Counter[str]:
    """How often each message arrived, by its id; each for the same recipient."""
    assert len({(each.message_id, *each.recipients) for each in script.received}) == len(
        {each.message_id for each in script.received}
    )
    return Counter(each.message_id for each in script.received)


def test_down_it_is_called_once_a_round_and_all_letters_wait(
    town: LiveTown, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(socket.create_server((HOST, 0))) as reserved:
        port = reserved.getsockname()[1]
    calls = []
    connect = smtp.connect
    monkeypatch.setattr(smtp, "connect", lambda *given: (calls.append(1), connect(*given))[1])
    silent = sends_to(town, port)

    assert deliver(silent) == {"queued": LEADS}
    assert deliver(silent) == {"queued": LEADS}
    assert len(calls) == 2

    with serving(script := Script()) as alive:
        assert deliver(sends_to(town, alive)) == {"sent": LEADS}
    assert set(repeats(script).values()) == {1}


def test_down_for_too_long_its_letters_are_seen_and_sent_when_somebody_says_so(
    town: LiveTown,
) -> None:
    with closing(socket.create_server((HOST, 0))) as reserved:
        silent = sends_to(town, reserved.getsockname()[1])
    for _ in range(12):
        town.clock.advance(timedelta(hours=7))
        deliver(silent)

    found = dead.dead(town.app, TOWN, AS_OPERATOR)
    assert found.counts == {"dead": LEADS}
    assert {each.attempts for each in found.letters} == {12}
    assert all("cannot be reached" in (each.last_error or "") for each in found.letters)

    assert dead.retry(town.app, TOWN, AS_OPERATOR, []) == LEADS
    with serving(script := Script()) as alive:
        assert deliver(sends_to(town, alive)) == {"sent": LEADS}
    assert set(repeats(script).values()) == {1}


@dataclass
class Choosy(Script):
    """Knows nobody of a name."""

    unknown: str = ""

    async def handle_RCPT(  # noqa: N802 - the name and shape are aiosmtpd's
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address.startswith(self.unknown):
            return "550 5.1.1 no such mailbox"
        return await super().handle_RCPT(server, session, envelope, address, options)


def test_one_recipient_refused_the_others_get_theirs(town: LiveTown) -> None:
    with serving(script := Choosy(unknown="lead7@")) as port:
        assert deliver(sends_to(town, port)) == {"sent": LEADS - 1, "dead": 1}
        (letter,) = dead.dead(town.app, TOWN, AS_OPERATOR).letters
        assert letter.person == "lead7"
        assert "no such mailbox" in (letter.last_error or "")
        assert "@" not in (letter.last_error or "")

        town.put_people([Person("lead7", "Lead 7", "seven@town.example")])
        assert dead.retry(town.app, TOWN, AS_OPERATOR, [letter.id]) == 1
        assert deliver(sends_to(town, port)) == {"sent": LEADS}
    assert set(repeats(script).values()) == {1}


@pytest.mark.parametrize("answer", ["DROP", "HANG"])
def test_unsure_after_the_message_it_is_repeated_under_its_id(town: LiveTown, answer: str) -> None:
    with serving(script := Script()) as port:
        script.data.extend([answer, answer])
        counts = deliver(sends_to(town, port))
        assert counts == {"sent": LEADS - 2, "queued": 2}
        assert deliver(sends_to(town, port)) == {"sent": LEADS}
    assert sorted(repeats(script).values()) == [1] * (LEADS - 2) + [2, 2]


@dataclass
class Slow(Script):
    """Takes its time for each message, by the clock of the town."""

    take_time: Callable[[], None] = field(default=lambda: None)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.take_time()
        return await super().handle_DATA(server, session, envelope)


def test_so_slow_that_the_lease_ends_the_rest_is_left_to_whoever_comes_next(
    town: LiveTown,
) -> None:
    script = Slow(take_time=lambda: town.clock.advance(timedelta(minutes=4)))
    with serving(script) as port:
        first = deliver(sends_to(town, port))
        assert first == {"sent": 4, "leased": LEADS - 4}
        rounds = 1
        while town.letter_counts() != {"sent": LEADS}:
            deliver(sends_to(town, port))
            rounds += 1
            assert rounds < LEADS
    assert set(repeats(script).values()) == {1}
