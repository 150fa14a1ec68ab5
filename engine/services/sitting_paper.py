"""The paper for a sitting: what is overdue, what is to decide, what is new, what has become of it.

Every figure in it is a count of what the lists of the same moment show.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from engine.deadlines.localtime import instant, local_date
from engine.definition.effects import Agenda, Propose
from engine.documents.papers.model import Cell, Entry, Paper, Section, Table, Tone
from engine.lifecycle.case import ItemKind
from engine.lifecycle.chronicle import title_of
from engine.lifecycle.items import OUTCOME_TITLES, event_of
from engine.services import sitting_words as words
from engine.services.access import require_insider
from engine.services.bodies import body_in
from engine.services.desk import Desk, desk
from engine.services.docket import SITTING
from engine.services.saying import NOTHING
from engine.storage.queries import duties, papers
from engine.storage.queries.sittings import cases_naming

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from engine.definition.model import Workflow
    from engine.findings import Text
    from engine.lifecycle.case import Case
    from engine.services.access import Reader
    from engine.services.application import Application
    from engine.storage.queries.duties import Duty, Matter
    from engine.storage.queries.history import Recorded
    from engine.storage.queries.visible import Viewer
    from engine.storage.unit import Unit

MOST = 10_000
HELD = "held"
"""Outcome of a sitting that took place."""
NO_SITTING_BEFORE = timedelta(days=183)
"""How far the paper looks back where the body has never settled anything."""
_SAID = ("statement", "reason", "text")
"""Inputs in which somebody says why."""


@dataclass(frozen=True, slots=True)
class Sitting:
    """A sitting that a paper is written for."""

    body: str
    """Id of the body."""
    on: date
    since: date | None = None
    """The day of the sitting before; None: the last one, else when the body settled something."""


def sitting_paper(
    app: Application, tenant: str, reader: Reader, sitting: Sitting, language: str
) -> Paper:
    """Return the paper for a sitting, as far as the reader may see what stands in it.

    Raises:
        BodyNotFound: there is no such body.
        OnlyInsiders: the reader belongs to nothing in the town.
    """
    with desk(app, tenant, reader, language) as opened:
        require_insider(opened.viewer)
        body_in(opened.world, sitting.body)
        return _Writer(opened, sitting).paper()


class _Writer:
    def __init__(self, opened: Desk, sitting: Sitting) -> None:
        self.desk, self.body, self.on = opened, sitting.body, sitting.on
        zone = opened.say.zone
        sitting_at = instant(sitting.on, time(), zone)
        settled_at = papers.last_settled_at(opened.unit, self.body, sitting_at)
        settled_on = local_date(settled_at or sitting_at - NO_SITTING_BEFORE, zone)
        self.since = sitting.since or self._last_sitting() or settled_on
        self.since_at = instant(self.since, time(), zone)
        self.matters = duties.matters_of(opened.unit, opened.viewer, self.body)

    def _last_sitting(self) -> date | None:
        """Return the day of the body's last sitting, where its sittings are kept as cases."""
        unit, viewer = self.desk.unit, self.desk.viewer
        sittings = [
            self.desk.case(each)
            for each in cases_naming(unit, viewer, SITTING, ("body", self.body))
        ]
        days = [each.data.get("held_on") for each in sittings if each.outcome in {None, HELD}]
        return max((day for day in days if isinstance(day, date) and day < self.on), default=None)

    def paper(self) -> Paper:
        desk_, say = self.desk, self.desk.say
        overdue, proposals = self._overdue(), self._of_kind(ItemKind.PROPOSAL)
        agenda = self._of_kind(ItemKind.AGENDA)
        noted = [each for each in agenda if each.item.reported]
        waiting = [each for each in agenda if not each.item.reported]
        return Paper(
            kind="sitting",
            title=desk_.words(words.TITLE).format(body=desk_.body(self.body)),
            subtitle=desk_.words(words.SUBTITLE).format(day=say.day(self.on)),
            language=say.language,
            made_at=desk_.at,
            town=desk_.world.town.title,
            facts=(
                (desk_.words(words.SINCE), say.day(self.since)),
                (desk_.words(words.OVERDUE), str(len(overdue))),
                (desk_.words(words.DECIDE), str(len(proposals))),
                (desk_.words(words.DISCUSS), str(len(waiting))),
                (desk_.words(words.NOTE), str(len(noted))),
            ),
            sections=(
                self._section(words.OVERDUE, words.NO_OVERDUE, tables=self._overdue_table(overdue)),
                self._section(
                    words.DECIDE, words.NO_DECIDE, entries=map(self._decision, proposals)
                ),
                self._section(words.DISCUSS, words.NO_DISCUSS, tables=self._agenda_table(waiting)),
                self._section(words.NEW, words.NO_NEW, tables=self._new_table()),
                self._section(words.DONE, words.NO_DONE, tables=self._done_table(noted)),
                self._section(words.BECOME, words.NO_BECOME, tables=self._become_table()),
            ),
            footer=desk_.footer(),
            resolution_label=desk_.words(words.DRAFT),
        )

    def _section(
        self,
        heading: Text,
        nothing: Text,
        tables: Iterator[Table] | None = None,
        entries: Iterator[Entry] | None = None,
    ) -> Section:
        return Section(
            heading=self.desk.words(heading),
            tables=tuple(tables or ()),
            entries=tuple(entries or ()),
            nothing=self.desk.words(nothing),
        )

    def _table(
        self,
        caption: Text,
        columns: tuple[Text, ...],
        rows: Sequence[tuple[Cell, ...]],
        widths: tuple[int, ...],
    ) -> Table:
        heads = tuple(self.desk.words(each) for each in columns)
        return Table(self.desk.words(caption), heads, tuple(rows), widths)

    def _of_kind(self, kind: ItemKind) -> list[Matter]:
        return [each for each in self.matters if each.item.kind is kind]

    # -- overdue ----------------------------------------------------------------------------

    def _overdue(self) -> list[Duty]:
        """Return what is overdue and owed to the body, or comes before it when it is."""
        named = {
            (key, obligation)
            for key in self.desk.world.town.newest
            for obligation in _concerning(self.desk.world.newest(key).workflow, self.body)
        }
        if not named:
            return []
        wanted = duties.DutyFilter(obligations=named, overdue_at=self.desk.at)
        return duties.duties(self.desk.unit, self.desk.viewer, wanted, limit=MOST)

    def _overdue_table(self, overdue: list[Duty]) -> Iterator[Table]:
        ids = [each.case.id for each in overdue]
        self.desk.fetch(ids)
        dues = [each.occurrence.due_at for each in overdue if each.occurrence.due_at is not None]
        said = self.desk.said_since(ids, min(dues, default=self.desk.at))
        rows = [self._overdue_row(each, said[each.case.id]) for each in overdue]
        yield self._table(words.OVERDUE_CAPTION, words.OVERDUE_COLUMNS, rows, (4, 7, 6, 6, 6, 7))

    def _overdue_row(self, of: Duty, said: Sequence[Recorded]) -> tuple[Cell, ...]:
        case, owed = self.desk.case(of.case.id), of.occurrence
        flow = self.desk.flow(case.workflow)
        late = (self.desk.at - owed.due_at).days if owed.due_at is not None else 0
        days = self.desk.words(words.DAYS_LATE).format(days=late)
        return (
            Cell(case.number),
            Cell(self.desk.title(case)),
            Cell(self.desk.words(title_of(owed.obligation, flow))),
            Cell(self.desk.holders(case, owed.owner)),
            Cell(f"{self.desk.say.last_day(owed.due_at)} ({days})", Tone.BAD),
            Cell(owed.reason or self._why(said, owed.due_at)),
        )

    def _why(self, said: Sequence[Recorded], due_at: datetime | None) -> str:
        """Return what was last said about it since it fell due."""
        for each in reversed(said):
            if due_at is not None and each.at < due_at:
                break
            for key in _SAID:
                if isinstance(each.input.get(key), str):
                    return str(each.input[key])
        return self.desk.words(words.NO_REASON)

    # -- to decide, to discuss --------------------------------------------------------------

    def _decision(self, of: Matter) -> Entry:
        case, item, say = self.desk.case(of.case.id), of.item, self.desk.say
        flow = self.desk.flow(case.workflow)
        facts = [
            (self.desk.words(words.STATE), self.desk.state(case)),
            (self.desk.words(words.OWNER), self.desk.holders(case, "lead")),
            (self.desk.words(words.WAITING_SINCE), say.moment(item.opened_at)),
        ]
        if item.postponed:
            facts.append((self.desk.words(words.POSTPONED), str(item.postponed)))
        for outcome, label in (("adopted", words.IF_ADOPTED), ("rejected", words.IF_REJECTED)):
            event = event_of(item, outcome)
            if event is not None and event in flow.events:
                facts.append((self.desk.words(label), self.desk.words(flow.events[event].title)))
        question = self.desk.words(item.title)
        resolution = self.desk.words(words.RESOLUTION).format(
            body=self.desk.body(self.body),
            number=case.number,
            title=self.desk.title(case),
            what=question.rstrip("? "),
        )
        heading = f"{case.number} {self.desk.title(case)}: {question}"
        return Entry(heading, tuple(facts), self._last_report(case), resolution)

    def _last_report(self, case: Case) -> tuple[str, ...]:
        said = case.data.get("last_report")
        if not isinstance(said, str):
            return ()
        return (self.desk.words(words.LAST_REPORT).format(text=said),)

    def _agenda_table(self, waiting: list[Matter]) -> Iterator[Table]:
        rows = [self._agenda_row(each) for each in waiting]
        yield self._table(words.AGENDA_CAPTION, words.AGENDA_COLUMNS, rows, (4, 8, 8, 5, 5))

    def _agenda_row(self, of: Matter) -> tuple[Cell, ...]:
        return (
            Cell(of.case.number),
            Cell(of.case.title),
            Cell(self.desk.words(of.item.title)),
            Cell(self.desk.state(of.case)),
            Cell(self.desk.say.moment(of.item.opened_at)),
        )

    # -- new, done, become ------------------------------------------------------------------

    def _new_table(self) -> Iterator[Table]:
        cases = self._cases(papers.begun)
        rows = [
            (
                Cell(each.number),
                Cell(self.desk.title(each)),
                Cell(self.desk.words(self.desk.flow(each.workflow).title)),
                Cell(self.desk.state(each)),
                Cell(self.desk.say.day(each.opened_on)),
            )
            for each in cases
        ]
        yield self._table(words.NEW_CAPTION, words.NEW_COLUMNS, rows, (4, 9, 6, 5, 5))

    def _cases(self, find: Callable[[Unit, Viewer, datetime, datetime], list[str]]) -> list[Case]:
        """Return cases of the time since the last sitting, read at once."""
        ids = find(self.desk.unit, self.desk.viewer, self.since_at, self.desk.at)
        self.desk.fetch(ids)
        return [self.desk.case(each) for each in ids]

    def _done_table(self, noted: list[Matter]) -> Iterator[Table]:
        closed = self._cases(papers.ended)
        rows = [
            (
                Cell(each.number),
                Cell(self.desk.title(each)),
                Cell(self.desk.state(each)),
                Cell(self.desk.say.moment(each.closed_at)),
            )
            for each in closed
        ]
        yield self._table(words.DONE_CAPTION, words.DONE_COLUMNS, rows, (4, 10, 7, 6))
        to_note = [self._agenda_row(each) for each in noted]
        yield self._table(words.NOTE_CAPTION, words.AGENDA_COLUMNS, to_note, (4, 8, 8, 5, 5))

    def _become_table(self) -> Iterator[Table]:
        settled = papers.settled_matters(self.desk.unit, self.desk.viewer, self.body, self.since_at)
        rows = [
            (
                Cell(each.case.number),
                Cell(self.desk.words(each.item.title)),
                Cell(each.item.resolution or NOTHING),
                Cell(self._outcome(each)),
                Cell(self._became(each)),
            )
            for each in settled
        ]
        yield self._table(words.BECOME_CAPTION, words.BECOME_COLUMNS, rows, (4, 8, 4, 5, 8))

    def _outcome(self, of: Matter) -> str:
        known = {**OUTCOME_TITLES, "withdrawn": words.WITHDRAWN}
        title = known.get(of.item.outcome or "")
        return self.desk.words(title) if title is not None else of.item.outcome or NOTHING

    def _became(self, of: Matter) -> str:
        """Return what followed from a resolution, and how the case stands now."""
        flow = self.desk.flow(of.case.workflow)
        event = event_of(of.item, of.item.outcome or "")
        now = self.desk.words(words.NOW).format(state=self.desk.state(of.case))
        if event is None or event not in flow.events:
            return now
        return f"{self.desk.words(flow.events[event].title)}; {now}"


def _concerning(workflow: Workflow, body: str) -> Iterator[str]:
    """Yield the obligations that are owed to a body or come before it when they are missed."""
    for key, each in workflow.obligations.items():
        effects = [effect for rung in each.escalation for effect in rung.do]
        asked = any(isinstance(one, Agenda | Propose) and one.body == body for one in effects)
        if each.creditor == body or asked:
            yield key
