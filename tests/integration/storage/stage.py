"""A town with small workflows in a database, to send events to."""

from __future__ import annotations

import json
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import event, text

from engine.deadlines.calendars import Place
from engine.definition.parse import parse
from engine.findings import Text
from engine.lifecycle.circumstances import Incoming, person
from engine.lifecycle.outcome import Accepted
from engine.lifecycle.run import open_new, submit, wake_case
from engine.lifecycle.seats import Body
from engine.storage.known import Known
from engine.storage.queries import bodies, definitions, directory, towns
from engine.storage.queries.directory import Person
from engine.storage.store import StorageWorld

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from engine.lifecycle.case import Case
    from engine.lifecycle.outcome import Outcome
    from engine.storage.database import Database
    from engine.storage.unit import Unit

START = datetime(2026, 1, 12, 9, tzinfo=UTC)
DAY = timedelta(days=1)
PROFILE = towns.Profile("Musterstadt", Place("NW", "Minden"))
MEASURE = json.loads(
    (Path(__file__).parents[2] / "data" / "measure_example.json").read_text(encoding="utf-8")
)
MEASURE_FIELDS = {
    "title": "Sprachcafé ÖST",
    "area": "Sprache",
    "addressees": [{"organisation": "vhs", "kind": "regular", "consented_on": "2026-01-10"}],
}


def words(title: str) -> dict[str, str]:
    return {"de": title, "en": title}


def field(kind: str, **more: Any) -> dict[str, Any]:
    return {"type": kind, "title": words(kind), **more}


PLAN: dict[str, Any] = {
    "format": 1,
    "key": "plan",
    "version": 1,
    "number": "P-{year}-{seq:02d}",
    "title": words("Plan"),
    "settings": {"most": field("integer", default=2)},
    "fields": {
        "title": field("text", required=True),
        "parties": field(
            "list", required=True, default=[], of={"name": field("text", required=True)}
        ),
        "applicant": field("text", personal=True),
        "weight": field("number"),
        "day": field("date"),
        "urgent": field("yes_no"),
        "after": field("case", link="depends_on"),
    },
    "roles": {
        "office": {"held_by": "tenant", "title": words("Office")},
        "lead": {"held_by": "case", "fallback": ["office"], "title": words("Lead")},
        "board": {"held_by": "body", "title": words("Board")},
    },
    "facts": {
        "running": {"count": "plan", "in": ["running"], "lock": True},
        "heaviest": {"max": "plan", "of": "weight"},
        "days": {"list": "plan", "of": "day", "in": ["running"]},
        "urgent": {"exists": "plan", "where": {"urgent": True}},
        "seats": {"seats": "board"},
        "own": {"body": "board"},
        "councils": {"bodies": "council"},
        "known": {"organisations": True},
    },
    "opening": {"by": ["office"]},
    "initial": "draft",
    "states": {
        "draft": {"title": words("Draft"), "may_rest": {"reason": "Nobody waits"}},
        "asking": {"title": words("Asking"), "may_rest": {"reason": "Parts are timed"}},
        "running": {"title": words("Running"), "may_rest": {"reason": "It runs"}},
        "closed": {"title": words("Closed"), "final": True, "outcome": "achieved"},
    },
    "events": {
        "ask": {"by": ["office"], "title": words("Ask")},
        "answered": {"by": ["engine"], "title": words("Answered")},
        "start": {"by": ["office"], "title": words("Start")},
        "tell": {
            "by": ["office"],
            "title": words("Tell"),
            "input": {
                "applicant": field("text", personal=True),
                "remark": field("text"),
                "urgent": field("yes_no"),
                "weight": field("number"),
                "day": field("date"),
                "after": field("case"),
            },
        },
        "put": {"by": ["office"], "title": words("Put before the board")},
        "adopted": {"by": ["engine"], "title": words("Adopted")},
        "rejected": {"by": ["engine"], "title": words("Rejected")},
        "close": {"by": ["office"], "title": words("Close")},
    },
    "transitions": [
        {"id": "ask", "event": "ask", "from": ["draft"], "to": "asking"},
        {"id": "answered", "event": "answered", "from": ["asking"], "to": "draft"},
        {
            "id": "start",
            "event": "start",
            "from": ["draft"],
            "to": "running",
            "guards": [
                {
                    "id": "capacity",
                    "rule": "facts.running < settings.most",
                    "message": words("Too many"),
                }
            ],
        },
        {
            "id": "tell",
            "event": "tell",
            "from": ["*"],
            "set": {
                "applicant": "= input.applicant",
                "urgent": "= input.urgent",
                "weight": "= input.weight",
                "day": "= input.day",
                "after": "= input.after",
            },
            "effects": [{"do": "notify", "to": ["lead", "board"], "message": "told"}],
        },
        {
            "id": "put",
            "event": "put",
            "from": ["*"],
            "effects": [
                {
                    "do": "propose",
                    "id": "go",
                    "body": "board",
                    "title": words("Go on?"),
                    "on": {"adopted": "adopted", "rejected": "rejected"},
                }
            ],
        },
        {"id": "adopted", "event": "adopted", "from": ["*"]},
        {"id": "rejected", "event": "rejected", "from": ["*"]},
        {"id": "close", "event": "close", "from": ["*"], "to": "closed"},
    ],
    "admits": {"guests": {"workflow": "part", "in": ["draft", "closed"]}},
    "children": {
        "parts": {
            "workflow": "part",
            "opened_in": "asking",
            "for_each": "= case.parties",
            "fields": {"title": "= each.name"},
            "done": {"when": "children.parts.all(c, c.closed)", "event": "answered"},
            "if_left": "keep",
        }
    },
    "messages": {"told": {"subject": words("{number}"), "text": words("{title}")}},
}

PART: dict[str, Any] = {
    "format": 1,
    "key": "part",
    "version": 1,
    "number": "T-{seq}",
    "parent": "plan",
    "title": words("Part"),
    "fields": {"title": field("text", required=True)},
    "roles": {
        "office": {"held_by": "tenant", "title": words("Office")},
        "board": {"held_by": "body", "title": words("Board")},
    },
    "facts": {"beside": {"count": "part", "in": ["open"], "among": "siblings", "lock": True}},
    "opening": {
        "by": ["office"],
        "guards": [{"id": "room", "rule": "facts.beside < 3", "message": words("Full")}],
    },
    "initial": "open",
    "states": {
        "open": {"title": words("Open"), "obligations": ["answer"]},
        "answered": {"title": words("Answered"), "final": True, "outcome": "answered"},
    },
    "events": {"answer": {"by": ["office"], "title": words("Answer")}},
    "transitions": [{"id": "answer", "event": "answer", "from": ["open"], "to": "answered"}],
    "obligations": {
        "answer": {
            "owner": "office",
            "title": words("Answer"),
            "due": {"from": "entry", "after": "14 days"},
            "fulfilled_by": ["answer"],
            "reminders": ["3 days before"],
            "escalation": [
                {"id": "ask", "at": "1 day after", "do": [{"do": "agenda", "body": "board"}]}
            ],
        }
    },
}
DOCUMENTS = {each["key"]: each for each in (MEASURE, PLAN, PART)}


class Stage:
    """One town; every call is a transaction of its own."""

    def __init__(self, database: Database, tenant: str = "town") -> None:
        self.database = database
        self.tenant = tenant
        self.known = Known()
        with self.unit() as unit:
            towns.create_town(unit, PROFILE)
            for document in DOCUMENTS.values():
                publish(unit, document)
            for name in ("ada", "ben", "cem", "dora"):
                directory.put_person(unit, Person(name, name.title(), f"{name}@town.example"))
            directory.give_role(unit, "office", "ada")
            directory.give_role(unit, "coordination", "ada")
            bodies.put_body(unit, Body("board", Text("Rat", "Board")))
            directory.give_role(unit, "board", "cem", function="chair")
            directory.give_role(unit, "board", "dora", function="deputy")

    @contextmanager
    def unit(self, at: datetime = START) -> Iterator[Unit]:
        with self.database.write(self.tenant, at) as unit:
            yield unit

    @contextmanager
    def world(self, at: datetime = START) -> Iterator[StorageWorld]:
        with self.unit(at) as unit:
            yield StorageWorld(unit, self.known)

    def open(self, workflow: str = "plan", at: datetime = START, **fields: Any) -> Case:
        holders = fields.pop("holders", None)
        given = {**(MEASURE_FIELDS if workflow == "measure" else {"title": workflow}), **fields}
        with self.world(at) as world:
            actor = person("ada", "office", "coordination")
            return accepted(open_new(world, workflow, given, actor, at, holders=holders)).after

    def submit(self, world: StorageWorld, case: str, event: str, **given: Any) -> Outcome:
        """Send an event inside a transaction that is open."""
        actor = person("ada", "office", "coordination", "lead")
        return submit(world, case, Incoming(event, actor, given), world.unit.at)

    def send(self, case: str, event: str, at: datetime = START, **given: Any) -> Outcome:
        with self.world(at) as world:
            return self.submit(world, case, event, **given)

    def wake(self, case: str, at: datetime) -> Outcome:
        with self.world(at) as world:
            return wake_case(world, case, at)

    def load(self, case: str) -> Case:
        with self.database.read(self.tenant, START) as unit:
            return StorageWorld(unit, self.known, hold=False).load(case)

    def running_measure(self) -> Case:
        """A measure in progress that owes its first report."""
        case = self.open("measure", holders={"lead": ("ben",)})
        self.send(
            case.id, "fix", resolution="St 4/2026", starts_on="2026-02-02", ends_on="2030-12-31"
        )
        return accepted(self.send(case.id, "start", START + 21 * DAY)).after


def publish(unit: Unit, document: dict[str, Any]) -> None:
    """Publish a definition."""
    workflow, findings = parse(document)
    assert workflow is not None, [(each.where, each.message.en) for each in findings]
    definitions.draft(unit, workflow, "ada")
    definitions.publish(unit, workflow.key, workflow.version, "ben")


def accepted(outcome: Outcome) -> Accepted:
    assert isinstance(outcome, Accepted), outcome
    return outcome


@contextmanager
def statements(database: Database) -> Iterator[list[str]]:
    """Collect the SQL that is run meanwhile."""
    run: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        run.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        yield run
    finally:
        event.remove(database.engine, "before_cursor_execute", note)


def plan_of(stage: Stage, action: Callable[[Unit], object]) -> str:
    """Return how the database would run the one statement of an action."""
    found: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        found.append((statement, parameters))

    event.listen(stage.database.engine, "before_cursor_execute", note)
    try:
        with stage.unit() as unit:
            action(unit)
    finally:
        event.remove(stage.database.engine, "before_cursor_execute", note)
    ((statement, parameters),) = found
    with stage.unit() as unit:
        explain = "EXPLAIN QUERY PLAN" if unit.is_sqlite else "EXPLAIN"
        rows = unit.connection.exec_driver_sql(f"{explain} {statement}", parameters)
        return "\n".join(str(row[-1]) for row in rows)


def many_open_cases(stage: Stage, count: int) -> None:
    """Copy a case with its obligation, all of them due in the far future."""
    case = stage.open("part")
    with stage.unit() as unit:
        run = unit.connection.execute
        whole = dict(
            run(text("SELECT * FROM cases WHERE id = :id"), {"id": case.id}).mappings().one()
        )
        owed = dict(run(text("SELECT * FROM occurrences")).mappings().one())
        for table, row, key in (("cases", whole, "id"), ("occurrences", owed, "case_id")):
            copies = [{**row, key: f"copy{number}"} for number in range(count)]
            for number, copy in enumerate(copies):
                copy.update({"number": f"C-{number}"} if table == "cases" else {})
            names = ", ".join(row)
            values = ", ".join(f":{name}" for name in row)
            run(text(f"INSERT INTO {table} ({names}) VALUES ({values})"), copies)  # noqa: S608 - our own columns
    with stage.database.connection() as connection:
        connection.execute(text("ANALYZE"))
