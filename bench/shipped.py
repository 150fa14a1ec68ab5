"""The shipped measure in memory: the case, the event and the town that several subjects use."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bench.rows import Skipped
from engine.deadlines.calendars import Place
from engine.definition.parse import parse
from engine.findings import has_errors
from engine.lifecycle.circumstances import Incoming, person
from engine.lifecycle.memory import MemoryWorld
from engine.lifecycle.outcome import Refused
from engine.lifecycle.theatre import Theatre
from engine.services.workbench import compiled_set, shipped_blocks, shipped_documents

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.definition.model import Workflow
    from engine.lifecycle.case import Case
    from engine.lifecycle.machine import Compiled

KEY = "measure"
PLACE = Place("NW", "Minden")
START = datetime(2026, 3, 2, 8, tzinfo=UTC)
FIELDS = {
    "title": "Sprachcafé",
    "area": "Sprache",
    "rank": 1,
    "starts_on": "2026-03-02",
    "ends_on": "2035-12-31",
}
REPORT = {"text": "Acht Treffpunkte laufen, zwei kommen dazu.", "progress": 40, "rating": "green"}


@dataclass(frozen=True, slots=True)
class Running:
    """A measure in progress that owes a report, and the world around it."""

    theatre: Theatre
    compiled: Compiled
    case: Case


def measure_workflow() -> Workflow:
    """Return the shipped measure."""
    documents = shipped_documents()
    workflow, findings = parse(documents[KEY], blocks=shipped_blocks(), others=documents)
    if workflow is None or has_errors(findings):
        reason = f"workflows/{KEY}.json has errors: verbindlich workflow lint names them"
        raise Skipped(reason)
    return workflow


def definitions() -> Mapping[str, Compiled]:
    """Return the shipped measure, compiled, with what it refers to."""
    return compiled_set(measure_workflow(), shipped_documents().values(), shipped_blocks())


def running() -> Running:
    """Return a measure on the day its first report may be given."""
    compiled = definitions()
    theatre = Theatre(MemoryWorld(compiled, PLACE), START)
    opened = theatre.open(
        KEY,
        FIELDS,
        person("office", "coordination"),
        holders={"lead": ("library",)},
        state="in_progress",
    )
    assert not isinstance(opened, Refused), opened.reasons
    theatre.play_until(datetime(2026, 7, 20, 8, tzinfo=UTC))
    return Running(theatre, compiled[KEY], theatre.world.load(opened.after.id))


def report() -> Incoming:
    """Return the report of the lead."""
    return Incoming("report", person("library", "lead"), REPORT)
