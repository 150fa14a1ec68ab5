"""How a connection to the town's mail server begins."""

from __future__ import annotations

import ssl
from contextlib import ExitStack
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
from engine.settings import Encryption

if TYPE_CHECKING:
    from engine.settings import MailServer

_OWN_MACHINE: Final = frozenset({"localhost", "127.0.0.1", "::1"})
_LONGEST_ANSWER: Final = 300


def check_login(server: MailServer) -> None:
    """Refuse to give a password away.

    Raises:
        LoginUnprotected: User name and password would cross the network in the clear.
    """
    if server.user and server.encryption is Encryption.NONE and server.host not in _OWN_MACHINE:
        raise LoginUnprotected(host=server.host)


def connect(server: MailServer, timeout_seconds: float) -> SMTP:
    """Return an open connection, protected and logged in as the settings say.

    Certificates are checked against those of the operating system, or those in the file that
    ``SSL_CERT_FILE`` names; checking cannot be switched off.

    Raises:
        DeliveryFailed: One of its leaves; nothing has been sent.
    """
    try:
        with ExitStack() as stack:
            smtp = _opened(server, timeout_seconds)
            stack.callback(smtp.close)
            if server.encryption is Encryption.STARTTLS:
                smtp.starttls(context=ssl.create_default_context())
            smtp.ehlo_or_helo_if_needed()
            if server.user:
                smtp.login(server.user, server.password or "")
            stack.pop_all()
            return smtp
    except SMTPAuthenticationError as error:
        answer = answer_text(error.smtp_code, error.smtp_error)
        raise LoginRefused(**place_of(server), code=error.smtp_code, answer=answer) from None
    except SMTPResponseException as error:
        answer = answer_text(error.smtp_code, error.smtp_error)
        raise DeliveryFailed(code=error.smtp_code, answer=answer) from None
    except (ssl.SSLError, SMTPNotSupportedError) as error:
        raise ServerUntrusted(**place_of(server), problem=problem_text(error)) from error
    except UnicodeError:
        raise LoginRefused(**place_of(server), code=None, answer="not in ASCII") from None
    except OSError as error:
        raise ServerUnreachable(**place_of(server), problem=problem_text(error)) from error


def answer_text(code: int, answer: bytes | str) -> str:
    """Return what the server said in one line, without any address in it."""
    text = answer.decode(errors="replace") if isinstance(answer, bytes) else answer
    return one_line(f"{code} {without_addresses(text)}", _LONGEST_ANSWER)


def problem_text(error: Exception) -> str:
    """Return what the operating system said, never empty."""
    return one_line(str(error), _LONGEST_ANSWER) or type(error).__name__


def place_of(server: MailServer) -> dict[str, object]:
    """Return host and port as facts of an error."""
    return {"host": server.host, "port": server.port}


def _opened(server: MailServer, timeout_seconds: float) -> SMTP:
    if server.encryption is Encryption.TLS:
        context = ssl.create_default_context()
        return SMTP_SSL(server.host, server.port, timeout=timeout_seconds, context=context)
    return SMTP(server.host, server.port, timeout=timeout_seconds)
