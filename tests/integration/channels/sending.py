"""Sending to servers that behave well, badly or not at all."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import TYPE_CHECKING, Any

import pytest

from engine.channels.smtp import SmtpChannel
from engine.settings import MailServer
from tests.smtp_server import HOST, listening
from tests.unit.channels.letters import LETTER

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from engine.errors import DeliveryError

SHORT_SECONDS = 1.0


def channel(port: int, timeout_seconds: float = 5.0, **settings: Any) -> SmtpChannel:
    return SmtpChannel(MailServer(settings.pop("host", HOST), port, **settings), timeout_seconds)


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


def reciting(*lines: bytes, hangs_up: bool = True) -> AbstractContextManager[int]:
    """Serve a recital."""
    return listening(lambda _loop: Recital(list(lines), hangs_up=hangs_up))
