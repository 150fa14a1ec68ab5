"""Largest: how much is read of what is sent, to pages and API alike.

Whoever sends more is refused as soon as that is known, so that nobody fills the memory.
"""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

LARGEST_BODY = 2_000_000
"""Bytes of what is sent; workflows are the largest."""
_KEY = "verbindlich.largest"


@dataclass(slots=True)
class _Limit:
    most: int = LARGEST_BODY


def let_in(request: Request, most: int) -> None:
    """Let a request be larger than others, for somebody who is known."""
    limit: _Limit = request.scope[_KEY]
    limit.most = most


class LimitMiddleware:
    """Refuses what is larger than is read."""

    def __init__(self, app: ASGIApp) -> None:
        """Stand around an application."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        limit = scope[_KEY] = _Limit()
        said, read = _said(Headers(scope=scope)), 0

        async def receive_counted() -> Message:
            nonlocal read
            if max(said, read) <= limit.most:
                message = await receive()
                read += len(message.get("body", b""))
            if max(said, read) > limit.most:
                raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
            return message

        await self.app(scope, receive_counted, send)


def _said(headers: Headers) -> int:
    """Return how much is to come, as far as somebody says it."""
    length = headers.get("content-length", "")
    return int(length) if length.isascii() and length.isdigit() else 0
