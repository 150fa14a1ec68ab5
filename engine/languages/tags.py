"""Language tags: which are well formed, which way they are written, what they call themselves."""

from __future__ import annotations

from contextlib import suppress

from babel import Locale, UnknownLocaleError

from engine.findings import nearest

EASY = "de-simple"
"""German easy language (Leichte Sprache): ``simple`` is a registered variant, "simplified form".

A registered subtag means the same everywhere; what stands after ``x`` means only what two sides
have agreed upon.
"""
_RIGHT_TO_LEFT_SCRIPTS = frozenset({"Arab", "Hebr", "Thaa", "Syrc", "Nkoo", "Adlm"})
_RIGHT_TO_LEFT = frozenset({"ar", "ckb", "dv", "fa", "he", "prs", "ps", "sd", "ug", "ur", "yi"})
_OWN_NAMES = {
    "de": "Deutsch",
    "en": "English",
    "de-simple": "Leichte Sprache",
    "de-x-leicht": "Leichte Sprache",
    "en-simple": "Easy English",
    "kmr": "Kurmancî",
    "prs": "دری",
}


def direction(tag: str) -> str:
    """Return ``rtl`` for languages that are written from right to left, else ``ltr``."""
    base, *others = tag.split("-")
    script = next((each.title() for each in others if len(each) == 4 and each.isalpha()), None)  # noqa: PLR2004 - a script has four letters (ISO 15924)
    if script is not None:
        return "rtl" if script in _RIGHT_TO_LEFT_SCRIPTS else "ltr"
    return "rtl" if base in _RIGHT_TO_LEFT else "ltr"


def is_easy(tag: str) -> bool:
    """Return whether it is a simplified form of a language."""
    return tag.endswith(("-simple", "-x-leicht"))


def own_name(tag: str) -> str:
    """Return what a language calls itself, so that whoever speaks it finds it."""
    if tag in _OWN_NAMES:
        return _OWN_NAMES[tag]
    locale = locale_of(tag)
    name = locale.get_display_name(locale) if locale.language == tag.partition("-")[0] else None
    return (name[:1].upper() + name[1:]) if name else tag


def locale_of(tag: str) -> Locale:
    """Return how days and numbers are written in a language; German where that is not known."""
    for each in nearest("en-GB" if tag == "en" else tag):
        with suppress(UnknownLocaleError, ValueError):
            return Locale.parse(each, sep="-")
    return Locale("de")
