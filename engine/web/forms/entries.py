"""Entries: what stands in a form becomes raw JSON, as people write it and browsers send it.

What cannot be read stays as it was written, so that the workflow's own check says what is wrong.
Members of a list are named ``LIST.ROW.MEMBER``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from engine.deadlines.errors import DeadlineError
from engine.deadlines.localtime import instant
from engine.definition.fields import Field, FieldType

Entries = Mapping[str, str]
UNITS = ("days", "working days", "weeks", "months")
_GERMAN_DAY = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
_ROW = re.compile(r"[0-9]{1,5}")
_GROUPED = re.compile(r"\d{1,3}(\.\d{3})+")


def raw_of(
    fields: Mapping[str, Field], entries: Entries, zone: str, at: str = ""
) -> dict[str, Any]:
    """Return what a form says, without what was left empty.

    Args:
        fields: What the form asks for.
        entries: By name.
        zone: Of the town, for hours.
        at: What the names begin with.
    """
    found: dict[str, Any] = {}
    for key, field in fields.items():
        value = _value(field, entries, zone, f"{at}{key}")
        if value is not None:
            found[key] = value
    return found


def rows_of(entries: Entries, name: str) -> list[int]:
    """Return the numbers of the rows of a list that stand in a form."""
    found = {
        int(row)
        for each in entries
        if each.startswith(f"{name}.")
        and _ROW.fullmatch(row := each[len(name) + 1 :].partition(".")[0])
    }
    return sorted(found)


def _value(field: Field, entries: Entries, zone: str, name: str) -> Any:
    if field.type is FieldType.LIST:
        rows = [raw_of(field.of, entries, zone, f"{name}.{row}.") for row in rows_of(entries, name)]
        return [row for row in rows if row]
    if field.type is FieldType.PERIOD:
        return _period(entries, name)
    written = entries.get(name, "").strip()
    if not written:
        return None
    if field.type is FieldType.TIMESTAMP:
        return _timestamp(written, zone)
    read = _READ.get(field.type)
    return read(written) if read is not None else written


def _period(entries: Entries, name: str) -> str | None:
    amount, unit = entries.get(f"{name}.amount", "").strip(), entries.get(f"{name}.unit", "")
    if not amount:
        return None
    singular = unit.removesuffix("s") if amount == "1" else unit
    return f"{amount} {singular}"


def _whole(written: str) -> int | str:
    plain = written.removesuffix("%").strip()
    plain = plain.replace(".", "") if _GROUPED.fullmatch(plain) else plain
    try:
        return int(plain.replace(" ", ""))
    except ValueError:
        return written


def _number(written: str) -> float | str:
    try:
        return float(_with_point(written))
    except ValueError:
        return written


def _cents(written: str) -> int | str:
    try:
        amount = float(_with_point(written.replace("€", "").replace("EUR", "")))
        cents = round(amount * 100)
    except (ValueError, OverflowError):  # not a number, or one without an end
        return written
    return cents if abs(amount * 100 - cents) < 1e-6 else written  # noqa: PLR2004 - no half cents


def _with_point(written: str) -> str:
    """Return a number as Python reads it, from ``1.234,5``, ``1,234.5`` or ``1 234,5``."""
    plain = "".join(written.split())
    if "," in plain and plain.rfind(",") > plain.rfind("."):
        return plain.replace(".", "").replace(",", ".")
    if _GROUPED.fullmatch(plain):
        return plain.replace(".", "")
    return plain.replace(",", "")


def _date(written: str) -> str:
    german = _GERMAN_DAY.fullmatch(written)
    if german is None:
        return written
    day, month, year = map(int, german.groups())
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return written


def _timestamp(written: str, zone: str) -> str:
    try:
        local = datetime.fromisoformat(written)
    except ValueError:
        return written
    if local.tzinfo is not None:
        return local.isoformat()
    try:
        return instant(local.date(), local.time(), zone).isoformat()
    except DeadlineError:
        return written


def _text(written: str) -> str:
    return written.replace("\r\n", "\n")


def _yes_no(written: str) -> bool | str:
    return {"true": True, "false": False}.get(written, written)


_READ: Mapping[FieldType, Callable[[str], Any]] = {
    FieldType.TEXT: _text,
    FieldType.LONGTEXT: _text,
    FieldType.INTEGER: _whole,
    FieldType.PERCENT: _whole,
    FieldType.NUMBER: _number,
    FieldType.MONEY: _cents,
    FieldType.DATE: _date,
    FieldType.YES_NO: _yes_no,
}
