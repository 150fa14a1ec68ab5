"""Ten years of a fictional town with 54 measures, played from the proposal to the end.

In each quarter every measure goes on by one step until it runs; from then on its lead reports in
four of five half-years, it is rated in every half-year, and the bodies decide what has come
before them. Everything else is the clock's: timers, reminders, escalation, proposals.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from random import Random
from typing import TYPE_CHECKING, Any

from bench.interleave import PROCESSOR
from bench.rows import Row, at_most
from bench.shipped import KEY, PLACE, definitions
from engine.lifecycle.circumstances import Incoming, person
from engine.lifecycle.memory import MemoryWorld
from engine.lifecycle.outcome import Accepted, Refused
from engine.lifecycle.theatre import Theatre

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from engine.lifecycle.case import Case

MEASURES = 54
YEARS = 10
FIRST_YEAR = 2026
SHEET: dict[str, Any] = {
    "description": "Offene Treffpunkte in acht Stadtteilen.",
    "binding": "binding",
    "addressees": [
        {"organisation": "Bibliothek", "kind": "regular", "consented_on": "2026-01-15"},
        {"organisation": "Verein", "kind": "volunteer", "consented_on": "2026-01-20"},
    ],
    "volunteers": True,
    "indicators": [{"title": "Treffpunkte", "unit": "Zahl", "target": 8}],
    "consequences": [{"condition": "Kein Bericht", "what": "agenda"}],
    "costs": [
        {"kind": "allowance", "per_year": 240000},
        {"kind": "travel", "per_year": 60000},
    ],
}


class Town:
    """A town that acts, by a seed."""

    def __init__(self) -> None:
        world = MemoryWorld(definitions(), PLACE, settings={KEY: {"max_parallel": MEASURES}})
        self.theatre = Theatre(world, datetime(FIRST_YEAR, 1, 5, 8, tzinfo=UTC))
        self.random = Random(54)  # noqa: S311 - a town of a bench
        self.refused: list[Refused] = []
        self.events = 0
        self.moments = 0

    def live(self, years: int) -> None:
        """Propose all measures and let the years pass."""
        office = person("office", "coordination")
        for number in range(MEASURES):
            fields = {"title": f"Maßnahme {number + 1}", "area": "Sprache"}
            outcome = self.theatre.open(KEY, fields, office, holders={"lead": ("unit",)})
            assert isinstance(outcome, Accepted), outcome
        for quarter in range(years * 4):
            year, month = FIRST_YEAR + quarter // 4, quarter % 4 * 3 + 1
            self.moments += self.theatre.play_until(datetime(year, month, 20, 8, tzinfo=UTC))
            for case_id in list(self.theatre.world.cases):
                self._act(self.theatre.world.load(case_id), quarter)

    def _act(self, case: Case, quarter: int) -> None:
        if case.is_closed:
            return
        for item in case.items:
            if item.on and self.random.random() < 0.8:
                given = {"proposal": item.key, "outcome": "rejected", "resolution": "St 1/2026"}
                self._send(case.id, "decide", item.body, given)
        if case.state == "in_progress":
            self._run(case, quarter)
        elif case.state in _WAY:
            event, role, known = _WAY[case.state]
            self._send(case.id, event, role, {**known, **self._dates(case, event)})

    def _dates(self, case: Case, event: str) -> dict[str, object]:
        if event == "prioritise":
            return {"rank": int(case.number[-2:])}
        if event != "fix":
            return {}
        day = self.theatre.now.date()
        return {"starts_on": day.isoformat(), "ends_on": date(day.year + 5, 6, 30).isoformat()}

    def _run(self, case: Case, quarter: int) -> None:
        if quarter % 2:
            if self.random.random() < 0.8:
                rating = self.random.choice(["green", "amber", "red"])
                given: dict[str, object] = {
                    "text": "Läuft.",
                    "progress": quarter * 2,
                    "rating": rating,
                }
                self._send(case.id, "report", "lead", given)
            return
        rating = self.random.choice(["green", "amber", "red"])
        self._send(case.id, "assess", "assessor", {"round": quarter // 2 + 1, "rating": rating})
        ends_on = case.data["ends_on"]
        assert isinstance(ends_on, date)
        if ends_on < self.theatre.now.date():
            later = {"resolution": "St 2/2031", "ends_on": f"{ends_on.year + 5}-12-31"}
            self._send(case.id, "prolong", "coordination", later)

    def _send(self, case: str, event: str, role: str, given: Mapping[str, object]) -> None:
        outcome = self.theatre.send(case, Incoming(event, person(f"person:{role}", role), given))
        self.events += 1
        if isinstance(outcome, Refused):
            self.refused.append(outcome)


_WAY: dict[str, tuple[str, str, dict[str, object]]] = {
    "proposed": ("name_lead", "coordination", {"lead": "unit"}),
    "named": ("describe", "lead", SHEET),
    "concrete": (
        "prioritise",
        "coordination",
        {"resolution": "St 1/2026", "priority": "high", "extra_cost": False, "necessary": True},
    ),
    "prioritised": ("fix", "coordination", {"resolution": "St 1/2026"}),
    "fixed": ("start", "lead", {"release": "Gemeinsamer Beginn (St 1/2026)"}),
}


def measure(*, quick: bool) -> Iterator[Row]:
    """Play the ten years (``quick``: two of them) on one core."""
    years = 2 if quick else YEARS
    town = Town()
    start = PROCESSOR()
    town.live(years)
    seconds = PROCESSOR() - start
    assert not town.refused, town.refused[0]
    world = town.theatre.world
    note = (
        f"{town.events} events, {town.moments} moments of the clock, {len(world.letters)} letters"
    )
    what = f"{years} years of a town with {MEASURES} measures, in memory on one core"
    yield Row(what, seconds, "s", at_most(5), note=note)
