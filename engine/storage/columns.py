"""Column types that mean the same on SQLite and on PostgreSQL."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import DateTime, Text
from sqlalchemy.types import TypeDecorator, TypeEngine

from engine.lifecycle.codec import canonical

if TYPE_CHECKING:
    from sqlalchemy.engine import Dialect


class UtcDateTime(TypeDecorator[datetime]):
    """An aware instant, kept and given back in UTC; a naive value is refused.

    SQLite has no instants: there it is text of fixed width, which sorts like the instants.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Return ``timestamptz``, on SQLite ``text``."""
        return dialect.type_descriptor(Text() if dialect.name == "sqlite" else self.impl)

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """Refuse naive values, bring the others to UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            message = f"An instant needs a time zone: {value.isoformat()}."
            raise ValueError(message)
        if dialect.name == "sqlite":
            return value.astimezone(UTC).isoformat(timespec="microseconds")
        return value

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """Return an aware instant in UTC."""
        if value is None:
            return None
        if dialect.name == "sqlite":
            return datetime.fromisoformat(value)
        return value.astimezone(UTC)  # type: ignore[no-any-return]  # psycopg gives datetimes


class CanonicalJson(TypeDecorator[Any]):
    """A JSON document as canonical text; SQL NULL for None.

    Text on both databases: what was hashed is what is stored, to the letter.
    """

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:  # noqa: ARG002 - both alike
        """Write the canonical form."""
        return None if value is None else canonical(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:  # noqa: ARG002 - both alike
        """Read it back."""
        return None if value is None else json.loads(value)
