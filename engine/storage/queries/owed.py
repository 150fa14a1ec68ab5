"""What somebody owes: found by what she holds or in the order of due dates.

Nothing here goes through all that is owed in a town: each way of owing is a query of its own that
follows an index, and each brings so many rows at most as are asked for.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, bindparam, exists, literal_column, select, union

from engine.lifecycle.codec import canonical
from engine.storage.hints import unindexed
from engine.storage.json_member import json_member
from engine.storage.metadata import table_of
from engine.storage.statement import is_open, of_tenant
from engine.storage.tables.cases import CaseRow, OccurrenceRow
from engine.storage.tables.people import CaseHolderRow

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from sqlalchemy import BindParameter, ColumnElement, Select

_CASES = table_of(CaseRow)
_OCCURRENCES = table_of(OccurrenceRow)
_HOLDERS = table_of(CaseHolderRow)

WorkflowRole = tuple[str, str]
"""Key of a workflow and a role in it."""
NamedBody = tuple[str, str, str, str]
"""Key of a workflow, a role in it, the field that names the role's body, and a body."""


@dataclass(frozen=True, slots=True)
class Owners:
    """Whose duties: found by ``recipients.duties_of``."""

    holders: Collection[str] = ()
    """Ids under which roles of cases are held: the person's and her organisations'."""
    roles: Collection[WorkflowRole] = ()
    """Roles held for the whole town."""
    stands_in: Collection[WorkflowRole] = ()
    """Roles of the town or of bodies that she fills where nobody holds them in the case."""
    fills: Collection[WorkflowRole] = ()
    """Roles of cases that she fills where nobody holds them."""
    named: Collection[NamedBody] = ()
    """Bodies that she sits in, where cases name theirs by a field."""


@dataclass(frozen=True, slots=True)
class Shape:
    """In which ways somebody owes: what the query looks like, whatever the values."""

    holds: bool
    roles: int
    stands_in: int
    fills: bool
    named: tuple[str, ...]
    """Fields."""


def shape_of(owners: Owners) -> Shape:
    """Return in which ways somebody owes."""
    return Shape(
        holds=bool(owners.holders),
        roles=len(_by_role(owners.roles)),
        stands_in=len(_by_role(owners.stands_in)),
        fills=bool(owners.fills),
        named=tuple(field for _, _, field, _ in sorted(owners.named)),
    )


def binds_of(owners: Owners) -> dict[str, Any]:
    """Return the parameters of the query for somebody."""
    found: dict[str, Any] = {}
    if owners.holders:
        found["owner_holders"] = sorted(owners.holders)
    if owners.fills:
        found["fills_in"] = sorted({workflow for workflow, _ in owners.fills})
        found["fills_as"] = sorted(f"{workflow} {role}" for workflow, role in owners.fills)
    for way in ("roles", "stands_in"):
        for place, (role, workflows) in enumerate(_by_role(getattr(owners, way))):
            found |= {f"{way}_{place}": role, f"{way}_{place}_in": workflows}
    for place, (workflow, role, _, body) in enumerate(sorted(owners.named)):
        found |= {
            f"named_{place}": role,
            f"named_{place}_in": [workflow],
            f"named_{place}_as": canonical(body),
        }
    return found


def _by_role(pairs: Iterable[WorkflowRole]) -> list[tuple[str, list[str]]]:
    found = defaultdict(list)
    for workflow, role in sorted(pairs):
        found[role].append(workflow)
    return sorted(found.items())


_KEY = tuple(_OCCURRENCES.c[name] for name in ("case_id", "obligation", "series", "number"))
_OF_CASE = and_(_CASES.c.tenant == _OCCURRENCES.c.tenant, _CASES.c.id == _OCCURRENCES.c.case_id)
_OPEN = (of_tenant(_OCCURRENCES), is_open(_OCCURRENCES))
_HELD_HERE = and_(
    of_tenant(_HOLDERS),
    _HOLDERS.c.case_id == _OCCURRENCES.c.case_id,
    _HOLDERS.c.role == _OCCURRENCES.c.owner,
)
_IS_GAP = ~exists().where(_HELD_HERE).correlate(_OCCURRENCES)


def most_urgent(shape: Shape, conditions: Sequence[ColumnElement[bool]]) -> Select[Any]:
    """Return the query of the keys of what is the most urgent in any of the ways.

    Args:
        shape: The ways; their parameters are those of ``binds_of``, and ``at_most``.
        conditions: Of occurrences and their cases, which all of them meet.
    """
    query = select(*_KEY).select_from(_OCCURRENCES).join(_CASES, _OF_CASE).where(*_OPEN)
    query = query.where(*conditions)
    parts = [_first(few) for few in _few(shape, query)]
    parts += [part for way in _many(shape, query) for part in _in_order(way)]
    found = union(*parts) if parts else query.where(_NEVER)
    return select(found.subquery("urgent"))


def is_key_of(keys: Any) -> ColumnElement[bool]:
    """Return the condition that an occurrence is that of a key."""
    return and_(*(column == keys.c[column.name] for column in _KEY))


_NEVER = _OCCURRENCES.c.owner.is_(None)


def _few(shape: Shape, query: Select[Any]) -> Iterator[Select[Any]]:
    """Yield the ways that lead from cases to what is owed in them."""
    owner = unindexed(_OCCURRENCES.c.owner)
    if shape.holds:
        mine = _HOLDERS.c.holder.in_(_listed("owner_holders"))
        held_here = and_(_HOLDERS.c.case_id == _OCCURRENCES.c.case_id, _HOLDERS.c.role == owner)
        yield query.join(_HOLDERS, held_here).where(of_tenant(_HOLDERS), mine)
    if shape.fills:
        of_workflow = _CASES.c.workflow_key.in_(_listed("fills_in"))
        owed_as = _CASES.c.workflow_key + literal_column("' '") + owner
        has_gaps = _CASES.c.unheld.is_not(None)
        yield query.where(of_workflow, has_gaps, owed_as.in_(_listed("fills_as")), _IS_GAP)


def _many(shape: Shape, query: Select[Any]) -> Iterator[Select[Any]]:
    """Yield the ways that lead to so much that only the order of due dates bounds it."""
    for place in range(shape.roles):
        yield query.where(_as(f"roles_{place}"))
    for place in range(shape.stands_in):
        yield query.where(_as(f"stands_in_{place}"), _IS_GAP)
    for place, field in enumerate(shape.named):
        names_it = json_member(_CASES.c.data, field) == bindparam(f"named_{place}_as")
        yield query.where(_as(f"named_{place}"), names_it)


def _as(name: str) -> ColumnElement[bool]:
    """Return the condition that something is owed by a role in some workflows."""
    of_workflow = unindexed(_CASES.c.workflow_key).in_(_listed(f"{name}_in"))
    return and_(_OCCURRENCES.c.owner == bindparam(name), of_workflow)


def _first(few: Select[Any]) -> Select[Any]:
    """Return the most urgent of few, found without the indexes of due dates."""
    due_at = unindexed(_OCCURRENCES.c.due_at)
    return _limited(few.order_by(due_at.is_(None), due_at, *map(unindexed, _KEY)))


def _in_order(way: Select[Any]) -> Iterator[Select[Any]]:
    """Yield the most urgent of what has a date, and of what has none, as an index gives them."""
    due_at = _OCCURRENCES.c.due_at
    yield _limited(way.where(due_at.is_not(None)).order_by(due_at, *_KEY))
    yield _limited(way.where(due_at.is_(None)).order_by(*map(unindexed, _KEY)))


def _limited(way: Select[Any]) -> Select[Any]:
    return select(way.limit(bindparam("at_most")).subquery())


def _listed(name: str) -> BindParameter[Any]:
    return bindparam(name, expanding=True)
