"""Template: a catalogue to be filled in, as translators' tools open it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.languages.catalogue import Catalogue


@dataclass(frozen=True, slots=True)
class Said:
    """A text of the programme; places that are filled in stand in braces."""

    de: str
    en: str
    where: str
    """File in which it stands."""


def missing(said: Iterable[Said], known: Catalogue | None) -> tuple[Said, ...]:
    """Return what a catalogue does not say."""
    words = known.words if known is not None else {}
    return tuple(each for each in said if not words.get(each.de))


def template(language: str, said: Iterable[Said], known: Catalogue | None) -> str:
    """Return the text of a PO file: all texts, with what is translated already."""
    words = known.words if known is not None else {}
    head = [f"Language: {language}", "MIME-Version: 1.0"]
    head += ["Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: 8bit"]
    lines = ['msgid ""', 'msgstr ""', *(_quoted(f"{each}\n") for each in head), ""]
    for each in said:
        lines.append(f"#. {' '.join(each.en.split())}")
        lines.append(f"#: {each.where}")
        lines.append(f"msgid {_quoted(each.de)}")
        lines.append(f"msgstr {_quoted(words.get(each.de, ''))}")
        lines.append("")
    return "\n".join(lines)


def _quoted(text: str) -> str:
    for sign, written in (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"), ("\t", "\\t")):
        text = text.replace(sign, written)
    return f'"{text}"'
