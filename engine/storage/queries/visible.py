"""What a reader may see, as conditions of queries.

Conditions are made for a kind of viewer, so that a statement is built once for everybody of that
kind; for whom it is run is among its parameters (``Viewer.binds``), and none of them has a value
of its own that could be left standing.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Select,
    and_,
    bindparam,
    exists,
    false,
    literal_column,
    or_,
    select,
    true,
    union,
)

from engine.lifecycle.codec import canonical
from engine.storage.hints import unindexed
from engine.storage.json_member import json_member
from engine.storage.metadata import table_of
from engine.storage.statement import Statement, of_tenant
from engine.storage.tables.cases import CaseRow, ItemRow
from engine.storage.tables.people import CaseHolderRow

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from engine.storage.unit import Unit

_CASES = table_of(CaseRow)
_ITEMS = table_of(ItemRow)
_HOLDERS = table_of(CaseHolderRow)
_CASES_AGAIN = _CASES.alias("cases_again")
KINDS = 64
"""For so many kinds of viewers, and shapes of questions, a statement is remembered."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What kind of viewer somebody is: which conditions her queries have, for whichever values."""

    sees_all: bool
    is_insider: bool
    holds: bool
    acts: bool
    sits: bool
    named: tuple[tuple[str, str], ...]
    """Workflow and field."""
    is_shown: bool

    def has_own(self, *, as_close: bool = False) -> bool:
        """Return whether there may be cases that she sees inside by roles and seats of her own."""
        return self.holds or self.sits or bool(self.named) or (self.is_shown and not as_close)


@dataclass(frozen=True)
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

    @cached_property
    def kind(self) -> Kind:
        """What the conditions of her queries look like."""
        return Kind(
            sees_all=self.sees_all,
            is_insider=self.is_insider,
            holds=bool(self.holders),
            acts=bool(self.workflows),
            sits=bool(self.bodies),
            named=tuple(sorted({(workflow, field) for workflow, field, _ in self.named})),
            is_shown=bool(self.shared),
        )

    @cached_property
    def binds(self) -> dict[str, list[str]]:
        """The values of the parameters of these conditions."""
        given = {
            "viewer_workflows": sorted(self.workflows),
            "viewer_holders": sorted(self.holders),
            "viewer_bodies": sorted(self.bodies),
            "viewer_shared": sorted(self.shared),
        }
        for place, (workflow, field) in enumerate(self.kind.named):
            given[f"viewer_named_{place}"] = [
                canonical(body)
                for key, name, body in sorted(self.named)
                if (key, name) == (workflow, field)
            ]
        return {name: values for name, values in given.items() if values}


EVERYTHING = Viewer(sees_all=True)
"""For the engine itself, which shows nothing to anybody."""


def is_close(kind: Kind) -> ColumnElement[bool]:
    """Return the condition that a reader has a role in a case, or it stands before her body."""
    ways: list[ColumnElement[bool]] = [true() if kind.sees_all else false()]
    if kind.acts:
        ways.append(_CASES.c.workflow_key.in_(_listed("viewer_workflows")))
    if kind.holds:
        held = and_(of_tenant(_HOLDERS), _HOLDERS.c.case_id == _CASES.c.id)
        is_hers = _HOLDERS.c.holder.in_(_listed("viewer_holders"))
        ways.append(exists().where(held, is_hers).correlate(_CASES))
    if kind.sits:
        asked = and_(of_tenant(_ITEMS), _ITEMS.c.case_id == _CASES.c.id)
        is_asked = unindexed(_ITEMS.c.body).in_(_listed("viewer_bodies"))
        before_body = exists().where(asked, _ITEMS.c.settled_at.is_(None), is_asked)
        is_any = _CASES.c.items_open > literal_column("0")
        ways.append(and_(is_any, before_body.correlate(_CASES)))
    for place, (workflow, field) in enumerate(kind.named):
        names_it = json_member(_CASES.c.data, field).in_(_listed(f"viewer_named_{place}"))
        ways.append(and_(_CASES.c.workflow_key == workflow, names_it))
    return or_(*ways)


def may_see_inside(kind: Kind) -> ColumnElement[bool]:
    """Return the condition that a reader may see what a case holds for insiders."""
    if kind.sees_all:
        return true()
    ways = [is_close(kind)]
    if kind.is_insider:
        ways.insert(0, _CASES.c.exposure != literal_column("'confidential'"))
    if kind.is_shown:
        ways.append(_CASES.c.id.in_(_listed("viewer_shared")))
    return or_(*ways)


def may_see(kind: Kind) -> ColumnElement[bool]:
    """Return the condition that a reader may know of a case."""
    if kind.sees_all:
        return true()
    # Written out, so that an index of the public cases can serve.
    return or_(_CASES.c.exposure == literal_column("'public'"), may_see_inside(kind))


def is_own(kind: Kind, *, as_close: bool = False) -> ColumnElement[bool]:
    """Return the condition that a reader sees inside a case by roles and seats of her own.

    Other than by ``may_see_inside`` the cases are found by what she holds: for whoever sees few.

    Args:
        kind: What kind of viewer she is.
        as_close: Whether those that are merely shown to her do not count.
    """
    ways = [each.correlate(None) for each in _ways(kind, as_close=as_close)]
    return _CASES.c.id.in_(union(*ways)) if ways else false()


def _ways(kind: Kind, *, as_close: bool) -> Iterator[Select[Any]]:
    if kind.holds:
        mine = _HOLDERS.c.holder.in_(_listed("viewer_holders"))
        yield select(_HOLDERS.c.case_id).where(of_tenant(_HOLDERS), mine)
    if kind.sits:
        asked = _ITEMS.c.body.in_(_listed("viewer_bodies"))
        is_open_item = _ITEMS.c.settled_at.is_(None)
        yield select(_ITEMS.c.case_id).where(of_tenant(_ITEMS), is_open_item, asked)
    cases = select(_CASES_AGAIN.c.id).where(of_tenant(_CASES_AGAIN))
    if kind.is_shown and not as_close:
        yield cases.where(_CASES_AGAIN.c.id.in_(_listed("viewer_shared")))
    for place, (workflow, field) in enumerate(kind.named):
        names_it = json_member(_CASES_AGAIN.c.data, field).in_(_listed(f"viewer_named_{place}"))
        yield cases.where(_CASES_AGAIN.c.workflow_key == workflow, names_it)


def _listed(name: str) -> BindParameter[Any]:
    return bindparam(name, expanding=True)


def seen_among(unit: Unit, viewer: Viewer, names: Collection[str]) -> frozenset[str]:
    """Return those ids and numbers of cases that a reader may know of."""
    if viewer.sees_all or not names:
        return frozenset(names)
    rows = unit.run(_seen_among(viewer.kind), wanted=sorted(names), **viewer.binds)
    return frozenset(name for row in rows for name in row).intersection(names)


@lru_cache(maxsize=KINDS)
def _seen_among(kind: Kind) -> Statement:
    wanted = _listed("wanted")
    return Statement(
        select(_CASES.c.id, _CASES.c.number).where(
            of_tenant(_CASES),
            or_(_CASES.c.id.in_(wanted), _CASES.c.number.in_(wanted)),
            may_see(kind),
        )
    )
