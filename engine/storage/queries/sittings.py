"""Cases by the body or the case that a field of theirs names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from engine.lifecycle.codec import canonical
from engine.storage.hints import rare
from engine.storage.json_member import json_member
from engine.storage.metadata import table_of
from engine.storage.queries.visible import may_see
from engine.storage.statement import Statement, of_tenant
from engine.storage.tables.cases import CaseRow

if TYPE_CHECKING:
    from collections.abc import Collection

    from engine.storage.queries.visible import Viewer
    from engine.storage.unit import Unit

_CASES = table_of(CaseRow)


def cases_naming(
    unit: Unit,
    viewer: Viewer,
    workflow: str,
    named: tuple[str, str],
    states: Collection[str] = (),
) -> list[str]:
    """Return the ids of the cases of a workflow whose field has a value, the oldest first.

    Args:
        unit: The transaction.
        viewer: For whom is read.
        workflow: The workflow.
        named: The field and its value.
        states: The states looked for; empty: all of them.
    """
    field, value = named
    conditions = [
        of_tenant(_CASES),
        rare(_CASES.c.workflow_key == workflow),
        json_member(_CASES.c.data, field) == canonical(value),
        may_see(viewer.kind),
    ]
    if states:
        conditions.append(rare(_CASES.c.state.in_(sorted(states))))
    # Sorted here: to keep the order, SQLite would walk through all cases instead of the index.
    statement = Statement(select(_CASES.c.id).where(*conditions))
    return sorted(unit.run(statement, **viewer.binds).scalars())
