from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from aiosmtpd.smtp import AuthResult

from engine.channels.errors import (
    LoginRefused,
    LoginUnprotected,
    ServerUnreachable,
    ServerUntrusted,
)
from engine.channels.smtp import SmtpChannel
from engine.settings import Encryption, MailServer
from tests.integration.channels.sending import SHORT_SECONDS, channel, failure_of, reciting
from tests.smtp_server import HOST, Script, serving
from tests.unit.channels.letters import LETTER

if TYPE_CHECKING:
    import ssl

pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")

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
