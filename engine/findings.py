"""Words in two languages, and findings about documents.

A document (workflow, rule, table, workbook) is never refused at its first mistake: everything
that is wrong with it is collected as findings, each with the place, the reason and a hint.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*(-x(-[A-Za-z0-9]{1,8})+)?")
_LONGEST_LANGUAGE = 35


def is_language(tag: str) -> bool:
    """Return whether it is a language tag that we take (BCP 47)."""
    return len(tag) <= _LONGEST_LANGUAGE and _LANGUAGE.fullmatch(tag) is not None


def nearest(tag: str) -> Iterator[str]:
    """Yield a language tag and then what it is a kind of: ``de-x-leicht``, ``de``.

    Source: RFC 4647, 3.4 (lookup).
    """
    while tag:
        yield tag
        parts = tag.split("-")[:-1]
        while parts and len(parts[-1]) == 1:
            parts.pop()
        tag = "-".join(parts)


@dataclass(frozen=True, slots=True)
class Text:
    """What a person reads, in German and English and in any further language."""

    de: str
    en: str
    more: Mapping[str, str] = field(default_factory=dict, hash=False)
    """Texts by further BCP 47 language tag."""

    def within(self, tag: str) -> str | None:
        """Return the text of exactly one language tag, None where there is none."""
        if tag == "de":
            return self.de
        return self.en if tag == "en" else self.more.get(tag)

    def to(self, language: str) -> str:
        """Return the text in a language, else in what it is a kind of, else in German."""
        for tag in nearest(language):
            if text := self.within(tag):
                return text
        return self.de

    def __str__(self) -> str:
        return self.en


class Severity(StrEnum):
    """How much a finding weighs: an error stops publishing, a warning does not."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong, or worth knowing, about a document."""

    code: str
    """Stable kebab-case code, for example ``rule-unknown-name``."""
    where: str
    """JSON pointer into the document (``/states/fixed``), or sheet and cell."""
    message: Text
    hint: Text | None = None
    severity: Severity = Severity.ERROR
    column: int | None = None
    """First character of the culprit inside the text at ``where``, counted from 1."""
    end_column: int | None = None
    """The character after the last one of the culprit, counted from 1."""

    def below(self, pointer: str) -> Finding:
        """Return the finding with its place moved below a JSON pointer."""
        return replace(self, where=pointer + self.where)


def has_errors(findings: list[Finding] | tuple[Finding, ...]) -> bool:
    """Return whether any of the findings is an error."""
    return any(each.severity is Severity.ERROR for each in findings)


def pointer(*parts: str | int) -> str:
    """Return the JSON pointer (RFC 6901) of a path of keys and indexes."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in parts)
