from __future__ import annotations

import asyncio
import socket
from collections import deque
from typing import TYPE_CHECKING, Any

import pytest
from aiosmtpd.smtp import AuthResult

from engine.channels.email import build_email
from engine.channels.errors import (
    AddressUnsupported,
    AddressUnusable,
    DeliveryFailed,
    DeliveryRefused,
    DeliveryUnknown,
    LoginRefused,
    LoginUnprotected,
    SenderRefused,
    ServerUnreachable,
    ServerUntrusted,
)
from engine.channels.smtp import SmtpChannel
from engine.settings import Encryption, MailServer
from tests.smtp_server import HOST, Script, listening, serving
from tests.unit.channels.letters import LETTER, letter_about, letter_with

if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterator

    from engine.errors import DeliveryError

pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")

SHORT_SECONDS = 0.3
SECOND = letter_with(key="outbox-2", to_address="bob@town.example")


def channel(port: int, timeout_seconds: float = 5.0, **settings: Any) -> SmtpChannel:
    return SmtpChannel(MailServer(settings.pop("host", HOST), port, **settings), timeout_seconds)


@pytest.fixture
def script() -> Script:
    return Script()


@pytest.fixture
def port(script: Script) -> Iterator[int]:
    with serving(script) as port:
        yield port


def failure_of(channel: SmtpChannel, expected: type[DeliveryError]) -> DeliveryError:
    """Send the letter and return how it failed; the failure tells nobody's address."""
    with pytest.raises(expected) as caught:
        channel.send(LETTER)
    assert type(caught.value) is expected
    for text in (caught.value.text.de, caught.value.text.en, str(caught.value)):
        assert "@" not in text
        assert "{" not in text
    return caught.value


class Recital(asyncio.Protocol):
    """Says its lines one after the other, one for each line it hears; then hangs up.

    A line that is empty is silence. Between 354 and the next line it hears the whole message.
    """

    def __init__(self, lines: list[bytes], *, hangs_up: bool = True) -> None:
        self._lines = deque(lines)
        self._hangs_up = hangs_up
        self._hears_message = False
        self._heard = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport: Any = transport
        self._say()

    def data_received(self, data: bytes) -> None:
        self._heard += data
        end = b"\r\n.\r\n" if self._hears_message else b"\r\n"
        while end in self._heard:
            self._heard = self._heard.partition(end)[2]
            self._say()

    def _say(self) -> None:
        if self._lines:
            line = self._lines.popleft()
            self._hears_message = line.startswith(b"354")
            self._transport.write(line)
        elif self._hangs_up:
            self._transport.abort()


# --- accepted -------------------------------------------------------------------------------


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


# --- gone, slow or mad ----------------------------------------------------------------------

GREETING = b"220 hello\r\n"
FINE = b"250 fine\r\n"
GO_ON = b"354 go on\r\n"


def reciting(*lines: bytes, hangs_up: bool = True) -> Any:
    return listening(lambda _loop: Recital(list(lines), hangs_up=hangs_up))


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


# --- letters beyond ASCII -------------------------------------------------------------------


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


# --- login and encryption -------------------------------------------------------------------

PASSWORD = "let me in"


def check_password(_server: Any, _session: Any, _envelope: Any, _kind: str, login: Any) -> Any:
    return AuthResult(success=login.password == PASSWORD.encode(), handled=False)


def guarded(script: Script, **options: Any) -> Any:
    return serving(
        script, authenticator=check_password, auth_required=True, auth_require_tls=False, **options
    )


def test_the_right_password_opens(script: Script) -> None:
    with guarded(script) as port:
        channel(port, user="engine", password=PASSWORD).send(LETTER)
    assert len(script.received) == 1


@pytest.mark.parametrize("password", ["wrong", "falsch für immer", None])
def test_the_wrong_password_is_not_the_letters_fault(script: Script, password: str | None) -> None:
    with guarded(script) as port:
        error = failure_of(channel(port, user="engine", password=password), LoginRefused)
    assert not error.permanent
    assert not password or password not in error.text.en


def test_a_server_without_login_is_named(port: int) -> None:
    failure_of(channel(port, user="engine", password=PASSWORD), ServerUntrusted)


def test_a_password_does_not_cross_the_network_in_the_clear() -> None:
    with pytest.raises(LoginUnprotected) as caught:
        SmtpChannel(MailServer("mail.town.example", 25, user="engine", password=PASSWORD))
    assert "mail.town.example" in caught.value.text.de
    for encryption in (Encryption.STARTTLS, Encryption.TLS):
        server = MailServer("mail.town.example", 25, "engine", PASSWORD, encryption)
        assert SmtpChannel(server).name == "email"


@pytest.mark.parametrize("encryption", [Encryption.STARTTLS, Encryption.TLS])
def test_a_trusted_certificate_lets_letters_through(
    script: Script, trusted: ssl.SSLContext, encryption: Encryption
) -> None:
    with encrypted(script, trusted, encryption) as port:
        channel(port, host="localhost", encryption=encryption).send(LETTER)
    assert len(script.received) == 1


@pytest.mark.parametrize("encryption", [Encryption.STARTTLS, Encryption.TLS])
def test_an_unknown_certificate_is_not_trusted(
    script: Script, certificate: ssl.SSLContext, encryption: Encryption
) -> None:
    with encrypted(script, certificate, encryption) as port:
        failure_of(channel(port, host="localhost", encryption=encryption), ServerUntrusted)
    assert script.received == []


@pytest.mark.parametrize("encryption", [Encryption.STARTTLS, Encryption.TLS])
def test_a_certificate_of_another_name_is_not_trusted(
    script: Script, trusted: ssl.SSLContext, encryption: Encryption
) -> None:
    with encrypted(script, trusted, encryption) as port:
        failure_of(channel(port, host=HOST, encryption=encryption), ServerUntrusted)


def test_a_server_that_offers_no_encryption_gets_no_letter(port: int, script: Script) -> None:
    failure_of(channel(port, encryption=Encryption.STARTTLS), ServerUntrusted)
    assert script.received == []


def test_a_server_that_hangs_before_encryption_is_left_after_the_timeout() -> None:
    with reciting(b"", b"", hangs_up=False) as port:
        failure_of(channel(port, SHORT_SECONDS, encryption=Encryption.TLS), ServerUnreachable)


def encrypted(script: Script, context: ssl.SSLContext, encryption: Encryption) -> Any:
    if encryption is Encryption.TLS:
        return serving(script, tls=context)
    return serving(script, tls_context=context, require_starttls=True)
