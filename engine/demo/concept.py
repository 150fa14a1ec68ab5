"""The concept: from the suggestion to implementation, then a workshop every year."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.demo.stage import Cue
from engine.demo.timetable import moment
from engine.demo.town import COORDINATION, COUNCIL_CHAIR
from engine.services import case_lists
from engine.services.access import AS_OPERATOR
from engine.services.intents import Who
from engine.storage.queries.cases import CaseFilter

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from engine.demo.stage import Stage
    from engine.demo.timetable import Timetable

WORKFLOW = "integration-concept"
TITLE = "Handlungskonzept Neustadt an der Aue"
FIRST_WORKSHOP = 2012


class Concept:
    """The concept's own case and what happens to it."""

    def __init__(
        self, stage: Stage, timetable: Timetable, areas: Sequence[str], town: Mapping[str, Any]
    ) -> None:
        """Know the stage; the case is opened by the first cue."""
        self._stage = stage
        self._days = timetable
        self._areas = areas
        self._town = town
        self.case = ""

    def cues(self, last_day: date) -> Iterator[Cue]:
        """Yield everything that is done until a day."""
        yield Cue(self._days.at(2009, 1, 12), self._open)
        for on, event, given in self._development():
            yield self._cue(on, event, given)
        yield Cue(moment(self._days.day(2010, 12, 2)), self._agree)
        for on, event, given in self._adoption():
            yield self._cue(on, event, given)
        year = FIRST_WORKSHOP
        while self._days.day(year, 3, 15) <= last_day:
            yield from self._workshop(year)
            year += 1

    def _cue(self, on: date, event: str, given: Mapping[str, object]) -> Cue:
        person = COUNCIL_CHAIR if event == "decide" else COORDINATION
        return Cue(moment(on), lambda: self._send_to(self.case, event, person=person, given=given))

    def _send_to(
        self,
        case: str,
        event: str,
        given: Mapping[str, object],
        person: str = COORDINATION,
    ) -> None:
        self._stage.send(case, event, person, **given)

    def _open(self) -> None:
        answer = self._stage.open(WORKFLOW, Who(COORDINATION), {"title": TITLE})
        self.case = answer.case or ""

    def _development(self) -> list[tuple[date, str, dict[str, object]]]:
        day = self._days.day
        fixed = [{"title": each} for each in self._areas]
        grouped = [{**each, "group": f"AG {each['title']}"} for each in fixed]
        worked_out = [{**each, "results": "Vorschläge liegen vor"} for each in grouped]
        decided, noted, kickoff = day(2009, 2, 24), day(2009, 6, 15), day(2010, 1, 23)
        return [
            (
                day(2009, 2, 25),
                "mandate",
                {
                    "body": "Rat",
                    "decided_on": decided.isoformat(),
                    "number": f"R 12/{decided.year}",
                    "text": "Die Verwaltung erarbeitet ein Handlungskonzept mit Maßnahmen.",
                },
            ),
            (day(2009, 4, 20), "set_up_steering", {"members": 7}),
            (noted, "note_roadmap", {"noted": f"Rat vom {noted:%d.%m.%Y}, TOP 6"}),
            (
                day(2009, 11, 16),
                "finish_analysis",
                {"interviews": 20, "survey_answers": 359, "findings": "Fünf Handlungsfelder."},
            ),
            (
                kickoff,
                "record_kickoff",
                {"held_on": kickoff.isoformat(), "participants": 120},
            ),
            (
                day(2010, 2, 1),
                "fix_areas",
                {"areas": fixed, "resolution": f"St 1/{kickoff.year}"},
            ),
            (day(2010, 3, 1), "form_groups", {"areas": grouped}),
            (day(2010, 9, 6), "deliver_results", {"areas": worked_out}),
            (day(2010, 9, 7), "begin_draft", {}),
            (
                day(2010, 11, 8),
                "submit_draft",
                {
                    "draft": "Fassung 1",
                    "parties": [{"organisation": each} for each in self._town["parties"]],
                    "statements_until": day(2010, 12, 10).isoformat(),
                },
            ),
        ]

    def _agree(self) -> None:
        """Let every party agree by itself."""
        for statement in self._open_children("statement"):
            party = next(iter(statement.holders["party"]))
            contact = self._town["organisations"][party]["contact"]
            self._send_to(statement.id, "agree", {}, person=contact)

    def _adoption(self) -> list[tuple[date, str, dict[str, object]]]:
        day = self._days.day
        paper, decided, published = day(2011, 1, 24), day(2011, 4, 27), day(2011, 5, 30)
        return [
            (paper, "submit_paper", {"paper": f"V 20/{paper.year}"}),
            (day(2011, 2, 16), "recommend", {"recommendation": "Hauptausschuss, einstimmig"}),
            (
                decided,
                "decide",
                {
                    "proposal": "adopt",
                    "outcome": "adopted",
                    "resolution": f"R 41/{decided.year}",
                },
            ),
            (
                published,
                "publish",
                {"published_on": published.isoformat(), "rights": "Stadt, CC BY 4.0"},
            ),
            (day(2011, 7, 18), "begin", {"accompanied_by": "Begleitausschuss"}),
        ]

    def _workshop(self, year: int) -> Iterator[Cue]:
        day = self._days.day
        begins, held, reported = day(year, 3, 15), day(year, 5, 12), day(year, 9, 1)
        yield self._cue(begins, "begin_evaluation", {})
        steps: list[tuple[date, str, dict[str, object]]] = [
            (begins, "invite", {"workshop_on": held.isoformat()}),
            (held, "record", {"held_on": held.isoformat(), "participants": 60}),
            (
                day(year, 6, 15),
                "evaluate",
                {"results": "Die Maßnahmen werden fortgeführt.", "proposals": []},
            ),
            (reported, "report", {"paper": f"V 30/{reported.year}"}),
        ]
        for on, event, given in steps:
            yield self._evaluation_cue(on, event, given)

    def _evaluation_cue(self, on: date, event: str, given: Mapping[str, object]) -> Cue:
        def play() -> None:
            for evaluation in self._open_children("yearly-evaluation"):
                self._send_to(evaluation.id, event, given)

        return Cue(moment(on), play)

    def _open_children(self, workflow: str) -> list[Any]:
        wanted = CaseFilter(workflow=workflow, is_open=True, parent=self.case)
        return list(case_lists.list_cases(self._stage.app, self._stage.town, AS_OPERATOR, wanted))
