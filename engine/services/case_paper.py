"""Papers about one case or one body: the sheet of a case, the control of resolutions."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING

from engine.deadlines.localtime import instant
from engine.definition.fields import FieldType
from engine.documents.lists.bindingness import lacks, title_of
from engine.documents.papers.model import Cell, Entry, Paper, Section, Table, Tone
from engine.lifecycle.builtin import EVENTS
from engine.lifecycle.chronicle import title_of as duty_title
from engine.lifecycle.items import OUTCOME_TITLES
from engine.services import report_words as words
from engine.services.access import Sight, require_insider
from engine.services.bodies import body_in
from engine.services.cases import look
from engine.services.desk import Desk, desk
from engine.services.resolutions import FollowUp, follow_up
from engine.services.saying import NOTHING
from engine.storage.queries import papers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.definition.fields import Field
    from engine.definition.model import Workflow
    from engine.findings import Text
    from engine.lifecycle.case import Case
    from engine.services.access import Reader
    from engine.services.application import Application
    from engine.storage.queries.duties import Matter
    from engine.storage.queries.history import Recorded

TITLE, LEAD = "title", "lead"
FIX = "fix"
"""The event of a measure by which it becomes binding."""


def case_sheet(app: Application, tenant: str, reader: Reader, name: str, language: str) -> Paper:
    """Return the sheet of a case: what is known of it, what is owed, what has happened.

    Raises:
        CaseNotFound: there is none, or the reader may not know of it.
    """
    with desk(app, tenant, reader, language) as opened:
        seen = look(app, opened.unit, reader, name)
        case, flow = opened.case(seen.case.id), opened.flow(seen.case.workflow)
        sheet = _Sheet(opened, case, flow)
        say = opened.say
        return Paper(
            kind="sheet",
            title=f"{case.number} {opened.title(case)}".strip(),
            subtitle=opened.words(flow.title),
            language=language,
            made_at=opened.at,
            town=opened.world.town.title,
            facts=(
                (opened.words(words.STATE), opened.state(case)),
                *(
                    (opened.words(role.title), opened.holders(case, key))
                    for key, role in flow.roles.items()
                    if case.holders.get(key)
                ),
                (opened.words(words.OPENED), say.day(case.opened_on)),
                *sheet.facts(),
            ),
            sections=tuple(sheet.sections(is_inside=seen.sight >= Sight.INTERNAL)),
            footer=opened.footer(),
        )


class _Sheet:
    def __init__(self, opened: Desk, case: Case, flow: Workflow) -> None:
        self.desk, self.case, self.flow = opened, case, flow

    def sections(self, *, is_inside: bool) -> Iterator[Section]:
        yield Section(
            self.desk.words(words.FIELDS),
            entries=tuple(self._texts()),
            tables=tuple(self._lists()),
            nothing=self.desk.words(words.NO_FIELDS),
        )
        if is_inside:
            if FIX in self.flow.events and not self.case.is_closed:
                yield self._lacking()
            yield Section(
                self.desk.words(words.DUTIES),
                tables=(self._duties(),),
                nothing=self.desk.words(words.NO_DUTIES),
            )
        yield Section(
            self.desk.words(words.HISTORY),
            tables=(self._history(),),
            nothing=self.desk.words(words.NO_HISTORY),
        )

    def facts(self) -> Iterator[tuple[str, str]]:
        """Yield the title and value of each short field that says something."""
        for key, declared in self.flow.fields.items():
            value = self.case.data.get(key)
            is_short = declared.type not in {FieldType.LIST, FieldType.LONGTEXT}
            if value is not None and is_short and key != TITLE:
                yield self.desk.words(declared.title), self._value(declared, value)

    def _texts(self) -> Iterator[Entry]:
        for key, declared in self.flow.fields.items():
            value = self.case.data.get(key)
            if declared.type is FieldType.LONGTEXT and value is not None:
                yield Entry(self.desk.words(declared.title), texts=(str(value),))

    def _value(self, declared: Field, value: object) -> str:
        if declared.key == self.flow.overview.rating:
            return self.desk.light(self.flow, value).text
        return self.desk.say.value(declared, value)

    def _lists(self) -> Iterator[Table]:
        say = self.desk.say
        for key, declared in self.flow.fields.items():
            entries = self.case.data.get(key)
            if declared.type is FieldType.LIST and isinstance(entries, list | tuple) and entries:
                members = {
                    name: each
                    for name, each in declared.of.items()
                    if any(entry.get(name) is not None for entry in entries)
                }
                rows = tuple(
                    tuple(Cell(say.value(each, entry.get(name))) for name, each in members.items())
                    for entry in entries
                )
                heads = tuple(self.desk.words(each.title) for each in members.values())
                yield Table(self.desk.words(declared.title), heads, rows)

    def _lacking(self) -> Section:
        missing = lacks(self.flow, self.case.data, self.case.holders)
        listed = ", ".join(self.desk.words(title_of(each)) for each in missing)
        intro = self.desk.words(words.LACKING_INTRO).format(what=listed) if missing else ""
        nothing = "" if missing else self.desk.words(words.NO_LACKING)
        return Section(self.desk.words(words.LACKING), intro=intro, nothing=nothing)

    def _duties(self) -> Table:
        say = self.desk.say
        rows = tuple(
            (
                Cell(self.desk.words(duty_title(each.obligation, self.flow))),
                Cell(self.desk.holders(self.case, each.owner)),
                Cell(say.last_day(each.due_at)),
                Cell(say.standing(each, self.desk.at)),
            )
            for each in self.case.occurrences
        )
        heads = tuple(self.desk.words(each) for each in words.DUTY_COLUMNS)
        return Table(self.desk.words(words.DUTIES_CAPTION), heads, rows, (8, 6, 4, 4))

    def _history(self) -> Table:
        rows = tuple(
            (
                Cell(self.desk.say.moment(each.at)),
                Cell(self._what(each)),
                Cell(self._with_it(each)),
            )
            for each in self.desk.history(self.case.id)
            if each.kind in {"opened", "event", "builtin"}
        )
        heads = tuple(self.desk.words(each) for each in words.HISTORY_COLUMNS)
        return Table(self.desk.words(words.HISTORY_CAPTION), heads, rows, (4, 6, 12))

    def _what(self, recorded: Recorded) -> str:
        if recorded.kind == "opened":
            return self.desk.words(words.OPENED)
        own, builtin = self.flow.events.get(recorded.event), EVENTS.get(recorded.event)
        found = own or builtin
        return self.desk.words(found.title) if found is not None else recorded.event

    def _with_it(self, recorded: Recorded) -> str:
        own, builtin = self.flow.events.get(recorded.event), EVENTS.get(recorded.event)
        found = own or builtin
        declared = found.input if found is not None else {}
        return "; ".join(
            f"{self.desk.words(declared[key].title)}: {self.desk.say.value(declared[key], value)}"
            for key, value in recorded.input.items()
            if key in declared and declared[key].type is not FieldType.RECORD and value is not None
        )


def resolution_control(
    app: Application, tenant: str, reader: Reader, body: str, language: str, *, since: date
) -> Paper:
    """Return what has become of a body's resolutions: being carried out, or done.

    Raises:
        BodyNotFound: there is no such body.
        OnlyInsiders: the reader belongs to nothing in the town.
    """
    public = follow_up(app, tenant, reader, body)
    non_public = follow_up(app, tenant, reader, body, closed=True)
    with desk(app, tenant, reader, language) as opened:
        require_insider(opened.viewer)
        body_in(opened.world, body)
        since_at = instant(since, time(), opened.say.zone)
        settled = [
            each
            for each in papers.settled_matters(opened.unit, opened.viewer, body, since_at)
            if each.item.resolution is not None
        ]
        open_ones = [each for each in settled if not opened.case(each.case.id).is_closed]
        done = [each for each in settled if opened.case(each.case.id).is_closed]
        say = opened.say
        subtitle = opened.words(words.RESOLUTIONS_SINCE)
        return Paper(
            kind="resolutions",
            title=opened.words(words.RESOLUTIONS).format(body=opened.body(body)),
            subtitle=subtitle.format(then=say.day(since), now=say.day(opened.today)),
            language=language,
            made_at=opened.at,
            town=opened.world.town.title,
            facts=(
                (opened.words(words.IN_PROGRESS), str(len(open_ones) + len(public))),
                (opened.words(words.NON_PUBLIC), str(len(non_public))),
                (opened.words(words.DONE), str(len(done))),
            ),
            sections=(
                _controlled(opened, words.IN_PROGRESS, open_ones, public),
                _controlled(opened, words.NON_PUBLIC, [], non_public),
                _controlled(opened, words.CARRIED_OUT, done, []),
            ),
            footer=opened.footer(),
        )


def _controlled(
    opened: Desk, heading: Text, matters: list[Matter], followed: list[FollowUp]
) -> Section:
    heads = tuple(opened.words(each) for each in words.RESOLUTION_COLUMNS)
    rows = (
        *(tuple(map(Cell, _control_row(opened, each))) for each in matters),
        *(tuple(_followed_row(opened, each)) for each in followed),
    )
    caption = opened.words(words.RESOLUTION_CAPTION)
    table = Table(caption, heads, rows, (4, 4, 9, 5, 6, 4, 5))
    nothing = opened.words(words.NO_RESOLUTIONS)
    return Section(opened.words(heading), tables=(table,), nothing=nothing)


def _control_row(opened: Desk, of: Matter) -> Iterator[str]:
    case, item = opened.case(of.case.id), of.item
    outcome = OUTCOME_TITLES.get(item.outcome or "")
    dues: list[datetime] = [each.due_at for each in case.occurrences if each.due_at is not None]
    yield item.resolution or NOTHING
    yield opened.say.moment(item.settled_at)
    yield f"{case.number} {opened.title(case)}: {opened.words(item.title)}"
    yield opened.words(outcome) if outcome is not None else NOTHING
    yield opened.holders(case, LEAD)
    yield opened.say.last_day(min(dues, default=None))
    yield opened.state(case)


def _followed_row(opened: Desk, of: FollowUp) -> Iterator[Cell]:
    """Yield a resolution that is kept as a case of its own."""
    told = [opened.words(of.state_title), of.delay, of.next_step]
    votes = None if of.yes is None else f"{of.yes} : {of.no or 0} : {of.abstentions or 0}"
    yield Cell(of.number or NOTHING)
    yield Cell(opened.say.day(of.decided_on))
    yield Cell(f"{of.case} {of.title}")
    yield Cell(votes or NOTHING)
    yield Cell(of.office or NOTHING)
    yield Cell(opened.say.day(of.due_on), Tone.BAD if of.is_overdue else Tone.PLAIN)
    yield Cell("; ".join(each for each in told if each))
