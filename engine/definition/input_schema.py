"""What a set of fields takes, as JSON Schema: for forms, interfaces and their descriptions.

A document is valid by it exactly if ``convert_all`` takes it; only periods and rungs in words are
left as texts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.definition.fields import Field, FieldType
from engine.definition.limits import (
    LIST_ENTRIES,
    LONGEST_ID,
    LONGEST_LONGTEXT,
    LONGEST_TEXT,
    TIMESTAMP,
)
from engine.definition.plain_text import UNSEEN
from engine.definition.values import bounds, to_json

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def json_schema_of(fields: Mapping[str, Field], language: str = "en") -> dict[str, Any]:
    """Return the JSON Schema of an object with these fields.

    Args:
        fields: By key.
        language: Of titles and descriptions.
    """
    required = [key for key, each in fields.items() if each.required and each.default is None]
    schema: dict[str, Any] = {
        "type": "object",
        "properties": {key: _field(each, language) for key, each in fields.items()},
        "additionalProperties": False,
    }
    return schema | ({"required": required} if required else {})


def _field(field: Field, language: str) -> dict[str, Any]:
    schema: dict[str, Any] = {"title": field.title.to(language)}
    if field.help is not None:
        schema["description"] = field.help.to(language)
    if field.default is not None:
        schema["default"] = to_json(field.default)
    shape = _SHAPES.get(field.type, _id)(field, language)
    if field.required:
        return schema | shape
    return schema | _or_null(shape)


def _or_null(shape: dict[str, Any]) -> dict[str, Any]:
    if "enum" in shape:
        return {**shape, "type": ["string", "null"], "enum": [*shape["enum"], None]}
    return {**shape, "type": [shape["type"], "null"]}


_SEEN = f"[^\\s{UNSEEN}]"
"""Something that can be seen."""


def _texts(longest: int) -> Callable[[Field, str], dict[str, Any]]:
    def shape(field: Field, _: str) -> dict[str, Any]:
        schema: dict[str, Any] = {
            "type": "string",
            "maxLength": longest,
            "not": {"type": "string", "pattern": "\\u0000"},
        }
        return schema | ({"pattern": _SEEN} if field.required else {})

    return shape


_id = _texts(LONGEST_ID)


def _whole(field: Field, _: str) -> dict[str, Any]:
    low, high = bounds(field)
    return {"type": "integer", "minimum": low, "maximum": high}


def _number(field: Field, _: str) -> dict[str, Any]:
    low, high = bounds(field)
    return {"type": "number", "minimum": low, "maximum": high}


def _date(_: Field, __: str) -> dict[str, Any]:
    return {"type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}


def _timestamp(_: Field, __: str) -> dict[str, Any]:
    return {"type": "string", "format": "date-time", "pattern": f"^{TIMESTAMP.pattern}$"}


def _yes_no(_: Field, __: str) -> dict[str, Any]:
    return {"type": "boolean"}


def _choice(field: Field, _: str) -> dict[str, Any]:
    return {"type": "string", "enum": list(field.options)}


def _list(field: Field, language: str) -> dict[str, Any]:
    return {
        "type": "array",
        "maxItems": LIST_ENTRIES,
        "items": json_schema_of(field.of, language),
    }


def _rungs(_: Field, __: str) -> dict[str, Any]:
    return {"type": "array", "maxItems": LIST_ENTRIES, "items": {"type": "string"}}


def _record(_: Field, __: str) -> dict[str, Any]:
    return {"type": "object"}


_SHAPES: Mapping[FieldType, Callable[[Field, str], dict[str, Any]]] = {
    FieldType.TEXT: _texts(LONGEST_TEXT),
    FieldType.LONGTEXT: _texts(LONGEST_LONGTEXT),
    FieldType.INTEGER: _whole,
    FieldType.PERCENT: _whole,
    FieldType.MONEY: _whole,
    FieldType.NUMBER: _number,
    FieldType.DATE: _date,
    FieldType.TIMESTAMP: _timestamp,
    FieldType.YES_NO: _yes_no,
    FieldType.CHOICE: _choice,
    FieldType.LIST: _list,
    FieldType.RUNGS: _rungs,
    FieldType.RECORD: _record,
}
