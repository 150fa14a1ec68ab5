"""What a town shows to others, and what is shown to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, insert, or_, select, update

from engine.storage.ids import new_id
from engine.storage.metadata import table_of
from engine.storage.statement import Statement, of_tenant
from engine.storage.tables.cases import CaseRow
from engine.storage.tables.shares import ShareRow

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy import ColumnElement

    from engine.storage.unit import Unit

_SHARES = table_of(ShareRow)
_CASES = table_of(CaseRow)


def holds() -> tuple[ColumnElement[bool], ...]:
    """Return the conditions that a share has not ended on a day."""
    until = _SHARES.c.valid_until
    return (_SHARES.c.ended_at.is_(None), or_(until.is_(None), until >= bindparam("on")))


_TO_WHOM = or_(
    _SHARES.c.to_person == bindparam("person"), _SHARES.c.to_town == bindparam("to_town")
)
_GIVE = Statement(insert(_SHARES))
_END = Statement(
    update(_SHARES)
    .where(of_tenant(_SHARES), _SHARES.c.id == bindparam("share"), _SHARES.c.ended_at.is_(None))
    .values(ended_at=bindparam("at"))
)
_GIVEN = Statement(
    select(_SHARES).where(of_tenant(_SHARES), *holds()).order_by(_SHARES.c.given_at, _SHARES.c.id)
)
_ONE = Statement(select(_SHARES).where(of_tenant(_SHARES), _SHARES.c.id == bindparam("share")))
_SHOWN = Statement(
    select(_SHARES.c.case_id, _SHARES.c.workflow).where(of_tenant(_SHARES), _TO_WHOM, *holds())
)
_CASES_OF_KINDS = Statement(
    select(_CASES.c.id).where(
        of_tenant(_CASES),
        _CASES.c.workflow_key.in_(bindparam("workflows", expanding=True)),
        _CASES.c.exposure != "confidential",
    )
)


@dataclass(frozen=True, slots=True)
class Share:
    """One case, or all cases of one workflow, shown to one town or one person."""

    id: str
    case: str | None
    """Id of the case."""
    workflow: str | None
    to_town: str | None
    to_person: str | None
    reason: str
    valid_until: date | None
    """The last day."""
    given_by: str | None
    given_at: datetime


def put_share(unit: Unit, share: Share) -> str:
    """Keep a new share; return its id."""
    key = new_id(unit.at)
    unit.run(
        _GIVE,
        id=key,
        case_id=share.case,
        workflow=share.workflow,
        to_town=share.to_town,
        to_person=share.to_person,
        reason=share.reason,
        valid_until=share.valid_until,
        given_by=share.given_by,
        given_at=unit.at,
        ended_at=None,
    )
    return key


def end_share(unit: Unit, share: str) -> bool:
    """End a share now; return whether there was one that had not ended."""
    return unit.run(_END, share=share, at=unit.at).rowcount == 1


def find_share(unit: Unit, share: str) -> Share | None:
    """Return a share by id."""
    row = unit.run(_ONE, share=share).one_or_none()
    return _share(row) if row is not None else None


def shares_given(unit: Unit, on: date) -> list[Share]:
    """Return what the town shows to others on a day."""
    return [_share(row) for row in unit.run(_GIVEN, on=on)]


def cases_shown(
    unit: Unit, on: date, *, person: str | None = None, town: str | None = None
) -> frozenset[str]:
    """Return the ids of the town's cases that are shown to a person or to another town."""
    to_whom = person or "", town or ""
    return unit.once((_SHOWN, to_whom, on), lambda: _cases_shown(unit, on, *to_whom))


def _cases_shown(unit: Unit, on: date, person: str, town: str) -> frozenset[str]:
    rows = unit.run(_SHOWN, person=person, to_town=town, on=on).all()
    found = {row.case_id for row in rows if row.case_id is not None}
    kinds = {row.workflow for row in rows if row.workflow is not None}
    if kinds:
        found |= set(unit.run(_CASES_OF_KINDS, workflows=sorted(kinds)).scalars())
    return frozenset(found)


def _share(row: Any) -> Share:
    return Share(
        row.id, row.case_id, row.workflow, row.to_town, row.to_person,
        row.reason, row.valid_until, row.given_by, row.given_at,
    )  # fmt: skip
