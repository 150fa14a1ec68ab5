"""Cases as JSON and back, exactly.

What a dataclass of the case is in JSON follows from its type hints: a member that says nothing
(null, false, empty) and has that as its default is left out. The field values of a case are plain
JSON, so that queries can read them; their types come back from the definition's fields.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cache, partial
from json import encoder as json_encoder
from operator import attrgetter
from types import UnionType
from typing import TYPE_CHECKING, Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from engine.definition.fields import Field, FieldType
from engine.definition.values import instant_to_json, to_json
from engine.findings import Text
from engine.lifecycle.case import Case
from engine.lifecycle.written import function_of

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

T = TypeVar("T")
Json = dict[str, Any]
Convert = Callable[[Any], Any]


def canonical(value: object) -> str:
    """Return the one JSON text of a value: sorted keys, no blanks, characters as they are."""
    return _write(value)


def as_written(value: object) -> str:
    """Return JSON that ``from_canonical`` reads, its members in the order in which they stand."""
    return _keep(value)


def from_canonical(text: str) -> Any:
    """Return the value of a text that ``canonical`` has written, and only of such a one."""
    return _read(text)[0]


def _writer(*, sort_keys: bool) -> Callable[[object], str]:
    """Return what writes JSON, made once: the library's own way makes it anew for every text."""
    plain = json.JSONEncoder(
        sort_keys=sort_keys, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )
    make: Any = getattr(json_encoder, "c_make_encoder", None)
    if make is None:  # a Python without the library's part in C
        return plain.encode
    skip_keys = allow_nan = False
    text = json_encoder.encode_basestring
    write = make(None, plain.default, text, None, ":", ",", sort_keys, skip_keys, allow_nan)
    return lambda value: "".join(write(value, 0))


_read = json.JSONDecoder().raw_decode
_write = _writer(sort_keys=True)
_keep = _writer(sort_keys=False)


def encode(value: DataclassInstance) -> Json:
    """Return a dataclass value as a JSON object."""
    return cast("Json", _encoder(type(value))(value))


def encode_member(kind: Any, name: str, value: object) -> Any:
    """Return one member of a dataclass, null where its silence says the same."""
    inner, silence = _members(kind)[name]
    return None if value == silence else inner(value)


@cache
def text_writer(kind: Any, given: frozenset[str] = frozenset()) -> Callable[..., str]:
    """Return what writes a dataclass value as canonical text, without an object in between.

    Args:
        kind: The dataclass; whatever has members of these names is written in the same way.
        given: Members that are handed over by name as JSON text, None where they say nothing.
    """
    hints = get_type_hints(kind, localns=_NAMES)
    known: dict[str, Any] = {"quoted": json_encoder.encode_basestring, "instant": instant_to_json}
    known["canonical"] = canonical
    parts = []
    for place, each in enumerate(sorted(fields(kind), key=attrgetter("name"))):
        hint, silence = hints[each.name], _silence(each)
        inner = (_optional(hint) or hint) if silence is None else hint
        known |= {f"encode{place}": _encoder(inner), f"silence{place}": silence}
        if each.name in given:
            taken, asked, text = each.name, "is not None", "{}"
        else:
            taken = f"value.{each.name}"
            asked = "is not None" if silence is None else f"!= silence{place}"
            is_word = isinstance(inner, type) and issubclass(inner, str)
            text = _TEXTS.get(str if is_word else inner, f"canonical(encode{place}({{}}))")
        name = repr(f",{canonical(each.name)}:")
        if silence is MISSING:
            parts.append(f"{name} + {text.format(taken)}")
        else:
            said = f"{name} + {text.format('member')}"
            parts.append(f"{said} if (member := {taken}) {asked} else ''")
    lines = [f"said = ''.join(({', '.join(parts)},))", "return '{' + said[1:] + '}'"]
    return function_of(["value", *sorted(given)], lines, known)


_TEXTS: Mapping[Any, str] = {
    str: "quoted({})",
    int: "str({})",
    bool: "('true' if {} else 'false')",
    date: "'\"' + {}.isoformat() + '\"'",
    datetime: "'\"' + instant({}) + '\"'",
}
"""Source of what is written of a member of a type, where it is quicker than the general way."""


def decode(kind: type[T], raw: Mapping[str, Any]) -> T:
    """Return the dataclass value that was encoded."""
    return cast("T", _decoder(cast("Any", kind))(raw))


def decode_member(kind: Any, name: str, raw: Any) -> Any:
    """Return one member of a dataclass that is there."""
    return _member_decoders(kind)[name](raw)


def decode_case(raw: Mapping[str, Any], declared: Mapping[str, Field]) -> Case:
    """Return the case that was encoded.

    Args:
        raw: The encoded case.
        declared: The fields of the definition that the case is pinned to.
    """
    return decode(Case, {**raw, "data": decode_data(raw.get("data", {}), declared)})


def encode_data(data: Mapping[str, object]) -> Json:
    """Return field values as JSON."""
    return cast("Json", to_json(data))


def decode_data(raw: Mapping[str, Any], declared: Mapping[str, Field]) -> dict[str, object]:
    """Return field values as the definition types them; what is not there is null.

    Values that the definition no longer declares are kept as they are.
    """
    data: dict[str, object] = dict.fromkeys(declared)
    data.update(raw)
    for key, read in _readers(declared):
        if data[key] is not None:
            data[key] = read(data[key])
    return data


_readers_of: dict[int, tuple[Mapping[str, Field], list[tuple[str, Convert]]]] = {}
_MOST_READERS = 4096


def _readers(declared: Mapping[str, Field]) -> list[tuple[str, Convert]]:
    """Return what has to be converted, by the identity of the fields, which it keeps alive."""
    known = _readers_of.get(id(declared))
    if known is None:
        if len(_readers_of) >= _MOST_READERS:
            _readers_of.clear()
        readers = [(key, read) for key, each in declared.items() if (read := _reader(each))]
        known = _readers_of[id(declared)] = (declared, readers)
    return known[1]


def _reader(field: Field) -> Convert | None:
    if field.type is FieldType.DATE:
        return date.fromisoformat
    if field.type is FieldType.TIMESTAMP:
        return datetime.fromisoformat
    if field.type is FieldType.LIST and any(_reader(each) for each in field.of.values()):
        return partial(_read_list, field.of)
    return None


def _read_list(of: Mapping[str, Field], raw: list[Json]) -> list[dict[str, object]]:
    return [decode_data(each, of) for each in raw]


_NAMES = {"Mapping": Mapping, "Text": Text, "date": date, "datetime": datetime}
"""What type hints may name that their module imports for type checkers only."""

# -- dataclasses by their type hints -------------------------------------------------------------


def _same(value: Any) -> Any:
    return value


def _encode_text(text: Text) -> Json:
    return {"de": text.de, "en": text.en, **text.more}


def _decode_text(raw: Json) -> Text:
    more = {tag: each for tag, each in raw.items() if tag not in {"de", "en"}}
    return Text(de=raw["de"], en=raw["en"], more=more)


_ENCODERS: dict[Any, Convert] = {
    datetime: instant_to_json,
    date: date.isoformat,
    object: to_json,
    Text: _encode_text,
}
_DECODERS: dict[Any, Convert] = {
    datetime: datetime.fromisoformat,
    date: date.fromisoformat,
    Text: _decode_text,
}


@cache
def _encoder(kind: Any) -> Convert:
    """Return what turns a value of a type into JSON."""
    if (inner := _optional(kind)) is not None:
        return _if_any(_encoder(inner))
    if get_origin(kind) is tuple:
        return _encode_tuple(get_args(kind))
    if get_origin(kind) is not None:
        return to_json
    if is_dataclass(kind) and kind is not Text:
        return _encode_members(kind)
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return attrgetter("_value_")  # quicker than what it stands behind
    return _ENCODERS.get(kind, _same)


@cache
def _decoder(kind: Any) -> Convert:
    """Return what turns JSON back into a value of a type."""
    if (inner := _optional(kind)) is not None:
        return _if_any(_decoder(inner))
    if get_origin(kind) is tuple:
        return _decode_tuple(get_args(kind))
    if get_origin(kind) is not None:
        return _decode_mapping(get_args(kind)[-1])
    if is_dataclass(kind) and kind is not Text:
        return _decode_members(kind)
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return kind
    return _DECODERS.get(kind, _same)


def _optional(kind: Any) -> Any:
    """Return X of ``X | None``, else None."""
    if get_origin(kind) not in {Union, UnionType}:
        return None
    return next(each for each in get_args(kind) if each is not type(None))


def _if_any(convert: Convert) -> Convert:
    if convert is _same:
        return _same
    return lambda value: None if value is None else convert(value)


def _encode_tuple(members: tuple[Any, ...]) -> Convert:
    if members[-1] is Ellipsis:
        inner = _encoder(members[0])
        return lambda values: [inner(each) for each in values]
    each_by_place = [_encoder(each) for each in members]
    return lambda values: [
        convert(each) for convert, each in zip(each_by_place, values, strict=True)
    ]


def _decode_tuple(members: tuple[Any, ...]) -> Convert:
    if members[-1] is Ellipsis:
        inner = _decoder(members[0])
        return lambda raw: tuple(inner(each) for each in raw)
    each_by_place = [_decoder(each) for each in members]
    return lambda raw: tuple(
        convert(each) for convert, each in zip(each_by_place, raw, strict=True)
    )


def _decode_mapping(inner: Any) -> Convert:
    convert = _decoder(inner)
    return lambda raw: {key: convert(each) for key, each in raw.items()}


@cache
def _members(kind: Any) -> dict[str, tuple[Convert, Any]]:
    """Return how each member is encoded, and with what value it is left out."""
    hints = get_type_hints(kind, localns=_NAMES)
    return {each.name: (_encoder(hints[each.name]), _silence(each)) for each in fields(kind)}


def _encode_members(kind: Any) -> Convert:
    """Return what takes the members that say something, written out one by one."""
    hints = get_type_hints(kind, localns=_NAMES)
    known: dict[str, Any] = {}
    lines = ["found = {}"]
    for place, each in enumerate(fields(kind)):
        name, hint, silence = each.name, hints[each.name], _silence(each)
        inner = _encoder((_optional(hint) or hint) if silence is None else hint)
        known |= {f"encode{place}": inner, f"silence{place}": silence}
        said = "member" if inner is _same else f"encode{place}(member)"
        asked = "is not None" if silence is None else f"!= silence{place}"
        lines += [f"member = value.{name}", f"if member {asked}: found[{name!r}] = {said}"]
    return function_of(["value"], [*lines, "return found"], known)


def _silence(member: Any) -> Any:
    """Return the default of a member, if it says nothing: what need not be written."""
    factory = member.default_factory
    default = member.default if factory is MISSING else factory()
    return MISSING if default is MISSING or default else default


@cache
def _member_decoders(kind: Any) -> dict[str, Convert]:
    hints = get_type_hints(kind, localns=_NAMES)
    return {each.name: _decoder(hints[each.name]) for each in fields(kind)}


def _decode_members(kind: Any) -> Convert:
    """Return what makes a value of the members that are there, written out one by one."""
    decoders = _member_decoders(kind)
    converted = {name: how for name, how in decoders.items() if how is not _same}
    known = {f"read_{name}": how for name, how in converted.items()}
    lines = ["found = {**raw}"]
    lines += [f"if {n!r} in raw: found[{n!r}] = read_{n}(raw[{n!r}])" for n in converted]
    return function_of(["raw"], [*lines, "return kind(**found)"], {**known, "kind": kind})
