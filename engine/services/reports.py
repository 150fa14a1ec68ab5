"""Reports on the cases of a workflow: how the plan goes, a case's sheet, who has to do what."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, time
from typing import TYPE_CHECKING

from engine.deadlines.localtime import instant
from engine.documents.papers.model import Cell, Paper, Section, Table
from engine.lifecycle.marks import marks_of
from engine.services import report_words as words
from engine.services.desk import LIGHTS, Desk, desk
from engine.services.saying import NOTHING
from engine.storage.queries import papers
from engine.storage.queries.history import case_at

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from engine.definition.model import Workflow
    from engine.findings import Text
    from engine.lifecycle.case import Case
    from engine.services.access import Reader
    from engine.services.application import Application

REPORTED_ON = "last_report_on"
ADDRESSEES, LEAD = "addressees", "lead"
_ORDER = {"green": 0, "amber": 1, "red": 2}
"""The worse, the more; grey is no rating."""


@dataclass(frozen=True, slots=True)
class _Compared:
    """A case now and on the day that it is compared with."""

    case: Case
    flow: Workflow
    area: str | None
    now: str | None
    then: str | None
    is_new: bool


def progress_report(
    app: Application, tenant: str, reader: Reader, workflow: str, language: str, *, since: date
) -> Paper:
    """Return how the cases of a workflow stand, compared with a day before.

    Raises:
        WorkflowNotFound: the town has published no such workflow.
    """
    with desk(app, tenant, reader, language) as opened:
        flow = opened.world.newest(workflow).workflow
        return _Progress(opened, flow, since).paper()


class _Progress:
    def __init__(self, opened: Desk, flow: Workflow, since: date) -> None:
        self.desk, self.flow, self.since = opened, flow, since
        self.since_at = instant(since, time(), opened.say.zone)
        ids = papers.of_workflow(opened.unit, opened.viewer, flow.key)
        opened.fetch(ids)
        self.cases = [self._compared(each) for each in ids]

    def _compared(self, case_id: str) -> _Compared:
        case = self.desk.case(case_id)
        flow = self.desk.flow(case.workflow)
        marks = marks_of(flow, case.data)
        before = self._before(case)
        then = marks_of(flow, before.data).rating if before is not None else None
        return _Compared(case, flow, marks.area, marks.rating, then, before is None)

    def _before(self, case: Case) -> Case | None:
        """Return the case as it was on the day, None if there was none yet."""
        if case.opened_at >= self.since_at:
            return None
        fields = self.desk.flow(case.workflow).fields
        before = case_at(self.desk.unit, case.id, self.since_at, lambda _: fields)
        return self.desk.shown(before)

    def paper(self) -> Paper:
        say = self.desk.say
        title = self.desk.words(words.PROGRESS).format(workflow=self.desk.words(self.flow.title))
        compared = self.desk.words(words.COMPARED)
        return Paper(
            kind="progress",
            title=title,
            subtitle=compared.format(now=say.day(self.desk.today), then=say.day(self.since)),
            language=say.language,
            made_at=self.desk.at,
            town=self.desk.world.town.title,
            facts=((self.desk.words(words.COUNT), str(len(self.cases))),),
            sections=tuple(self._sections()),
            footer=self.desk.footer(),
        )

    def _sections(self) -> Iterator[Section]:
        none = self.desk.words(words.NO_CASES)
        yield Section(self.desk.words(words.OVERVIEW), tables=(self._lights(),), nothing=none)
        yield Section(self.desk.words(words.CASES), tables=(self._all(),), nothing=none)
        if REPORTED_ON in self.flow.fields:
            yield Section(
                self.desk.words(words.SILENT),
                tables=(self._silent(),),
                nothing=self.desk.words(words.NO_SILENT),
            )

    def _lights(self) -> Table:
        """Return how many there are of each light, for each field of action and together."""
        ratings = list(LIGHTS)
        now: dict[str, Counter[str | None]] = defaultdict(Counter)
        then: dict[str, Counter[str | None]] = defaultdict(Counter)
        together = self.desk.words(words.TOGETHER)
        for each in self.cases:
            for area in (each.area or self.desk.words(words.NO_AREA), together):
                now[area][each.now] += 1
                then[area][each.then] += 0 if each.is_new else 1
        areas = sorted(now.keys() - {together}) + ([together] if self.cases else [])
        rows = tuple(
            (
                Cell(area),
                *(Cell(f"{now[area][one]} ({then[area][one]})", LIGHTS[one][1]) for one in ratings),
                Cell(str(now[area].total())),
            )
            for area in areas
        )
        heads = tuple(self.desk.light(self.flow, one).text for one in ratings)
        columns = (self.desk.words(words.AREA), *heads, together)
        return Table(self.desk.words(words.OVERVIEW_CAPTION), columns, rows, (6, 4, 4, 4, 4, 3))

    def _all(self) -> Table:
        columns = (words.NUMBER, words.TITLE, words.LEAD, words.STATE, words.THEN, words.NOW,
                   words.CHANGE)  # fmt: skip
        rows = [
            (
                Cell(each.case.number),
                Cell(self.desk.title(each.case)),
                Cell(self.desk.holders(each.case, LEAD)),
                Cell(self.desk.state(each.case)),
                self.desk.light(each.flow, each.then),
                self.desk.light(each.flow, each.now),
                Cell(self.desk.words(change_of(each.then, each.now, is_new=each.is_new))),
            )
            for each in self.cases
        ]
        return self._table(words.CASES_CAPTION, columns, rows, (4, 8, 6, 5, 5, 5, 5))

    def _silent(self) -> Table:
        columns = (words.NUMBER, words.TITLE, words.LEAD, words.REPORTED)
        rows = []
        for each in self.cases:
            said_on = each.case.data.get(REPORTED_ON)
            is_silent = not isinstance(said_on, date) or said_on < self.since
            if is_silent and not each.case.is_closed and not each.is_new:
                day = said_on if isinstance(said_on, date) else None
                rows.append(
                    (
                        Cell(each.case.number),
                        Cell(self.desk.title(each.case)),
                        Cell(self.desk.holders(each.case, LEAD)),
                        Cell(self.desk.say.day(day)),
                    )
                )
        return self._table(words.SILENT_CAPTION, columns, rows, (4, 10, 8, 5))

    def _table(
        self,
        caption: Text,
        columns: tuple[Text, ...],
        rows: Sequence[tuple[Cell, ...]],
        widths: tuple[int, ...],
    ) -> Table:
        heads = tuple(self.desk.words(each) for each in columns)
        return Table(self.desk.words(caption), heads, tuple(rows), widths)


def change_of(then: str | None, now: str | None, *, is_new: bool) -> Text:
    """Return in words how a rating has changed."""
    if is_new:
        return words.NEW
    if then == now:
        return words.SAME
    if then in _ORDER and now in _ORDER:
        return words.BETTER if _ORDER[now] < _ORDER[then] else words.WORSE
    return words.OTHERWISE


def catalogue(app: Application, tenant: str, reader: Reader, workflow: str, language: str) -> Paper:
    """Return who has to do what: the cases of a workflow by addressee and lead.

    Raises:
        WorkflowNotFound: the town has published no such workflow.
    """
    with desk(app, tenant, reader, language) as opened:
        flow = opened.world.newest(workflow).workflow
        ids = papers.of_workflow(opened.unit, opened.viewer, workflow)
        opened.fetch(ids)
        cases = [opened.case(each) for each in ids]
        say = opened.say
        title = opened.words(words.CATALOGUE).format(workflow=opened.words(flow.title))
        return Paper(
            kind="catalogue",
            title=title,
            subtitle=opened.words(words.AS_OF).format(now=say.day(opened.today)),
            language=language,
            made_at=opened.at,
            town=opened.world.town.title,
            facts=((opened.words(words.COUNT), str(len(cases))),),
            sections=tuple(_by_addressee(opened, cases)),
            footer=opened.footer(),
        )


def _by_addressee(opened: Desk, cases: Sequence[Case]) -> Iterator[Section]:
    rows: dict[str, list[tuple[Cell, ...]]] = defaultdict(list)
    nobody = opened.words(words.NOBODY)
    for case in cases:
        parts = list(_parts(opened, case)) or [(nobody, "", None)]
        flow = opened.flow(case.workflow)
        for name, role, consented_on in parts:
            rows[name].append(
                (
                    Cell(case.number),
                    Cell(opened.title(case)),
                    Cell(role or NOTHING),
                    Cell(opened.state(case)),
                    opened.light(flow, marks_of(flow, case.data).rating),
                    Cell(opened.say.day(consented_on)),
                )
            )
    columns = tuple(opened.words(each) for each in words.CATALOGUE_COLUMNS)
    for name in sorted(rows, key=lambda each: (each == nobody, each.casefold())):
        caption = opened.words(words.CATALOGUE_CAPTION).format(name=name)
        table = Table(caption, columns, tuple(rows[name]), (4, 10, 5, 6, 5, 5))
        yield Section(name, tables=(table,))


def _parts(opened: Desk, case: Case) -> Iterator[tuple[str, str, date | None]]:
    """Yield who takes part in a case, as what, and when they consented."""
    roles: dict[str, list[Text]] = defaultdict(list)
    consents: dict[str, date | None] = {}
    for holder in case.holders.get(LEAD, ()):
        roles[holder].append(words.LEAD)
    entries = case.data.get(ADDRESSEES)
    for each in entries if isinstance(entries, list | tuple) else ():
        organisation = each.get("organisation")
        if organisation:
            roles[organisation].append(words.ADDRESSEE)
            consents[organisation] = each.get("consented_on")
    for holder, held in roles.items():
        told = ", ".join(map(opened.words, dict.fromkeys(held)))
        yield opened.say.names.get(holder, holder), told, consents.get(holder)
