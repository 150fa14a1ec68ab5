from __future__ import annotations

import pytest

from engine.channels.email import build_email
from engine.channels.errors import (
    AddressUnsupported,
    AddressUnusable,
    DeliveryFailed,
    DeliveryRefused,
    SenderRefused,
)
from tests.integration.channels.sending import channel, failure_of
from tests.smtp_server import Script, serving
from tests.unit.channels.letters import LETTER, letter_about, letter_with

SECOND = letter_with(key="outbox-2", to_address="bob@town.example")


def test_a_letter_arrives_as_it_was_built(port: int, script: Script) -> None:
    channel(port).send(LETTER)
    (message,) = script.received
    assert message.sender == "plan@town.example"
    assert message.recipients == ["alice@town.example"]
    assert message.content == build_email(LETTER).content


def test_a_batch_keeps_one_connection(port: int, script: Script) -> None:
    with channel(port).batch() as sender:
        for count in range(5):
            sender.send(letter_with(key=f"outbox-{count}"))
    assert len({message.message_id for message in script.received}) == 5
    assert script.connections == 1


def test_a_batch_without_letters_needs_no_server() -> None:
    with channel(1).batch():
        pass


def test_lines_of_dots_arrive_whole(port: int, script: Script) -> None:
    letter = letter_about(text=".\n..\n.\r\n\r\n.hidden", title=".")
    channel(port).send(letter)
    assert script.received[0].content == build_email(letter).content


def test_two_threads_may_share_a_channel(port: int, script: Script) -> None:
    shared = channel(port)
    with shared.batch() as one, shared.batch() as other:
        one.send(LETTER)
        other.send(SECOND)
        one.send(letter_with(key="outbox-3"))
    assert len(script.received) == 3
    assert script.connections == 2


# --- refused --------------------------------------------------------------------------------


def test_a_refused_recipient_is_refused_for_good(port: int, script: Script) -> None:
    script.rcpt.append("550 5.1.1 <alice@town.example>: no such user")
    error = failure_of(channel(port), DeliveryRefused)
    assert error.permanent
    assert error.code == 550
    assert "550 5.1.1 <…>: no such user" in error.text.de
    assert script.received == []


def test_one_refused_recipient_leaves_the_batch_usable(port: int, script: Script) -> None:
    script.rcpt.append("550 no such user")
    with channel(port).batch() as sender:
        with pytest.raises(DeliveryRefused):
            sender.send(LETTER)
        sender.send(SECOND)
    assert [message.recipients for message in script.received] == [["bob@town.example"]]
    assert script.connections == 1


def test_an_unusable_address_does_not_bother_the_server(script: Script, port: int) -> None:
    with pytest.raises(AddressUnusable):
        channel(port).send(letter_with(to_address="nobody"))
    assert script.connections == 0


@pytest.mark.parametrize("command", ["mail", "rcpt", "data"])
def test_a_server_that_says_later_is_asked_later(port: int, script: Script, command: str) -> None:
    getattr(script, command).append("451 4.3.0 try again later")
    error = failure_of(channel(port), DeliveryFailed)
    assert not error.permanent
    assert error.code == 451
    assert script.received == []


def test_a_refused_sender_is_not_the_letters_fault(port: int, script: Script) -> None:
    script.mail.append("553 5.7.1 plan@town.example: not yours")
    error = failure_of(channel(port), SenderRefused)
    assert not error.permanent
    assert error.code == 553


def test_a_refused_content_is_refused_for_good(port: int, script: Script) -> None:
    script.data.append("554 5.7.1 looks like spam")
    error = failure_of(channel(port), DeliveryRefused)
    assert error.permanent
    with channel(port).batch() as sender:
        sender.send(LETTER)
    assert len(script.received) == 1


def test_an_address_beyond_ascii_goes_to_a_server_that_knows_it(script: Script) -> None:
    letter = letter_with(to_address="jörg@straße.example")
    with serving(script, enable_SMTPUTF8=True) as port:
        channel(port).send(letter)
    assert script.received[0].recipients == ["jörg@xn--strae-oqa.example"]
    assert script.received[0].content == build_email(letter).content


def test_an_address_beyond_ascii_is_refused_where_the_server_does_not_know_it(
    port: int, script: Script
) -> None:
    with channel(port).batch() as sender:
        with pytest.raises(AddressUnsupported) as caught:
            sender.send(letter_with(to_address="jörg@town.example"))
        sender.send(LETTER)
    assert caught.value.permanent
    assert len(script.received) == 1
