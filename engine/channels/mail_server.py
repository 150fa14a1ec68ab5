"""The town's mail server: where it is, and how a connection to it begins."""

from __future__ import annotations

import ssl
from contextlib import ExitStack
from dataclasses import dataclass, field
from enum import StrEnum
from smtplib import (
    SMTP,
    SMTP_SSL,
    SMTPAuthenticationError,
    SMTPNotSupportedError,
    SMTPResponseException,
)
from typing import TYPE_CHECKING, Final

from engine.channels.errors import (
    DeliveryFailed,
    LoginRefused,
    LoginUnprotected,
    ServerUnreachable,
    ServerUntrusted,
)
from engine.channels.tidy import one_line, without_addresses

if TYPE_CHECKING:
    from pathlib import Path

_OWN_MACHINE: Final = frozenset({"localhost", "127.0.0.1", "::1"})
_LONGEST_ANSWER: Final = 300


class Security(StrEnum):
    """How the connection is protected; the values are the schemes of a mail server's URL."""

    NONE = "smtp"
    STARTTLS = "smtp+starttls"
    TLS = "smtps"


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where the mail server is and how it wants to be spoken to.

    Raises:
        LoginUnprotected: A password would cross the network in the clear.
    """

    host: str
    port: int
    security: Security = Security.STARTTLS
    user: str | None = None
    password: str = field(default="", repr=False)
    timeout_seconds: float = 30.0
    """For each answer. A letter waits for about ten answers at most, so a lease on it that lasts
    ten times as long outlives the slowest server."""
    ca_file: Path | None = None
    """Certificates of the town's own authority, beside those of the operating system."""
    own_name: str | None = None
    """How this machine introduces itself; otherwise by its network name."""

    def __post_init__(self) -> None:
        """Refuse to give a password away."""
        if self.user and self.security is Security.NONE and self.host not in _OWN_MACHINE:
            raise LoginUnprotected(host=self.host)

    @property
    def place(self) -> dict[str, object]:
        """Return host and port as facts of an error."""
        return {"host": self.host, "port": self.port}


def connect(server: MailServer) -> SMTP:
    """Return an open connection, protected and logged in as the settings say.

    Raises:
        DeliveryFailed: One of its leaves; nothing has been sent.
    """
    try:
        with ExitStack() as stack:
            smtp = _opened(server)
            stack.callback(smtp.close)
            smtp.ehlo_or_helo_if_needed()
            if server.user:
                smtp.login(server.user, server.password)
            stack.pop_all()
            return smtp
    except SMTPAuthenticationError as error:
        answer = answer_text(error.smtp_code, error.smtp_error)
        raise LoginRefused(**server.place, code=error.smtp_code, answer=answer) from None
    except SMTPResponseException as error:
        answer = answer_text(error.smtp_code, error.smtp_error)
        raise DeliveryFailed(code=error.smtp_code, answer=answer) from None
    except (ssl.SSLError, SMTPNotSupportedError) as error:
        raise ServerUntrusted(**server.place, problem=problem_text(error)) from error
    except UnicodeError as error:
        raise LoginRefused(**server.place, code=None, answer="not in ASCII") from error
    except OSError as error:
        raise ServerUnreachable(**server.place, problem=problem_text(error)) from error


def answer_text(code: int, answer: bytes | str) -> str:
    """Return what the server said in one line, without any address in it."""
    text = answer.decode(errors="replace") if isinstance(answer, bytes) else answer
    return one_line(f"{code} {without_addresses(text)}", _LONGEST_ANSWER)


def problem_text(error: Exception) -> str:
    """Return what the operating system said, never empty."""
    return one_line(str(error), _LONGEST_ANSWER) or type(error).__name__


def _opened(server: MailServer) -> SMTP:
    timeout, name = server.timeout_seconds, server.own_name
    if server.security is Security.TLS:
        context = _trust(server)
        return SMTP_SSL(server.host, server.port, name, timeout=timeout, context=context)
    smtp = SMTP(server.host, server.port, name, timeout=timeout)
    if server.security is Security.STARTTLS:
        try:
            smtp.starttls(context=_trust(server))
        except BaseException:
            smtp.close()
            raise
    return smtp


def _trust(server: MailServer) -> ssl.SSLContext:
    """Return what certificates are checked against; checking cannot be switched off."""
    context = ssl.create_default_context()
    if server.ca_file is not None:
        context.load_verify_locations(server.ca_file)
    return context
