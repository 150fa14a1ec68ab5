"""What papers tell of besides lists: what bodies have settled, what began and ended."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, bindparam, func, select

from engine.lifecycle.case import WorkflowRef
from engine.storage.metadata import table_of
from engine.storage.queries.duties import Concern, Matter
from engine.storage.rows import item_of, title_in
from engine.storage.statement import Statement, of_tenant
from engine.storage.tables.cases import CaseRow, ItemRow

if TYPE_CHECKING:
    from datetime import datetime

    from engine.storage.unit import Unit

_CASES = table_of(CaseRow)
_ITEMS = table_of(ItemRow)
_OF_BODY = (
    of_tenant(_ITEMS),
    _ITEMS.c.body == bindparam("of_body"),
    _ITEMS.c.settled_at.is_not(None),
)
_SETTLED = Statement(
    select(
        _ITEMS,
        _CASES.c.number.label("case_number"),
        _CASES.c.data,
        _CASES.c.workflow_key,
        _CASES.c.workflow_version,
        _CASES.c.workflow_digest,
        _CASES.c.state.label("case_state"),
    )
    .join(_CASES, and_(_CASES.c.tenant == _ITEMS.c.tenant, _CASES.c.id == _ITEMS.c.case_id))
    .where(*_OF_BODY, _ITEMS.c.settled_at >= bindparam("since"))
    .order_by(_ITEMS.c.settled_at, _ITEMS.c.case_id, _ITEMS.c.number)
)
_LAST_SETTLED = Statement(
    select(func.max(_ITEMS.c.settled_at)).where(*_OF_BODY, _ITEMS.c.settled_at < bindparam("until"))
)
_BEGUN = Statement(
    select(_CASES.c.id)
    .where(
        of_tenant(_CASES),
        _CASES.c.opened_at >= bindparam("since"),
        _CASES.c.opened_at <= bindparam("until"),
    )
    .order_by(_CASES.c.id)
)
_ENDED = Statement(
    select(_CASES.c.id)
    .where(
        of_tenant(_CASES),
        _CASES.c.closed_at >= bindparam("since"),
        _CASES.c.closed_at <= bindparam("until"),
    )
    .order_by(_CASES.c.closed_at, _CASES.c.id)
)
_OF_WORKFLOW = Statement(
    select(_CASES.c.id)
    .where(of_tenant(_CASES), _CASES.c.workflow_key == bindparam("workflow"))
    .order_by(_CASES.c.number, _CASES.c.id)
)


def settled_matters(unit: Unit, body: str, since: datetime) -> list[Matter]:
    """Return what a body has settled since a moment, the oldest first."""
    return [_matter(row) for row in unit.run(_SETTLED, of_body=body, since=since)]


def last_settled_at(unit: Unit, body: str, until: datetime) -> datetime | None:
    """Return when a body settled something last before a moment."""
    found: datetime | None = unit.run(_LAST_SETTLED, of_body=body, until=until).scalars().first()
    return found


def begun(unit: Unit, since: datetime, until: datetime) -> list[str]:
    """Return the ids of the cases that were opened in a stretch of time."""
    return list(unit.run(_BEGUN, since=since, until=until).scalars())


def ended(unit: Unit, since: datetime, until: datetime) -> list[str]:
    """Return the ids of the cases that were closed in a stretch of time."""
    return list(unit.run(_ENDED, since=since, until=until).scalars())


def of_workflow(unit: Unit, workflow: str) -> list[str]:
    """Return the ids of all cases of a workflow by their numbers."""
    return list(unit.run(_OF_WORKFLOW, workflow=workflow).scalars())


def _matter(row: Any) -> Matter:
    concern = Concern(
        id=row.case_id,
        number=row.case_number,
        title=title_in(row.data),
        workflow=WorkflowRef(row.workflow_key, row.workflow_version, row.workflow_digest),
        state=row.case_state,
    )
    return Matter(concern, item_of(row))
