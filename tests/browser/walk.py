"""Somebody who goes through the pages: with a mouse or by keyboard alone, in one of two languages.

A journey is told once, in what is done and seen; a ``Way`` says how. Every page on the way is
looked at as the way demands: by axe-core in light and dark, at the width of a telephone, in forced
colours, or from one end to the other with the tabulator.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from playwright.sync_api import Locator, Page

    from tests.browser.conftest import Site

Words = tuple[str, str]
"""In German and in English."""
_FARTHEST = 150
"""Stops of the tabulator on one page at the most."""
_IS_FOCUSED = "each => each === document.activeElement"
_STOP = """() => {
  const at = document.activeElement, style = getComputedStyle(at), box = at.getBoundingClientRect();
  const drawn = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0;
  return {
    end: at === document.body,
    shown: drawn || style.boxShadow !== 'none' || ['date', 'datetime-local'].includes(at.type),
    within: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
    html: at.outerHTML.slice(0, 120),
    words: at.textContent.trim(),
  }
}"""
"""A field for a date draws the stops inside itself; they are the browser's own."""


@dataclass(frozen=True)
class Way:
    """How somebody uses the pages."""

    language: str
    scripts: bool = True
    by_keyboard: bool = False
    is_examined: bool = False
    """Whether axe-core is asked about every page, in light and in dark."""
    options: Mapping[str, Any] = field(default_factory=dict)
    """Of the browser: its width, its colours."""


TELEPHONE = {"width": 320, "height": 640}
WAYS = {
    "german": Way("de-DE", is_examined=True),
    "english-plain-dark-telephone": Way(
        "en-GB", scripts=False, options={"viewport": TELEPHONE, "color_scheme": "dark"}
    ),
    "german-plain-keyboard-forced-colours": Way(
        "de-DE", scripts=False, by_keyboard=True, options={"forced_colors": "active"}
    ),
    "english-keyboard-telephone": Way(
        "en-GB", by_keyboard=True, options={"viewport": TELEPHONE, "reduced_motion": "reduce"}
    ),
}
every_way = pytest.mark.parametrize("way", WAYS.values(), ids=WAYS.keys())


class Walker:
    """Somebody on the pages of a site."""

    def __init__(self, page: Page, way: Way, axe: Callable[[Page], list[str]]) -> None:
        self.page = page
        self.way = way
        self._axe = axe
        self.look()

    def said(self, de: str, en: str) -> str:
        """Return the words of the language in which this way is gone."""
        return de if self.way.language.startswith("de") else en

    # -- what is done --------------------------------------------------------------------------

    def follow(self, de: str, en: str, *, within: str = "main") -> None:
        """Follow a link."""
        links = self.page.locator(within).get_by_role("link", name=self.said(de, en))
        self._go(links.first)

    def press(self, de: str, en: str) -> None:
        """Press a button that sends a form."""
        self._go(self.page.locator("main").get_by_role("button", name=self.said(de, en)).first)

    def unfold(self, de: str, en: str) -> None:
        """Show what is folded in."""
        self._do(self.page.locator("summary", has_text=self.said(de, en)).first)

    def write(self, de: str, en: str, text: str, group: Words | None = None) -> None:
        """Write into a field."""
        target = self._labelled(de, en, group)
        if self.way.by_keyboard:
            self._reach(target)
            self.page.keyboard.press("Control+A")
            self.page.keyboard.type(text)
        else:
            target.fill(text)

    def write_day(self, de: str, en: str, day: date, group: Words | None = None) -> None:
        """Write a day into a field for it."""
        target = self._labelled(de, en, group)
        if not self.way.by_keyboard:
            target.fill(day.isoformat())
            return
        self._reach(target)
        self.page.keyboard.type(f"{day:%m%d%Y}")
        if target.input_value() != day.isoformat():  # a browser of another country
            self.page.keyboard.press("Shift+Tab")
            self.page.keyboard.press("Shift+Tab")
            self.page.keyboard.type(f"{day:%d%m%Y}")
        assert target.input_value() == day.isoformat()

    def tick(self, de: str, en: str, group: Words | None = None) -> None:
        """Tick a box, or choose one of several answers."""
        self._tick(self._labelled(de, en, group, exact=True))

    def tick_first(self) -> None:
        """Tick the first box of a list."""
        self._tick(self.page.locator("main input[type=checkbox]:visible").first)

    def _tick(self, target: Locator) -> None:
        if not self.way.by_keyboard:
            target.check()
        elif target.get_attribute("type") == "radio":
            self._choose_by_arrows(target)
        else:
            self._reach(target)
            self.page.keyboard.press("Space")
        assert target.is_checked()

    def select(self, de: str, en: str, label: str, group: Words | None = None) -> None:
        """Choose from a list that opens."""
        target = self._labelled(de, en, group)
        if not self.way.by_keyboard:
            target.select_option(label=label)
            return
        self._reach(target)
        for _ in range(_FARTHEST):
            if target.evaluate("each => each.selectedOptions[0].label") == label:
                return
            self.page.keyboard.press("ArrowDown")
        pytest.fail(f"not in the list: {label}")

    def open(self, path: str) -> None:
        """Go to an address."""
        self.page.goto(path)
        self.look()

    # -- what is seen --------------------------------------------------------------------------

    def sees(self, de: str, en: str) -> None:
        """Be told something by the page."""
        told = " ".join(self.page.inner_text("main").split())
        assert self.said(de, en) in told, told

    def is_told(self, de: str, en: str) -> None:
        """Be told what came of a form: it has the focus, so that it is read out at once."""
        alert = self.page.locator(".kern-alert:focus")
        expect(alert, "what came of it has not got the focus").to_have_count(1)
        told = " ".join(alert.inner_text().split())
        assert self.said(de, en) in told, told

    def look(self) -> None:
        """Look at a page as this way demands."""
        page = self.page
        assert page.get_attribute("html", "lang") == self.way.language[:2]
        assert page.locator("h1").count() == 1
        width = page.viewport_size["width"] if page.viewport_size else 0
        assert page.evaluate("document.documentElement.scrollWidth") <= width, "scrolls sideways"
        if self.way.is_examined:
            page.emulate_media(color_scheme="dark")
            assert self._axe(page) == []
            page.emulate_media(color_scheme="light")
            assert self._axe(page) == []

    def tabs_through(self) -> None:
        """Reach everything on a page by the tabulator alone, and its end, never out of sight."""
        self._to_the_end()
        stops = self._to_the_end()
        assert stops[0]["words"] == self.said("Zum Inhalt springen", "Skip to the content")
        for stop in stops:
            assert stop["shown"], f"the focus cannot be seen: {stop['html']}"
            assert stop["within"], f"the focus is out of sight: {stop['html']}"
        self.page.keyboard.press("Tab")
        self.page.keyboard.press("Enter")
        assert self.page.evaluate("document.activeElement.id") == "content"

    # -- how it is done ------------------------------------------------------------------------

    def _labelled(self, de: str, en: str, group: Words | None, *, exact: bool = False) -> Locator:
        """Return the first field of a label, in the part of the form of that name if it is said."""
        named = self.page.locator("main")
        if group is not None:
            named = self.page.get_by_role("group", name=self.said(*group))
        return named.get_by_label(self.said(de, en), exact=exact).locator("visible=true").first

    def _go(self, target: Locator) -> None:
        with self.page.expect_navigation():
            self._do(target)
        self.look()

    def _do(self, target: Locator) -> None:
        if self.way.by_keyboard:
            self._reach(target)
            self.page.keyboard.press("Enter")
        else:
            target.click()

    def _reach(self, target: Locator) -> None:
        found = target.element_handle()
        assert found is not None
        for _ in range(_FARTHEST):
            if found.evaluate(_IS_FOCUSED):
                stop = self.page.evaluate(_STOP)
                assert stop["shown"], f"the focus cannot be seen: {stop['html']}"
                return
            self.page.keyboard.press("Tab")
        pytest.fail(f"not reached by keyboard: {target}")

    def _choose_by_arrows(self, target: Locator) -> None:
        name = target.get_attribute("name")
        for _ in range(_FARTHEST):
            if self.page.evaluate("document.activeElement.name") == name:
                break
            self.page.keyboard.press("Tab")
        self.page.keyboard.press("Space")
        for _ in range(_FARTHEST):
            if target.is_checked():
                return
            self.page.keyboard.press("ArrowDown")

    def _to_the_end(self) -> list[dict[str, Any]]:
        stops: list[dict[str, Any]] = []
        for _ in range(_FARTHEST):
            self.page.keyboard.press("Tab")
            stop = self.page.evaluate(_STOP)
            if stop["end"]:
                return stops
            stops.append(stop)
        pytest.fail("the tabulator finds no end")


@dataclass(frozen=True)
class Street:
    """A site, and how it is gone through."""

    site: Site
    way: Way
    visit: Callable[..., Page]
    axe: Callable[[Page], list[str]]

    def enter(self, person: str | None, path: str) -> Walker:
        """Begin somewhere, as somebody or nobody."""
        page = self.visit(
            self.site,
            person,
            path,
            self.way.language,
            java_script_enabled=self.way.scripts,
            **self.way.options,
        )
        return Walker(page, self.way, self.axe)
