"""The first cases of a town under load: opened, reported on, missed and ended by the engine."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import cycle
from typing import TYPE_CHECKING, Any

from bench.shipped import KEY, PLACE, REPORT
from bench.stage import TOWN, Stage
from engine.definition.parse import parse
from engine.findings import Text
from engine.lifecycle.seats import Body
from engine.services.events import open_case, send
from engine.services.intents import OpenCase, SubmitEvent, Who
from engine.services.sweep import sweep
from engine.services.workbench import shipped_blocks, shipped_documents
from engine.storage import schema
from engine.storage.queries import bodies, definitions, directory, towns

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.storage.unit import Unit

OFFICE, MEMBER, ADMINISTRATOR = "office", "member", "administrator"
ROLES = {OFFICE: "coordination", MEMBER: "steering_group", ADMINISTRATOR: "administrator"}
UNIT = "unit-0"
"""The organisation that leads the first measures; copies are led by others."""
AREAS = ("Sprache", "Bildung", "Arbeit", "Wohnen", "Gesundheit", "Teilhabe", "Kultur", "Ankommen")
RATINGS = ("green", "green", "amber", "green", "red")
PRIORITIES = ("high", "medium", "low")
RUNNING_FOR = timedelta(days=610)
"""Three reports are over by then, and the fourth one is not due."""
REPORTS = (timedelta(days=170), timedelta(days=350), timedelta(days=530))
"""When those who are in time report."""
STEP = timedelta(days=10)
PUNCTUAL, LATE, VERY_LATE, ENDED = 28, 4, 2, 2
UNFINISHED = 4
CONTRIBUTIONS = 4
SEEDS = PUNCTUAL + LATE + VERY_LATE + ENDED + UNFINISHED + CONTRIBUTIONS


@dataclass(frozen=True, slots=True)
class _Measure:
    case: str
    reports: int
    """In how many rounds it reports."""
    rating: str
    ends: bool


def plant(stage: Stage, now: datetime) -> None:
    """Set up a town with everything that is shipped, and play its first cases up to a moment."""
    start = now - RUNNING_FOR
    schema.upgrade(stage.database)
    with stage.database.write(TOWN, start) as unit:
        _found(unit)
    stage.clock.move_to(start)
    measures = list(_open_measures(stage, start))
    _open_others(stage)
    rounds = [start + each for each in REPORTS]
    at = start
    while at < now:
        at = min(at + STEP, now)
        stage.clock.move_to(at)
        sweep(stage.app, TOWN, at)
        while rounds and rounds[0] <= at:
            del rounds[0]
            _report(stage, measures, len(REPORTS) - len(rounds))
    for each in measures:
        if each.ends:
            _send(stage, each.case, "finish", {})


def _found(unit: Unit) -> None:
    towns.create_town(unit, towns.Profile("Musterstadt", PLACE))
    documents, blocks = shipped_documents(), shipped_blocks()
    for document in documents.values():
        workflow, _ = parse(document, blocks=blocks, others=documents)
        assert workflow is not None, document["key"]
        definitions.draft(unit, workflow, None)
        definitions.publish(unit, workflow.key, workflow.version, None)
    for key, titles in (
        ("steering_group", ("Steuerungsgruppe", "Steering group")),
        ("council", ("Rat", "Council")),
    ):
        bodies.put_body(unit, Body(key, Text(*titles)))
    for person, role in ROLES.items():
        put_person(unit, person)
        directory.give_role(unit, role, person)
    put_unit(unit, UNIT)


def put_person(unit: Unit, person: str) -> None:
    """Enter a person."""
    name, address = person.title(), f"{person}@stadt.example"
    directory.put_person(unit, directory.Person(person, name, address))


def put_unit(unit: Unit, name: str) -> None:
    """Enter an organisation with its contact person, whose id is that of the organisation."""
    contact = contact_of(name)
    directory.put_organisation(unit, name, f"Fachstelle {name.removeprefix('unit-')}")
    put_person(unit, contact)
    directory.give_role(unit, f"contact:{name}", contact)


def contact_of(unit: str) -> str:
    """Return who speaks for an organisation."""
    return f"contact-{unit}"


def _open_measures(stage: Stage, start: datetime) -> Iterator[_Measure]:
    areas, ratings, priorities = cycle(AREAS), cycle(RATINGS), cycle(PRIORITIES)
    every = len(REPORTS)
    running = [(every, False)] * PUNCTUAL + [(every - 1, False)] * LATE + [(0, False)] * VERY_LATE
    for number, (reports, ends) in enumerate(running + [(every, True)] * ENDED):
        fields = _fields(number, next(areas), next(priorities), start)
        yield _Measure(_open(stage, KEY, fields, "in_progress"), reports, next(ratings), ends)
    for number in range(UNFINISHED):
        fields = _fields(100 + number, next(areas), next(priorities), start)
        addressees = [{"organisation": UNIT, "kind": "regular"}]
        fields |= {"triage": "A", "binding": "binding", "addressees": addressees}
        _open(stage, KEY, fields, "prioritised")


def _open_others(stage: Stage) -> None:
    for number in range(CONTRIBUTIONS):
        _open(stage, "contribution", {"title": f"Beitrag {number}: mehr Sprachkurse am Abend"})


def _fields(number: int, area: str, priority: str, start: datetime) -> dict[str, Any]:
    return {
        "title": f"Maßnahme {number}: {area} im Stadtteil stärken",
        "area": area,
        "priority": priority,
        "rank": 1 + number,
        "description": "Beratung vor Ort, jede Woche, in mehreren Sprachen und ohne Anmeldung.",
        "starts_on": start.date().isoformat(),
        "ends_on": (start + timedelta(days=3000)).date().isoformat(),
    }


def _open(stage: Stage, workflow: str, fields: dict[str, Any], state: str | None = None) -> str:
    holders = {"lead": (UNIT,)} if workflow == KEY else {}
    answer = open_case(
        stage.app, OpenCase(TOWN, workflow, fields, Who(OFFICE), holders=holders, state=state)
    )
    assert answer.case is not None, answer.reasons
    return answer.case


def _report(stage: Stage, measures: list[_Measure], number: int) -> None:
    for each in measures:
        if each.reports >= number:
            progress = 100 if each.ends else 15 * number
            given = {**REPORT, "rating": each.rating, "progress": progress}
            _send(stage, each.case, "report", given)


def _send(stage: Stage, case: str, event: str, given: dict[str, Any]) -> None:
    answer = send(stage.app, SubmitEvent(TOWN, case, event, Who(OFFICE), given))
    assert answer.accepted, answer.reasons


def now() -> datetime:
    """Return the present moment, at which the pages are going to be looked at."""
    return datetime.now(UTC)
