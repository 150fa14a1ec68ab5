"""Catalogues: the words of pages and letters in further languages, as translators write them.

A catalogue is a PO file named after its language (``ar.po``); what is translated is found by its
German text. A text that the programme fills in stands there with its places: ``bis {day}``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

from babel.messages.pofile import PoFileError, read_po

from engine.errors import SettingsError
from engine.findings import is_language

if TYPE_CHECKING:
    from collections.abc import Mapping

SHIPPED = Path(__file__).parent / "locale"
PLACE = re.compile(r"\{(\w+)\}")
_LONGEST = 600
"""Characters of a filled text that is looked for."""
_LINE = re.compile(r'\s*(#.*|(msg(id|str|ctxt)\s+)?"([^"\\]|\\.)*"\s*)?')
_LEAST_WORDS = re.compile(r"[^\W\d_]{2}")


class CatalogueUnreadable(SettingsError):
    """The catalogue {file} cannot be used: {reason}."""

    de = "Der Katalog {file} ist nicht verwendbar: {reason}."


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What translators have written in one language."""

    language: str
    words: Mapping[str, str] = field(hash=False)
    """By German text."""
    patterns: tuple[tuple[re.Pattern[str], str], ...] = ()
    """Texts with places to be filled."""

    def find(self, german: str) -> str | None:
        """Return the translation of a German text, filled in as that is; None: there is none."""
        found = self.words.get(german)
        if found is not None or len(german) > _LONGEST:
            return found
        for pattern, said in self.patterns:
            filled = pattern.fullmatch(german)
            if filled is not None:
                given = {
                    name: self.words.get(part.strip()) or self.find(part) or part
                    for name, part in filled.groupdict().items()
                }
                return PLACE.sub(lambda place: given[place[1]], said)  # noqa: B023 - called at once
        return None


def read_catalogue(file: Path) -> Catalogue:
    """Read a PO file; entries that are empty or marked as fuzzy are passed over.

    Raises:
        CatalogueUnreadable: it is no PO file, or a place of a text is missing in its translation.
    """
    if not is_language(file.stem):
        raise CatalogueUnreadable(file=file.name, reason="its name is no language tag, such as ar")
    try:
        text = file.read_text("utf-8")
        _look_over(file, text)
        entries = [each for each in read_po(StringIO(text), abort_invalid=True) if each.id]
    except (OSError, ValueError, PoFileError) as error:
        raise CatalogueUnreadable(file=file.name, reason=error) from error
    words = {str(each.id): str(each.string) for each in entries if each.string and not each.fuzzy}
    for german, said in words.items():
        if set(PLACE.findall(german)) != set(PLACE.findall(said)):
            raise CatalogueUnreadable(file=file.name, reason=f"places differ in “{german}”")
    return made(file.stem, words)


def _look_over(file: Path, text: str) -> None:
    """Refuse lines that the library would take for something else without a word."""
    for number, line in enumerate(text.splitlines(), start=1):
        if not _LINE.fullmatch(line):
            raise CatalogueUnreadable(file=file.name, reason=f"line {number}: {line[:60]}")


def made(language: str, words: Mapping[str, str]) -> Catalogue:
    """Return the catalogue of a language from its words."""
    filled = {german: said for german, said in words.items() if PLACE.search(german)}
    patterns = tuple(
        (_pattern(german), said)
        for german, said in sorted(filled.items(), key=lambda each: -len(each[0]))
        if _LEAST_WORDS.search(PLACE.sub("", german))
    )
    return Catalogue(language, dict(words), patterns)


@cache
def catalogues(folder: Path | None = None) -> Mapping[str, Catalogue]:
    """Return the catalogues that are shipped, and over them what a town's folder holds.

    Raises:
        CatalogueUnreadable: one of them cannot be read.
    """
    found: dict[str, Catalogue] = {}
    for place in (SHIPPED, *([folder] if folder is not None else [])):
        for file in sorted(place.glob("*.po")):
            read = read_catalogue(file)
            before = found.get(read.language)
            words = {**before.words, **read.words} if before is not None else read.words
            found[read.language] = made(read.language, words)
    return found


def _pattern(german: str) -> re.Pattern[str]:
    """Return what recognises a text that has been filled in; a place that comes again is alike."""
    seen: set[str] = set()
    parts: list[str] = []
    for count, part in enumerate(PLACE.split(german)):
        if count % 2 == 0:
            parts.append(re.escape(part))
        else:
            parts.append(f"(?P={part})" if part in seen else f"(?P<{part}>.*?)")
            seen.add(part)
    return re.compile("".join(parts), re.DOTALL)
