"""Bootstrap: settings become one frozen application; the only place that chooses adapters."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from engine.channels.webhook import WebhookSender
from engine.clock import Clock, SystemClock
from engine.services.application import Application
from engine.storage.database import Database

if TYPE_CHECKING:
    from engine.channels.channel import Channel
    from engine.settings import Settings

NOBODY = "verbindlich@town.example"
"""Sender of letters that are only written into a folder, where none is set."""


def application(settings: Settings, clock: Clock | None = None) -> Application:
    """Return the application that the settings describe; nothing is opened before it is needed.

    Raises:
        DatabaseUnreachable: the database's address is none.
        LoginUnprotected: the mail server's password would travel in clear text.
    """
    if settings.outbox is not None and settings.mail_from is None:
        settings = replace(settings, mail_from=NOBODY)
    return Application(
        settings=settings,
        database=Database(settings.database_url),
        clock=clock or SystemClock(),
        channel=_channel(settings),
        webhooks=WebhookSender(may_go_inside=settings.webhooks_inside),
    )


def _channel(settings: Settings) -> Channel | None:
    """Return where letters go: a folder for trying out goes before the mail server."""
    if settings.outbox is not None:
        from engine.channels.file import FileChannel  # noqa: PLC0415 - one of them is needed

        return FileChannel(settings.outbox)
    if settings.mail_server is not None:
        from engine.channels.smtp import SmtpChannel  # noqa: PLC0415 - one of them is needed

        return SmtpChannel(settings.mail_server)
    return None
