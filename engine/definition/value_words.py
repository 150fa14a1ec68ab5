"""What is said about a value that cannot be taken."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from engine.definition.limits import HIGHEST_INT, LOWEST_INT
from engine.findings import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

MISSING = Text(de="Die Angabe fehlt.", en="This is missing.")
NOT_AN_OBJECT = Text(
    de="Erwartet sind Angaben mit Namen: {…}.", en="Named values are expected: {…}."
)
NOT_TEXT = Text(de="Erwartet ist ein Text.", en="A text is expected.")
NUL = Text(
    de="Der Text enthält ein Zeichen, das nicht gespeichert werden kann.",
    en="The text contains a character that cannot be stored.",
)
NOT_WHOLE = Text(de="Erwartet ist eine ganze Zahl.", en="A whole number is expected.")
NOT_NUMBER = Text(de="Erwartet ist eine Zahl.", en="A number is expected.")
NOT_YES_NO = Text(de="Erwartet ist true (ja) oder false (nein).", en="true or false is expected.")
NOT_A_LIST = Text(de="Erwartet ist eine Liste [ … ].", en="A list [ … ] is expected.")
NOT_A_TIMESTAMP = Text(
    de="Erwartet ist ein Zeitpunkt mit Zeitzone, zum Beispiel 2026-03-31T09:00:00Z.",
    en="An instant with its time zone is expected, for example 2026-03-31T09:00:00Z.",
)
NOT_RUNGS = Text(
    de='Erwartet ist eine Liste von Zeitpunkten, zum Beispiel ["14 days before"].',
    en='A list of moments is expected, for example ["14 days before"].',
)


def not_a_date(raw: Any) -> Text:
    """Return what is said of a text that is no date."""
    shown = short(raw)
    return Text(
        de=f"{shown} ist kein Datum. Schreiben Sie Jahr-Monat-Tag, zum Beispiel 2026-03-31.",
        en=f"{shown} is no date. Write year-month-day, for example 2026-03-31.",
    )


def not_an_option(raw: Any, options: Sequence[str]) -> Text:
    """Return what is said of a value outside the options, with what was probably meant."""
    listed = ", ".join(options[:20]) + (", …" if len(options) > 20 else "")  # noqa: PLR2004 - a line
    meant = did_you_mean(raw, options)
    return Text(
        de=f"{short(raw)} steht nicht zur Wahl.{meant.de} Möglich sind: {listed}.",
        en=f"{short(raw)} is not an option.{meant.en} Possible are: {listed}.",
    )


def unknown(key: str, known: Sequence[str]) -> Text:
    """Return what is said of an undeclared key."""
    meant = did_you_mean(key, known)
    return Text(
        de=f"Die Angabe {short(key)} gibt es hier nicht.{meant.de}",
        en=f"There is no {short(key)} here.{meant.en}",
    )


def did_you_mean(given: Any, known: Sequence[str]) -> Text:
    """Return the sentence that offers the nearest known name, with a blank before it, or nothing.

    The given text is cut: likeness costs time in proportion to both lengths.
    """
    near = get_close_matches(given[:80], known, n=1) if isinstance(given, str) else []
    if not near:
        return Text(de="", en="")
    return Text(de=f" Meinten Sie „{near[0]}“?", en=f" Did you mean “{near[0]}”?")


def too_long(longest: int) -> Text:
    """Return what is said of a text that is too long."""
    german = f"{longest:,}".replace(",", ".")
    return Text(
        de=f"Der Text ist zu lang (höchstens {german} Zeichen).",
        en=f"The text is too long (at most {longest:,} characters).",
    )


def too_many(most: int) -> Text:
    """Return what is said of a list that is too long."""
    return Text(
        de=f"Die Liste ist zu lang (höchstens {most} Einträge).",
        en=f"The list is too long (at most {most} entries).",
    )


def outside(low: float, high: float) -> Text:
    """Return what is said of a number outside its bounds."""
    if low <= LOWEST_INT and high >= HIGHEST_INT:
        return Text(de="Die Zahl ist zu groß.", en="The number is too large.")
    if low <= LOWEST_INT:
        return Text(de=f"Höchstens {high:g} ist möglich.", en=f"At most {high:g} is possible.")
    if high >= HIGHEST_INT:
        return Text(de=f"Mindestens {low:g} ist nötig.", en=f"At least {low:g} is needed.")
    return Text(de=f"Möglich ist {low:g} bis {high:g}.", en=f"Possible is {low:g} to {high:g}.")


def short(raw: Any) -> str:
    """Return a raw value as a sentence may quote it."""
    text = raw if isinstance(raw, str) else repr(raw)
    shown = text[:60].encode("utf-8", "replace").decode()
    return f"“{shown}…”" if len(text) > 60 else f"“{shown}”"  # noqa: PLR2004 - a line's worth
