"""Filling: what was filled in, as a route asks for it."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request

STAY = "stay"
"""What a button asks for (``do``) that shows a form as it is filled in, in another language."""


async def entries_in(request: Request) -> dict[str, str]:
    """Return what was filled in, without files."""
    form = await request.form()
    return {key: value for key, value in form.items() if isinstance(value, str)}


NOT_ENTRIES = frozenset({"do", "key"})
"""What stands in a form beside what was filled in."""
Filling = Annotated[dict[str, str], Depends(entries_in)]
