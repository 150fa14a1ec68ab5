"""Summaries: where a case stands, in plain words that may be passed on to anybody."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.deadlines.localtime import local_date
from engine.definition.fields import FieldType
from engine.errors import NotFound
from engine.findings import Text
from engine.services.access import NOBODY, OnlyInsiders, Sight, viewer_of
from engine.services.cases import look
from engine.services.saying import Saying
from engine.services.shown import Filter
from engine.storage.queries.history import history_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from engine.definition.model import Workflow
    from engine.services.access import Reader
    from engine.services.application import Application
    from engine.services.cases import Seen
    from engine.storage.queries.history import Recorded

PLAIN = frozenset({FieldType.LIST, FieldType.RECORD})
"""Fields that no line of plain text could hold."""


class PhaseUnknown(NotFound):
    """Not found: the phase {phase}. The phases of this case are: {phases}."""

    de = "Nicht gefunden: die Phase {phase}. Phasen dieses Vorgangs: {phases}."


@dataclass(frozen=True, slots=True)
class Summary:
    """What anybody may read of a phase of a case."""

    case: str
    title: str
    phase: str | None
    text: Text
    """Plain paragraphs, to be put into a mail or read out."""


def phase_summary(
    app: Application, tenant: str, reader: Reader, name: str, phase: str | None = None
) -> Summary:
    """Return what happened in a phase of a case and what comes next, for anybody to pass on.

    Whoever asks has to see the inside of the case; what is told are titles, days and public
    fields, nothing else.

    Args:
        app: The application.
        tenant: The town.
        reader: Who asks.
        name: Id or number of the case.
        phase: The phase; None: the present one.

    Raises:
        CaseNotFound: there is no such case, or the reader may not know of it.
        OnlyInsiders: she sees no more of it than the public does.
        PhaseUnknown: the case has no such phase.
    """
    with app.database.read(tenant, app.now()) as unit:
        seen = look(app, unit, reader, name)
        if seen.sight < Sight.INTERNAL:
            raise OnlyInsiders
        flow = seen.compiled.workflow
        if phase is not None and phase not in flow.phases:
            raise PhaseUnknown(phase=phase, phases=", ".join(flow.phases) or "-")
        wanted = phase or flow.states[seen.case.state].phase
        zone = seen.world.town.calendar.zone
        history = history_of(unit, seen.case.id)
        told = {
            language: "\n".join(_lines(_Telling(seen, Saying(language, zone), wanted), history))
            for language in ("de", "en")
        }
        return Summary(
            case=seen.case.number,
            title=str(_public(seen).get("title") or flow.title.de),
            phase=wanted,
            text=Text(de=told["de"], en=told["en"]),
        )


@dataclass(frozen=True, slots=True)
class _Telling:
    seen: Seen
    say: Saying
    phase: str | None

    @property
    def flow(self) -> Workflow:
        return self.seen.compiled.workflow

    def words(self, text: Text) -> str:
        return text.to(self.say.language)

    def day(self, at: datetime) -> str:
        return self.say.day(local_date(at, self.seen.world.town.calendar.zone))


def _public(seen: Seen) -> dict[str, object]:
    """Return the fields of a case that anybody may read."""
    viewer = viewer_of(seen.world, NOBODY, seen.world.unit.at)
    flow = seen.compiled.workflow
    shown = Filter(seen.world, viewer, flow, Sight.PUBLIC)
    return shown.values(flow.fields, seen.case.data)


def _lines(telling: _Telling, history: list[Recorded]) -> Iterator[str]:
    flow, case = telling.flow, telling.seen.case
    fields = _public(telling.seen)
    yield f"{fields.get('title') or telling.words(flow.title)} ({case.number})"
    if telling.phase is not None:
        title = telling.words(flow.phases[telling.phase].title)
        yield telling.words(Text(de=f"Phase: {title}", en=f"Phase: {title}"))
    yield telling.words(flow.states[case.state].title)
    yield from _happened(telling, history)
    yield from _next(telling)
    yield from _facts(telling, fields)


def _happened(telling: _Telling, history: list[Recorded]) -> Iterator[str]:
    flow, state = telling.flow, telling.flow.initial
    found = []
    for each in history:
        state = str(each.patch.get("state", state))
        is_here = flow.states[state].phase == telling.phase if state in flow.states else False
        event = flow.events.get(each.event)
        if is_here and event is not None and each.kind == "event":
            found.append(f"- {telling.day(each.at)}: {telling.words(event.title)}")
    if found:
        yield ""
        yield telling.words(Text(de="Was geschehen ist:", en="What has happened:"))
        yield from found


def _next(telling: _Telling) -> Iterator[str]:
    flow = telling.flow
    owed = [
        (each.due_on, flow.obligations[each.obligation].title)
        for each in telling.seen.case.occurrences
        if each.obligation in flow.obligations and each.due_on is not None
    ]
    if owed:
        yield ""
        yield telling.words(Text(de="Was als Nächstes ansteht:", en="What comes next:"))
        for due_on, title in sorted(owed, key=lambda each: each[0]):
            by = telling.say.day(due_on)
            yield "- " + telling.words(Text(de=f"{title.de}, bis {by}", en=f"{title.en}, by {by}"))


def _facts(telling: _Telling, fields: dict[str, object]) -> Iterator[str]:
    flow = telling.flow
    known = [
        f"- {telling.words(flow.fields[key].title)}: {telling.say.value(flow.fields[key], value)}"
        for key, value in fields.items()
        if key != "title"
        and key in flow.fields
        and value not in (None, "", [])
        and flow.fields[key].type not in PLAIN
    ]
    if known:
        yield ""
        yield telling.words(Text(de="Zahlen und Daten:", en="Figures and dates:"))
        yield from known
