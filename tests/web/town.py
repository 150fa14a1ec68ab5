"""A small town for pages: an office, a library that is late, a club without an account."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from engine.clock import VirtualClock
from engine.services import accounts, clockwork, people
from engine.services.access import AS_OPERATOR
from engine.storage.queries.directory import Person
from tests.live_town import MEASURE, TOWN, LiveTown

if TYPE_CHECKING:
    from pathlib import Path

    from engine.services.application import Application

PASSWORD = "ein Kennwort aus Wörtern"
LATE = datetime(2026, 9, 9, 9, tzinfo=UTC)
"""The reports were due a week ago, and the letters about it have been written."""
PEOPLE = {
    "office": ("Olga Office", "coordination"),
    "librarian": ("Lena Library", "contact:library"),
    "member": ("Mika Member", "steering_group"),
    "outsider": ("Oskar Outside", None),
}
CLUB = Person("club-chair", "Clara Club", "club@town.example")


@dataclass(frozen=True)
class SmallTown:
    """The town as a test finds it."""

    app: Application
    tenant: str = TOWN

    @classmethod
    def at(cls, url: str, outbox: Path | None = None, **settings: Any) -> SmallTown:
        return cls(LiveTown.at(url, VirtualClock(LATE), outbox=outbox, **settings).app)

    @property
    def clock(self) -> VirtualClock:
        assert isinstance(self.app.clock, VirtualClock)
        return self.app.clock


def build(url: str) -> None:
    """Set the town up in a database that has the tables."""
    town = LiveTown.founded(url)
    app = town.app
    for key, name in (("library", "Stadtbibliothek"), ("club", "Nachbarschaftsverein")):
        people.put_organisation(app, TOWN, AS_OPERATOR, key, name)
    for key, (name, role) in PEOPLE.items():
        people.put_person(app, TOWN, AS_OPERATOR, Person(key, name, f"{key}@town.example"))
        if role is not None:
            people.give_role(app, TOWN, AS_OPERATOR, role, key)
        accounts.set_password(app, TOWN, key, PASSWORD)
    people.put_person(app, TOWN, AS_OPERATOR, CLUB)
    people.give_role(app, TOWN, AS_OPERATOR, "contact:club", CLUB.id)
    for title, lead in (("Sprachcafé", "library"), ("Nachbarschaftsfest", "club")):
        fields = {**MEASURE, "title": title}
        town.open("measure", fields, state="in_progress", holders={"lead": (lead,)})
    town.open(
        "measure",
        {**MEASURE, "title": "Lotsen in der Kita", **UNFINISHED},
        state="prioritised",
        holders={"lead": ("library",)},
    )
    town.clock.move_to(LATE)
    clockwork.rungs(app, "tests")
    clockwork.step_down(app, "tests")
    app.database.close()


UNFINISHED: dict[str, Any] = {
    "triage": "A",
    "binding": "binding",
    "addressees": [{"organisation": "library", "kind": "regular"}],
}
