"""What a statement brought: rows that have been read, and how many it touched."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import exc

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


class Rows:
    """Rows by their names, in the words of SQLAlchemy's own results."""

    __slots__ = ("_rows", "rowcount")

    def __init__(self, rows: Iterable[Any], rowcount: int) -> None:
        """Take rows."""
        self._rows = list(rows)
        self.rowcount = rowcount

    def __iter__(self) -> Iterator[Any]:
        """Yield the rows."""
        return iter(self._rows)

    def all(self) -> list[Any]:
        """Return the rows."""
        return self._rows

    def first(self) -> Any:
        """Return the first row, None without any."""
        return self._rows[0] if self._rows else None

    def one_or_none(self) -> Any:
        """Return the only row, None without any; raises MultipleResultsFound."""
        if len(self._rows) > 1:
            message = f"{len(self._rows)} rows where there is one at most"
            raise exc.MultipleResultsFound(message)
        return self.first()

    def one(self) -> Any:
        """Return the only row; raises NoResultFound and MultipleResultsFound."""
        if (row := self.one_or_none()) is None:
            message = "no row where there is one"
            raise exc.NoResultFound(message)
        return row

    def scalars(self) -> Rows:
        """Return the first value of every row in the place of the row."""
        return Rows((row[0] for row in self._rows), self.rowcount)

    def scalar_one(self) -> Any:
        """Return the first value of the only row; raises like ``one``."""
        return self.one()[0]

    def scalar_one_or_none(self) -> Any:
        """Return the first value of the only row, None without any."""
        row = self.one_or_none()
        return None if row is None else row[0]

    def mappings(self) -> Iterator[dict[str, Any]]:
        """Yield every row as a mapping by names."""
        return (row._asdict() for row in self._rows)
