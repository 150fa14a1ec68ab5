"""A town with everything on: the shipped workflows, people, and cases through the services."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from engine.bootstrap import application
from engine.clock import Clock, VirtualClock
from engine.deadlines.calendars import Place
from engine.definition.parse import parse
from engine.findings import Text
from engine.lifecycle.circumstances import person
from engine.lifecycle.outcome import Accepted
from engine.lifecycle.run import open_new
from engine.lifecycle.seats import Body
from engine.services import events, workbench
from engine.services.intents import OpenCase, SubmitEvent, Who
from engine.settings import Settings
from engine.storage.queries import bodies, definitions, directory, history, outbox, towns
from engine.storage.queries.directory import Person
from engine.storage.store import StorageWorld

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from engine.definition.model import Workflow
    from engine.services.answers import Answer
    from engine.services.application import Application
    from engine.storage.unit import Unit

TOWN = "town"
START = datetime(2026, 1, 12, 9, tzinfo=UTC)
PROFILE = towns.Profile("Musterstadt", Place("NW", "Minden"))
OFFICE = Who(role="coordination")
MAIL_FROM = "office@town.example"
PAGE = 500
MEASURE: dict[str, Any] = {
    "title": "Sprachcafé",
    "area": "Sprache",
    "rank": 1,
    "starts_on": "2026-03-02",
    "ends_on": "2028-12-29",
}
CONCEPT: dict[str, Any] = {
    "title": "Integrationskonzept",
    "mandate_body": "Rat",
    "mandate_on": "2025-01-20",
    "mandate_number": "R 3/2025",
    "mandate_text": "Die Verwaltung erstellt ein Konzept.",
    "statements_until": "2026-04-10",
}


@cache
def shipped() -> Mapping[str, Workflow]:
    """The shipped workflows; what is wrong with them is for other tests to find."""
    documents, blocks = workbench.shipped_documents(), workbench.shipped_blocks()
    found = (parse(each, blocks=blocks, others=documents)[0] for each in documents.values())
    return {each.key: each for each in found if each is not None}


@dataclass(frozen=True)
class LiveTown:
    """An application and the one town in its database."""

    app: Application

    @classmethod
    def at(cls, url: str, clock: Clock | None = None, **settings: Any) -> LiveTown:
        """Open the town of a database, with a clock of its own that stands at the start."""
        chosen = Settings(database_url=url, mail_from=MAIL_FROM, **settings)
        return cls(application(chosen, clock or VirtualClock(START)))

    @classmethod
    def founded(cls, url: str, clock: Clock | None = None, **settings: Any) -> LiveTown:
        """Set a town up in a database that has the tables."""
        town = cls.at(url, clock, **settings)
        with town.app.database.write(TOWN, START) as unit:
            towns.create_town(unit, PROFILE)
            bodies.put_body(unit, Body("steering_group", Text("Steuerungsgruppe", "Steering")))
            bodies.put_body(unit, Body("council", Text("Rat", "Council")))
            for role in ("coordination", "assessor", "steering_group", "council"):
                directory.put_person(unit, Person(role, role.title(), f"{role}@town.example"))
                directory.give_role(unit, role, role)
            for workflow in shipped().values():
                publish(unit, workflow)
        return town

    @property
    def clock(self) -> VirtualClock:
        assert isinstance(self.app.clock, VirtualClock)
        return self.app.clock

    def with_parts(self, **parts: Any) -> LiveTown:
        """The same town, seen by an application that differs in something."""
        return replace(self, app=replace(self.app, **parts))

    def put_people(self, people: Iterable[Person]) -> None:
        with self.app.database.write(TOWN, START) as unit:
            for each in people:
                directory.put_person(unit, each)

    def open(self, workflow: str, fields: Mapping[str, Any], **more: Any) -> str:
        """Open one case like a door would, and return its id."""
        answer = events.open_case(self.app, OpenCase(TOWN, workflow, fields, OFFICE, **more))
        assert answer.case is not None, answer.reasons
        return answer.case

    def open_many(self, workflow: str, state: str, cases: Iterable[tuple[dict, dict]]) -> list[str]:
        """Open many cases from (fields, holders) in one transaction."""
        office = person("operator:coordination", "coordination")
        at = self.app.now()
        ids = []
        with self.app.database.write(TOWN, at) as unit:
            world = StorageWorld(unit, self.app.known)
            for fields, holders in cases:
                opened = open_new(world, workflow, fields, office, at, holders=holders, state=state)
                assert isinstance(opened, Accepted), opened
                ids.append(opened.after.id)
        return ids

    def send(
        self, case: str, event: str, given: Mapping[str, Any] | None = None, **more: Any
    ) -> Answer:
        """Send an event as the coordination office, or as ``who``."""
        who = more.pop("who", OFFICE)
        return events.send(self.app, SubmitEvent(TOWN, case, event, who, given or {}, **more))

    # -- what must hold whatever happened ------------------------------------------------------

    def cases(self) -> Iterator[str]:
        """The ids of all cases."""
        after = ""
        while True:
            with self.app.database.read(TOWN, START) as unit:
                page = history.case_ids(unit, PAGE, after=after)
            yield from page
            if len(page) < PAGE:
                return
            after = page[-1]

    def discrepancies(self, cases: Iterable[str] | None = None) -> list[str]:
        """Cases, of all or some, whose chain is broken or whose history does not add up."""
        found = []
        with self.app.database.read(TOWN, START) as unit:
            world = StorageWorld(unit, self.app.known, hold=False)
            fields = {
                each.digest: world.compiled(each).workflow.fields
                for each in world.town.newest.values()
            }
            for case in cases or self.cases():
                if history.chain_break(unit, case) is not None:
                    found.append(f"{case}: chain")
                if history.replayed(unit, case, fields.__getitem__) != world.load(case):
                    found.append(f"{case}: replay")
        return found

    def letter_counts(self) -> dict[str, int]:
        with self.app.database.read(TOWN, START) as unit:
            return dict(outbox.delivery_counts(unit))


def publish(unit: Unit, workflow: Workflow) -> None:
    """Publish a workflow without the checks that take seconds."""
    definitions.draft(unit, workflow, None)
    definitions.publish(unit, workflow.key, workflow.version, None)
