"""Cookies: never readable by scripts, never sent from elsewhere, secure wherever there is TLS."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.web.house import house_of

if TYPE_CHECKING:
    from datetime import timedelta

    from starlette.requests import Request
    from starlette.responses import Response


def is_secure(request: Request) -> bool:
    """Return whether people reach these pages by TLS, be it ended by a proxy before us."""
    base = house_of(request).app.settings.base_url or ""
    return request.url.scheme == "https" or base.startswith("https://")


def give(
    request: Request, response: Response, name: str, value: str, lasts: timedelta | None = None
) -> None:
    """Set a cookie; without a duration it ends with the browser."""
    response.set_cookie(
        name,
        value,
        max_age=None if lasts is None else int(lasts.total_seconds()),
        path="/",
        secure=is_secure(request),
        httponly=True,
        samesite="lax",
    )


def take_back(request: Request, response: Response, name: str) -> None:
    """Delete a cookie."""
    response.delete_cookie(name, path="/", secure=is_secure(request), httponly=True, samesite="lax")
