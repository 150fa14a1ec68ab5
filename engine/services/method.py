"""The method report: who met when, how many, with what result; counted, nobody named.

What is told of which cases stands in their workflows (``method``). Groups that are so small that
somebody might be recognised are told as fewer than five. Source: Art. 5 (1) c, Art. 9 DSGVO.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from engine.definition.parse_method import COUNT, GROUP
from engine.services.access import viewer_of
from engine.services.shown_lines import shown_lines
from engine.storage.queries import cases as queries
from engine.storage.queries.cases import CaseFilter
from engine.storage.store import StorageWorld

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from engine.definition.model import Method, Workflow
    from engine.findings import Text
    from engine.services.access import Reader
    from engine.services.application import Application
    from engine.storage.queries.cases import CaseLine

SMALLEST = 5
"""Groups of fewer people than this are not told apart."""
PAGE = 500


@dataclass(frozen=True, slots=True)
class Group:
    """How many of a group took part; None: fewer than five."""

    group: str
    count: int | None


@dataclass(frozen=True, slots=True)
class Meeting:
    """One thing that was done: an event, a sitting, a survey, a draw."""

    case: str
    number: str
    title: str
    workflow: str
    kind: Text
    """What it was: the title of its kind, else of its workflow."""
    on: date
    people: int | None
    planned: int | None
    volunteers: int | None
    groups: tuple[Group, ...]
    result: str | None


@dataclass(frozen=True, slots=True)
class Tally:
    """All of one kind together."""

    kind: Text
    meetings: int
    people: int
    """Attendances: whoever came twice is counted twice."""
    volunteers: int


@dataclass(frozen=True, slots=True)
class Report:
    """How a concept came about."""

    meetings: tuple[Meeting, ...]
    tallies: tuple[Tally, ...]

    @property
    def people(self) -> int:
        """Attendances in all."""
        return sum(each.people for each in self.tallies)


def report(
    app: Application,
    tenant: str,
    reader: Reader,
    *,
    since: date | None = None,
    until: date | None = None,
) -> Report:
    """Return what was done by when, as far as the reader may see it, the earliest first.

    Args:
        app: The application.
        tenant: The town.
        reader: Who reads.
        since: First day; None: from the beginning.
        until: Last day; None, or a day to come: today.
    """
    with app.database.read(tenant, app.now()) as unit:
        world = StorageWorld(unit, app.known, hold=False)
        viewer = viewer_of(world, reader, unit.at)
        today = world.town.today(unit.at)
        first, last = since or date.min, min(until or today, today)
        found: list[Meeting] = []
        for key, ref in sorted(world.town.followed.items()):
            if world.compiled(ref).workflow.method is None:
                continue
            after, wanted = "", CaseFilter(workflow=key)
            while page := queries.case_lines(
                unit, viewer, wanted, unit.at, limit=PAGE, after=after
            ):
                after = page[-1].id
                for line in shown_lines(world, viewer, page):
                    found += _meetings(world.compiled(line.workflow).workflow, line)
    told = sorted(
        (each for each in found if first <= each.on <= last), key=lambda one: (one.on, one.number)
    )
    return Report(tuple(told), tuple(_tallies(told)))


def _meetings(flow: Workflow, line: CaseLine) -> Iterator[Meeting]:
    """Yield what a case tells, once it has a date and, where people are counted, a number."""
    method = flow.method
    if method is None:
        return
    on = line.data.get(method.on)
    people = _number(line.data, method.people)
    if not isinstance(on, str) or (method.people is not None and people is None):
        return
    result = line.data.get(method.result or "")
    yield Meeting(
        case=line.id,
        number=line.number,
        title=line.title,
        workflow=flow.key,
        kind=_kind(flow, method, line.data),
        on=date.fromisoformat(on),
        people=people,
        planned=_number(line.data, method.planned),
        volunteers=_number(line.data, method.volunteers),
        groups=tuple(_groups(line.data.get(method.groups or ""))),
        result=str(result) if result else None,
    )


def _kind(flow: Workflow, method: Method, data: Mapping[str, object]) -> Text:
    kind = flow.fields.get(method.kind or "")
    return (kind.options.get(str(data.get(kind.key))) if kind else None) or flow.title


def _number(data: Mapping[str, object], field: str | None) -> int | None:
    value = data.get(field or "")
    return value if isinstance(value, int) else None


def _groups(entries: object) -> Iterator[Group]:
    for each in entries if isinstance(entries, list) else ():
        count = each.get(COUNT)
        if each.get(GROUP) and isinstance(count, int):
            yield Group(str(each[GROUP]), count if count >= SMALLEST else None)


def _tallies(meetings: Sequence[Meeting]) -> Iterator[Tally]:
    by_kind: dict[Text, list[Meeting]] = defaultdict(list)
    for each in meetings:
        by_kind[each.kind].append(each)
    for kind, found in by_kind.items():
        yield Tally(
            kind=kind,
            meetings=len(found),
            people=sum(each.people or 0 for each in found),
            volunteers=sum(each.volunteers or 0 for each in found),
        )
