"""Widgets: how a declared field is asked for, with what stands in it and what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from engine.definition.fields import Field, FieldType
from engine.findings import Text, pointer
from engine.web.forms.entries import UNITS, Entries, rows_of

MOST_RADIOS = 5
"""More options than that are chosen from a list."""
_UNIT_TITLES = {
    "days": Text(de="Tage", en="days"),
    "working days": Text(de="Arbeitstage", en="working days"),
    "weeks": Text(de="Wochen", en="weeks"),
    "months": Text(de="Monate", en="months"),
}
_YES_NO = {"true": Text(de="Ja", en="Yes"), "false": Text(de="Nein", en="No")}
_KINDS = {
    FieldType.LONGTEXT: "longtext",
    FieldType.INTEGER: "number",
    FieldType.NUMBER: "number",
    FieldType.PERCENT: "percent",
    FieldType.MONEY: "money",
    FieldType.DATE: "date",
    FieldType.TIMESTAMP: "timestamp",
    FieldType.PERIOD: "period",
    FieldType.LIST: "list",
}


@dataclass(frozen=True, slots=True)
class Widget:
    """One thing that a form asks for."""

    name: str
    kind: str
    """text, longtext, number, percent, money, date, timestamp, period, radios, select, list or
    fixed."""
    title: Text
    help: Text | None = None
    required: bool = False
    value: str = ""
    unit: str = ""
    """Of a period."""
    options: Sequence[tuple[str, Text | str]] = ()
    errors: Sequence[Text] = ()
    rows: Sequence[tuple[int, Sequence[Widget]]] = ()
    """Of a list: the number of each row and what it asks for."""

    @property
    def id(self) -> str:
        """Id of the element in the page."""
        return f"field-{self.name.replace('.', '-').replace(' ', '-')}"


@dataclass(frozen=True, slots=True)
class Choices:
    """What can be chosen where a field does not say it itself."""

    by_type: Mapping[FieldType, Mapping[str, Text | str]] = field(default_factory=dict)
    by_name: Mapping[str, Mapping[str, Text | str]] = field(default_factory=dict)
    fixed: Mapping[str, tuple[str, Text | str]] = field(default_factory=dict)
    """By name: the value that is settled already, and how it is shown."""


@dataclass(frozen=True, slots=True)
class Filled:
    """A form as it stands."""

    entries: Entries
    errors: Mapping[str, Sequence[Text]] = field(default_factory=dict)
    """By JSON pointer, as the workflow's check says it."""
    choices: Choices = field(default_factory=Choices)
    extra_rows: Mapping[str, int] = field(default_factory=dict)
    """By list: how many empty rows are wanted besides."""


def widgets_of(
    fields: Mapping[str, Field], filled: Filled, at: str = "", path: str = ""
) -> list[Widget]:
    """Return what a form asks for, in the order in which it was declared."""
    return [
        _widget(each, filled, f"{at}{key}", f"{path}{pointer(key)}")
        for key, each in fields.items()
        if each.type not in {FieldType.RECORD, FieldType.RUNGS}
    ]


def _widget(declared: Field, filled: Filled, name: str, path: str) -> Widget:
    kind, value, unit = _KINDS.get(declared.type, "text"), filled.entries.get(name, ""), ""
    options: tuple[tuple[str, Text | str], ...] = ()
    chosen = _options(declared, filled.choices, name)
    if name in filled.choices.fixed:
        kind, (value, shown) = "fixed", filled.choices.fixed[name]
        options = ((value, shown),)
    elif declared.type is FieldType.LIST:
        return _list(declared, filled, name, path)
    elif declared.type is FieldType.PERIOD:
        value = filled.entries.get(f"{name}.amount", "")
        unit = filled.entries.get(f"{name}.unit", UNITS[0])
        options = tuple(_UNIT_TITLES.items())
    elif chosen is not None:
        options = tuple(chosen.items())
        few = len(options) <= MOST_RADIOS and declared.type in _SAID_ALOUD
        kind = "radios" if few else "select"
    return Widget(
        name=name,
        kind=kind,
        title=declared.title,
        help=declared.help,
        required=declared.required,
        value=value,
        unit=unit,
        options=options,
        errors=filled.errors.get(path, ()),
    )


_SAID_ALOUD = frozenset({FieldType.CHOICE, FieldType.YES_NO})


def _options(declared: Field, choices: Choices, name: str) -> Mapping[str, Text | str] | None:
    if name in choices.by_name:
        return choices.by_name[name]
    if declared.type is FieldType.YES_NO:
        return _YES_NO
    if declared.type is FieldType.CHOICE:
        return declared.options
    return choices.by_type.get(declared.type)


def _list(declared: Field, filled: Filled, name: str, path: str) -> Widget:
    """Return a list with its rows, and one empty row where there is none yet."""
    numbers = rows_of(filled.entries, name)
    more = filled.extra_rows.get(name, 0 if numbers else 1)
    first_free = numbers[-1] + 1 if numbers else 0
    numbers += range(first_free, first_free + more)
    rows = [
        (row, widgets_of(declared.of, filled, f"{name}.{row}.", f"{path}/{place}"))
        for place, row in enumerate(numbers)
    ]
    return Widget(
        name=name,
        kind="list",
        title=declared.title,
        help=declared.help,
        required=declared.required,
        errors=filled.errors.get(path, ()),
        rows=rows,
    )
