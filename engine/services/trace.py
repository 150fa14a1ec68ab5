"""Traces: where a case comes from, what became of it, as far as the reader may see.

Whoever made a contribution without an account follows it by its reference: the id of the case,
which nobody can guess, unlike its number.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.definition.model import PUBLIC
from engine.lifecycle.errors import CaseNotFound
from engine.lifecycle.links import PARENT, Way, kind_of
from engine.services.access import NOBODY, Sight, sight_of, viewer_of
from engine.services.shown import Filter, title_shown
from engine.storage.queries.cases import case_named, links_among
from engine.storage.rows import title_in
from engine.storage.store import StorageWorld

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date, datetime

    from engine.findings import Text
    from engine.lifecycle.case import Case
    from engine.services.access import Reader
    from engine.services.application import Application
    from engine.storage.queries.visible import Viewer
    from engine.storage.unit import Unit

DEEPEST = 20
"""So far is a trail followed."""
LONGEST = 500
"""So many cases does it hold at most."""


@dataclass(frozen=True, slots=True)
class Stop:
    """A case on a trail."""

    case: str
    number: str
    title: str
    workflow: str
    workflow_title: Text
    state: str
    state_title: Text
    outcome: str | None
    opened_on: date
    closed_at: datetime | None
    depth: int = 0
    """How many links it is away from where the trail begins."""
    via: str | None = None
    """The case on the trail through which it was found."""
    link: str | None = None
    """The kind of the link."""
    words: Text | None = None
    """What the case before is to this one: comes from, led to, bundled into."""


@dataclass(frozen=True, slots=True)
class Trail:
    """Cases that follow from one another, the nearest first."""

    start: Stop
    stops: tuple[Stop, ...]
    is_cut: bool = False
    """Whether it goes on beyond what is told."""

    @property
    def ends(self) -> tuple[Stop, ...]:
        """The cases from which the trail leads no further."""
        passed = {each.via for each in self.stops}
        return tuple(each for each in self.stops if each.case not in passed)


@dataclass(frozen=True, slots=True)
class Followed:
    """What became of what somebody brought in who has no account."""

    start: Stop
    values: Mapping[str, object]
    """What the case says in public, the reason of a refusal among it."""
    titles: Mapping[str, Text]
    """Titles of these fields."""
    trail: Trail
    parent: str | None = None
    """Id of the case below which it was brought in, if everybody may see that."""


def back(app: Application, tenant: str, reader: Reader, name: str) -> Trail:
    """Return what a case comes from, up to workshop notes and the mandate; raises CaseNotFound."""
    with app.database.read(tenant, app.now()) as unit:
        return _Walk(app, unit, reader).trail(case_named(unit, name), name, is_back=True)


def forward(app: Application, tenant: str, reader: Reader, name: str) -> Trail:
    """Return what became of a case; raises CaseNotFound."""
    with app.database.read(tenant, app.now()) as unit:
        return _Walk(app, unit, reader).trail(case_named(unit, name), name, is_back=False)


def follow(app: Application, tenant: str, reference: str) -> Followed:
    """Return what became of something that anybody could bring in, by its reference.

    Raises:
        CaseNotFound: no such reference, or nothing that the public opens.
    """
    with app.database.read(tenant, app.now()) as unit:
        if case_named(unit, reference) != reference:
            raise CaseNotFound(case=reference)
        walk = _Walk(app, unit, NOBODY)
        case = walk.world.load(reference)
        flow = walk.world.compiled(case.workflow).workflow
        if PUBLIC not in flow.opened_by:
            raise CaseNotFound(case=reference)
        shown = Filter(walk.world, walk.viewer, flow, Sight.PUBLIC).case(case)
        said = {key: value for key, value in shown.data.items() if value not in (None, [])}
        return Followed(
            start=walk.stop(case, Sight.PUBLIC),
            values=said,
            titles={key: flow.fields[key].title for key in said if key in flow.fields},
            trail=walk.from_case(case, Sight.PUBLIC, is_back=False),
            parent=shown.parent.case if shown.parent else None,
        )


@dataclass(frozen=True, slots=True)
class _Edge:
    source: str
    target: str
    kind: str
    words: Text


class _Walk:
    """Goes along links in one transaction, past nothing that the reader may not see."""

    def __init__(self, app: Application, unit: Unit, reader: Reader) -> None:
        self.world = StorageWorld(unit, app.known, hold=False)
        self.viewer: Viewer = viewer_of(self.world, reader, unit.at)
        self._unit = unit

    def trail(self, case_id: str, name: str, *, is_back: bool) -> Trail:
        case = self.world.load(case_id)
        sight = self._sight(case)
        if sight is Sight.NOTHING:
            raise CaseNotFound(case=name)
        return self.from_case(case, sight, is_back=is_back)

    def from_case(self, case: Case, sight: Sight, *, is_back: bool) -> Trail:
        start = self.stop(case, sight)
        stops: list[Stop] = []
        met, here, depth = {case.id}, [case], 0
        while here and depth < DEEPEST and len(stops) < LONGEST:
            depth += 1
            edges = [each for each in self._edges(here, is_back=is_back) if each.target not in met]
            found = {each.id: each for each in self._load({each.target for each in edges})}
            here = []
            for edge in edges:
                target = found.get(edge.target)
                if target is None or target.id in met:
                    continue
                met.add(target.id)
                here.append(target)
                stops.append(self.stop(target, self._sight(target), depth, edge))
        return Trail(start, tuple(stops[:LONGEST]), is_cut=bool(here))

    def stop(self, case: Case, sight: Sight, depth: int = 0, edge: _Edge | None = None) -> Stop:
        flow = self.world.compiled(case.workflow).workflow
        return Stop(
            case=case.id,
            number=case.number,
            title=title_shown(flow, title_in(case.data), sight),
            workflow=flow.key,
            workflow_title=flow.title,
            state=case.state,
            state_title=flow.states[case.state].title,
            outcome=case.outcome,
            opened_on=case.opened_on,
            closed_at=case.closed_at,
            depth=depth,
            via=edge.source if edge else None,
            link=edge.kind if edge else None,
            words=edge.words if edge else None,
        )

    def _sight(self, case: Case) -> Sight:
        return sight_of(self.viewer, self.world.compiled(case.workflow).workflow, case)

    def _load(self, ids: set[str]) -> list[Case]:
        """Return the cases that the reader may know of."""
        cases = self.world.load_many(sorted(ids))
        return [each for each in cases if self._sight(each) is not Sight.NOTHING]

    def _edges(self, here: list[Case], *, is_back: bool) -> Iterator[_Edge]:
        """Yield where the links of cases lead, in the wanted direction."""
        ids = {each.id for each in here}
        for one, key, other in links_among(self._unit, sorted(ids)):
            kind = kind_of(key)
            if one in ids and kind.way in (_BACK if is_back else {Way.FORWARD}):
                yield _Edge(one, other, key, kind.title)
            if other in ids and kind.way in ({Way.FORWARD} if is_back else {Way.BACK}):
                yield _Edge(other, one, key, kind.reverse)
        if is_back:
            for each in here:
                if each.parent is not None:
                    yield _Edge(each.id, each.parent.case, PARENT, kind_of(PARENT).title)


_BACK = {Way.BACK, Way.UP}
