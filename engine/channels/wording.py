"""Words a message in the reader's language, with dates and numbers as that language writes them."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING, TypeAlias

from babel.dates import format_date, format_time
from babel.numbers import format_decimal

from engine.channels.messages import BUILT_IN, COMMON_PLACEHOLDERS, OTHER
from engine.findings import Text
from engine.languages.tags import locale_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.languages.tongue import Tongue

Fact: TypeAlias = "str | int | date | datetime | Text | None"
"""What fills a placeholder; instants are aware and in the town's zone."""

NOTHING = "–"
"""Stands for a fact that is known to be empty."""

_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_INSTANT = Text(de="{date}, {time} Uhr", en="{date}, {time}")


def word(
    message: str,
    tongue: Tongue,
    facts: Mapping[str, Fact],
    own: Mapping[str, Mapping[str, str]] | None = None,
) -> tuple[str, str]:
    """Return subject and text of a message.

    Args:
        message: Its name; one that is neither built in nor has an own wording gets a general one.
        tongue: How texts are said to the reader, with what stands in where they are missing.
        facts: By placeholder. A placeholder without a fact stays as it is written.
        own: The wording of the workflow or the town: ``subject`` and ``text``, each by language
            tag. It goes before the built-in one of the same language; what it leaves out is built
            in.
    """
    built_in = BUILT_IN.get(message, OTHER)
    own = own or {}
    return (
        _part(tongue, facts, own.get("subject", {}), built_in.subject),
        _part(tongue, facts, own.get("text", {}), built_in.text),
    )


def label(message: str) -> Text:
    """Return the word or two that name a kind of message in an overview."""
    return BUILT_IN.get(message, OTHER).label


def placeholders(message: str) -> frozenset[str]:
    """Return what a wording of this message may name; a message of a workflow's own: all."""
    built_in = BUILT_IN.get(message)
    if built_in is not None:
        return COMMON_PLACEHOLDERS | built_in.placeholders
    return COMMON_PLACEHOLDERS.union(*(each.placeholders for each in BUILT_IN.values()))


def used_placeholders(text: str) -> tuple[str, ...]:
    """Return the names in braces in a wording, in the order of the text."""
    return tuple(_PLACEHOLDER.findall(text))


def say_date(day: date, language: str, width: str = "long") -> str:
    """Return a day as the language writes it; width is one of Babel's, ``full`` has the weekday."""
    return format_date(day, width, locale=locale_of(language))


def say_instant(instant: datetime, language: str, width: str = "long") -> str:
    """Return day and time in the instant's own zone."""
    clock_time = format_time(instant, "short", locale=locale_of(language))
    frame = _INSTANT.en if not language.startswith("de") else _INSTANT.de
    return frame.format(date=say_date(instant, language, width), time=clock_time)


def _part(tongue: Tongue, facts: Mapping[str, Fact], own: Mapping[str, str], built_in: Text) -> str:
    further = {tag: text for tag, text in own.items() if tag not in {"de", "en"}}
    whole = Text(
        de=own.get("de") or built_in.de,
        en=own.get("en") or built_in.en,
        more={**built_in.more, **further},
    )
    tag, pattern = tongue.said(whole)
    return _filled(pattern, facts, replace(tongue, language=tag))


def _filled(pattern: str, facts: Mapping[str, Fact], tongue: Tongue) -> str:
    """Fill in one pass, so that braces inside a fact are only text."""

    def fact_or_itself(found: re.Match[str]) -> str:
        name = found.group(1)
        return _say(facts[name], tongue) if name in facts else found.group(0)

    return _PLACEHOLDER.sub(fact_or_itself, pattern)


def _say(fact: Fact, tongue: Tongue) -> str:
    if fact is None or fact == "":
        return NOTHING
    if isinstance(fact, Text):
        return tongue.to(fact)
    if isinstance(fact, datetime):
        return say_instant(fact, tongue.language)
    if isinstance(fact, date):
        return say_date(fact, tongue.language)
    if isinstance(fact, int):
        return format_decimal(fact, locale=locale_of(tongue.language))
    return fact
