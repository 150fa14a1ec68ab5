"""Speech: what a page says to its visitor, and which parts of it are in another language.

A text that is not there in the visitor's language is marked inside the page as it is made: begin,
tag, comma, text, end. When the page is complete, every mark between tags becomes an element that
says its language, so that a screen reader pronounces it; inside tags, where no element can stand,
the mark goes. So no template has to think of it, and the page knows what it lacks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import escape

from engine.findings import Text, is_language, nearest
from engine.languages.tags import direction, is_easy, own_name

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.languages.tongue import Tongue

_BEGIN, _TEXT, _END, _NOTE = "\ufdd0", "\ufdd1", "\ufdd2", "\ufdd3"
"""Signs that no text has: Unicode keeps them for use inside a programme."""
NOTE = _NOTE
"""Where a page says that parts of it are in another language, if some are."""
_MARKED = re.compile(f"{_BEGIN}([^{_BEGIN}-{_END}]*){_TEXT}([^{_BEGIN}-{_END}]*){_END}")
_TAGS = re.compile(r"(<(?:title|option|textarea)\b[^>]*>[^<]*|<[^>]*>)")
"""A tag; and elements that hold nothing but text, up to what ends them."""
_SIGNS = (_BEGIN, _TEXT, _END, _NOTE)
_IN_PART = Text(
    de="Teile dieser Seite gibt es nur in einer anderen Sprache: {languages}.",
    en="Parts of this page are only available in another language: {languages}.",
)


@dataclass(frozen=True, slots=True)
class Speech:
    """What is said to one visitor."""

    tongue: Tongue

    def to(self, text: Text | str | None) -> str:
        """Return a text in the visitor's language, or marked as being in another one."""
        if not isinstance(text, Text):
            return text or ""
        tag, said = self.tongue.said(text)
        return self.foreign(said, tag)

    def foreign(self, said: str, tag: str) -> str:
        """Return what is said in a language, marked if that is not the visitor's."""
        if tag in nearest(self.tongue.language) and not self._is_too_hard(tag):
            return said
        return f"{_BEGIN}{tag}{_TEXT}{_without_signs(said)}{_END}" if said else said

    def written(self, text: str, own: str) -> str:
        """Return a word or two of the town, in the visitor's language if a catalogue has them."""
        for tag in nearest(self.tongue.language):
            known = self.tongue.catalogues.get(tag)
            if known is not None and text in known.words:
                return known.words[text]
        return self.foreign(text, own)

    def _is_too_hard(self, tag: str) -> bool:
        """Return whether the visitor wants easy language and this is none."""
        return is_easy(self.tongue.language) and not is_easy(tag)

    def finished(self, page: str) -> str:
        """Return a page with its marks made elements, and the note about them."""
        if _BEGIN not in page:
            return _without_signs(page)
        found: dict[str, None] = {}
        parts = _TAGS.split(page)
        for count, part in enumerate(parts):
            if _BEGIN in part:
                inside = count % 2 == 1
                found |= dict.fromkeys(tag for tag, _ in _MARKED.findall(part))
                parts[count] = _MARKED.sub(r"\2" if inside else _element, part)
        note = self._note(list(found)) if found else ""
        return _without_signs("".join(parts).replace(_NOTE, note))

    def _note(self, tags: list[str]) -> str:
        names = ", ".join(own_name(each) for each in tags if is_language(each))
        tag, said = self.tongue.said(_IN_PART)
        text = escape(said.format(languages=names))
        return f'<p class="in-part" lang="{tag}" dir="{direction(tag)}">{text}</p>'


def _without_signs(text: str) -> str:
    """Return a text without signs; a page is looked through for each, not sign by sign."""
    for sign in _SIGNS:
        if sign in text:
            text = text.replace(sign, "")
    return text


def by_lines(said: str) -> tuple[str, Callable[[str], str]]:
    """Return a text without its mark, and what puts the mark on each of its lines."""
    found = _MARKED.fullmatch(said)
    if found is None:
        return said, str
    tag, text = found[1], found[2]
    return text, lambda line: f"{_BEGIN}{tag}{_TEXT}{line}{_END}" if line else line


def _element(marked: re.Match[str]) -> str:
    tag, text = marked[1], marked[2]
    if not is_language(tag):
        return text
    return f'<span lang="{tag}" dir="{direction(tag)}">{text}</span>'
