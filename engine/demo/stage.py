"""The stage: a town on a clock that is moved by hand, from one due moment to the next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.errors import CaseError
from engine.findings import Text
from engine.services import clockwork, events
from engine.services.intents import OpenCase, SubmitEvent, Who
from engine.storage.queries import due

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from engine.clock import VirtualClock
    from engine.services.answers import Answer
    from engine.services.application import Application

TICKER = "demo"


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
        person: str,
        fields: Mapping[str, object],
    ) -> Answer:
        """Open a case."""
        intent = OpenCase(self.town, workflow, fields, Who(person=person))
        return _accepted(events.open_case(self.app, intent), workflow)

    def send(self, case: str, event: str, person: str, **given: object) -> Answer:
        """Let somebody send an event to a case."""
        intent = SubmitEvent(self.town, case, event, Who(person=person), given)
        return _accepted(events.send(self.app, intent), event)

    def go_to(self, at: datetime) -> None:
        """Move the clock on, stopping whenever something is due."""
        while (due_at := self._next_due(at)) is not None:
            self.clock.move_to(max(due_at, self.clock.now()))
            if not self._tick():
                raise StoryBroken(what=due_at.isoformat(), why="the clock stands still")
        self.clock.move_to(at)

    def step_down(self) -> None:
        """Send what is left and let another process tick."""
        self._tick()
        clockwork.step_down(self.app, TICKER)

    def _next_due(self, until: datetime) -> datetime | None:
        with self.app.database.read(self.town, until) as unit:
            return due.backlog(unit, until).oldest_at

    def _tick(self) -> int:
        """Do a round of the clock; return at how many cases something was due."""
        rounds = [
            each(self.app, TICKER)
            for each in (clockwork.rungs, clockwork.envelopes, clockwork.letters)
        ]
        failures = "; ".join(failure for each in rounds for failure in each.failures)
        if failures:
            raise StoryBroken(what=self.clock.now().isoformat(), why=failures)
        return rounds[0].done


def _accepted(answer: Answer, what: str) -> Answer:
    if not answer.accepted:
        words = [each.message for each in answer.reasons]
        why = Text(de=" ".join(each.de for each in words), en=" ".join(each.en for each in words))
        raise StoryBroken(what=f"{what} ({answer.number})", why=why)
    return answer
