"""How much of something is taken up: cases that are counted or added up against a limit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import BigInteger, cast, func, select

from engine.storage.json_member import json_member
from engine.storage.metadata import table_of
from engine.storage.queries.visible import may_see_inside
from engine.storage.statement import Statement, of_tenant
from engine.storage.tables.cases import CaseRow

if TYPE_CHECKING:
    from collections.abc import Collection
    from typing import Any

    from sqlalchemy import ColumnElement

    from engine.storage.queries.visible import Viewer
    from engine.storage.unit import Unit

_CASES = table_of(CaseRow)


def taken_up(
    unit: Unit, workflow: str, states: Collection[str], added: str | None
) -> tuple[int, int]:
    """Return what a field adds up to in the cases of a workflow in states, and how many they are.

    All count, confidential ones too: a mere number tells of no single case.

    Args:
        unit: The transaction.
        workflow: Whose cases.
        states: In which they are; none: in any.
        added: The field that is added up; None: the cases themselves are.
    """
    query = select(_amount(added).label("amount"), func.count().label("count_of"))
    row = unit.run(Statement(query.where(*_those(workflow, states)))).one()
    return int(row.amount or 0), row.count_of


def taken_up_by(
    unit: Unit,
    viewer: Viewer,
    workflow: str,
    states: Collection[str],
    *,
    added: str | None,
    grouped: str,
) -> dict[str, int]:
    """Return the same by a field, a carrier for instance, of cases that somebody sees inside.

    Args:
        unit: The transaction.
        viewer: For whom.
        workflow: Whose cases.
        states: In which they are.
        added: The field that is added up; None: cases are counted.
        grouped: The field that they are told apart by; its values as JSON are the keys.
    """
    group = json_member(_CASES.c.data, grouped).label("group_of")
    query = (
        select(group, _amount(added).label("amount"))
        .where(*_those(workflow, states), may_see_inside(viewer.kind))
        .group_by(group)
    )
    rows = unit.run(Statement(query), **viewer.binds)
    return {row.group_of: int(row.amount or 0) for row in rows}


def _amount(added: str | None) -> ColumnElement[Any]:
    if added is None:
        return func.count()
    member = func.nullif(json_member(_CASES.c.data, added), "null")
    return func.sum(cast(member, BigInteger))


def _those(workflow: str, states: Collection[str]) -> list[ColumnElement[bool]]:
    found = [of_tenant(_CASES), _CASES.c.workflow_key == workflow]
    return [*found, _CASES.c.state.in_(sorted(states))] if states else found
