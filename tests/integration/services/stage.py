"""A town with people and small workflows, used through the services as its people would."""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from engine.clock import VirtualClock
from engine.deadlines.calendars import Place
from engine.definition.parse import parse
from engine.findings import Text
from engine.lifecycle.seats import Body
from engine.services import case_lists, cases, clockwork, events, inbox, obligations
from engine.services.access import AS_OPERATOR
from engine.services.application import Application
from engine.services.intents import OpenCase, SubmitEvent, Who
from engine.settings import Settings
from engine.storage.database import Database
from engine.storage.known import Known
from engine.storage.queries import bodies, definitions, directory, towns
from engine.storage.queries.cases import CaseFilter
from engine.storage.queries.directory import Person

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from engine.channels.channel import Letter
    from engine.lifecycle.case import Case, Occurrence
    from engine.services.answers import Answer
    from engine.services.clockwork import Round
    from engine.storage.queries.cases import CaseLine
    from engine.storage.unit import Unit

START = datetime(2026, 1, 12, 9, tzinfo=UTC)
"""A Monday, ten o'clock in the town."""
DAY = timedelta(days=1)
PROFILE = towns.Profile("Musterstadt", Place("NW", "Minden"))
OFFICE = Who(role="office")
PEOPLE = ("ada", "ben", "cem", "dora", "eva")
"""Ada is the office, Cem and Dora sit in the group; Ben leads where a case says so."""


def words(text: str) -> dict[str, str]:
    return {"de": f"{text} (de)", "en": text}


def thing(**parts: Any) -> dict[str, Any]:
    """Return a small workflow: a, b and the final z; the office and the lead act."""
    document: dict[str, Any] = {
        "format": 1,
        "key": "thing",
        "version": 1,
        "number": "T-{seq:03d}",
        "title": words("Thing"),
        "fields": {
            "title": {"type": "text", "required": True, "title": words("Title")},
            "progress": {"type": "percent", "required": True, "default": 0, "title": words("Done")},
        },
        "roles": {
            "lead": {"held_by": "case", "fallback": ["office"], "title": words("Lead")},
            "office": {"held_by": "tenant", "title": words("Office")},
            "group": {"held_by": "body", "title": words("Group")},
        },
        "opening": {"by": ["office"]},
        "initial": "a",
        "states": {
            "a": {"title": words("A")},
            "b": {"title": words("B")},
            "z": {"title": words("Z"), "final": True, "outcome": "done"},
        },
        "events": {
            "go": {"by": ["office"], "title": words("Go")},
            "end": {"by": ["office"], "title": words("End")},
            "report": {
                "by": ["lead"],
                "title": words("Report"),
                "input": {
                    "progress": {"type": "percent", "required": True, "title": words("Done")}
                },
            },
            "tick": {"by": ["engine"], "title": words("Tick")},
        },
        "transitions": [
            {"id": "go", "event": "go", "from": ["a"], "to": "b"},
            {"id": "end", "event": "end", "from": ["*"], "to": "z"},
            {
                "id": "report",
                "event": "report",
                "from": ["*"],
                "set": {"progress": "= input.progress"},
            },
            {"id": "tick", "event": "tick", "from": ["*"]},
        ],
        "suspension": {"by": ["office"], "asks": "group"},
        "correction": {"by": ["office"]},
    }
    return merged(document, parts)


def merged(document: dict[str, Any], parts: dict[str, Any]) -> dict[str, Any]:
    """Return a document with members added to its sections, lists of transitions appended."""
    result = dict(document)
    for key, value in parts.items():
        if isinstance(value, dict) and isinstance(result.get(key), dict):
            result[key] = {**result[key], **value}
        elif key == "transitions":
            result[key] = [*result[key], *value]
        else:
            result[key] = value
    return result


def duty(**parts: Any) -> dict[str, Any]:
    """Return a thing whose lead owes a report within thirty days."""
    owed = {
        "owner": "lead",
        "creditor": "group",
        "title": words("Report"),
        "due": {"from": "entry", "after": "30 days"},
        "fulfilled_by": ["report"],
        "reminders": "= settings.reminders",
        "escalation": [
            {"id": "notice", "at": "1 day after", "do": [NOTICE]},
            {"id": "agenda", "at": "5 days after", "do": [{"do": "agenda", "body": "group"}]},
        ],
        **parts.pop("owed", {}),
    }
    document = thing(
        settings={
            "reminders": {
                "type": "rungs",
                "default": ["10 days before", "on the day"],
                "title": words("Reminders"),
            }
        },
        obligations={"report": owed},
        states={"a": {"title": words("A"), "obligations": ["report"]}},
    )
    return merged(document, parts)


NOTICE = {"do": "notify", "to": ["owner"], "message": "overdue"}


class Post:
    """A channel that keeps what it is given, and fails when it is told to."""

    name = "post"

    def __init__(self) -> None:
        self.letters: list[Letter] = []
        self.fails: Callable[[Letter], Exception | None] = lambda _: None
        self.accepts_and_fails = False
        """The server has taken the letter, but the answer was lost."""

    @contextmanager
    def batch(self) -> Iterator[Post]:
        yield self

    def send(self, letter: Letter) -> None:
        error = self.fails(letter)
        if error is None or self.accepts_and_fails:
            self.letters.append(letter)
        if error is not None:
            raise error

    def to(self, name: str) -> list[Letter]:
        """Return the letters to a person."""
        return [each for each in self.letters if each.to_address.startswith(f"{name}@")]


class Stage:
    """One town; every call goes through the services."""

    def __init__(
        self, database: Database, *documents: dict[str, Any], tenant: str = "town"
    ) -> None:
        self.clock = VirtualClock(START)
        self.post = Post()
        self.tenant = tenant
        settings = Settings(mail_from="office@town.example", base_url="https://plan.town.example")
        self.app = Application(settings, database, self.clock, self.post)
        with self.unit() as unit:
            towns.create_town(unit, PROFILE)
            for name in PEOPLE:
                directory.put_person(unit, Person(name, name.title(), f"{name}@town.example"))
            bodies.put_body(unit, Body("group", Text("Gruppe", "Group")))
            directory.give_role(unit, "office", "ada")
            directory.give_role(unit, "group", "cem", function="chair")
            directory.give_role(unit, "group", "dora", function="deputy")
        self.publish(*(documents or (duty(),)))

    @classmethod
    def reopened(cls, database: Database, at: datetime = START, tenant: str = "town") -> Stage:
        """Return a town that is in a database already."""
        stage = object.__new__(cls)
        stage.clock, stage.post, stage.tenant = VirtualClock(at), Post(), tenant
        settings = Settings(mail_from="office@town.example", base_url="https://plan.town.example")
        stage.app = Application(settings, database, stage.clock, stage.post)
        return stage

    @contextmanager
    def unit(self) -> Iterator[Unit]:
        with self.app.database.write(self.tenant, self.app.now()) as unit:
            yield unit

    def publish(self, *documents: dict[str, Any]) -> None:
        """Publish workflows unlinted: what is wrong with them is not what is tested."""
        with self.unit() as unit:
            for each in documents:
                workflow, findings = parse(each, others={one["key"]: one for one in documents})
                assert workflow is not None, [(one.where, one.message.en) for one in findings]
                definitions.draft(unit, workflow, "ada")
                definitions.publish(unit, workflow.key, workflow.version, "ben")

    def person(self, person: str, **changed: Any) -> None:
        """Change a person."""
        with self.unit() as unit:
            known = directory.find_person(unit, person)
            directory.put_person(unit, replace(known, **changed))

    def profile(self, **changed: Any) -> None:
        """Change how the town wants things done."""
        with self.unit() as unit:
            towns.change_town(unit, replace(PROFILE, **changed))

    def another(self) -> Stage:
        """Return the same town as another process sees it."""
        twin = object.__new__(Stage)
        twin.clock, twin.post, twin.tenant = self.clock, self.post, self.tenant
        twin.app = replace(self.app, database=Database(self.app.database.url), known=Known())
        return twin

    # -- cases ------------------------------------------------------------------------------

    def open(self, workflow: str = "thing", who: Who = OFFICE, **given: Any) -> Answer:
        """Open a case that Ben leads."""
        more = {name: given.pop(name) for name in ("key", "state", "parent") if name in given}
        holders = given.pop("holders", {"lead": ("ben",)})
        fields = {"title": "Sprachcafé", **given}
        intent = OpenCase(self.tenant, workflow, fields, who, holders=holders, **more)
        return events.open_case(self.app, intent)

    def opened(self, workflow: str = "thing", **given: Any) -> str:
        """Open a case and return its id."""
        answer = self.open(workflow, **given)
        assert answer.accepted, [each.message.en for each in answer.reasons]
        assert answer.case is not None
        return answer.case

    def send(self, case: str, event: str, who: Who | str = OFFICE, **given: Any) -> Answer:
        """Send an event; ``key`` and ``version`` are not its input."""
        who = Who(person=who) if isinstance(who, str) else who
        intent = SubmitEvent(
            self.tenant,
            case,
            event,
            who,
            expected_version=given.pop("version", None),
            key=given.pop("key", None),
            input=given,
        )
        return events.send(self.app, intent)

    def do(self, case: str, event: str, who: Who | str = OFFICE, **given: Any) -> Answer:
        """Send an event that must be accepted."""
        answer = self.send(case, event, who, **given)
        assert answer.accepted, [each.message.en for each in answer.reasons]
        return answer

    def case(self, case: str) -> Case:
        return cases.show(self.app, self.tenant, AS_OPERATOR, case).case

    def cases(self, workflow: str) -> list[CaseLine]:
        return case_lists.list_cases(
            self.app, self.tenant, AS_OPERATOR, CaseFilter(workflow=workflow)
        )

    def owed(self, case: str, obligation: str = "report") -> Occurrence:
        """Return the newest occurrence of an obligation."""
        return obligations.why(self.app, self.tenant, AS_OPERATOR, f"{case}/{obligation}")[
            0
        ].occurrence

    def happened(self, case: str) -> list[str]:
        """Return the events of a case."""
        return [each.event for each in cases.past(self.app, self.tenant, AS_OPERATOR, case).events]

    def letters(self, case: str) -> list[tuple[str, str | None]]:
        """Return the letters of a case as message and person, sent or not."""
        told = cases.past(self.app, self.tenant, AS_OPERATOR, case).letters
        return [(each.letter.message, each.person) for each in told]

    # -- time -------------------------------------------------------------------------------

    def at(self, moment: str) -> Stage:
        """Let it be another moment in the town, nothing ticking meanwhile."""
        self.clock.move_to(datetime.fromisoformat(moment + "+01:00"))
        return self

    def tick(self) -> Round:
        """Let the clock do what is due."""
        return clockwork.rungs(self.app, "holder")

    def deliver(self) -> int:
        """Let the letters leave."""
        return clockwork.letters(self.app, "holder").done

    def knock(self) -> int:
        """Deliver what waits between cases."""
        return inbox.deliver_due(self.app, self.tenant, self.app.now())

    def live(self, until: str) -> list[str]:
        """Let days go by with a tick every morning; return the days on which something was done."""
        end = datetime.fromisoformat(until + "+01:00")
        busy = []
        while self.app.now() < end:
            self.clock.advance(min(DAY, end - self.app.now()))
            if self.tick().done:
                busy.append(f"{self.app.now():%Y-%m-%d}")
            self.deliver()
        return busy


def text_of(document: dict[str, Any]) -> bytes:
    """Return a workflow as it comes from a file."""
    return json.dumps(document).encode()
