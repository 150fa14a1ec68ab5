"""In which language a program is answered."""

from __future__ import annotations

from fastapi import Request

from engine.web.arrival import asked_for


def language_of(request: Request) -> str:
    """Return the language that the request asks for; German if it asks for none that we speak."""
    return asked_for(request)
