"""The settings of a process: read once, from arguments and the environment.

Whatever cannot be used is named all at once, with what would help. Secrets (the password of the
mail server or of the database) never show in ``repr``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from engine.errors import SettingsError
from engine.findings import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

PREFIX = "VERBINDLICH_"
LANGUAGES = ("de", "en")
_DATABASES = ("sqlite", "postgresql", "postgresql+psycopg")


class SettingsUnusable(SettingsError):
    """These settings cannot be used: {problems}."""

    de = "Diese Einstellungen sind nicht verwendbar: {problems}."


class LogLevel(StrEnum):
    """How much is logged; personal data appears at ``DEBUG`` only."""

    DEBUG = "DEBUG"
    INFO = "INFO"
    WARNING = "WARNING"
    ERROR = "ERROR"


class Encryption(StrEnum):
    """How the connection to the mail server is protected."""

    NONE = "none"
    STARTTLS = "starttls"
    TLS = "tls"


@dataclass(frozen=True, slots=True)
class MailServer:
    """The SMTP server that takes our messages."""

    host: str
    port: int
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    encryption: Encryption = Encryption.NONE


@dataclass(frozen=True, slots=True)
class IdentityProvider:
    """Where the town's people sign in with their usual name (OpenID Connect)."""

    issuer: str
    client_id: str
    client_secret: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Settings:
    """What a process needs to know before it starts."""

    database_url: str = field(default="sqlite:///verbindlich.db", repr=False)
    language: str = "de"
    log_level: LogLevel = LogLevel.WARNING
    instance: str = "verbindlich"
    """Name of this installation, part of every Message-ID: never change it while it runs."""
    mail_server: MailServer | None = None
    mail_from: str | None = None
    base_url: str | None = None
    """Where people reach the pages, for links in messages, without a slash at the end."""
    oidc: IdentityProvider | None = None
    outbox: Path | None = None
    """Folder of the file channel: messages are written there instead of being sent."""
    webhooks_inside: bool = False
    """Whether webhooks may go to this machine and its network, and without encryption."""
    templates: Path | None = None
    """Folder with the town's own templates of papers."""
    languages: Path | None = None
    """Folder with the town's own catalogues of further languages, PO files such as ``ar.po``."""


def read_settings(
    environment: Mapping[str, str], arguments: Mapping[str, str | None] | None = None
) -> Settings:
    """Read the settings; an argument outweighs the environment.

    Args:
        environment: The variables of the process, of which ``VERBINDLICH_…`` are read.
        arguments: Values by setting name in lower case (``database_url``); ``None`` is not given.

    Raises:
        SettingsUnusable: With every problem found.
    """
    given = {
        name.removeprefix(PREFIX).lower(): value
        for name, value in environment.items()
        if name.startswith(PREFIX) and value
    }
    given |= {name: value for name, value in (arguments or {}).items() if value is not None}
    values: dict[str, object] = {}
    problems: list[Text] = []
    for variable, (name, parse, hint) in _READERS.items():
        if (text := given.get(variable)) is None:
            continue
        try:
            values[name] = parse(text)
        except ValueError:
            problems.append(_problem(variable, hint))
    if "mail_server" in values and "mail_from" not in values and "mail_from" not in given:
        problems.append(_problem("mail_from", _MAIL_ADDRESS))
    if problems:
        listed = Text(
            de="; ".join(each.de for each in problems), en="; ".join(each.en for each in problems)
        )
        raise SettingsUnusable(problems=listed)
    return Settings(**values)  # type: ignore[arg-type]  # each reader returns its field's type


def _problem(variable: str, hint: Text) -> Text:
    """Name the setting and what it takes, never its value: that may hold a password."""
    name = PREFIX + variable.upper()
    return Text(de=f"{name} – {hint.de}", en=f"{name} – {hint.en}")


def _database_url(text: str) -> str:
    url = urlsplit(text)
    if url.scheme not in _DATABASES or (
        url.scheme == "sqlite" and not text.startswith("sqlite://")
    ):
        raise ValueError(text)
    return text.replace("postgresql://", "postgresql+psycopg://", 1)


def _language(text: str) -> str:
    if text not in LANGUAGES:
        raise ValueError(text)
    return text


def _log_level(text: str) -> LogLevel:
    return LogLevel(text.upper())


def _instance(text: str) -> str:
    if not text.replace("-", "").replace(".", "").isalnum() or not text.isascii():
        raise ValueError(text)
    return text


def _mail_server(text: str) -> MailServer:
    url = urlsplit(text)
    options = dict(parse_qsl(url.query))
    if url.scheme not in {"smtp", "smtps"} or not url.hostname or set(options) - {"starttls"}:
        raise ValueError(text)
    encryption = _encryption(url, options)
    return MailServer(
        host=url.hostname,
        port=url.port or {"none": 25, "starttls": 587, "tls": 465}[encryption],
        user=unquote(url.username) if url.username else None,
        password=unquote(url.password) if url.password else None,
        encryption=encryption,
    )


def _encryption(url: SplitResult, options: dict[str, str]) -> Encryption:
    if url.scheme == "smtps":
        return Encryption.TLS
    return Encryption.STARTTLS if options.get("starttls") == "1" else Encryption.NONE


def _mail_address(text: str) -> str:
    name, _, domain = text.rpartition("@")
    if not name or not domain or any(sign in text for sign in "\r\n"):
        raise ValueError(text)
    return text


def _yes_no(text: str) -> bool:
    if text not in {"0", "1"}:
        raise ValueError(text)
    return text == "1"


def _base_url(text: str) -> str:
    url = urlsplit(text)
    if url.scheme not in {"http", "https"} or not url.hostname:
        raise ValueError(text)
    return text.rstrip("/")


def _identity_provider(text: str) -> IdentityProvider:
    url = urlsplit(text)
    is_here = url.hostname in {"localhost", "127.0.0.1"}
    if url.scheme not in ({"http", "https"} if is_here else {"https"}) or not url.username:
        raise ValueError(text)
    host = url.netloc.rpartition("@")[2]
    return IdentityProvider(
        issuer=f"{url.scheme}://{host}{url.path}",
        client_id=unquote(url.username),
        client_secret=unquote(url.password) if url.password else None,
    )


_MAIL_ADDRESS = Text(
    de="die Absenderadresse, zum Beispiel integration@stadt.example",
    en="the sender's address, for example integration@town.example",
)
_READERS: dict[str, tuple[str, Callable[[str], object], Text]] = {
    "database_url": (
        "database_url",
        _database_url,
        Text(
            de="sqlite:///datei.db oder postgresql://name:kennwort@rechner/datenbank",
            en="sqlite:///file.db or postgresql://user:password@host/database",
        ),
    ),
    "language": ("language", _language, Text(de="de oder en", en="de or en")),
    "log_level": (
        "log_level",
        _log_level,
        Text(de="DEBUG, INFO, WARNING oder ERROR", en="DEBUG, INFO, WARNING or ERROR"),
    ),
    "instance": (
        "instance",
        _instance,
        Text(
            de="ein Name aus Buchstaben, Ziffern, Punkt und Bindestrich",
            en="a name of letters, digits, dots and hyphens",
        ),
    ),
    "smtp_url": (
        "mail_server",
        _mail_server,
        Text(
            de="smtp://name:kennwort@rechner:587?starttls=1 oder smtps://…",
            en="smtp://user:password@host:587?starttls=1 or smtps://…",
        ),
    ),
    "mail_from": ("mail_from", _mail_address, _MAIL_ADDRESS),
    "base_url": (
        "base_url",
        _base_url,
        Text(
            de="zum Beispiel https://plan.stadt.example", en="for example https://plan.town.example"
        ),
    ),
    "oidc_url": (
        "oidc",
        _identity_provider,
        Text(
            de="https://kennung:geheimnis@anmeldung.stadt.example/realms/stadt",
            en="https://client:secret@login.town.example/realms/town",
        ),
    ),
    "outbox": ("outbox", Path, Text(de="ein Ordner", en="a folder")),
    "webhooks_inside": ("webhooks_inside", _yes_no, Text(de="0 oder 1", en="0 or 1")),
    "templates": ("templates", Path, Text(de="ein Ordner", en="a folder")),
    "languages": ("languages", Path, Text(de="ein Ordner", en="a folder")),
}
