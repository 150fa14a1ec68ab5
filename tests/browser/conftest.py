"""A real Chromium in front of a real server; a test that changes the town gets one of its own."""

from __future__ import annotations

import os
import shutil
import socket
from contextlib import contextmanager
from dataclasses import dataclass, replace
from threading import Thread
from typing import TYPE_CHECKING, Any

import pytest
import uvicorn

from engine.channels.file import FileChannel
from engine.services import clockwork, sign_in
from engine.storage.definitions import Definitions
from engine.web.app import create_app
from engine.web.arrival import SESSION
from tests import chromium
from tests.browser.walk import Street
from tests.meta.checkout import ROOT
from tests.web.conftest import town_template
from tests.web.town import SmallTown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, BrowserContext, Page

    from tests.browser.walk import Way

__all__ = ["town_template"]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
PATIENCE_MS = 10_000
COMPILED = Definitions()
"""Of all the towns here, since they follow the same workflows."""
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]


@dataclass(frozen=True)
class Site:
    """A town's pages at an address of this machine."""

    town: SmallTown
    address: str

    def session(self, person: str) -> str:
        """Begin a session for somebody; return its token."""
        return sign_in.begin(self.town.app, self.town.tenant, person, "test")

    def letters(self) -> list[Path]:
        """Return the letters that have been written."""
        folder = self.town.app.settings.outbox
        return sorted(folder.glob("*.eml")) if folder else []


@contextmanager
def running(template: Path, folder: Path) -> Iterator[Site]:
    """Serve a copy of the town until the test is over."""
    shutil.copy(template, folder / "town.db")
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    address = f"http://127.0.0.1:{listening.getsockname()[1]}"
    town = SmallTown.at(f"sqlite:///{folder / 'town.db'}")
    settings = replace(town.app.settings, base_url=address, outbox=folder / "letters")
    app = replace(town.app, settings=settings, channel=FileChannel(folder / "letters"))
    app.known.definitions = COMPILED
    town = replace(town, app=app)
    config = uvicorn.Config(
        create_app(app, town.tenant), log_config=None, access_log=False, lifespan="off"
    )
    server = uvicorn.Server(config)
    thread = Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    try:
        yield Site(town, address)
    finally:
        server.should_exit = True
        thread.join(10)
        app.database.close()
        listening.close()


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """How pytest-playwright starts the browser."""
    if not chromium.PROGRAM:
        if os.environ.get("VERBINDLICH_REQUIRE_CHROMIUM") == "1":
            pytest.fail(chromium.HOW_TO_GET_IT)
        pytest.skip(chromium.HOW_TO_GET_IT)
    return {
        **browser_type_launch_args,
        "executable_path": chromium.PROGRAM,
        "args": [*chromium.FLAGS],
    }


@pytest.fixture(scope="session")
def site(town_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A town that tests only look at."""
    with running(town_template, tmp_path_factory.mktemp("site")) as found:
        clockwork.letters(found.town.app, "tests")
        yield found


@pytest.fixture
def own_site(town_template: Path, tmp_path: Path) -> Iterator[Site]:
    """A town that a test changes."""
    with running(town_template, tmp_path) as found:
        yield found


@pytest.fixture
def visit(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Return what opens a page for somebody, and watches that nothing goes wrong in it."""
    contexts: list[BrowserContext] = []
    trouble: list[str] = []

    def open_page(
        site: Site, person: str | None, path: str, language: str = "de-DE", **options: Any
    ) -> Page:
        context = browser.new_context(
            locale=language, timezone_id="Europe/Berlin", base_url=site.address, **options
        )
        context.set_default_timeout(PATIENCE_MS)
        contexts.append(context)
        if person is not None:
            cookie = {"name": SESSION, "value": site.session(person), "url": site.address}
            context.add_cookies([cookie])  # type: ignore[list-item]
        page = context.new_page()
        page.on("pageerror", lambda error: trouble.append(str(error)))
        page.on("console", lambda said: _heard(said, trouble))
        page.on("request", lambda asked: _asked(asked.url, site, trouble))
        page.goto(path)
        return page

    yield open_page
    for each in contexts:
        each.close()
    assert trouble == []


def _heard(said: Any, trouble: list[str]) -> None:
    """Keep what a page complains of; that a form was refused is told by its status."""
    if said.type == "error" and "the server responded with a status of 4" not in said.text:
        trouble.append(said.text)


def _asked(url: str, site: Site, trouble: list[str]) -> None:
    if not url.startswith((site.address, "data:", "blob:")):
        trouble.append(f"asked elsewhere: {url}")


@pytest.fixture(scope="session")
def axe() -> Callable[[Page], list[str]]:
    """Return what asks axe-core about a page: its violations, in words."""
    script = AXE.read_text("utf-8")

    def ask(page: Page) -> list[str]:
        page.evaluate(f"{script}\n;undefined")  # not as a script tag: the page's policy forbids it
        found = page.evaluate(
            "rules => axe.run(document, {runOnly: {type: 'tag', values: rules}, "
            "resultTypes: ['violations']})",
            RULES,
        )
        return [
            f"{each['id']} ({each['impact']}): {each['help']}\n    "
            + "\n    ".join(node["html"][:200] for node in each["nodes"])
            for each in found["violations"]
        ]

    return ask


@pytest.fixture
def street(
    own_site: Site, way: Way, visit: Callable[..., Page], axe: Callable[[Page], list[str]]
) -> Street:
    """A town that somebody goes through in one of the ways, and changes."""
    return Street(own_site, way, visit, axe)
