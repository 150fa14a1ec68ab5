"""The log of refusals, kept for a while."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, delete, insert, select

from engine.lifecycle.codec import decode, encode
from engine.storage.ids import new_id
from engine.storage.metadata import table_of
from engine.storage.statement import Statement, of_tenant
from engine.storage.tables.events import RefusalRow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.findings import Text
    from engine.lifecycle.outcome import Reason, Refused
    from engine.storage.unit import Unit

KEPT_FOR = timedelta(days=90)

_REFUSALS = table_of(RefusalRow)
_KEEP = Statement(insert(_REFUSALS))
_OF_CASE = Statement(
    select(_REFUSALS)
    .where(of_tenant(_REFUSALS), _REFUSALS.c.case_id == bindparam("case"))
    .order_by(_REFUSALS.c.id.desc())
    .limit(bindparam("limit"))
)
_PRUNE = Statement(
    delete(_REFUSALS).where(of_tenant(_REFUSALS), _REFUSALS.c.expires_at <= bindparam("moment"))
)


@dataclass(frozen=True, slots=True)
class RefusedReason:
    """One reason of a refusal, without the values that it read."""

    code: str
    message: Text
    subject: str | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """An event that was refused."""

    id: str
    case_id: str | None
    event: str
    actor: str | None
    at: datetime
    reasons: tuple[RefusedReason, ...]


def keep_refusals(
    unit: Unit, refused: Sequence[Refused], actor: str | None, kept_for: timedelta = KEPT_FOR
) -> None:
    """Log refusals: run it in a unit of its own, once that of the refused event is over."""
    if refused:
        unit.run_many(_KEEP, [_row(each, actor, unit.at, kept_for) for each in refused])


def refusals_of(unit: Unit, case_id: str, limit: int = 50) -> list[Refusal]:
    """Return the refusals at a case, the latest first."""
    return [
        Refusal(
            row.id,
            row.case_id,
            row.event,
            row.actor,
            row.at,
            tuple(decode(RefusedReason, each) for each in row.reasons),
        )
        for row in unit.run(_OF_CASE, case=case_id, limit=limit)
    ]


def prune(unit: Unit, at: datetime) -> int:
    """Forget refusals that have expired; return how many."""
    return unit.run(_PRUNE, moment=at).rowcount


def _row(refused: Refused, actor: str | None, at: datetime, kept_for: timedelta) -> dict[str, Any]:
    return {
        "id": new_id(at),
        "case_id": refused.case.id if refused.case is not None else None,
        "event": refused.event,
        "actor": actor,
        "at": at,
        "reasons": [encode(_told(each)) for each in refused.reasons],
        "expires_at": at + kept_for,
    }


def _told(reason: Reason) -> RefusedReason:
    return RefusedReason(reason.code, reason.message, reason.subject)
