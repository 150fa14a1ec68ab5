"""Hands letters to a mail server over SMTP (RFC 5321).

What counts is when something goes wrong. Until the server has been given the message, nothing can
have arrived, so every fault is a failure. From then until its answer nobody knows, so a lost
connection is unknown, and the letter goes out again under the same Message-ID.
"""

from __future__ import annotations

from contextlib import contextmanager
from smtplib import SMTP, SMTPDataError
from typing import TYPE_CHECKING, Final

from engine.channels.connection import (
    answer_text,
    check_login,
    connect,
    place_of,
    problem_text,
)
from engine.channels.email import Envelope, build_email
from engine.channels.errors import (
    AddressUnsupported,
    DeliveryFailed,
    DeliveryRefused,
    DeliveryUnknown,
    SenderRefused,
    ServerUnreachable,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.channels.channel import Letter, Sender
    from engine.errors import DeliveryError
    from engine.settings import MailServer

_ACCEPTED: Final = range(200, 300)
_REFUSALS: Final = range(400, 600)
_FOR_GOOD: Final = range(500, 600)
_CLOSING: Final = 421
"""The server says good-bye; it may come in answer to anything."""


class SmtpChannel:
    """Sends letters through one mail server. Holds no connection itself."""

    name = "email"

    def __init__(self, server: MailServer, timeout_seconds: float = 30.0) -> None:
        """Keep where to send; nothing is opened yet.

        Args:
            server: From the settings.
            timeout_seconds: For each answer. A letter waits for about ten answers at most, so a
                lease on it that lasts ten times as long outlives the slowest server.

        Raises:
            LoginUnprotected: A password would cross the network in the clear.
        """
        check_login(server)
        self._server = server
        self._timeout_seconds = timeout_seconds

    def send(self, letter: Letter) -> None:
        """Hand over one letter on a connection of its own."""
        with self.batch() as sender:
            sender.send(letter)

    @contextmanager
    def batch(self) -> Iterator[Sender]:
        """Keep one connection for many letters; it is opened with the first one."""
        batch = _Batch(self._server, self._timeout_seconds)
        try:
            yield batch
        finally:
            batch.close()


class _Batch:
    """One connection at a time, opened anew when the server has dropped it."""

    def __init__(self, server: MailServer, timeout_seconds: float) -> None:
        self._server = server
        self._timeout_seconds = timeout_seconds
        self._smtp: SMTP | None = None

    def send(self, letter: Letter) -> None:
        envelope = build_email(letter)
        smtp = self._announce(envelope)
        try:
            code, answer = smtp.data(envelope.content)
        except SMTPDataError as error:
            raise self._refusal(smtp, error.smtp_code, error.smtp_error, DeliveryRefused) from None
        except OSError as error:
            self._drop()
            raise DeliveryUnknown from error
        if code in _REFUSALS:
            raise self._refusal(smtp, code, answer, DeliveryRefused)
        if code not in _ACCEPTED:
            self._drop()
            raise DeliveryUnknown

    def close(self) -> None:
        """Say good-bye, if there is still anybody to say it to."""
        if self._smtp is not None:
            try:
                self._smtp.quit()
            except OSError:
                self._drop()
            self._smtp = None

    def _announce(self, envelope: Envelope) -> SMTP:
        """Tell the server who writes to whom, and return the connection to go on with.

        A server may hang up between two letters, so a kept connection gets a second chance.
        """
        if self._smtp is not None:
            try:
                return self._name_both(self._smtp, envelope)
            except ServerUnreachable:
                self._drop()
        self._smtp = connect(self._server, self._timeout_seconds)
        return self._name_both(self._smtp, envelope)

    def _name_both(self, smtp: SMTP, envelope: Envelope) -> SMTP:
        if envelope.is_international and not smtp.has_extn("smtputf8"):
            raise AddressUnsupported
        options = ["SMTPUTF8", "BODY=8BITMIME"] if envelope.is_international else []
        try:
            code, answer = smtp.mail(str(envelope.sender), options)
            if code not in _ACCEPTED:
                raise self._refusal(smtp, code, answer, SenderRefused)
            code, answer = smtp.rcpt(str(envelope.recipient))
        except OSError as error:
            self._drop()
            raise ServerUnreachable(
                **place_of(self._server), problem=problem_text(error)
            ) from error
        if code not in _ACCEPTED:
            raise self._refusal(smtp, code, answer, DeliveryRefused)
        return smtp

    def _refusal(
        self, smtp: SMTP, code: int, answer: bytes | str, for_good: type[DeliveryError]
    ) -> DeliveryError:
        """Return the error for an answer, the connection made ready for the next letter."""
        text = answer_text(code, answer)
        if code == _CLOSING:
            self._drop()
            return ServerUnreachable(**place_of(self._server), code=code, problem=text)
        try:
            smtp.rset()
        except OSError:
            self._drop()
        return (for_good if code in _FOR_GOOD else DeliveryFailed)(code=code, answer=text)

    def _drop(self) -> None:
        if self._smtp is not None:
            self._smtp.close()
            self._smtp = None
