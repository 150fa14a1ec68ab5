"""Webhooks: signed messages to programs elsewhere (Standard Webhooks), and nowhere inside.

The name of an address is looked up once and the connection goes to what was found, so that it
cannot lead inside meanwhile; a redirection is not followed.
"""

from __future__ import annotations

import base64
import ipaddress
import secrets
import socket
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final
from urllib.parse import SplitResult, urlsplit

from engine.channels.errors import DeliveryFailed, DeliveryRefused

if TYPE_CHECKING:
    from datetime import datetime

SECONDS: Final = 10.0
_SECRET_BYTES: Final = 24
_GONE: Final = 410
_PORTS: Final = {"https": 443, "http": 80}
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class AddressRefused(DeliveryRefused):
    """The address {url} cannot be used: {problem}."""

    de = "Die Adresse {url} ist nicht verwendbar: {problem}."


class AddressInside(DeliveryRefused):
    """The address {url} leads inside this network, where webhooks do not go."""

    de = "Die Adresse {url} führt in dieses Netz hinein; dorthin gehen keine Webhooks."


class ReceiverGone(DeliveryRefused):
    """The receiver wants no more messages (410)."""

    de = "Der Empfänger will keine Nachrichten mehr (410)."


class ReceiverFailed(DeliveryFailed):
    """The receiver did not take the message, it will be tried again: {problem}."""

    de = "Der Empfänger hat die Nachricht nicht angenommen, es wird wieder versucht: {problem}."


def fresh_secret() -> str:
    """Return a secret that messages are signed with."""
    return "whsec_" + base64.b64encode(secrets.token_bytes(_SECRET_BYTES)).decode()


@dataclass(frozen=True, slots=True)
class Post:
    """A message to a webhook."""

    id: str
    """The same whenever it is sent again, so that it is taken once."""
    url: str
    secret: str = field(repr=False)
    body: str
    """JSON."""
    sent_at: datetime
    """Aware; receivers refuse what is too old."""


@dataclass(frozen=True, slots=True)
class WebhookSender:
    """Sends messages to programs elsewhere."""

    may_go_inside: bool = False
    """Also to this machine and its network, and without encryption: for trying out."""

    def check(self, url: str) -> None:
        """Refuse an address that no message may go to.

        Raises:
            AddressRefused: it is none, or is not encrypted.
            AddressInside: it leads inside.
        """
        self._resolved(url)

    def send(self, post: Post) -> None:
        """Send a message; returning means that the receiver has taken it.

        Raises:
            AddressRefused: the address is none any more.
            AddressInside: it leads inside by now.
            ReceiverGone: for good.
            ReceiverFailed: try again later.
        """
        import httpx  # noqa: PLC0415 - 100 ms, for processes that send
        from standardwebhooks import Webhook  # noqa: PLC0415 - as above

        parts, address = self._resolved(post.url)
        signature = Webhook(post.secret).sign(post.id, post.sent_at, post.body)
        host = parts.netloc.rpartition("@")[2]
        headers = {
            "Host": host,
            "Content-Type": "application/json",
            "User-Agent": "Verbindlich",
            "webhook-id": post.id,
            "webhook-timestamp": str(int(post.sent_at.timestamp())),
            "webhook-signature": signature,
        }
        extensions = {"sni_hostname": parts.hostname} if parts.scheme == "https" else {}
        try:
            with httpx.Client(timeout=SECONDS, follow_redirects=False, trust_env=False) as client:
                answer = client.post(
                    _at(parts, address),
                    content=post.body.encode(),
                    headers=headers,
                    extensions=extensions,
                )
        except httpx.HTTPError as error:
            raise ReceiverFailed(problem=type(error).__name__) from error
        if answer.status_code == _GONE:
            raise ReceiverGone
        if not answer.is_success:
            raise ReceiverFailed(problem=f"HTTP {answer.status_code}")

    def _resolved(self, url: str) -> tuple[SplitResult, Address]:
        """Return an address with where it leads; each place that its name means is looked at."""
        parts = _split(url)
        schemes = {"https", "http"} if self.may_go_inside else {"https"}
        if parts.scheme not in schemes or not parts.hostname or parts.username is not None:
            raise AddressRefused(url=url, problem="https://…")
        try:
            found = socket.getaddrinfo(
                parts.hostname, parts.port or _PORTS[parts.scheme], type=socket.SOCK_STREAM
            )
        except (OSError, UnicodeError) as error:
            raise ReceiverFailed(problem=type(error).__name__) from error
        addresses = [ipaddress.ip_address(str(each[4][0]).partition("%")[0]) for each in found]
        if not self.may_go_inside and any(_is_inside(each) for each in addresses):
            raise AddressInside(url=url)
        return parts, addresses[0]


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError as error:
        raise AddressRefused(url=url, problem=str(error)) from error
    return parts


def _is_inside(address: Address) -> bool:
    """Return whether an address is this machine, its network or no single place elsewhere."""
    mapped = getattr(address, "ipv4_mapped", None)
    if mapped is not None:
        return _is_inside(mapped)
    return not address.is_global or address.is_multicast


def _at(parts: SplitResult, address: Address) -> str:
    """Return the address of a message with the place in it that was looked up."""
    host = f"[{address}]" if address.version == 6 else str(address)  # noqa: PLR2004 - IPv6
    port = f":{parts.port}" if parts.port else ""
    query = f"?{parts.query}" if parts.query else ""
    return f"{parts.scheme}://{host}{port}{parts.path or '/'}{query}"
