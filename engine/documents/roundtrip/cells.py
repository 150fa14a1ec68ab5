"""A value of a case as a cell, and a cell as a value again: strict, in the town's own words."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from engine.definition.fields import Field, FieldType
from engine.documents.workbooks.writing import LONGEST_CELL
from engine.findings import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from engine.documents.workbooks.values import Value

CENTS = 100
NAMED = frozenset({FieldType.ORGANISATION, FieldType.PERSON, FieldType.BODY})
UNWRITABLE = frozenset({FieldType.TIMESTAMP, FieldType.DOCUMENT, FieldType.RECORD})
"""Types that are shown and cannot be edited in a workbook."""
_YES, _NO = Text(de="ja", en="yes"), Text(de="nein", en="no")


@dataclass(frozen=True, slots=True)
class Words:
    """What ids and options are called in a workbook."""

    language: str
    names: Mapping[str, str] = field(default_factory=dict)
    """Of people, organisations and bodies by id; where two are called the same, by their ids."""

    def name(self, key: str) -> str:
        """Return what is written for an id."""
        return self.names.get(key, key)

    def id(self, name: str) -> str | None:
        """Return the id that a name stands for."""
        if name in self.names:
            return name
        return next((key for key, each in self.names.items() if each == name), None)


class NotReadable(Exception):
    """A cell says nothing that its field could hold; never leaves this package."""

    def __init__(self, message: Text) -> None:
        """Keep why."""
        super().__init__(message.en)
        self.message = message


def choices_of(declared: Field, words: Words) -> tuple[str, ...]:
    """Return what may be chosen in the cells of a field."""
    if declared.type is FieldType.CHOICE:
        return tuple(each.to(words.language) for each in declared.options.values())
    if declared.type is FieldType.YES_NO:
        return _YES.to(words.language), _NO.to(words.language)
    return ()


def can_be_edited(declared: Field, value: Any) -> bool:
    """Return whether a value survives in a cell."""
    is_long = isinstance(value, str) and len(value) > LONGEST_CELL
    return declared.type not in UNWRITABLE and not is_long


def to_cell(declared: Field, value: Any, words: Words) -> Value:
    """Return a typed value as it is written into a cell."""
    if declared.type is FieldType.MONEY and value is not None:
        return int(value) / CENTS
    if declared.type is FieldType.CHOICE and value in declared.options:
        return declared.options[value].to(words.language)
    if declared.type in NAMED and value is not None:
        return words.name(str(value))
    if isinstance(value, bool):
        return (_YES if value else _NO).to(words.language)
    is_plain = value is None or isinstance(value, str | int | float | date)
    return value if is_plain and not isinstance(value, datetime) else str(value)


def from_cell(declared: Field, value: Value, words: Words) -> Any:
    """Return a cell as JSON.

    Raises:
        NotReadable: it is nothing that the field could hold.
    """
    if value is None:
        return None
    read = _READERS.get(declared.type)
    if read is not None:
        return read(value)
    if declared.type is FieldType.CHOICE:
        return _option(declared, value, words)
    if declared.type is FieldType.YES_NO:
        return _yes_no(value, words)
    if declared.type in NAMED:
        return _named(value, words)
    return _text(value)


def _text(value: Value) -> str:
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def _number(value: Value) -> float:
    if isinstance(value, str):
        try:
            return float(value.replace(".", "").replace(",", ".") if "," in value else value)
        except ValueError:
            pass
    elif isinstance(value, int | float) and not isinstance(value, bool):
        return value
    raise NotReadable(Text(de=f"„{value}“ ist keine Zahl.", en=f"“{value}” is no number."))


def _whole(value: Value) -> int:
    number = _number(value)
    if not float(number).is_integer():
        raise NotReadable(
            Text(de=f"„{value}“ ist keine ganze Zahl.", en=f"“{value}” is no whole number.")
        )
    return int(number)


def _money(value: Value) -> int:
    plain = value.replace("€", "").strip() if isinstance(value, str) else value
    return round(_number(plain) * CENTS)


def _date(value: Value) -> str:
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        for form in ("%d.%m.%Y", "%Y-%m-%d"):
            try:
                return datetime.strptime(value.strip(), form).date().isoformat()  # noqa: DTZ007 - a day
            except ValueError:
                continue
    raise NotReadable(
        Text(
            de=f"„{value}“ ist kein Datum; erwartet wird zum Beispiel 31.12.2026.",
            en=f"“{value}” is no date; for instance 31.12.2026 is expected.",
        )
    )


def _option(declared: Field, value: Value, words: Words) -> str:
    for key, title in declared.options.items():
        if value in {key, title.to(words.language)}:
            return key
    known = ", ".join(choices_of(declared, words))
    raise NotReadable(
        Text(
            de=f"„{value}“ gibt es hier nicht; möglich: {known}.",
            en=f"“{value}” is not possible here; there are: {known}.",
        )
    )


def _yes_no(value: Value, words: Words) -> bool:
    if isinstance(value, bool):
        return value
    if value in {_YES.to(words.language), _NO.to(words.language)}:
        return value == _YES.to(words.language)
    raise NotReadable(
        Text(de=f"„{value}“ ist weder ja noch nein.", en=f"“{value}” is neither yes nor no.")
    )


def _named(value: Value, words: Words) -> str:
    found = words.id(str(value))
    if found is None:
        raise NotReadable(
            Text(
                de=f"„{value}“ steht nicht im Verzeichnis.",
                en=f"“{value}” is not in the directory.",
            )
        )
    return found


_READERS: Mapping[FieldType, Callable[[Value], Any]] = {
    FieldType.INTEGER: _whole,
    FieldType.PERCENT: _whole,
    FieldType.NUMBER: _number,
    FieldType.MONEY: _money,
    FieldType.DATE: _date,
}
