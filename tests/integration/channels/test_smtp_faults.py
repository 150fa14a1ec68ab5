from __future__ import annotations

import socket

import pytest

from engine.channels.errors import (
    DeliveryFailed,
    DeliveryRefused,
    DeliveryUnknown,
    ServerUnreachable,
)
from tests.integration.channels.sending import SHORT_SECONDS, channel, failure_of, reciting
from tests.smtp_server import HOST, Script
from tests.unit.channels.letters import LETTER, letter_with

SECOND = letter_with(key="outbox-2", to_address="bob@town.example")


GREETING = b"220 hello\r\n"
FINE = b"250 fine\r\n"
GO_ON = b"354 go on\r\n"


def test_a_server_that_is_down() -> None:
    with socket.socket() as free:
        free.bind((HOST, 0))
        port = free.getsockname()[1]
    error = failure_of(channel(port), ServerUnreachable)
    assert not error.permanent
    assert f"{HOST}:{port}" in error.text.de


@pytest.mark.parametrize(
    "lines",
    [
        (),
        (GREETING,),
        (GREETING, FINE),
        (GREETING, FINE, FINE),
        (b"",),
        (GREETING, FINE, FINE, b"421 4.3.2 shutting down\r\n"),
    ],
    ids=["at once", "at EHLO", "at MAIL", "at RCPT", "without greeting", "with good-bye"],
)
def test_a_connection_lost_before_the_message_is_a_failure(lines: tuple[bytes, ...]) -> None:
    with reciting(*lines) as port:
        error = failure_of(channel(port, SHORT_SECONDS), ServerUnreachable)
    assert not error.permanent


def test_a_connection_lost_after_the_message_is_unknown_and_sent_again_under_the_same_name(
    port: int, script: Script
) -> None:
    script.data.append("DROP")
    with channel(port).batch() as sender:
        with pytest.raises(DeliveryUnknown) as caught:
            sender.send(LETTER)
        assert not caught.value.permanent
        sender.send(LETTER)
    assert len(script.received) == 2
    assert len({message.message_id for message in script.received}) == 1
    assert script.received[0].content == script.received[1].content


def test_silence_after_the_message_is_unknown(port: int, script: Script) -> None:
    script.data.append("HANG")
    failure_of(channel(port, SHORT_SECONDS), DeliveryUnknown)


@pytest.mark.parametrize("answer", [b"nonsense\r\n", b"250" + b"x" * 9000 + b"\r\n", b"99 ?\r\n"])
def test_an_answer_without_meaning_after_the_message_is_unknown(answer: bytes) -> None:
    with reciting(GREETING, FINE, FINE, FINE, GO_ON, answer, hangs_up=False) as port:
        failure_of(channel(port, SHORT_SECONDS), DeliveryUnknown)


@pytest.mark.parametrize("command", ["mail", "rcpt"])
def test_a_server_that_hangs_is_left_after_the_timeout(
    port: int, script: Script, command: str
) -> None:
    getattr(script, command).append("HANG")
    failure_of(channel(port, SHORT_SECONDS), ServerUnreachable)


def test_a_server_that_never_greets_is_left_after_the_timeout() -> None:
    with reciting(b"", b"", hangs_up=False) as port:
        failure_of(channel(port, SHORT_SECONDS), ServerUnreachable)


@pytest.mark.parametrize("greeting", [b"554 no service\r\n", b"HTTP/1.1 400 Bad Request\r\n\r\n"])
def test_a_server_that_does_not_want_us_is_asked_later(greeting: bytes) -> None:
    with reciting(greeting, hangs_up=False) as port:
        error = failure_of(channel(port, SHORT_SECONDS), DeliveryFailed)
    assert not error.permanent


def test_nonsense_before_the_message_is_a_failure() -> None:
    with reciting(GREETING, FINE, b"nonsense\r\n", FINE, hangs_up=False) as port:
        error = failure_of(channel(port, SHORT_SECONDS), DeliveryFailed)
    assert not error.permanent


def test_a_server_that_hung_up_between_two_letters_is_called_again(
    port: int, script: Script
) -> None:
    script.mail.extend(["250 OK", "DROP"])
    with channel(port).batch() as sender:
        sender.send(LETTER)
        sender.send(SECOND)
    assert len(script.received) == 2
    assert script.connections == 2


def test_a_server_that_says_good_bye_between_two_letters_is_called_again(
    port: int, script: Script
) -> None:
    script.mail.extend(["250 OK", "421 4.4.2 idle for too long"])
    with channel(port).batch() as sender:
        sender.send(LETTER)
        sender.send(SECOND)
    assert len(script.received) == 2
    assert script.connections == 2


def test_a_server_that_always_hangs_up_is_called_again_once_only(port: int, script: Script) -> None:
    script.mail.extend(["250 OK", "DROP", "DROP", "250 OK"])
    with channel(port).batch() as sender:
        sender.send(LETTER)
        with pytest.raises(ServerUnreachable):
            sender.send(SECOND)
        sender.send(SECOND)
    assert len(script.received) == 2


@pytest.mark.parametrize(
    ("answer", "expected"),
    [(b"452 no room\r\n", DeliveryFailed), (b"554 no recipients\r\n", DeliveryRefused)],
)
def test_a_server_that_does_not_want_the_message_has_not_got_it(
    answer: bytes, expected: type[DeliveryFailed | DeliveryRefused]
) -> None:
    with reciting(GREETING, FINE, FINE, FINE, answer, FINE, hangs_up=False) as port:
        failure_of(channel(port, SHORT_SECONDS), expected)


def test_a_connection_lost_after_a_refusal_does_not_hide_the_refusal() -> None:
    with reciting(GREETING, FINE, FINE, b"550 no such user\r\n") as port:
        failure_of(channel(port, SHORT_SECONDS), DeliveryRefused)
