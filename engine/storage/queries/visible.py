"""What a reader may see, as conditions of queries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, and_, false, literal_column, or_, select, true

from engine.lifecycle.codec import canonical
from engine.storage.json_member import json_member
from engine.storage.metadata import table_of
from engine.storage.statement import Statement, of_tenant
from engine.storage.tables.cases import CaseRow, ItemRow
from engine.storage.tables.people import CaseHolderRow

if TYPE_CHECKING:
    from collections.abc import Collection

    from engine.storage.unit import Unit

_CASES = table_of(CaseRow)
_ITEMS = table_of(ItemRow)
_HOLDERS = table_of(CaseHolderRow)


@dataclass(frozen=True, slots=True)
class Viewer:
    """For whom something is read, with what she holds today; found by ``services.access``."""

    sees_all: bool = False
    is_insider: bool = False
    """Whether she holds a role of the town or sits in a body."""
    is_administrator: bool = False
    """Whether she keeps the town's directory, settings, definitions and deliveries."""
    holders: frozenset[str] = frozenset()
    """Ids under which roles of cases are held: the person's and her organisations'."""
    workflows: frozenset[str] = frozenset()
    """Workflows in whose cases she may act, or owes, by a role of the town."""
    bodies: frozenset[str] = frozenset()
    """Bodies that she sits in."""
    named: frozenset[tuple[str, str, str]] = frozenset()
    """Workflow, field and body, where she may act or owes because a case names her body."""
    shared: frozenset[str] = frozenset()
    """Cases that are shown to her beyond her roles, as to an insider."""


EVERYTHING = Viewer(sees_all=True)
"""For the engine itself, which shows nothing to anybody."""


def is_close(viewer: Viewer) -> ColumnElement[bool]:
    """Return the condition that a reader has a role in a case, or it stands before her body."""
    ways: list[ColumnElement[bool]] = [true() if viewer.sees_all else false()]
    if viewer.holders:
        held = _HOLDERS.c.holder.in_(sorted(viewer.holders))
        ways.append(_CASES.c.id.in_(select(_HOLDERS.c.case_id).where(of_tenant(_HOLDERS), held)))
    if viewer.workflows:
        ways.append(_CASES.c.workflow_key.in_(sorted(viewer.workflows)))
    if viewer.bodies:
        open_items = select(_ITEMS.c.case_id).where(
            of_tenant(_ITEMS),
            _ITEMS.c.settled_at.is_(None),
            _ITEMS.c.body.in_(sorted(viewer.bodies)),
        )
        ways.append(_CASES.c.id.in_(open_items))
    for workflow, field, body in sorted(viewer.named):
        names_it = json_member(_CASES.c.data, field) == canonical(body)
        ways.append(and_(_CASES.c.workflow_key == workflow, names_it))
    return or_(*ways)


def may_see_inside(viewer: Viewer) -> ColumnElement[bool]:
    """Return the condition that a reader may see what a case holds for insiders."""
    if viewer.sees_all:
        return true()
    ways = [is_close(viewer)]
    if viewer.is_insider:
        ways.append(_CASES.c.exposure != literal_column("'confidential'"))
    if viewer.shared:
        ways.append(_CASES.c.id.in_(sorted(viewer.shared)))
    return or_(*ways)


def may_see(viewer: Viewer) -> ColumnElement[bool]:
    """Return the condition that a reader may know of a case."""
    if viewer.sees_all:
        return true()
    # Written out, so that an index of the public cases can serve.
    return or_(_CASES.c.exposure == literal_column("'public'"), may_see_inside(viewer))


def seen_among(unit: Unit, viewer: Viewer, names: Collection[str]) -> frozenset[str]:
    """Return those ids and numbers of cases that a reader may know of."""
    if viewer.sees_all or not names:
        return frozenset(names)
    wanted = sorted(names)
    statement = Statement(
        select(_CASES.c.id, _CASES.c.number).where(
            of_tenant(_CASES),
            or_(_CASES.c.id.in_(wanted), _CASES.c.number.in_(wanted)),
            may_see(viewer),
        )
    )
    return frozenset(name for row in unit.run(statement) for name in row).intersection(names)
