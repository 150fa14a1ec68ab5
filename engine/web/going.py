"""Where to go next: after a form, and back to the page that somebody came from."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from starlette.responses import RedirectResponse

if TYPE_CHECKING:
    import re
    from collections.abc import Iterable

    from starlette.requests import Request

    from engine.web.house import House

START = "/"


def go_to(address: str) -> RedirectResponse:
    """Return the answer to a form that was taken: the browser gets the next page."""
    return RedirectResponse(address, HTTPStatus.SEE_OTHER)


def base_of(house: House, request: Request) -> str:
    """Return where these pages are for people: as configured, else as this browser calls them."""
    return house.app.settings.base_url or str(request.base_url).rstrip("/")


def safe(address: str | None) -> str:
    """Return an address inside these pages; anything else becomes the start page.

    A second slash, or a backslash, leads away although the address begins with a slash.
    """
    if not address or not address.startswith("/") or address[1:2] in {"/", "\\"}:
        return START
    return START if any(sign < " " for sign in address) else address


def page_above(path: str, pages: Iterable[re.Pattern[str]]) -> str:
    """Return the nearest page on the way up from a path, which is where its form stood.

    An address that only takes forms lies below the page that shows them; a test goes through all.
    """
    known = tuple(pages)
    while path and not any(each.match(path) for each in known):
        path = path.rpartition("/")[0]
    return path or START
