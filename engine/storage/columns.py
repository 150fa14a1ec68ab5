"""Column types that mean the same on SQLite and on PostgreSQL."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import DateTime, Text
from sqlalchemy.types import TypeDecorator, TypeEngine

from engine.lifecycle.codec import as_written, canonical, from_canonical

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.engine import Dialect

    Convert = Callable[[Any], Any]


class UtcDateTime(TypeDecorator[datetime]):
    """An aware instant, kept and given back in UTC; a naive value is refused.

    SQLite has no instants: there it is text of fixed width, which sorts like the instants.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Return ``timestamptz``, on SQLite ``text``."""
        return dialect.type_descriptor(Text() if dialect.name == "sqlite" else self.impl)

    def bind_processor(self, dialect: Dialect) -> Convert:
        """Return what refuses naive values and brings the others to UTC."""
        return _instant_as_text if dialect.name == "sqlite" else _with_zone

    def result_processor(self, dialect: Dialect, coltype: object) -> Convert:  # noqa: ARG002
        """Return what makes an aware instant in UTC."""
        return _instant_from_text if dialect.name == "sqlite" else _in_utc


def _with_zone(value: datetime | None) -> datetime | None:
    if value is not None and value.tzinfo is None:
        message = f"An instant needs a time zone: {value.isoformat()}."
        raise ValueError(message)
    return value


@lru_cache(maxsize=4096)
def _instant_as_text(value: datetime | None) -> str | None:
    """Return what is stored of an instant; many rows tell of the same one."""
    if value is None:
        return None
    if value.tzinfo is not UTC:
        _with_zone(value)
        value = value.astimezone(UTC)
    return value.isoformat(timespec="microseconds")


@lru_cache(maxsize=4096)
def _instant_from_text(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def _in_utc(value: datetime | None) -> datetime | None:
    return None if value is None else value.astimezone(UTC)  # psycopg gives the session's zone


class Written:
    """A JSON document that is canonical text already, since many rows have the same one."""

    __slots__ = ("text",)

    def __init__(self, document: Any) -> None:
        """Write a document."""
        self.text = canonical(document)

    __hash__ = None  # type: ignore[assignment]  # like the documents that it stands for

    def __eq__(self, other: object) -> bool:
        """Return whether it is the same document, written or not."""
        return self.text == (other.text if isinstance(other, Written) else canonical(other))


class CanonicalJson(TypeDecorator[Any]):
    """A JSON document as canonical text; SQL NULL for None.

    Text on both databases: what was hashed is what is stored, to the letter.
    """

    impl = Text
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Convert:  # noqa: ARG002 - both alike
        """Return what writes the canonical form."""
        return _document_as_text

    def result_processor(self, dialect: Dialect, coltype: object) -> Convert:  # noqa: ARG002
        """Return what reads it back."""
        return _document_from_text


class OrderedJson(CanonicalJson):
    """A JSON document whose members stay in the order in which somebody wrote them."""

    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Convert:  # noqa: ARG002 - both alike
        """Return what writes the members as they come."""
        return _ordered_as_text


def _ordered_as_text(document: Any) -> str | None:
    return None if document is None else as_written(document)


def _document_as_text(document: Any) -> str | None:
    if type(document) is Written:
        return document.text
    return None if document is None else canonical(document)


def _document_from_text(text: str | None) -> Any:
    if text == "[]":  # what most lists of a case are
        return []
    return None if text is None else from_canonical(text)
