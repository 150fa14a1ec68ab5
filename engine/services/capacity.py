"""Capacity: how much of each limit of a workflow is taken up, in all and by carrier or the like.

The limits are those that the workflow's own guards hold a count or a sum against. As in the
guards, a limit of 0 is none.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.definition.bounds import bounds_of
from engine.definition.fields import FieldType
from engine.rules.rule import Rule
from engine.services import waiting
from engine.services.access import OnlyInsiders, require_insider, viewer_of
from engine.storage.queries.capacity import taken_up_by
from engine.storage.store import StorageWorld
from engine.storage.surroundings import settings_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.definition.fields import Field
    from engine.definition.model import Fact, Workflow
    from engine.services.access import Reader
    from engine.services.application import Application
    from engine.services.waiting import Line
    from engine.storage.queries.visible import Viewer

AT_A_GLANCE = 5
"""So many from the head of a line are looked at beside other things."""
_COUNTED = frozenset({"count", "sum"})


@dataclass(frozen=True, slots=True)
class Gauge:
    """One limit with what is taken up of it."""

    setting: Field
    limit: int
    """In cents, where the setting is money."""
    used: int
    by: Field | None = None
    """What is told apart: the field with the carrier, for instance."""
    of: str | None = None
    """Whose this one is: a value of that field."""

    @property
    def is_money(self) -> bool:
        """Whether it is an amount of money."""
        return self.setting.type is FieldType.MONEY

    @property
    def is_full(self) -> bool:
        """Whether nothing more fits."""
        return self.used >= self.limit

    @property
    def percent(self) -> int:
        """How much is taken up; more than 100 where the limit has been passed."""
        return 100 * self.used // self.limit


@dataclass(frozen=True, slots=True)
class Capacity:
    """The limits of a workflow that hold today."""

    workflow: Workflow
    gauges: tuple[Gauge, ...]
    unlimited: tuple[Field, ...]
    """Settings of which the town makes no use: their limit is 0."""

    @property
    def at_a_glance(self) -> tuple[Gauge, ...]:
        """What is told in all, and of single ones those where nothing more fits."""
        return tuple(each for each in self.gauges if each.of is None or each.is_full)


def capacity(app: Application, tenant: str, reader: Reader, workflow: str) -> Capacity:
    """Return how much of the limits of a workflow is taken up now.

    Raises:
        OnlyInsiders: the reader holds nothing in the town.
        WorkflowNotFound: the town has published no such workflow.
    """
    with app.database.read(tenant, app.now()) as unit:
        world = StorageWorld(unit, app.known, hold=False)
        viewer = viewer_of(world, reader, unit.at)
        require_insider(viewer)
        flow = world.newest(workflow).workflow
        settings = settings_of(world.town, flow, unit.at)
        gauges: list[Gauge] = []
        unlimited: dict[str, Field] = {}
        for bound in bounds_of(flow):
            setting, limit = flow.settings[bound.setting].field, settings[bound.setting]
            if not isinstance(limit, int):
                continue
            if limit <= 0:
                unlimited[bound.setting] = setting
            else:
                fact = flow.facts[bound.fact]
                gauges += _gauges(world, viewer, flow, fact, (setting, limit))
        return Capacity(flow, tuple(gauges), tuple(unlimited.values()))


def glance(
    app: Application, tenant: str, reader: Reader, workflow: str
) -> tuple[Capacity, Line | None] | None:
    """Return the limits of a workflow and the head of its line; None for whoever is no insider.

    Raises:
        WorkflowNotFound: the town has published no such workflow.
    """
    try:
        found = capacity(app, tenant, reader, workflow)
    except OnlyInsiders:
        return None
    if not found.workflow.overview.has_line:
        return found, None
    return found, waiting.line(app, tenant, reader, workflow, most=AT_A_GLANCE)


def _gauges(
    world: StorageWorld, viewer: Viewer, flow: Workflow, fact: Fact, limit: tuple[Field, int]
) -> Iterator[Gauge]:
    """Yield what a fact counts; one that is more than a count or a sum is not told."""
    is_plain = fact.kind in _COUNTED and fact.which is None and fact.among is None
    if not is_plain or isinstance(fact.field, Rule):
        return
    states = world.newest(fact.of).states_meant(fact.states) if fact.states else ()
    if not fact.where:
        yield Gauge(*limit, world.taken_up(fact.of, states, fact.field))
        return
    told_apart = _same_field(fact)
    if told_apart is None or told_apart not in flow.fields:
        return
    found = taken_up_by(world.unit, viewer, fact.of, states, added=fact.field, grouped=told_apart)
    by = flow.fields[told_apart]
    for value, used in sorted(found.items(), key=lambda each: (-each[1], each[0])):
        if value != "null":
            yield Gauge(*limit, used, by, value.strip('"'))


def _same_field(fact: Fact) -> str | None:
    """Return the field in which the cases of a fact are like the one that asks."""
    if len(fact.where) != 1:
        return None
    [(name, wanted)] = fact.where.items()
    is_same = isinstance(wanted, Rule) and wanted.references == {("case", name)}
    return name if is_same else None
