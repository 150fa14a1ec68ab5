"""The measures: named, described, prioritised, fixed, started; then reported on and rated."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from engine.demo.stage import Cue
from engine.demo.timetable import moment
from engine.demo.town import ASSESSOR, COORDINATION, COUNCIL_CHAIR, STEERING_CHAIR
from engine.lifecycle.case import ItemKind
from engine.services import cases, obligations
from engine.services.access import AS_OPERATOR
from engine.services.intents import Who
from engine.storage.queries.duties import DutyFilter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import date

    from engine.demo.catalogue import Catalogue, Measure
    from engine.demo.concept import Concept
    from engine.demo.stage import Stage
    from engine.demo.timetable import Round, Timetable

WORKFLOW = "measure"
HIGHEST_PRIORITY = 5
REPORTING_DAYS = 45
"""The offices report within so many days, ending before the due date."""
ANSWER_AFTER = timedelta(days=8)
"""So soon after a sitting a demanded statement is written."""
_PROGRESS = {"green": 30, "amber": 15, "red": 5, None: 15}
"""Per cent a round: the catalogue has no figures."""


@dataclass(frozen=True, slots=True)
class Running:
    """A measure that has become a case."""

    measure: Measure
    case: str
    number: str


class Measures:
    """The cases of all measures and what happens to them."""

    def __init__(
        self,
        stage: Stage,
        timetable: Timetable,
        catalogue: Catalogue,
        town: Mapping[str, Any],
        concept: Concept,
    ) -> None:
        """Know the stage; the cases are opened by the first cue."""
        self._stage = stage
        self._days = timetable
        self._catalogue = catalogue
        self._town = town
        self._concept = concept
        self.running: list[Running] = []

    def cues(self) -> Iterator[Cue]:
        """Yield everything that is done."""
        day = self._days.day
        yield Cue(moment(day(2011, 9, 5)), self._open_all)
        for on, step in (
            (day(2011, 9, 12), self._name_lead),
            (day(2011, 10, 10), self._describe),
            (day(2011, 11, 14), self._prioritise),
            (day(2011, 12, 5), self._fix),
            (day(2012, 1, 2), self._start),
        ):
            yield Cue(moment(on), partial(self._each, step))
        for each in self._days.rounds:
            yield from self._round(each)

    def _round(self, of: Round) -> Iterator[Cue]:
        first_day = of.due_on - timedelta(days=REPORTING_DAYS)
        for days in range(REPORTING_DAYS):
            on = first_day + timedelta(days=days)
            yield Cue(moment(on), partial(self._report, of, days))
        yield Cue(moment(of.rated_on), partial(self._rate, of))
        if of.number == len(self._days.rounds):
            return  # the bodies have still to decide on the last round
        yield Cue(moment(of.steering_on), partial(self._sit, "steering_group", of.steering_on))
        yield Cue(moment(of.steering_on + ANSWER_AFTER), self._explain)
        yield Cue(moment(of.council_on), partial(self._sit, "council", of.council_on))

    def _open_all(self) -> None:
        for each in self._catalogue.measures:
            answer = self._stage.open(
                WORKFLOW,
                Who(COORDINATION),
                {
                    "title": each.title,
                    "area": self._catalogue.areas[each.area],
                    "source": f"Katalog {each.id}",
                },
            )
            running = Running(each, answer.case or "", answer.number or "")
            self.running.append(running)
            cases.link(
                self._stage.app,
                self._stage.town,
                AS_OPERATOR,
                running.case,
                "source",
                self._concept.case,
            )

    def _each(self, step: Callable[[Running], None]) -> None:
        """Take a step with all measures, those that rank higher first."""
        for each in self._by_rank():
            step(each)

    def _by_rank(self) -> list[Running]:
        return sorted(self.running, key=lambda each: -each.measure.priority)

    def _office(self, of: Running) -> str:
        office: str = self._town["leads"][of.measure.area]
        return office

    def _lead(self, of: Running) -> str:
        contact: str = self._town["organisations"][self._office(of)]["contact"]
        return contact

    def _name_lead(self, of: Running) -> None:
        self._stage.send(of.case, "name_lead", COORDINATION, lead=self._office(of))

    def _describe(self, of: Running) -> None:
        consented_on = self._days.day(2011, 10, 7).isoformat()
        self._stage.send(
            of.case,
            "describe",
            self._lead(of),
            description=f"{of.measure.title} (Maßnahme {of.measure.id} des Katalogs).",
            binding="binding",
            volunteers=False,
            addressees=[
                {
                    "organisation": self._office(of),
                    "kind": "regular",
                    "capability": "within",
                    "consented_on": consented_on,
                }
            ],
            indicators=[
                {"title": "Umgesetzte Schritte", "unit": "%", "baseline": 0, "target": 100}
            ],
            consequences=[
                {"condition": "Kein Bericht zum Termin", "what": "statement"},
                {"condition": "Zweimal rot ohne neuen Bericht", "what": "agenda"},
            ],
            costs=[{"kind": "none", "per_year": 0}],
        )

    def _prioritise(self, of: Running) -> None:
        is_high = of.measure.priority == HIGHEST_PRIORITY
        self._stage.send(
            of.case,
            "prioritise",
            COORDINATION,
            resolution=f"St 8/{self._days.day(2011, 11, 10).year}",
            priority="high" if is_high else "medium",
            rank=self._by_rank().index(of) + 1,
            extra_cost=False,
            necessary=True,
        )

    def _fix(self, of: Running) -> None:
        starts_on, ends_on = self._days.day(2012, 1, 1), self._days.day(2020, 12, 31)
        self._stage.send(
            of.case,
            "fix",
            COORDINATION,
            resolution=f"St 9/{self._days.day(2011, 12, 1).year}",
            starts_on=starts_on.isoformat(),
            ends_on=ends_on.isoformat(),
        )

    def _start(self, of: Running) -> None:
        self._stage.send(of.case, "start", self._lead(of))

    def _report(self, of: Round, days: int) -> None:
        """Let those report whose day it is and who had something to report."""
        period = self._catalogue.periods[of.number - 1]
        for index, each in enumerate(self.running):
            entry = each.measure.entries[of.number - 1]
            if index * 7 % REPORTING_DAYS != days or not entry.is_reported:
                continue
            self._stage.send(
                each.case,
                "report",
                self._lead(each),
                text=f"Bericht {period}; der Katalog nennt seinen Wortlaut nicht.",
                progress=min(_PROGRESS[entry.rating] * of.number, 100),
                rating="grey",
            )

    def _rate(self, of: Round) -> None:
        """Let the assessor rate every measure that the catalogue has a rating for."""
        for each in self.running:
            rating = each.measure.entries[of.number - 1].rating
            if rating is not None:
                self._stage.send(each.case, "assess", ASSESSOR, round=of.number, rating=rating)

    def _sit(self, body: str, on: date) -> None:
        """Let a body decide on every proposal and note what has been reported done."""
        chair = STEERING_CHAIR if body == "steering_group" else COUNCIL_CHAIR
        outcome = "adopted" if body == "steering_group" else "rejected"
        for each in obligations.agenda(self._stage.app, self._stage.town, AS_OPERATOR, body):
            item = each.item
            if item.kind is ItemKind.PROPOSAL:
                self._stage.send(
                    each.case.id,
                    "decide",
                    chair,
                    proposal=item.key,
                    outcome=outcome,
                    resolution=f"{'St' if body == 'steering_group' else 'R'} 3/{on.year}",
                )
            elif item.reported:
                self._stage.send(each.case.id, "note", chair, item=str(item.number))

    def _explain(self) -> None:
        """Let every statement be written that is owed."""
        leads = {each.case: self._lead(each) for each in self.running}
        wanted = DutyFilter(workflow=WORKFLOW, obligations=[(WORKFLOW, "written_statement")])
        for each in obligations.list_duties(self._stage.app, self._stage.town, AS_OPERATOR, wanted):
            self._stage.send(
                each.case.id,
                "explain",
                leads[each.case.id],
                statement="Gründe und Abhilfe liegen der Steuerungsgruppe vor.",
            )
