"""Reading cases, so that they are held until the transaction ends."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, select

from engine.storage.metadata import table_of
from engine.storage.rows import case_of, item_of, occurrence_of, ref_of
from engine.storage.statement import Statement, is_open, of_tenant
from engine.storage.tables.cases import CaseRow, ItemRow, OccurrenceRow
from engine.storage.tables.tenants import TenantRow

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from engine.definition.fields import Field
    from engine.lifecycle.case import Case, Item, Occurrence, WorkflowRef
    from engine.storage.unit import Unit

_CASES = table_of(CaseRow)
_OCCURRENCES = table_of(OccurrenceRow)
_ITEMS = table_of(ItemRow)
_TENANTS = table_of(TenantRow)

_FOR_LISTS = frozenset({"tenant", "rating", "area", "priority", "exposure", "search", "unheld"})
_OF_THE_CLOCK = frozenset({"next_at", "clock_failures", "clock_retry_at", "clock_error"})
"""Columns that are derived from the others, or say nothing of the case itself."""
_CASE_AND_STAMP = (
    select(
        *(each for each in _CASES.c if each.name not in _FOR_LISTS | _OF_THE_CLOCK),
        _TENANTS.c.stamp.label("town_stamp"),
    )
    .select_from(_CASES)
    .join(_TENANTS, _TENANTS.c.id == _CASES.c.tenant)
    .where(of_tenant(_CASES))
)
# Not a full lock: rows that refer to the case may be inserted meanwhile, so that two cases that
# link to each other do not wait for each other.
_ONE_CASE = _CASE_AND_STAMP.where(_CASES.c.id == bindparam("case_id"))
_SEEN = Statement(_ONE_CASE)
_HELD = Statement(_ONE_CASE.with_for_update(of=_CASES, key_share=True))
_MANY_CASES = _CASE_AND_STAMP.where(_CASES.c.id.in_(bindparam("case_ids", expanding=True)))
_MANY_SEEN = Statement(_MANY_CASES)
_MANY_HELD = Statement(_MANY_CASES.order_by(_CASES.c.id).with_for_update(of=_CASES, key_share=True))
_OPEN_OCCURRENCES = select(_OCCURRENCES).where(of_tenant(_OCCURRENCES), is_open(_OCCURRENCES))
_OPEN_ITEMS = select(_ITEMS).where(of_tenant(_ITEMS), _ITEMS.c.settled_at.is_(None))
_OWED = Statement(_OPEN_OCCURRENCES.where(_OCCURRENCES.c.case_id == bindparam("case_id")))
_ASKED = Statement(_OPEN_ITEMS.where(_ITEMS.c.case_id == bindparam("case_id")))
_MANY_OWED = Statement(
    _OPEN_OCCURRENCES.where(_OCCURRENCES.c.case_id.in_(bindparam("case_ids", expanding=True)))
)
_MANY_ASKED = Statement(
    _OPEN_ITEMS.where(_ITEMS.c.case_id.in_(bindparam("case_ids", expanding=True)))
)


class Found:
    """A case as it was read, with what the next event is chained to."""

    __slots__ = ("case", "head_hash", "town_stamp")

    def __init__(self, case: Case, head_hash: str, town_stamp: int) -> None:
        """Keep the case and the rest of its row."""
        self.case = case
        self.head_hash = head_hash
        self.town_stamp = town_stamp


def read_case(
    unit: Unit, case_id: str, declared: Callable[[WorkflowRef], Mapping[str, Field]], *, hold: bool
) -> Found | None:
    """Return a case with what is open in it, None if there is none."""
    row = unit.run(_HELD if hold else _SEEN, case_id=case_id).one_or_none()
    if row is None:
        return None
    owed = map(occurrence_of, unit.run(_OWED, case_id=case_id)) if row.closed_at is None else ()
    asked = map(item_of, unit.run(_ASKED, case_id=case_id)) if row.items_open else ()
    return _found(row, declared, owed, asked)


def read_cases(
    unit: Unit,
    case_ids: Sequence[str],
    declared: Callable[[WorkflowRef], Mapping[str, Field]],
    *,
    hold: bool,
) -> list[Found]:
    """Return cases in three statements at most, however many they are."""
    if not case_ids:
        return []
    rows = unit.run(_MANY_HELD if hold else _MANY_SEEN, case_ids=case_ids).all()
    owed: Mapping[str, list[Occurrence]] = _by_case(
        occurrence_of, unit.run(_MANY_OWED, case_ids=case_ids)
    )
    asking = [row.id for row in rows if row.items_open]
    asked: Mapping[str, list[Item]] = (
        _by_case(item_of, unit.run(_MANY_ASKED, case_ids=asking)) if asking else {}
    )
    return [_found(row, declared, owed.get(row.id, ()), asked.get(row.id, ())) for row in rows]


def _found(
    row: Any,
    declared: Callable[[WorkflowRef], Mapping[str, Field]],
    owed: Iterable[Occurrence],
    asked: Iterable[Item],
) -> Found:
    case = case_of(row, declared(ref_of(row)), owed, asked)
    return Found(case, row.head_hash, row.town_stamp)


def _by_case(read: Callable[[Any], Any], rows: Iterable[Any]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.case_id].append(read(row))
    return found
