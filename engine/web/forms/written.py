"""Written: values of a case as they stand in a form, to be changed there."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from engine.deadlines.localtime import zone_of
from engine.definition.fields import Field, FieldType


def entries_of(
    fields: Mapping[str, Field], values: Mapping[str, Any], language: str, zone: str, at: str = ""
) -> dict[str, str]:
    """Return what a form begins with that asks for values that there are already."""
    found: dict[str, str] = {}
    for key, field in fields.items():
        value = values.get(key)
        if value is None:
            continue
        if field.type is FieldType.LIST:
            for row, each in enumerate(value):
                found |= entries_of(field.of, each, language, zone, f"{at}{key}.{row}.")
        else:
            found[f"{at}{key}"] = written(field, value, language, zone)
    return found


def written(field: Field, value: Any, language: str, zone: str) -> str:
    """Return one value as its field in a form shows it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.astimezone(zone_of(zone)).strftime("%Y-%m-%dT%H:%M")
    if isinstance(value, date):
        return value.isoformat()
    decimal = "," if language == "de" else "."
    if field.type is FieldType.MONEY:
        return f"{value / 100:.2f}".replace(".", decimal)
    if isinstance(value, float):
        return f"{value:.12g}".replace(".", decimal)
    return str(value)
