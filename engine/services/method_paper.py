"""The method report as a paper: who met when, how many, with what result; nobody is named."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.documents.papers.model import Cell, Paper, Section, Table
from engine.findings import Text
from engine.services import method
from engine.services.desk import Desk, desk
from engine.services.saying import NOTHING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from engine.services.access import Reader
    from engine.services.application import Application
    from engine.services.method import Group, Meeting, Report

_TITLE = Text(de="Methodenbericht", en="Method report")
_SUBTITLE = Text(de="{since} bis {until}", en="{since} to {until}")
_MEETINGS = Text(de="Veranstaltungen und Schritte", en="Meetings and steps")
_PEOPLE = Text(de="Teilnahmen", en="Attendances")
_TALLY = Text(de="Überblick", en="Overview")
_TALLY_CAPTION = Text(
    de="Was wie oft stattfand; wer zweimal kam, zählt zweimal",
    en="What took place how often; whoever came twice is counted twice",
)
_TALLY_COLUMNS = (
    Text(de="Art", en="Kind"),
    Text(de="Anzahl", en="Number"),
    _PEOPLE,
    Text(de="davon Ehrenamt", en="of them volunteers"),
)
_COURSE = Text(de="Verlauf", en="Course")
_COURSE_CAPTION = Text(de="Was wann mit welchem Ergebnis geschah", en="What was done when")
_COURSE_COLUMNS = (
    Text(de="Am", en="On"),
    Text(de="Nummer", en="Number"),
    Text(de="Was", en="What"),
    Text(de="Art", en="Kind"),
    _PEOPLE,
    Text(de="Gruppen", en="Groups"),
    Text(de="Ergebnis", en="Result"),
)
_NOTHING = Text(de="Es gibt nichts zu berichten.", en="There is nothing to report.")
_FEW = Text(de="weniger als fünf", en="fewer than five")


def method_report(
    app: Application,
    tenant: str,
    reader: Reader,
    language: str,
    *,
    since: date | None = None,
    until: date | None = None,
) -> Paper:
    """Return how a concept came about, as far as the reader may see it."""
    told = method.report(app, tenant, reader, since=since, until=until)
    with desk(app, tenant, reader, language) as opened:
        say = opened.say
        subtitle = opened.words(_SUBTITLE)
        return Paper(
            kind="method",
            title=opened.words(_TITLE),
            subtitle=subtitle.format(since=say.day(since), until=say.day(until or opened.today)),
            language=language,
            made_at=opened.at,
            town=opened.world.town.title,
            facts=(
                (opened.words(_MEETINGS), str(len(told.meetings))),
                (opened.words(_PEOPLE), str(told.people)),
            ),
            sections=tuple(_sections(opened, told)),
            footer=opened.footer(),
        )


def _sections(opened: Desk, told: Report) -> Iterator[Section]:
    tallies = [
        (opened.words(each.kind), str(each.meetings), str(each.people), str(each.volunteers))
        for each in told.tallies
    ]
    course = [tuple(_row(opened, each)) for each in told.meetings]
    for heading, caption, columns, rows, widths in (
        (_TALLY, _TALLY_CAPTION, _TALLY_COLUMNS, tallies, (8, 4, 4, 5)),
        (_COURSE, _COURSE_CAPTION, _COURSE_COLUMNS, course, (4, 4, 7, 5, 4, 6, 7)),
    ):
        cells = tuple(tuple(map(Cell, row)) for row in rows)
        heads = tuple(opened.words(each) for each in columns)
        table = Table(opened.words(caption), heads, cells, widths)
        yield Section(opened.words(heading), tables=(table,), nothing=opened.words(_NOTHING))


def _row(opened: Desk, of: Meeting) -> Iterator[str]:
    yield opened.say.day(of.on)
    yield of.number
    yield of.title
    yield opened.words(of.kind)
    yield NOTHING if of.people is None else str(of.people)
    yield "; ".join(_group(opened, each) for each in of.groups) or NOTHING
    yield of.result or NOTHING


def _group(opened: Desk, of: Group) -> str:
    return f"{of.group}: {opened.words(_FEW) if of.count is None else of.count}"
