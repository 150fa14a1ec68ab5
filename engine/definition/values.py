"""Values: raw JSON becomes what a field may hold, and back.

On the hot path of every event, so the way from raw to typed is composed once for each set of
fields and then only called. Text is NFC-normalised, and a blank text is no text: null.
What nobody sees in it is left out (``plain_text``).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any
from unicodedata import normalize

from engine.deadlines.ladder import parse_rung
from engine.deadlines.periods import parse_period
from engine.definition import value_words as words
from engine.definition.fields import Field, FieldType
from engine.definition.limits import (
    GREATEST_NUMBER,
    HIGHEST_INT,
    LIST_ENTRIES,
    LONGEST_ID,
    LONGEST_LONGTEXT,
    LONGEST_TEXT,
    LOWEST_INT,
    TIMESTAMP,
)
from engine.definition.plain_text import plain
from engine.errors import DefinitionError
from engine.findings import pointer

if TYPE_CHECKING:
    from engine.findings import Text

Convert = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Problem:
    """One value that cannot be taken."""

    path: str
    """JSON pointer from the set of values on: ``/addressees/0/kind``."""
    message: Text


class _Refused(Exception):
    """A raw value does not become a typed one; never leaves this module."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__()
        self.problems = problems


def _no(message: Text) -> _Refused:
    return _Refused(Problem("", message))


def convert(field: Field, raw: Any, where: str = "") -> tuple[Any, list[Problem]]:
    """Return the typed value of one field, null where there are problems.

    Args:
        field: What it shall be.
        raw: JSON as read.
        where: JSON pointer that the problems' paths begin with.
    """
    try:
        return _of_field(field)(raw), []
    except _Refused as refused:
        return None, [Problem(where + each.path, each.message) for each in refused.problems]


def convert_all(
    fields: Mapping[str, Field], raw: Any, *, partial: bool = False
) -> tuple[dict[str, Any], list[Problem]]:
    """Return the typed values of a set of fields, and everything that is wrong with the raw ones.

    Args:
        fields: By key.
        raw: A JSON object.
        partial: Take only what is there. Otherwise every field gets a value: its default or null.
    """
    if not isinstance(raw, Mapping):
        return {}, [Problem("", words.NOT_AN_OBJECT)]
    plan = _plan(fields)
    typed: dict[str, Any] = {}
    problems: list[Problem] = []
    for key in [each for each in raw if each in plan] if partial else plan:
        convert_one, default, may_lack = plan[key]
        if key in raw:
            try:
                typed[key] = convert_one(raw[key])
            except _Refused as refused:
                at = pointer(key)
                problems += [Problem(at + each.path, each.message) for each in refused.problems]
        elif may_lack:
            typed[key] = default
        else:
            problems.append(Problem(pointer(key), words.MISSING))
    if not raw.keys() <= plan.keys():
        unknown = [str(key) for key in raw if key not in plan]
        problems += [Problem(pointer(key), words.unknown(key, list(plan))) for key in unknown]
    return typed, problems


def to_json(value: Any) -> Any:
    """Return a typed value as JSON: dates in ISO form, instants in UTC with ``Z``."""
    kind = type(value)
    if kind in _AS_THEY_ARE:
        return value
    write = _WRITERS.get(kind)
    if write is None and isinstance(value, Mapping):
        write = _members_to_json
    return value if write is None else write(value)


@lru_cache(maxsize=4096)
def instant_to_json(value: datetime) -> str:
    """Return an instant as JSON: ISO form in UTC with ``Z``; the same one comes again and again."""
    if value.tzinfo is not UTC:
        value = value.astimezone(UTC)
    return value.isoformat().replace("+00:00", "Z")


def _members_to_json(value: Mapping[str, Any]) -> dict[str, Any]:
    return {
        key: member if type(member) in _AS_THEY_ARE else to_json(member)
        for key, member in value.items()
    }


def _items_to_json(value: Iterable[Any]) -> list[Any]:
    return [to_json(item) for item in value]


# By exact type: what values mostly are is found at once, every other mapping by asking.
_AS_THEY_ARE = frozenset({str, int, bool, float, type(None)})
_WRITERS: Mapping[type, Convert] = {
    datetime: instant_to_json,
    date: date.isoformat,
    dict: _members_to_json,
    list: _items_to_json,
    tuple: _items_to_json,
}


# A plan holds for each key: how to convert, what stands for a missing value, whether it may miss.
_Plan = dict[str, tuple[Convert, Any, bool]]
_MOST_PLANS = 4096
_plans: dict[int, tuple[Mapping[str, Field], _Plan]] = {}


def _plan(fields: Mapping[str, Field]) -> _Plan:
    """Return the plan of a set of fields, by identity; the entry keeps the set alive."""
    known = _plans.get(id(fields))
    if known is not None:
        return known[1]
    plan = {
        key: (_of_field(field), field.default, field.default is not None or not field.required)
        for key, field in fields.items()
    }
    if len(_plans) >= _MOST_PLANS:
        _plans.clear()
    _plans[id(fields)] = (fields, plan)
    return plan


def _of_field(field: Field) -> Convert:
    """Compose what takes a raw value of this field, null included."""
    inner = _of_type(field)
    required = field.required

    def take(raw: Any) -> Any:
        value = None if raw is None else inner(raw)
        if value is None and required:
            raise _no(words.MISSING)
        return value

    return take


def _of_type(field: Field) -> Convert:
    if field.type in {FieldType.TEXT, FieldType.LONGTEXT}:
        return partial(_text, LONGEST_TEXT if field.type is FieldType.TEXT else LONGEST_LONGTEXT)
    if field.type in _WHOLE:
        return partial(_whole, *bounds(field))
    if field.type is FieldType.NUMBER:
        return partial(_number, *bounds(field))
    if field.type is FieldType.CHOICE:
        return partial(_choice, frozenset(field.options))
    if field.type is FieldType.LIST:
        return partial(_list, field.of)
    return _PLAIN.get(field.type) or partial(_text, LONGEST_ID)


_WHOLE = frozenset({FieldType.INTEGER, FieldType.PERCENT, FieldType.MONEY})


def bounds(field: Field) -> tuple[float, float]:
    """Return the least and the greatest value that a field of numbers takes."""
    widest: tuple[float, float] = (LOWEST_INT, HIGHEST_INT)
    if field.type is FieldType.PERCENT:
        widest = (0, 100)
    elif field.type is FieldType.NUMBER:
        widest = (-GREATEST_NUMBER, GREATEST_NUMBER)
    low = widest[0] if field.minimum is None else max(field.minimum, widest[0])
    high = widest[1] if field.maximum is None else min(field.maximum, widest[1])
    return low, high


def _text(longest: int, raw: Any) -> str | None:
    if type(raw) is not str:
        raise _no(words.NOT_TEXT)
    if len(raw) > longest:
        raise _no(words.too_long(longest))
    if "\0" in raw:
        raise _no(words.NUL)
    if not raw.isprintable():  # nothing of this is in most texts
        if any("\ud800" <= letter <= "\udfff" for letter in raw):
            raise _no(words.NUL)
        raw = plain(raw)
    if not raw.strip():
        return None
    return raw if raw.isascii() else normalize("NFC", raw)


def _whole(low: float, high: float, raw: Any) -> int:
    if type(raw) is float and math.isfinite(raw) and raw.is_integer():
        raw = int(raw)  # JSON knows one kind of number: 12.0 is 12
    if type(raw) is not int:
        raise _no(words.NOT_WHOLE)
    if not low <= raw <= high:
        raise _no(words.outside(low, high))
    return raw


def _number(low: float, high: float, raw: Any) -> float:
    if type(raw) not in {int, float} or raw != raw:  # noqa: PLR0124 - only NaN is not itself
        raise _no(words.NOT_NUMBER)
    if not low <= raw <= high:
        raise _no(words.outside(low, high))
    return float(raw)


def _yes_no(raw: Any) -> bool:
    if type(raw) is not bool:
        raise _no(words.NOT_YES_NO)
    return raw


def _choice(options: frozenset[str], raw: Any) -> str:
    if type(raw) is not str or raw not in options:
        raise _no(words.not_an_option(raw, sorted(options)))
    return raw


def _date(raw: Any) -> date:
    # fromisoformat also reads week dates and basic forms; only YYYY-MM-DD is ours.
    if type(raw) is str and len(raw) == len("2026-03-31") and raw[4] == raw[7] == "-":
        try:
            return date.fromisoformat(raw)
        except ValueError:
            pass
    raise _no(words.not_a_date(raw))


def _timestamp(raw: Any) -> datetime:
    if type(raw) is str and TIMESTAMP.fullmatch(raw):
        try:
            return datetime.fromisoformat(raw).astimezone(UTC)
        except (ValueError, OverflowError):
            pass
    raise _no(words.NOT_A_TIMESTAMP)


def _list(of: Mapping[str, Field], raw: Any) -> list[dict[str, Any]]:
    if type(raw) is not list:
        raise _no(words.NOT_A_LIST)
    if len(raw) > LIST_ENTRIES:
        raise _no(words.too_many(LIST_ENTRIES))
    entries = [convert_all(of, entry) for entry in raw]
    problems = [
        Problem(f"/{index}{each.path}", each.message)
        for index, (_, wrong) in enumerate(entries)
        for each in wrong
    ]
    if problems:
        raise _Refused(*problems)
    return [typed for typed, _ in entries]


def _period(raw: Any) -> str:
    text = _text(LONGEST_ID, raw)
    try:
        parse_period(text or "")
    except DefinitionError as malformed:
        raise _no(malformed.text) from None
    return text or ""


def _record(raw: Any) -> dict[str, Any]:
    if not isinstance(raw, dict):
        raise _no(words.NOT_AN_OBJECT)
    return raw


def _rungs(raw: Any) -> list[str]:
    if type(raw) is not list or not all(type(each) is str for each in raw):
        raise _no(words.NOT_RUNGS)
    if len(raw) > LIST_ENTRIES:
        raise _no(words.too_many(LIST_ENTRIES))
    problems: list[Problem] = []
    for index, each in enumerate(raw):
        try:
            parse_rung(each)
        except DefinitionError as malformed:
            problems.append(Problem(f"/{index}", malformed.text))
    if problems:
        raise _Refused(*problems)
    return list(raw)


_PLAIN: Mapping[FieldType, Convert] = {
    FieldType.YES_NO: _yes_no,
    FieldType.DATE: _date,
    FieldType.TIMESTAMP: _timestamp,
    FieldType.PERIOD: _period,
    FieldType.RUNGS: _rungs,
    FieldType.RECORD: _record,
}
