"""Which methods an address takes, all its routes taken together (RFC 9110, 10.2.1)."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi import Request
from fastapi.routing import iter_route_contexts
from starlette.routing import Match


def allowed_at(request: Request) -> list[str]:
    """Return the methods that may be used at the address of a request."""
    return sorted(set(_methods(request)))


def _methods(request: Request) -> Iterator[str]:
    for route in iter_route_contexts(request.app.routes):
        if route.methods and route.matches(request.scope)[0] is not Match.NONE:
            yield from route.methods
