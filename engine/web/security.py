"""Protection around every answer: headers, and no forms from elsewhere.

A form counts as ours if the browser says so (``Sec-Fetch-Site``), else if its origin is this very
address; every browser of these years sends one of them. Programs with a token of their own send
no cookie, and need neither.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request

from engine.errors import AccessDenied

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
_STRICT_TRANSPORT = "max-age=31536000"
_SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
_OURS = frozenset({"same-origin", "none"})


class FormFromElsewhere(AccessDenied):
    """This form was not sent from one of our pages. Open the page again and repeat."""

    de = (
        "Dieses Formular kam nicht von einer unserer Seiten. Bitte die Seite neu öffnen und "
        "wiederholen."
    )


class ProtectionMiddleware:
    """Puts the headers on every answer; a route may set a header of its own."""

    def __init__(self, app: ASGIApp) -> None:
        """Stand around an application."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_protected(message: Message) -> None:
            if message["type"] == "http.response.start":
                protect(MutableHeaders(scope=message), scope["scheme"])
            await send(message)

        await self.app(scope, receive, send_protected)


def protect(headers: MutableHeaders, scheme: str) -> None:
    """Put the headers on an answer, but for those that it has."""
    for name, value in HEADERS.items():
        headers.setdefault(name, value)
    headers.setdefault("Cache-Control", "no-store")
    if scheme == "https":
        headers.setdefault("Strict-Transport-Security", _STRICT_TRANSPORT)


def refuse_elsewhere(request: Request) -> None:
    """Refuse what changes something and comes from elsewhere; a dependency of all pages.

    Raises:
        FormFromElsewhere: it is no form of ours.
    """
    if request.method not in _SAFE and not _is_ours(request.headers):
        raise FormFromElsewhere


def _is_ours(headers: Headers) -> bool:
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in _OURS
    origin = headers.get("origin")
    return origin is not None and urlsplit(origin).netloc == headers.get("host")
