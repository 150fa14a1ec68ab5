"""Lists that were taken over: profiles, and which row became which case."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, select

from engine.storage.metadata import table_of
from engine.storage.statement import Statement, of_tenant
from engine.storage.tables.cases import CaseRow
from engine.storage.tables.transfer import ImportedRowRow, ImportProfileRow
from engine.storage.upsert import upsert

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from engine.storage.unit import Unit

_PROFILES = table_of(ImportProfileRow)
_ROWS = table_of(ImportedRowRow)
_CASES = table_of(CaseRow)
_PUT_PROFILE = Statement(upsert(ImportProfileRow))
_ALL_PROFILES = Statement(select(_PROFILES).where(of_tenant(_PROFILES)).order_by(_PROFILES.c.name))
_PUT_ROW = Statement(upsert(ImportedRowRow))
_OF_LIST = Statement(
    select(_ROWS).where(of_tenant(_ROWS), _ROWS.c.list_name == bindparam("of_list"))
)
_DATA = Statement(
    select(_CASES.c.id, _CASES.c.number, _CASES.c.data)
    .where(of_tenant(_CASES), _CASES.c.workflow_key == bindparam("workflow"))
    .order_by(_CASES.c.id)
)


@dataclass(frozen=True, slots=True)
class Profile:
    """How a list is read."""

    name: str
    workflow: str
    columns: Mapping[str, str] = field(default_factory=dict)
    defaults: Mapping[str, Any] = field(default_factory=dict)
    sheets: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class TakenRow:
    """A row of a list as it was taken last."""

    key: str
    case: str
    sheet: str
    row: int
    fields: Mapping[str, Any]
    holders: Mapping[str, Any]


def put_profile(unit: Unit, profile: Profile) -> None:
    """Keep how a list is read."""
    unit.run(
        _PUT_PROFILE,
        name=profile.name,
        workflow=profile.workflow,
        columns=dict(profile.columns),
        defaults=dict(profile.defaults),
        sheets=list(profile.sheets),
        changed_at=unit.at,
    )


def profiles(unit: Unit) -> list[Profile]:
    """Return how lists are read, by name."""
    return [
        Profile(row.name, row.workflow, row.columns, row.defaults, tuple(row.sheets))
        for row in unit.run(_ALL_PROFILES)
    ]


def put_taken_row(unit: Unit, list_name: str, row: TakenRow) -> None:
    """Keep what a row said when it was taken, and which case it is."""
    unit.run(
        _PUT_ROW,
        list_name=list_name,
        key=row.key,
        case_id=row.case,
        sheet=row.sheet,
        row=row.row,
        fields=dict(row.fields),
        holders={role: list(held) for role, held in row.holders.items()},
        taken_at=unit.at,
    )


def taken_rows(unit: Unit, list_name: str) -> list[TakenRow]:
    """Return the rows of a list that have been taken."""
    return [
        TakenRow(row.key, row.case_id, row.sheet, row.row, row.fields, row.holders)
        for row in unit.run(_OF_LIST, of_list=list_name)
    ]


def case_ids_by(unit: Unit, workflow: str, field_key: str) -> dict[str, str]:
    """Return the cases of a workflow by the value of one of their fields, where it is unique."""
    found: dict[str, str] = {}
    twice: set[str] = set()
    for row in unit.run(_DATA, workflow=workflow):
        value = row.data.get(field_key)
        if isinstance(value, str):
            if value in found:
                twice.add(value)
            found[value] = row.id
    return {value: case for value, case in found.items() if value not in twice}
