"""A town in a database with the shipped measure published, for what is measured with a disk."""

from __future__ import annotations

from datetime import UTC, datetime

from bench.shipped import FIELDS, KEY, PLACE, REPORT, START, measure_workflow
from engine.clock import VirtualClock
from engine.services.application import Application
from engine.services.events import open_case, send
from engine.services.intents import OpenCase, SubmitEvent, Who
from engine.settings import Settings
from engine.storage import schema
from engine.storage.database import Database
from engine.storage.known import Known
from engine.storage.queries import definitions, directory, towns

TOWN = "town"
LEAD = "library"
OFFICE = "office"
IN_THE_WINDOW = datetime(2026, 7, 20, 8, tzinfo=UTC)
"""A moment at which the first report of every measure may be given."""


class Stage:
    """A database, a town in it, and the application."""

    def __init__(self, url: str, known: Known | None = None) -> None:
        """Take a database; the clock stands in the window of the first reports.

        Args:
            url: Its address.
            known: What a process that has run for a while remembers of it.
        """
        self.database = Database(url)
        self.clock = VirtualClock(IN_THE_WINDOW)
        self.app = Application(
            Settings(database_url=url), self.database, self.clock, None, known or Known()
        )

    def build(self) -> None:
        """Set up tables, town, people and roles, and publish the measure."""
        schema.upgrade(self.database)
        workflow = measure_workflow()
        with self.database.write(TOWN, START) as unit:
            towns.create_town(unit, towns.Profile("Musterstadt", PLACE))
            for name in (LEAD, OFFICE):
                address = f"{name}@stadt.example"
                directory.put_person(unit, directory.Person(name, name.title(), address))
            directory.give_role(unit, "coordination", OFFICE)
            definitions.draft(unit, workflow, None)
            definitions.publish(unit, workflow.key, workflow.version, None)

    def open_measures(self, count: int, at: datetime = START) -> list[str]:
        """Open measures in progress, in good time before the window, and return their ids."""
        self.clock.move_to(at)
        opening = OpenCase(
            TOWN, KEY, FIELDS, Who(OFFICE), holders={"lead": (LEAD,)}, state="in_progress"
        )
        ids = []
        for _ in range(count):
            answer = open_case(self.app, opening)
            assert answer.case is not None, answer.reasons
            ids.append(answer.case)
        self.clock.move_to(max(at, IN_THE_WINDOW))
        return ids

    def report(self, case: str) -> None:
        """Send the report of the lead."""
        answer = send(self.app, SubmitEvent(TOWN, case, "report", Who(LEAD), REPORT))
        assert answer.accepted, answer.reasons

    def close(self) -> None:
        """Let go of the database."""
        self.database.close()
