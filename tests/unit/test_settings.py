from __future__ import annotations

from pathlib import Path

import pytest

from engine.settings import (
    Encryption,
    LogLevel,
    MailServer,
    Settings,
    SettingsUnusable,
    read_settings,
)

MAIL_FROM = {"VERBINDLICH_MAIL_FROM": "plan@stadt.example"}


def test_without_any_word_there_is_a_database_in_this_folder() -> None:
    settings = read_settings({})
    assert settings == Settings()
    assert settings.database_url == "sqlite:///verbindlich.db"


def test_everything_can_be_said_in_the_environment() -> None:
    settings = read_settings(
        {
            "VERBINDLICH_DATABASE_URL": "postgresql://anna:geheim@db.example/plan",
            "VERBINDLICH_LANGUAGE": "en",
            "VERBINDLICH_LOG_LEVEL": "info",
            "VERBINDLICH_INSTANCE": "stadt-1.example",
            "VERBINDLICH_SMTP_URL": "smtp://plan:ge%40heim@mail.example?starttls=1",
            "VERBINDLICH_MAIL_FROM": "plan@stadt.example",
            "VERBINDLICH_BASE_URL": "https://plan.stadt.example/",
            "VERBINDLICH_OUTBOX": "post",
            "PATH": "/bin",
        }
    )
    assert settings == Settings(
        database_url="postgresql+psycopg://anna:geheim@db.example/plan",
        language="en",
        log_level=LogLevel.INFO,
        instance="stadt-1.example",
        mail_server=MailServer(
            "mail.example", 587, user="plan", password="ge@heim", encryption=Encryption.STARTTLS
        ),
        mail_from="plan@stadt.example",
        base_url="https://plan.stadt.example",
        outbox=Path("post"),
    )


def test_an_argument_outweighs_the_environment() -> None:
    environment = {"VERBINDLICH_DATABASE_URL": "sqlite:///a.db", "VERBINDLICH_LANGUAGE": "en"}
    settings = read_settings(environment, {"database_url": "sqlite:///b.db", "language": None})
    assert settings.database_url == "sqlite:///b.db"
    assert settings.language == "en"


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://mail.example", MailServer("mail.example", 25)),
        ("smtp://127.0.0.1:2525", MailServer("127.0.0.1", 2525)),
        ("smtps://mail.example", MailServer("mail.example", 465, encryption=Encryption.TLS)),
        ("smtp://mail.example?starttls=0", MailServer("mail.example", 25)),
    ],
)
def test_a_mail_server_has_the_usual_port(url: str, server: MailServer) -> None:
    assert read_settings({"VERBINDLICH_SMTP_URL": url} | MAIL_FROM).mail_server == server


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "mysql://host/db"),
        ("DATABASE_URL", "verbindlich.db"),
        ("DATABASE_URL", "sqlite:verbindlich.db"),
        ("LANGUAGE", "fr"),
        ("LOG_LEVEL", "loud"),
        ("INSTANCE", "zwei Worte"),
        ("INSTANCE", "größe"),
        ("SMTP_URL", "mail.example:25"),
        ("SMTP_URL", "smtp://mail.example:99999"),
        ("SMTP_URL", "smtp://mail.example?startls=1"),
        ("MAIL_FROM", "plan"),
        ("MAIL_FROM", "a@b.example\nBcc: c@d.example"),
        ("BASE_URL", "plan.stadt.example"),
    ],
)
def test_what_cannot_be_used_is_named_with_a_hint(name: str, value: str) -> None:
    with pytest.raises(SettingsUnusable) as refused:
        read_settings({f"VERBINDLICH_{name}": value} | (MAIL_FROM if name == "SMTP_URL" else {}))
    for message in (refused.value.text.de, refused.value.text.en):
        assert f"VERBINDLICH_{name}" in message


def test_all_problems_are_told_at_once() -> None:
    with pytest.raises(SettingsUnusable) as refused:
        read_settings({"VERBINDLICH_LANGUAGE": "fr", "VERBINDLICH_SMTP_URL": "smtp://mail.example"})
    assert "VERBINDLICH_LANGUAGE" in refused.value.text.de
    assert "VERBINDLICH_MAIL_FROM" in refused.value.text.de


def test_secrets_show_neither_in_repr_nor_in_a_refusal() -> None:
    environment = {
        "VERBINDLICH_DATABASE_URL": "postgresql://anna:geheim@db.example/plan",
        "VERBINDLICH_SMTP_URL": "smtp://plan:geheim@mail.example",
    }
    assert "geheim" not in repr(read_settings(environment | MAIL_FROM))
    with pytest.raises(SettingsUnusable) as refused:
        read_settings(environment | {"VERBINDLICH_SMTP_URL": "smtp://plan:geheim@h:99999"})
    assert "geheim" not in str(refused.value)
