"""The bare framework: FastAPI, which renders the same templates from values kept in memory.

The values are those of the real pages, as real people see them; whose they are is told by the
cookie alone. Nothing is read, and nobody's rights are looked at.
"""

from __future__ import annotations

import asyncio
import json
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI, Request
from starlette.responses import HTMLResponse  # noqa: TC002 - FastAPI reads it

from bench.stage import TOWN
from engine.bootstrap import application
from engine.settings import Settings
from engine.web.app import create_app
from engine.web.arrival import SESSION
from engine.web.server import Place, Server
from engine.web.templating import Templates

if TYPE_CHECKING:
    from collections.abc import Callable

    Render = Callable[[], HTMLResponse]


class Recorder(Templates):
    """Templates that keep what they were asked to show last."""

    last: Render | None = None

    def page(self, name: str, visitor: Any, **values: Any) -> HTMLResponse:
        """Return the page, and keep how it is made."""
        make = super().page
        self.last = lambda: make(name, visitor, **values)
        return self.last()


def bare(pages: dict[tuple[str, str], Render]) -> FastAPI:
    """Return an application that renders what was kept, by path and token."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)

    @app.get("/{path:path}")
    async def show(path: str, request: Request) -> HTMLResponse:
        return pages[f"/{path}", request.cookies[SESSION]]()

    return app


async def _ask(app: FastAPI, path: str, token: str) -> None:
    """Ask an application for a page, without a socket."""
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": b"",
        "headers": [(b"cookie", f"{SESSION}={token}".encode())],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 1),
    }

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        assert message.get("status", 200) == 200, message

    await app(scope, receive, send)


def main(url: str, paths: list[str], tokens: list[str]) -> None:
    """Look at every page as everybody, then serve them from memory."""
    app = application(Settings(database_url=url))
    real = create_app(app, TOWN)
    recorder = Recorder("Musterstadt")
    real.state.house = replace(real.state.house, templates=recorder)
    pages: dict[tuple[str, str], Render] = {}
    for path in paths:
        for token in tokens:
            asyncio.run(_ask(real, path, token))
            assert recorder.last is not None
            pages[path, token] = recorder.last
    app.database.close()
    place = Place("127.0.0.1", 0)
    print(json.dumps({"address": place.url}), flush=True)
    Server(bare(pages), place).run()


if __name__ == "__main__":
    main(sys.argv[1], *json.loads(sys.argv[2]))
