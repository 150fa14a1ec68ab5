"""The stage: a town on a clock that is moved by hand, from one due moment to the next."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import time, timedelta
from typing import TYPE_CHECKING

from engine.deadlines.localtime import local_date
from engine.demo.timetable import ZONE, moment
from engine.errors import CaseError
from engine.findings import Text
from engine.services import clockwork, events
from engine.services.intents import OpenCase, SubmitEvent, Who
from engine.storage.queries import due, outbox

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from engine.clock import VirtualClock
    from engine.services.answers import Answer
    from engine.services.application import Application

TICKER = "demo"
Tick = Callable[["Application", str], clockwork.Round]
LETTERS_LEAVE = time(8, 30)
"""The town bundles its letters: one a day for each person, after the hour of reminders."""


class StoryBroken(CaseError):
    """The story of the demo cannot go on: {what} was refused: {why}."""

    de = "Die Geschichte der Demo kann nicht weitergehen: {what} wurde abgelehnt: {why}."


@dataclass(frozen=True, slots=True)
class Cue:
    """Something that somebody does at a moment of the story."""

    at: datetime
    play: Callable[[], None]


@dataclass(frozen=True, slots=True)
class Stage:
    """Where the story happens: through the same services as everything else."""

    app: Application
    clock: VirtualClock
    """The clock of the application."""
    town: str

    def open(
        self,
        workflow: str,
        who: Who,
        fields: Mapping[str, object],
        parent: str | None = None,
    ) -> Answer:
        """Open a case, if so wanted below another one."""
        intent = OpenCase(self.town, workflow, fields, who, parent=parent)
        return _accepted(events.open_case(self.app, intent), workflow)

    def send(self, case: str, event: str, person: str, **given: object) -> Answer:
        """Let somebody send an event to a case."""
        intent = SubmitEvent(self.town, case, event, Who(person=person), given)
        return _accepted(events.send(self.app, intent), event)

    def go_to(self, at: datetime) -> None:
        """Move the clock on, stopping whenever something is due."""
        while (stop := self._next_stop(at)) is not None:
            stop_at, tick = stop
            self.clock.move_to(stop_at)
            done = tick(self.app, TICKER)
            if done.failures or not done.done:
                why = "; ".join(done.failures) or "the clock stands still"
                raise StoryBroken(what=f"{done.name} {stop_at.isoformat()}", why=why)
        self.clock.move_to(at)

    def step_down(self) -> None:
        """Tick once more, so that the last tick is no older than the end, and let others go on."""
        for tick in (clockwork.rungs, clockwork.envelopes, clockwork.letters):
            tick(self.app, TICKER)
        clockwork.step_down(self.app, TICKER)

    def _next_stop(self, until: datetime) -> tuple[datetime, Tick] | None:
        """Return when a duty or a timer is due next, or the next morning's letters leave."""
        now = self.clock.now()
        with self.app.database.read(self.town, until) as unit:
            due_at = due.backlog(unit, until).oldest_at
            queued = outbox.delivery_counts(unit).get("queued", 0)
        stops: list[tuple[datetime, Tick]] = []
        if due_at is not None:
            stops.append((max(due_at, now), clockwork.rungs))
        if queued and self.app.channel is not None:
            stops.append((_next_morning(now), clockwork.letters))
        return min(
            (each for each in stops if each[0] <= until), key=lambda stop: stop[0], default=None
        )


def _next_morning(now: datetime) -> datetime:
    """Return when the daily letters leave after a moment."""
    today = local_date(now, ZONE)
    morning = moment(today, LETTERS_LEAVE)
    return morning if morning > now else moment(today + timedelta(days=1), LETTERS_LEAVE)


def _accepted(answer: Answer, what: str) -> Answer:
    if not answer.accepted:
        words = [each.message for each in answer.reasons]
        why = Text(de=" ".join(each.de for each in words), en=" ".join(each.en for each in words))
        raise StoryBroken(what=f"{what} ({answer.number})", why=why)
    return answer
