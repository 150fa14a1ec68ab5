"""Leases: what has to leave is claimed, sent outside, then marked.

A process that dies lets its lease run out, and its rows are claimed again. The tables that work so
have the columns ``state``, ``lease``, ``next_try_at``, ``attempts``, ``last_error``, ``sent_at``.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import and_, bindparam, delete, null, select, update

from engine.storage.statement import Statement, of_tenant

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime, timedelta

    from sqlalchemy import ColumnElement, Select, Table

    from engine.storage.unit import Unit


@dataclass(frozen=True, slots=True)
class Lease:
    """By what claimed rows are known, and until when nobody else gets them."""

    token: str
    until: datetime


def new_lease(unit: Unit, length: timedelta) -> Lease:
    """Return a lease that begins at the moment of a transaction."""
    return Lease(secrets.token_hex(8), unit.at + length)


class Leasing:
    """The statements by which the rows of a table are leased and marked."""

    def __init__(self, table: Table) -> None:
        """Write them down for a table."""
        self._table = table
        own = and_(
            of_tenant(table),
            table.c.id.in_(bindparam("ids", expanding=True)),
            table.c.lease == bindparam("token"),
        )
        self._sent = Statement(
            update(table)
            .where(own)
            .values(
                state="sent",
                sent_at=bindparam("moment"),
                next_try_at=null(),
                lease=null(),
                last_error=null(),
            )
        )
        self._failed = Statement(
            update(table)
            .where(own)
            .values(
                state=bindparam("new_state"),
                next_try_at=bindparam("retry_at"),
                lease=null(),
                last_error=bindparam("error"),
            )
        )
        self._prune = Statement(
            delete(table).where(
                of_tenant(table), table.c.state == "sent", table.c.sent_at < bindparam("before")
            )
        )

    @property
    def due(self) -> ColumnElement[bool]:
        """Return which rows have to leave at ``moment``."""
        return and_(of_tenant(self._table), self._table.c.next_try_at <= bindparam("moment"))

    def claiming(self, wanted: Select[tuple[str]], *told: ColumnElement[object]) -> Statement:
        """Return the statement that leases rows, passing over those that somebody else holds.

        Args:
            wanted: Selects the ids; the rows are locked.
            told: Columns that it returns beside the id.
        """
        table = self._table
        # as a CTE, since PostgreSQL may run a plain sub-query more than once
        free = wanted.with_for_update(skip_locked=True).cte("free")
        return Statement(
            update(table)
            .where(of_tenant(table), table.c.id.in_(select(free.c.id)))
            .values(
                state="leased",
                lease=bindparam("token"),
                next_try_at=bindparam("until"),
                attempts=table.c.attempts + 1,
            )
            .returning(table.c.id, *told)
        )

    def mark_sent(self, unit: Unit, ids: Sequence[str], token: str, at: datetime) -> int:
        """Record that rows have arrived; return how many were still leased to us."""
        return unit.run(self._sent, ids=ids, token=token, moment=at).rowcount

    def mark_failed(
        self, unit: Unit, ids: Sequence[str], token: str, error: str, retry_at: datetime | None
    ) -> int:
        """Record a failure; without a moment for the next try the rows are dead."""
        state = "queued" if retry_at is not None else "dead"
        return unit.run(
            self._failed, ids=ids, token=token, error=error, retry_at=retry_at, new_state=state
        ).rowcount

    def prune(self, unit: Unit, before: datetime) -> int:
        """Forget rows sent before a moment; return how many."""
        return unit.run(self._prune, before=before).rowcount
