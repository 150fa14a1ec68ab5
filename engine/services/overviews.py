"""Overviews: how a plan stands at a glance, as far as a reader may see it."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from engine.services import kept_lines
from engine.services.access import Sight, viewer_of
from engine.services.case_lists import list_cases
from engine.services.shown import level_of
from engine.storage.queries import cases as case_queries
from engine.storage.queries import overview as queries
from engine.storage.queries.overview import (
    EXPOSURES,
    INTERNAL,
    PUBLIC,
    Count,
    Figures,
    Late,
    Tally,
)
from engine.storage.store import StorageWorld

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from engine.definition.model import Workflow
    from engine.services.access import Reader
    from engine.services.application import Application
    from engine.storage.queries.cases import CaseFilter, CaseLine
    from engine.storage.queries.visible import Viewer
    from engine.storage.unit import Unit

T = TypeVar("T", Tally, Count, Late)
MOST_URGENT = 10
PAGE = 200


@dataclass(frozen=True, slots=True)
class AreaTally:
    """How the open cases of one area stand."""

    area: str | None
    by_rating: Mapping[str | None, int]

    @property
    def count(self) -> int:
        """How many they are."""
        return sum(self.by_rating.values())


@dataclass(frozen=True, slots=True)
class Standing:
    """How the cases of a workflow stand."""

    at: datetime
    """When it was counted: with very many cases some seconds ago."""
    workflow: Workflow
    areas: tuple[AreaTally, ...]
    ended: Mapping[str, int]
    """Final state to how many cases have ended in it."""
    overdue: int
    """How many obligations are overdue."""
    before_bodies: Mapping[str, int]
    urgent: tuple[CaseLine, ...]
    """Those in which something has been overdue the longest."""

    @property
    def total(self) -> AreaTally:
        """All areas together."""
        ratings = {rating for each in self.areas for rating in each.by_rating}
        return AreaTally(
            None,
            {one: sum(each.by_rating.get(one, 0) for each in self.areas) for one in ratings},
        )


def standing(app: Application, tenant: str, reader: Reader, workflow: str) -> Standing:
    """Return how the cases of a workflow stand.

    Raises:
        WorkflowNotFound: the town has published no such workflow.
    """
    with app.database.read(tenant, app.now()) as unit:
        world = StorageWorld(unit, app.known, hold=False)
        viewer = viewer_of(world, reader, unit.at)
        found = world.newest(workflow).workflow
        seen = _Seen(app, world, viewer, workflow)
        marks = max((level_of(found.fields[each]) for each in _marks(found)), default=Sight.PUBLIC)
        by_area: dict[str | None, Counter[str | None]] = defaultdict(Counter)
        for tally in seen.tallies(marks):
            by_area[tally.area][tally.rating] += tally.count
        heads = case_queries.heads_of(unit, viewer, seen.urgent())
        return Standing(
            at=seen.all.at,
            workflow=found,
            areas=tuple(
                AreaTally(area, by_area[area])
                for area in sorted(by_area, key=lambda area: (area is None, area or ""))
            ),
            ended=seen.ended(),
            overdue=seen.overdue(),
            before_bodies=seen.before_bodies(),
            urgent=tuple(kept_lines.lines_of(app, world, viewer, heads)),
        )


class _Seen:
    """What a viewer sees of the figures of a workflow, each case by what it shows to her."""

    def __init__(
        self, app: Application, world: StorageWorld, viewer: Viewer, workflow: str
    ) -> None:
        """Ask how all cases stand, and those that she sees by herself."""
        self.all = app.known.figures(world.unit, workflow)
        self._whole = {level: _seen_whole(viewer, workflow, level) for level in _LEVELS}
        beyond = EXPOSURES - self._whole[Sight.INTERNAL]
        self._ask = partial(queries.own_figures, world.unit, viewer, workflow)
        heads = queries.own_heads(world.unit, viewer, workflow, beyond)
        self._lines = None if heads is None else kept_lines.lines_of(app, world, viewer, heads)
        if self._lines is None:
            self._own = self._ask(beyond)
        else:
            self._own = _counted(world.unit, self._lines)

    def tallies(self, level: Sight) -> Iterator[Tally]:
        """Yield open cases by area and traffic light, counted as far as she sees these."""
        own = self._own
        if level is Sight.CONFIDENTIAL:
            own = self._ask(EXPOSURES - self._whole[level], as_close=True)
        return self._of(level, self.all.tallies, own.tallies)

    def ended(self) -> dict[str, int]:
        """Return how many have ended, by the state."""
        found = _summed(self._of(Sight.PUBLIC, self.all.ended, self._own.ended))
        return dict(sorted(found.items()))

    def before_bodies(self) -> dict[str, int]:
        """Return how many items stand before each body."""
        found = _summed(self._of(Sight.INTERNAL, self.all.before_bodies, self._own.before_bodies))
        return dict(sorted(found.items()))

    def overdue(self) -> int:
        """Return how many obligations are overdue."""
        whole = self._whole[Sight.INTERNAL]
        return sum(
            count
            for figures, is_own in ((self.all, False), (self._own, True))
            for exposure, count in figures.overdue.items()
            if (exposure in whole) is not is_own
        )

    def urgent(self) -> list[str]:
        """Return the cases in which something has been overdue the longest."""
        found = self._of(Sight.INTERNAL, self.all.late, self._own.late)
        ordered = sorted(found, key=lambda each: (each.since, each.case))
        return list(dict.fromkeys(each.case for each in ordered))[:MOST_URGENT]

    def _of(self, level: Sight, of_all: Iterable[T], own: Iterable[T]) -> Iterator[T]:
        whole = self._whole[level]
        yield from (each for each in of_all if each.exposure in whole)
        yield from (each for each in own if each.exposure not in whole)


def _counted(unit: Unit, lines: Sequence[CaseLine]) -> Figures:
    """Return how single cases stand."""
    running = [each for each in lines if each.closed_at is None]
    tallies = Counter((each.exposure, each.area, each.rating) for each in running)
    ended = Counter((each.exposure, each.state) for each in lines if each.closed_at is not None)
    overdue: Counter[str] = Counter()
    for each in lines:
        overdue[each.exposure] += each.overdue
    exposures = {each.id: each.exposure for each in lines if each.items_open}
    items = Counter(
        (exposures[case], body) for case, body in queries.bodies_before(unit, list(exposures))
    )
    return Figures(
        at=unit.at,
        tallies=tuple(Tally(*marks, count) for marks, count in tallies.items()),
        ended=tuple(Count(*state, count) for state, count in ended.items()),
        overdue=overdue,
        before_bodies=tuple(Count(*body, count) for body, count in items.items()),
        late=tuple(
            Late(each.exposure, each.due_at, each.id)
            for each in lines
            if each.overdue and each.due_at is not None
        ),
    )


_LEVELS = (Sight.PUBLIC, Sight.INTERNAL, Sight.CONFIDENTIAL)


def _seen_whole(viewer: Viewer, workflow: str, level: Sight) -> frozenset[str]:
    """Return the exposures of which a viewer sees every case of a workflow as well as a level."""
    if viewer.sees_all or workflow in viewer.workflows:
        return EXPOSURES
    by_level = {
        Sight.PUBLIC: {PUBLIC, INTERNAL} if viewer.is_insider else {PUBLIC},
        Sight.INTERNAL: {PUBLIC, INTERNAL} if viewer.is_insider else set(),
    }
    return frozenset(by_level.get(level, ()))


def _summed(counts: Iterable[Count]) -> Counter[str]:
    found: Counter[str] = Counter()
    for each in counts:
        found[each.what] += each.count
    return found


def _marks(workflow: Workflow) -> list[str]:
    overview = workflow.overview
    return [each for each in (overview.rating, overview.overruled_by, overview.area) if each]


def by_urgency(lines: list[CaseLine]) -> list[CaseLine]:
    """Return lines with what is overdue first, then by traffic light, priority and number."""
    return sorted(lines, key=_urgency)


_RATINGS = {"red": 0, "amber": 1, "green": 2, "grey": 3, "blue": 4}


def _urgency(line: CaseLine) -> tuple[object, ...]:
    far = line.priority if line.priority is not None else 99
    return (
        line.closed_at is not None,
        not line.overdue,
        not line.items_open,
        _RATINGS.get(line.rating or "", 9),
        far,
        line.number,
    )


def page_of(
    app: Application, tenant: str, reader: Reader, wanted: CaseFilter, after: str = ""
) -> tuple[list[CaseLine], str]:
    """Return a page of cases, the most urgent of it first, and where the next one begins."""
    lines = list_cases(app, tenant, reader, wanted, limit=PAGE + 1, after=after)
    more = lines[PAGE - 1].id if len(lines) > PAGE else ""
    return by_urgency(lines[:PAGE]), more
