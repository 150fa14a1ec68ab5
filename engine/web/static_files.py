"""Files that browsers keep: their address changes when their content does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.staticfiles import StaticFiles

if TYPE_CHECKING:
    from starlette.responses import Response
    from starlette.types import Scope

_FOR_GOOD = "public, max-age=31536000, immutable"
_ASK = "public, no-cache"


class KeptFiles(StaticFiles):
    """Static files with how long they may be kept."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Return a file; one that is asked for with its digest may be kept for good."""
        response = await super().get_response(path, scope)
        named = scope["query_string"].startswith(b"v=")
        response.headers["Cache-Control"] = _FOR_GOOD if named else _ASK
        return response
