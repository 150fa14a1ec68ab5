"""``verbindlich deadline``: compute due dates, and verify worked cases."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from engine.commands.call import Call, pass_call
from engine.commands.exits import ExitCode
from engine.commands.files import EXISTING_FILE, json_or_file, read_json
from engine.commands.moments import DayOrMoment
from engine.commands.output import answer, findings_document, findings_lines
from engine.commands.parts import Group, argument, option
from engine.deadlines import worked_cases
from engine.deadlines.calendars import calendar_for
from engine.deadlines.due import Counting, Roll, due_after
from engine.deadlines.errors import PlaceMalformed
from engine.deadlines.localtime import zone_of
from engine.deadlines.periods import parse_period
from engine.deadlines.places import check_place, parse_place
from engine.deadlines.reasons import explain_due
from engine.findings import Text

if TYPE_CHECKING:
    from datetime import date


@click.group(
    "deadline",
    cls=Group,
    words=Text(de="Fristen berechnen und nachprüfen.", en="Compute and verify deadlines."),
)
def deadline() -> None:
    """Lead to the commands."""


@deadline.command(
    "compute",
    words=Text(
        de="Berechnet das Ende einer Frist, zum Beispiel: deadline compute 2026-01-31 "
        "'1 month' --state NW",
        en="Computes the end of a period, for example: deadline compute 2026-01-31 "
        "'1 month' --state NW",
    ),
)
@argument(
    "start",
    type=DayOrMoment(),
    words=Text(de="Tag oder Zeitpunkt des Beginns.", en="Day or moment of start."),
)
@argument(
    "after",
    metavar="PERIOD",
    words=Text(
        de="Die Zeitspanne: '14 days', '10 working days', '6 months', '48 hours'.",
        en="The period: '14 days', '10 working days', '6 months', '48 hours'.",
    ),
)
@option("--state", words=Text(de="Das Land, zum Beispiel NW.", en="The Land, for example NW."))
@option("--municipality", words=Text(de="Die Gemeinde.", en="The municipality."))
@option(
    "--place",
    metavar="JSON|FILE",
    words=Text(
        de="Der Ort mit eigenen Tagen, statt Land und Gemeinde.",
        en="The place with days of its own, instead of Land and municipality.",
    ),
)
@option(
    "--counting",
    type=click.Choice([each.value for each in Counting]),
    default=Counting.DAY_AFTER.value,
    show_default=True,
    words=Text(de="Ob der erste Tag mitzählt.", en="Whether the first day counts."),
)
@option(
    "--roll",
    type=click.Choice([each.value for each in Roll]),
    default=Roll.NEXT.value,
    show_default=True,
    words=Text(
        de="Wohin ein Ende rückt, das auf einen arbeitsfreien Tag fällt.",
        en="Where an end goes that falls on a day of rest.",
    ),
)
@pass_call
def compute(  # noqa: PLR0913, PLR0917 - each is an option of the command
    call: Call,
    start: date,
    after: str,
    state: str | None,
    municipality: str | None,
    place: str | None,
    counting: str,
    roll: str,
) -> None:
    """Print when the period ends, and how the law comes to that day."""
    where = parse_place(_place(call, state, municipality, place))
    period = parse_period(after)
    calendar, counted, rolled = calendar_for(where), Counting(counting), Roll(roll)
    due = due_after(start, period, counting=counted, roll=rolled, calendar=calendar)
    reasons = explain_due(start, period, counting=counted, roll=rolled, calendar=calendar)
    findings = check_place(where)
    document = {
        "nominal_on": due.nominal_on,
        "on": due.on,
        "at": due.at,
        "reasons": [{"de": each.de, "en": each.en} for each in reasons],
        "findings": findings_document(findings),
    }
    at = f"{due.at.astimezone(zone_of(where.time_zone)):%Y-%m-%d %H:%M}"
    told = Text(
        de=f"Fällig am {due.on}; überfällig ab {at} Ortszeit.",
        en=f"Due on {due.on}; overdue from {at} local time.",
    )
    steps = [f"  {call.words(each)}" for each in reasons]
    answer(call, document, told, *steps, *findings_lines(call, findings))


def _place(
    call: Call, state: str | None, municipality: str | None, place: str | None
) -> dict[str, object]:
    if (state is None) == (place is None):
        words = Text(
            de="Entweder --state oder --place wird gebraucht.",
            en="Either --state or --place is needed.",
        )
        raise click.UsageError(call.words(words))
    if place is None:
        given = {"state": state, "municipality": municipality}
        return {key: value for key, value in given.items() if value is not None}
    document = json_or_file(place)
    if not isinstance(document, dict):
        problem = Text(de="es ist kein Objekt", en="it is no object")
        raise PlaceMalformed(where="", problem=problem)
    return document


@deadline.command(
    "check",
    words=Text(
        de="Rechnet eine Datei mit durchgerechneten Fällen nach und nennt jeden Unterschied.",
        en="Works through a file of worked cases and names every difference.",
    ),
)
@argument("file", type=EXISTING_FILE, words=Text(de="Die Datei (JSON).", en="The file (JSON)."))
@pass_call
def check(call: Call, file: str) -> None:
    """Compare what we compute with what people reckoned."""
    report = worked_cases.check(read_json(file))
    lines = [f"{each.case} {each.key}: {call.words(each.message)}" for each in report.differences]
    document = {
        "passed": report.passed,
        "failed": report.failed,
        "differences": report.differences,
        "findings": findings_document(report.findings),
    }
    told = f"{report.passed} passed, {report.failed} failed"
    answer(call, document, *lines, *findings_lines(call, report.findings, file), told)
    if report.failed or not report.passed:
        call.finish(ExitCode.FINDINGS)
