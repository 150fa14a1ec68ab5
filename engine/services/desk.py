"""The desk that papers are written at: one town at one moment, read in one transaction."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from engine.documents.papers.model import Cell, Tone
from engine.findings import Text
from engine.services.access import sight_of, viewer_of
from engine.services.saying import NOTHING, Saying
from engine.services.shown import Filter
from engine.services.shown_history import events_shown
from engine.storage.queries.directory import organisations, people
from engine.storage.queries.history import history_of, said_since
from engine.storage.seating import bodies
from engine.storage.store import StorageWorld

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date, datetime

    from engine.definition.model import Workflow
    from engine.lifecycle.case import Case, WorkflowRef
    from engine.lifecycle.seats import Body
    from engine.services.access import Reader
    from engine.services.application import Application
    from engine.storage.queries.duties import Concern
    from engine.storage.queries.history import Recorded
    from engine.storage.queries.visible import Viewer
    from engine.storage.unit import Unit

LIGHTS = {
    "green": ("●", Tone.GOOD),
    "amber": ("▲", Tone.WARN),
    "red": ("■", Tone.BAD),
    "grey": ("○", Tone.IDLE),
}
"""Sign and tone of the traffic light; the text says it in words as well."""
FOOTER = Text(de="erstellt am", en="made on")


@dataclass(slots=True)
class Desk:
    """Everything that a paper is written from."""

    unit: Unit
    world: StorageWorld
    viewer: Viewer
    """For whom it is written."""
    say: Saying
    at: datetime
    bodies: dict[str, Body]
    _histories: dict[str, tuple[Recorded, ...]] = field(default_factory=dict)

    def words(self, text: Text) -> str:
        """Return a text in the language of the paper."""
        return text.to(self.say.language)

    def flow(self, ref: WorkflowRef) -> Workflow:
        """Return the definition that a case is pinned to."""
        return self.world.compiled(ref).workflow

    def case(self, case_id: str) -> Case:
        """Return what the reader sees of a case."""
        return self.shown(self.world.load(case_id))

    def shown(self, case: Case) -> Case:
        """Return what the reader sees of a case, which may be one of the past."""
        return case if self.viewer.sees_all else self._filter(case).case(case)

    def fetch(self, ids: Iterable[str]) -> None:
        """Read cases that will be asked for, all at once."""
        self.world.load_many(list(dict.fromkeys(ids)))

    def said_since(self, ids: Sequence[str], since: datetime) -> dict[str, tuple[Recorded, ...]]:
        """Return what the reader sees of what people did in cases from a moment on."""
        found = said_since(self.unit, ids, since)
        return {each: self._events_shown(each, told) for each, told in found.items()}

    def _events_shown(self, case_id: str, told: list[Recorded]) -> tuple[Recorded, ...]:
        if self.viewer.sees_all or not told:
            return tuple(told)
        return events_shown(told, self._filter(self.world.load(case_id)))

    def history(self, case_id: str) -> tuple[Recorded, ...]:
        """Return what the reader sees of what has happened at a case."""
        if case_id not in self._histories:
            told = history_of(self.unit, case_id)
            self._histories[case_id] = self._events_shown(case_id, told)
        return self._histories[case_id]

    def _filter(self, case: Case) -> Filter:
        flow = self.flow(case.workflow)
        return Filter(self.world, self.viewer, flow, sight_of(self.viewer, flow, case))

    def body(self, body: str) -> str:
        """Return the name of a body."""
        known = self.bodies.get(body)
        return self.words(known.title) if known is not None else body

    def state(self, case: Case | Concern) -> str:
        """Return the title of the state that a case is in."""
        declared = self.flow(case.workflow).states.get(case.state)
        return self.words(declared.title) if declared is not None else case.state

    def title(self, case: Case) -> str:
        """Return what a case is called."""
        return str(case.data.get("title") or "")

    def holders(self, case: Case, role: str) -> str:
        """Return who holds a role in a case, by name, else what the role is called."""
        held = case.holders.get(role) or self.world.town.holders_of(role, self.today)
        if held:
            return ", ".join(self.say.names.get(each, each) for each in held)
        declared = self.flow(case.workflow).roles.get(role)
        return self.words(declared.title) if declared is not None else role

    @property
    def today(self) -> date:
        """The local date of the moment."""
        return self.world.town.today(self.at)

    def light(self, workflow: Workflow, value: object, key: str | None = None) -> Cell:
        """Return a traffic light as sign, words and tone."""
        name = key or workflow.overview.rating
        declared = workflow.fields.get(name) if name is not None else None
        if declared is None or not isinstance(value, str):
            return Cell(NOTHING)
        sign, tone = LIGHTS.get(value, ("", Tone.PLAIN))
        return Cell(f"{sign} {self.say.value(declared, value)}".strip(), tone)

    def footer(self) -> str:
        """Return the line at the foot of every paper."""
        return f"{self.world.town.title} · {self.words(FOOTER)} {self.say.day(self.today)}"


@contextmanager
def desk(app: Application, tenant: str, reader: Reader, language: str) -> Iterator[Desk]:
    """Open a desk at this moment; who belongs to the town finds people named on it."""
    at = app.now()
    with app.database.read(tenant, at) as unit:
        world = StorageWorld(unit, app.known, hold=False)
        known = {each.id: each for each in bodies(unit)}
        names = {each.id: each.title.to(language) for each in known.values()}
        names |= organisations(unit)
        viewer = viewer_of(world, reader, at)
        if viewer.sees_all or viewer.is_insider:
            names |= {each.id: each.name for each in people(unit) if each.name is not None}
        say = Saying(language, world.town.calendar.zone, names)
        yield Desk(unit, world, viewer, say, at, known)
