"""``verbindlich obligation show|why``: the story of something owed, in sentences."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import click

from engine.channels.wording import label
from engine.commands.call import Call, pass_call
from engine.commands.duty_acts import DUTY, parts_of
from engine.commands.history import letter_standing
from engine.commands.output import Table, answer
from engine.commands.parts import TownCommand, argument
from engine.commands.saying import NOTHING, day, moment, standing
from engine.findings import Text
from engine.services import obligations
from engine.services.definitions import workflow_of
from engine.services.plain import plain
from engine.services.rungs import rung_title
from engine.services.telling import RUNG_RESULTS
from engine.services.verdicts import verdict_lines

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from engine.definition.model import Workflow
    from engine.lifecycle.case import Occurrence
    from engine.services.obligations import RungStory, Story

_IN_TIME = timedelta(hours=1)


@click.command(
    "show",
    cls=TownCommand,
    words=Text(
        de="Zeigt eine Pflicht: wie es um sie steht, und jede Stufe.",
        en="Shows an obligation: how it stands, and every rung.",
    ),
)
@argument("name", metavar="OBLIGATION", words=DUTY)
@pass_call
def show(call: Call, name: str) -> None:
    """Print the newest occurrence, or the one that is named."""
    stories = _stories(call, name)
    answer(call, _document(call, stories), *(() if call.as_json else _sheet(call, stories[0])))


@click.command(
    "why",
    cls=TownCommand,
    words=Text(
        de="Sagt zu jeder Stufe, warum sie kam, übergangen wurde, nicht galt oder noch nicht dran "
        "ist.",
        en="Says of every rung why it was sent, overtaken, not met, or is not due yet.",
    ),
)
@argument("name", metavar="OBLIGATION", words=DUTY)
@pass_call
def why(call: Call, name: str) -> None:
    """Print the story of every occurrence that the name means."""
    stories = _stories(call, name)
    lines = [] if call.as_json else _all_lines(call, stories)
    answer(call, _document(call, stories), *lines)


def _stories(call: Call, name: str) -> list[Story]:
    parts_of(name)
    return obligations.why(call.application, call.tenant, call.reader, name)


def _flow(call: Call, story: Story) -> Workflow:
    ref = story.case.workflow
    return workflow_of(call.application, call.tenant, call.reader, ref.key, ref.version)


def _document(call: Call, stories: Sequence[Story]) -> dict[str, Any]:
    at = call.application.now()
    return {
        "case": stories[0].case.number,
        "title": plain(stories[0].title),
        "occurrences": [
            {
                **plain(each.occurrence),
                "key": each.occurrence.key,
                "overdue": each.occurrence.is_overdue(at),
                "rungs": plain(each.rungs),
                "letters": plain(each.letters),
            }
            for each in stories
        ],
    }


def _sheet(call: Call, story: Story) -> Iterator[Table | str]:
    flow = _flow(call, story)
    yield from _head(call, story, flow)
    if story.rungs:
        columns = (
            Text(de="Wann", en="When"),
            Text(de="Stufe", en="Rung"),
            Text(de="Ergebnis", en="Result"),
        )
        yield ""
        yield Table(
            columns,
            [
                (
                    moment(call, each.at or each.planned_at),
                    call.words(rung_title(each.rung, story.occurrence.obligation, flow)),
                    call.words(RUNG_RESULTS[each.result]),
                )
                for each in story.rungs
            ],
        )


def _all_lines(call: Call, stories: Sequence[Story]) -> Iterator[str]:
    for index, story in enumerate(stories):
        if index:
            yield ""
        flow = _flow(call, story)
        yield from _head(call, story, flow)
        for each in story.rungs:
            yield from _rung_lines(call, each, story, flow)
        rungs = {each.rung for each in story.rungs}
        for letter in story.letters:
            if letter.letter.rung not in rungs:
                yield f"  {_letter_line(call, letter)}"


def _head(call: Call, story: Story, flow: Workflow) -> Iterator[str]:
    duty, role = story.occurrence, flow.roles.get(story.occurrence.owner)
    owner = role.title if role else Text(de=duty.owner, en=duty.owner)
    yield f"{story.case.number}/{duty.key}: {call.words(story.title)}"
    yield call.words(
        Text(
            de=f"  Wer: {owner.de}; fällig am {day(call, duty.due_on)}; "
            f"eröffnet am {moment(call, duty.opened_at)}",
            en=f"  Who: {owner.en}; due on {day(call, duty.due_on)}; "
            f"opened on {moment(call, duty.opened_at)}",
        )
    )
    yield f"  {call.words(_stands(call, duty))}"
    if duty.revision > 1 or duty.extended:
        reason = duty.reason or NOTHING
        yield call.words(
            Text(
                de=f"  Die Frist wurde {duty.revision - 1}-mal geändert, davon {duty.extended}-mal "
                f"verlängert; zuletzt: {reason}",
                en=f"  Its date was changed {duty.revision - 1} times, {duty.extended} of them "
                f"extensions; last: {reason}",
            )
        )


def _stands(call: Call, duty: Occurrence) -> Text:
    """Return how it stands, and if nothing is due, why."""
    at = call.application.now()
    if not duty.is_open:
        when, how = moment(call, duty.settled_at), standing(call, duty, at)
        because = f": {duty.reason}" if duty.reason and duty.status.value == "waived" else ""
        return Text(de=f"Seit {when} {how}{because}", en=f"Since {when} {how}{because}")
    if duty.due_at is None:
        return Text(
            de="Ohne Termin: das Feld oder Ereignis, an dem er hängt, fehlt noch; jede Woche wird "
            "danach gefragt",
            en="Undated: the field or event that its date hangs on is missing; it is asked for "
            "every week",
        )
    days = (duty.due_at - at).days
    if duty.is_overdue(at):
        late = (at - duty.due_at).days + 1
        return Text(
            de=f"Überfällig seit {late} {'Tag' if late == 1 else 'Tagen'}",
            en=f"Overdue for {late} {'day' if late == 1 else 'days'}",
        )
    return Text(
        de=f"Offen, noch {days} {'Tag' if days == 1 else 'Tage'} Zeit",
        en=f"Open, {days} {'day' if days == 1 else 'days'} left",
    )


def _rung_lines(call: Call, rung: RungStory, story: Story, flow: Workflow) -> Iterator[str]:
    title = call.words(rung_title(rung.rung, story.occurrence.obligation, flow))
    when = moment(call, rung.at or rung.planned_at)
    yield f"  {when}  {title} – {call.words(RUNG_RESULTS[rung.result])}{_late(call, rung)}"
    if rung.result == "broken" and story.occurrence.broken is not None:
        yield f"      {story.occurrence.broken.reason}"
    verdicts = rung.event.details.get("verdicts", []) if rung.event is not None else []
    for verdict in verdicts:
        yield from (f"      {line}" for line in verdict_lines(verdict, call.language))
    for letter in story.letters:
        if letter.letter.rung == rung.rung:
            yield f"      {_letter_line(call, letter)}"


def _late(call: Call, rung: RungStory) -> str:
    """Say when a rung should have come, if the clock did not run then."""
    if rung.at is None or rung.at - rung.planned_at < _IN_TIME:
        return ""
    planned = moment(call, rung.planned_at)
    words = Text(
        de=f"; nachgeholt, geplant für {planned}", en=f"; caught up, planned for {planned}"
    )
    return call.words(words)


def _letter_line(call: Call, letter: Any) -> str:
    to = letter.name or letter.letter.to
    state = letter_standing(call, letter)
    at = moment(call, letter.sent_at or letter.at)
    kind = label(letter.letter.message)
    return call.words(
        Text(
            de=f"Nachricht „{kind.de}“ an {to}: {state}, {at}",
            en=f"Message “{kind.en}” to {to}: {state}, {at}",
        )
    )
