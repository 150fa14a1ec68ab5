"""The time machine: a world in memory and a virtual clock that goes from moment to moment."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from engine.lifecycle.builtin import REFUSED_ELSEWHERE
from engine.lifecycle.outcome import Envelope, Outcome, Refused
from engine.lifecycle.run import deliver, open_new, refused_there, submit, wake_case

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from engine.lifecycle.circumstances import Actor, Incoming
    from engine.lifecycle.memory import MemoryWorld

LIMIT = 100_000
"""So many moments are played in one go."""


@dataclass
class Theatre:
    """Plays cases on a virtual clock: everything due on the way happens at its own moment."""

    world: MemoryWorld
    now: datetime
    waiting: list[tuple[str, str, Envelope]] = field(default_factory=list)
    """Envelopes whose target is suspended."""

    def __post_init__(self) -> None:
        """Stand at the first moment."""
        self.world.stand_at(self.now)

    def open(
        self,
        key: str,
        fields: Mapping[str, object],
        actor: Actor,
        *,
        holders: Mapping[str, tuple[str, ...]] | None = None,
        state: str | None = None,
    ) -> Outcome:
        """Open a case now."""
        outcome = open_new(self.world, key, fields, actor, self.now, holders=holders, state=state)
        self._empty_inbox()
        return outcome

    def send(self, case_id: str, incoming: Incoming) -> Outcome:
        """Send an event now."""
        outcome = submit(self.world, case_id, incoming, self.now)
        if incoming.event == "resume":
            self.world.inbox.extend(self.waiting)
            self.waiting.clear()
        self._empty_inbox()
        return outcome

    def play_until(self, until: datetime, *, within: int = LIMIT) -> int:
        """Go on to a moment, doing everything that is due on the way; return how many moments.

        What is due before ``until`` happens at its own moment, and what is due at ``until`` too.
        """
        count = 0
        while count < within:
            due = self.world.next_due()
            if due is None or due[0] > until:
                break
            self._stand_at(max(due[0], self.now))
            wake_case(self.world, due[1], self.now)
            self._empty_inbox()
            count += 1
        self._stand_at(until)
        return count

    def _stand_at(self, at: datetime) -> None:
        self.now = at
        self.world.stand_at(at)

    def _empty_inbox(self) -> None:
        while self.world.inbox:
            source, target, envelope = self.world.inbox.popleft()
            if self.world.load(target).is_closed:
                continue
            outcome = deliver(self.world, target, envelope, self.now, source)
            if not isinstance(outcome, Refused):
                continue
            codes = {each.code for each in outcome.reasons}
            if codes == {"suspended"}:
                self.waiting.append((source, target, envelope))
            elif envelope.event != REFUSED_ELSEWHERE:
                submit(self.world, source, refused_there(outcome, target), self.now)
