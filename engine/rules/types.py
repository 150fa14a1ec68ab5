"""The types of rules: what a value is, and whether it may be null.

A type is a frozen value. Two notions matter to the check: whether a type *fits* a place, and the
type that two branches have in *common*. ``DYN`` fits everywhere: its operations are decided when
the rule runs.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from engine.findings import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


@dataclass(frozen=True, slots=True)
class Type:
    """One type, nullable or not."""

    kind: str
    of: tuple[Type, ...] = ()
    """The item of a list; the key and the value of a map."""
    name: str = ""
    """How a record is called in messages; ``choice`` where a field declares its options."""
    fields: tuple[tuple[str, Type], ...] = ()
    """The fields of a record, a closed set."""
    options: tuple[str, ...] = ()
    """The only texts that a value can be, if known: of a choice, or written in the rule."""
    nullable: bool = False

    @property
    def may_be_null(self) -> bool:
        """Whether null is among the values, as far as the type knows."""
        return self.nullable or self.kind == "null"

    @property
    def filled(self) -> Type:
        """The type without null."""
        if self.kind == "null":
            return DYN
        return replace(self, nullable=False) if self.nullable else self

    @property
    def is_container(self) -> bool:
        """Whether values of the type hold other values."""
        return self.kind in {"list", "map", "record", "dyn"}

    def field(self, name: str) -> Type | None:
        """Return the type of a record's field, or nothing where there is no such field."""
        return next((type_ for key, type_ in self.fields if key == name), None)

    def __str__(self) -> str:
        return describe(self).en


BOOL = Type("bool")
INT = Type("int")
UINT = Type("uint")
DOUBLE = Type("double")
STRING = Type("string")
BYTES = Type("bytes")
TIMESTAMP = Type("timestamp")
DURATION = Type("duration")
DATE = Type("date")
NULL = Type("null")
TYPE = Type("type")
DYN = Type("dyn")

NUMBERS = frozenset({"int", "uint", "double"})
ORDERED = NUMBERS | {"string", "bytes", "bool", "timestamp", "duration", "date"}
"""Kinds whose values have an order among themselves."""

_WORDS = {
    "bool": Text(de="Ja/Nein", en="yes/no"),
    "int": Text(de="ganze Zahl", en="whole number"),
    "uint": Text(de="ganze Zahl ohne Vorzeichen", en="unsigned whole number"),
    "double": Text(de="Kommazahl", en="decimal number"),
    "string": Text(de="Text", en="text"),
    "bytes": Text(de="Bytefolge", en="bytes"),
    "timestamp": Text(de="Zeitpunkt", en="instant"),
    "duration": Text(de="Dauer", en="duration"),
    "date": Text(de="Datum", en="date"),
    "null": Text(de="leer", en="null"),
    "type": Text(de="Typ", en="type"),
    "dyn": Text(de="beliebiger Wert", en="any value"),
}


def list_of(item: Type) -> Type:
    """Return the type of lists with items of one type."""
    return Type("list", (item,))


def map_of(value: Type) -> Type:
    """Return the type of maps from texts to values of one type."""
    return Type("map", (STRING, value))


def record(name: str, fields: Mapping[str, Type]) -> Type:
    """Return the type of a closed set of named fields; a missing one reads as null."""
    return Type("record", name=name, fields=tuple(fields.items()))


def choice(options: Iterable[str]) -> Type:
    """Return the type of texts out of a known set."""
    return replace(one_of(options), name="choice")


def one_of(texts: Iterable[str]) -> Type:
    """Return the type of what can only be one of some texts, for the rule says so itself."""
    return Type("string", options=tuple(dict.fromkeys(texts)))


def nullable(of: Type) -> Type:
    """Return the type that also allows null."""
    return of if of.kind in {"null", "dyn"} else replace(of, nullable=True)


def common(one: Type, other: Type) -> Type | None:
    """Return the narrowest type that both fit, or nothing where there is none."""
    if one == other:
        return one
    if one.kind == "null":
        return nullable(other)
    if other.kind == "null":
        return nullable(one)
    if "dyn" in {one.kind, other.kind}:
        return DYN
    both = _common_filled(one.filled, other.filled)
    if both is None:
        return None
    return nullable(both) if one.nullable or other.nullable else both


def _common_filled(one: Type, other: Type) -> Type | None:
    if one == other:
        return one
    if one.kind != other.kind:
        return None
    if one.kind == "string":
        return one_of(one.options + other.options) if one.options and other.options else STRING
    if one.kind in {"list", "map"}:
        parts = [common(a, b) for a, b in zip(one.of, other.of, strict=True)]
        found = tuple(part for part in parts if part is not None)
        return Type(one.kind, found) if len(found) == len(parts) else None
    return None


def fits(type_: Type, place: Type) -> bool:
    """Return whether every value of the type may stand where the place's type is asked for.

    A text of unknown content fits a choice: its value is checked where it is stored.
    """
    if "dyn" in {type_.kind, place.kind} or type_ == place:
        return True
    if type_.may_be_null and not place.may_be_null:
        return False
    return type_.kind == "null" or _fits_filled(type_, place)


def _fits_filled(type_: Type, place: Type) -> bool:
    if type_.kind != place.kind:
        return False
    if type_.kind == "string":
        known = type_.options and place.options
        return not known or set(type_.options) <= set(place.options)
    if type_.kind in {"list", "map"}:
        return all(fits(a, b) for a, b in zip(type_.of, place.of, strict=True))
    return type_.name == place.name


def describe(type_: Type) -> Text:
    """Return the words that a person reads for a type."""
    plain = _describe_filled(type_)
    if not type_.nullable:
        return plain
    return Text(de=f"{plain.de} (kann leer sein)", en=f"{plain.en} (may be null)")


def _describe_filled(type_: Type) -> Text:
    if type_.kind == "list":
        item = describe(type_.of[0])
        return Text(de=f"Liste ({item.de})", en=f"list ({item.en})")
    if type_.kind == "map":
        value = describe(type_.of[1])
        return Text(de=f"Zuordnung ({value.de})", en=f"map ({value.en})")
    if type_.kind == "record":
        return Text(de=f"„{type_.name}“", en=f"“{type_.name}”")
    return _WORDS[type_.kind]
