"""The unreliable mail server that other tests rely on."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest

from engine.channels.email import build_email
from engine.channels.errors import DeliveryUnknown, ServerUnreachable
from engine.channels.smtp import SmtpChannel
from engine.settings import MailServer
from tests.smtp_server import HOST, received_ids, server_process
from tests.unit.channels.letters import LETTER, letter_with

if TYPE_CHECKING:
    from pathlib import Path

    from engine.channels.channel import Letter

LETTERS = [letter_with(key=f"outbox-{count}") for count in range(40)]


def attempts_for(letter: Letter, port: int) -> int:
    """Send a letter until its arrival is known, and return how often it took."""
    for attempt in range(1, 100):
        try:
            SmtpChannel(MailServer(HOST, port)).send(letter)
        except DeliveryUnknown:
            continue
        return attempt
    pytest.fail("the letter was never accepted")


def test_what_it_accepts_is_written_down_before_it_answers(tmp_path: Path) -> None:
    with server_process(tmp_path) as port:
        SmtpChannel(MailServer(HOST, port)).send(LETTER)
        assert received_ids(tmp_path) == [build_email(LETTER).message_id]
    (file,) = (tmp_path / "new").iterdir()
    assert file.read_bytes() == build_email(LETTER).content


def test_with_dropped_connections_each_letter_arrives_under_one_name(tmp_path: Path) -> None:
    with server_process(tmp_path, seed=7, drop_after_data_rate=0.3) as port:
        attempts = sum(attempts_for(letter, port) for letter in LETTERS)
    arrived = Counter(received_ids(tmp_path))
    assert set(arrived) == {build_email(letter).message_id for letter in LETTERS}
    assert arrived.total() == attempts > len(LETTERS)


def test_it_ends_with_the_test(tmp_path: Path) -> None:
    with server_process(tmp_path) as port:
        pass
    with pytest.raises(ServerUnreachable):
        SmtpChannel(MailServer(HOST, port)).send(LETTER)
