"""Who waits in line: cases that could begin, in the order of their rank, and what keeps each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.errors import CaseError
from engine.lifecycle.circumstances import Actor, Incoming
from engine.lifecycle.why import why
from engine.services.access import require_insider, viewer_of
from engine.services.shown_lines import shown_lines
from engine.storage.queries import cases as queries
from engine.storage.queries.cases import CaseFilter
from engine.storage.store import StorageWorld

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.definition.model import Workflow
    from engine.findings import Text
    from engine.lifecycle.outcome import Reason
    from engine.services.access import Reader
    from engine.services.application import Application
    from engine.storage.queries.cases import CaseLine

MOST = 1_000
"""So many cases are looked at."""


class NoLine(CaseError):
    """Cases of “{workflow}” do not wait in line: its overview names no rank and no beginning."""

    de = "Vorgänge von „{workflow}“ warten in keiner Reihe: overview nennt weder Rang noch Beginn."


@dataclass(frozen=True, slots=True)
class Waiting:
    """One case in the line."""

    case: CaseLine
    rank: int | None
    """Its place; None where none has been given."""
    reasons: tuple[Text, ...]
    """What keeps it from beginning now, whatever is said with the event; none: it may begin."""
    refused: tuple[str, ...]
    """Ids of the conditions that are not met."""


@dataclass(frozen=True, slots=True)
class Line:
    """Everybody who waits, the first first."""

    workflow: Workflow
    event: str
    """What begins a case."""
    waiting: tuple[Waiting, ...]
    settings: Mapping[str, object]
    """The policy that holds now: limits and whatever else the conditions read."""
    facts: Mapping[str, object]
    """What the conditions of the first one read of the world: what is running, for how much."""

    @property
    def next_up(self) -> Waiting | None:
        """The first that may begin now."""
        return next((each for each in self.waiting if not each.reasons), None)


def line(app: Application, tenant: str, reader: Reader, workflow: str, *, most: int = MOST) -> Line:
    """Return the cases of a workflow that wait to begin, in the order of their rank.

    Args:
        app: The application.
        tenant: The town.
        reader: Who asks.
        workflow: Whose cases.
        most: So many from the head of the line.

    Raises:
        WorkflowNotFound: the town has published no such workflow.
        NoLine: the workflow does not say by what its cases wait.
        OnlyInsiders: the reader holds nothing in the town.
    """
    at = app.now()
    with app.database.read(tenant, at) as unit:
        world = StorageWorld(unit, app.known, hold=False)
        compiled = world.newest(workflow)
        flow = compiled.workflow
        event, rank = flow.overview.begins, flow.overview.rank
        if event is None or rank is None:
            raise NoLine(workflow=workflow)
        viewer = viewer_of(world, reader, at)
        require_insider(viewer)
        states = tuple(key for key in flow.states if compiled.candidates(key, event))
        wanted = CaseFilter(workflow=workflow, states=states)
        lines = queries.first_in_line(unit, viewer, wanted, rank, at, limit=most)
        actor = Actor(None, frozenset(flow.events[event].by))
        found: list[tuple[int | None, CaseLine, list[Reason]]] = []
        settings: dict[str, object] = {}
        facts: dict[str, object] = {}
        for each in shown_lines(world, viewer, lines):
            case = world.load(each.id)
            of = world.compiled(case.workflow)
            around = world.circumstances(of, case, at, event)
            told = why(of, case, Incoming(event, actor), around)
            unmet = [reason for reason in told.reasons if reason.code not in {"role", "input"}]
            found.append((_place(each, rank), each, unmet))
            settings, facts = settings or dict(around.settings), facts or dict(around.facts)
        found.sort(key=lambda one: (one[0] is None, one[0] or 0, one[1].number))
        waiting = tuple(_waiting(place, each, unmet) for place, each, unmet in found)
        read = _read_by(flow, event)
        return Line(
            flow,
            event,
            waiting,
            {key: value for key, value in settings.items() if ("settings", key) in read},
            {key: each for key, each in facts.items() if ("facts", key) in read and _is_sum(each)},
        )


def _is_sum(value: object) -> bool:
    """Return whether a fact is a mere number, which tells of no single case."""
    return isinstance(value, int | float)


def _place(line: CaseLine, rank: str) -> int | None:
    value = line.data.get(rank)
    return value if isinstance(value, int) else None


def _waiting(place: int | None, line: CaseLine, unmet: list[Reason]) -> Waiting:
    return Waiting(
        line,
        place,
        tuple(each.message for each in unmet),
        tuple(each.subject or each.code for each in unmet),
    )


def _read_by(flow: Workflow, event: str) -> frozenset[tuple[str, ...]]:
    return frozenset(
        path[:2]
        for each in flow.transitions
        if each.event == event
        for guard in each.guards
        for path in guard.rule.references
    )
