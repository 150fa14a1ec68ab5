"""Cells become what a field holds, as JSON; or a sentence that says why they are not understood."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from engine.definition.fields import Field, FieldType
from engine.documents.lists.dates import read_span
from engine.documents.lists.normal import normal, says_nothing
from engine.documents.lists.targets import BEGIN
from engine.documents.lists.vocabulary import CHOICES
from engine.findings import Severity, Text

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.documents.workbooks.values import Value

_YES = frozenset({"ja", "j", "x", "yes", "wahr", "true", "1", "vorhanden"})
_NO = frozenset({"nein", "n", "no", "falsch", "false", "0", "keine", "kein"})
_MARKS = {"✓": "ja", "✔": "ja", "☑": "ja", "✗": "nein", "✘": "nein", "☐": "nein"}
_AMOUNT = re.compile(r"-?\d{1,3}(?:[.\s]\d{3})+(?:,\d+)?|-?\d+\.\d{1,2}(?!\d)|-?\d+(?:,\d+)?")
_NO_MONEY = re.compile(r"vzä|stelle|stunden|\bstd\b|%", re.IGNORECASE)
_MONEY = re.compile(r"€|eur", re.IGNORECASE)
_THOUSANDS = re.compile(r"\b(?:t€|teur|tsd|tausend)", re.IGNORECASE)
_MILLIONS = re.compile(r"\b(?:mio|millionen)", re.IGNORECASE)
_GREATEST_CENTS = 10**15


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a cell."""

    value: object = None
    """JSON; None where nothing was taken."""
    note: Text | None = None
    """What is to be said of it."""
    severity: Severity = Severity.WARNING
    """Of the note: an error where the cell was not understood."""


def _not_understood(value: Value, expected: Text) -> Taken:
    shown = str(value)[:60]
    return Taken(
        note=Text(
            de=f"„{shown}“ ist nicht verständlich; erwartet wird {expected.de}.",
            en=f"“{shown}” is not understood; {expected.en} is expected.",
        ),
        severity=Severity.ERROR,
    )


def read_cell(field: Field, value: Value, after: date, path: str = "") -> Taken:
    """Return what a cell says for a field.

    Args:
        field: The field, of a list its member.
        value: What stands in the cell; not empty.
        after: From when on texts without a year are meant.
        path: Path of the target, for words of its own.
    """
    if isinstance(value, str) and says_nothing(value):
        return Taken()
    if field.type is FieldType.DATE:
        return _date(value, after, is_begin=field.key == BEGIN)
    if field.type is FieldType.CHOICE:
        return _choice(field, value, path)
    return _READERS.get(field.type, _text)(value)


def text_of(value: Value) -> str:
    """Return a cell as text, days in German form."""
    if isinstance(value, datetime):
        return value.strftime("%d.%m.%Y %H:%M")
    if isinstance(value, date):
        return value.strftime("%d.%m.%Y")
    if isinstance(value, bool):
        return "ja" if value else "nein"
    if isinstance(value, float):
        return str(value).replace(".", ",")
    return "" if value is None else str(value)


def _text(value: Value) -> Taken:
    return Taken(text_of(value).replace("\0", ""))


def _date(value: Value, after: date, *, is_begin: bool) -> Taken:
    span = read_span(value, after)
    if span is None:
        return _not_understood(
            value,
            Text(de="ein Datum, zum Beispiel 31.12.2026", en="a date, for example 31.12.2026"),
        )
    day = (span.first or span.last) if is_begin else (span.last or span.first)
    if span.is_endless and not is_begin:
        day = None
    if day is None:
        return Taken(
            note=Text(de="Auf Dauer angelegt: kein Datum.", en="Meant to go on: no date."),
            severity=Severity.INFO,
        )
    if span.guessed_year:
        return Taken(
            day.isoformat(),
            Text(
                de=f"Ohne Jahr; angenommen wird der {text_of(day)}.",
                en=f"Without a year; {day.isoformat()} is assumed.",
            ),
        )
    return Taken(day.isoformat())


def _choice(field: Field, value: Value, path: str) -> Taken:
    found = find_option(field, text_of(value), path)
    if found is not None:
        return Taken(found)
    options = ", ".join(each.de for each in field.options.values())
    english = ", ".join(each.en for each in field.options.values())
    return _not_understood(value, Text(de=f"eines von: {options}", en=f"one of: {english}"))


def find_option(field: Field, text: str, path: str) -> str | None:
    """Return the option that a text names, by its key, its title or a word used for it."""
    plain = normal(text)
    for key, title in field.options.items():
        if plain in {normal(key), normal(title.de), normal(title.en)}:
            return key
    words = {
        key: set(listed.split("|"))
        for key, listed in CHOICES.get(path, {}).items()
        if key in field.options
    }
    for key, known in words.items():
        if plain in known:
            return key
    padded = f" {plain} "
    titles = {key: {normal(title.de)} for key, title in field.options.items()}
    for key in field.options:
        long = {each for each in words.get(key, set()) | titles[key] if len(each) > 1}
        if any(f" {each} " in padded for each in long):
            return key
    return None


def _yes_no(value: Value) -> Taken:
    plain = normal(_MARKS.get(text_of(value).strip(), text_of(value)))
    first = plain.partition(" ")[0]
    if first in _YES or first in _NO:
        return Taken(first in _YES)
    return _not_understood(value, Text(de="ja oder nein", en="yes or no"))


def _whole(value: Value) -> Taken:
    number = number_in(value)
    if number is None or not float(number).is_integer():
        return _not_understood(value, Text(de="eine ganze Zahl", en="a whole number"))
    return Taken(int(number))


def _number(value: Value) -> Taken:
    number = number_in(value)
    if number is None:
        return _not_understood(value, Text(de="eine Zahl", en="a number"))
    return Taken(number)


def _percent(value: Value) -> Taken:
    number = number_in(value)
    if number is not None and isinstance(value, float) and 0 < number < 1:
        number = number * 100  # a cell formatted as per cent
    if number is None or not 0 <= number <= 100:  # noqa: PLR2004 - per cent
        return _not_understood(value, Text(de="0 bis 100 %", en="0 to 100 %"))
    return Taken(round(number))


def _money(value: Value) -> Taken:
    amounts = amounts_in(value)
    if not amounts:
        return _not_understood(
            value, Text(de="ein Betrag, zum Beispiel 5.000 €", en="an amount, for example 5.000 €")
        )
    cents = round(max(amounts) * 100)
    if not 0 <= cents <= _GREATEST_CENTS:
        return _not_understood(value, Text(de="ein Betrag", en="an amount"))
    if len(amounts) > 1:
        return Taken(
            cents,
            Text(
                de=f"Mehrere Beträge in „{str(value)[:60]}“; der höchste wird genommen.",
                en=f"Several amounts in “{str(value)[:60]}”; the highest one is taken.",
            ),
        )
    return Taken(cents)


def amounts_in(value: Value) -> list[float]:
    """Return the amounts in a cell, in euros."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return [float(value)]
    if not isinstance(value, str) or (_NO_MONEY.search(value) and not _MONEY.search(value)):
        return []
    factor = 1_000.0 if _THOUSANDS.search(value) else 1.0
    factor = 1_000_000.0 if _MILLIONS.search(value) else factor
    return [each * factor for each in map(_german, _AMOUNT.findall(value[:200]))]


def number_in(value: Value) -> float | None:
    """Return the number that a cell is or says, with a decimal comma."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return value
    found = _AMOUNT.findall(text_of(value)[:100]) if isinstance(value, str) else []
    return _german(found[0]) if len(found) == 1 else None


def _german(text: str) -> float:
    if re.fullmatch(r"-?\d+\.\d{1,2}", text):
        return float(text)
    return float(re.sub(r"[.\s]", "", text).replace(",", "."))


_READERS: dict[FieldType, Callable[[Value], Taken]] = {
    FieldType.INTEGER: _whole,
    FieldType.PERCENT: _percent,
    FieldType.NUMBER: _number,
    FieldType.MONEY: _money,
    FieldType.YES_NO: _yes_no,
}
