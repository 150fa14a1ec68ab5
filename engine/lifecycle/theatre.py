"""The time machine: a world in memory and a virtual clock that goes from moment to moment."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from engine.errors import CaseError
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
AT_ONCE = 256
"""So often may the clock look at one case at one moment."""
ALL_AT_ONCE = 10_000
"""So often may it look at any of them at one moment."""


class TooMuchToPlay(CaseError):
    """More than {count} moments would have to be played until {until}."""

    de = "Bis {until} wären mehr als {count} Augenblicke zu spielen."


class NeverAtRest(CaseError):
    """The clock never comes to rest at {case}: the same is due again and again at {at}."""

    de = "Die Uhr kommt bei {case} nicht zur Ruhe: {at} ist immer wieder dasselbe fällig."


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
        parent: str | None = None,
    ) -> Outcome:
        """Open a case now."""
        outcome = open_new(
            self.world,
            key,
            fields,
            actor,
            self.now,
            holders=holders,
            state=state,
            parent=parent,
        )
        self._empty_inbox()
        return outcome

    def send(self, case_id: str, incoming: Incoming) -> Outcome:
        """Send an event now."""
        outcome = submit(self.world, case_id, incoming, self.now)
        self._knock_again(incoming.event)
        self._empty_inbox()
        return outcome

    def play_until(self, until: datetime, *, within: int = LIMIT) -> int:
        """Go on to a moment, doing everything that is due on the way; return how many moments.

        What is due before ``until`` happens at its own moment, and what is due at ``until`` too.
        The clock never goes back.

        Raises:
            TooMuchToPlay: if that takes more than ``within`` moments.
            NeverAtRest: if something brings itself about again at the same moment for ever.
        """
        count = at_once = 0
        woken: Counter[str] = Counter()
        while (due := self.world.next_due()) is not None and due[0] <= until:
            moment, case_id = due
            if moment > self.now:
                self._stand_at(moment)
                woken.clear()
                at_once = 0
            woken[case_id] += 1
            count += 1
            at_once += 1
            if woken[case_id] > AT_ONCE or at_once > ALL_AT_ONCE:
                raise NeverAtRest(case=self.world.load(case_id).number, at=self.now.isoformat())
            if count > within:
                raise TooMuchToPlay(count=within, until=until.isoformat())
            wake_case(self.world, case_id, self.now)
            self._empty_inbox()
        self._stand_at(max(until, self.now))
        return count

    def _stand_at(self, at: datetime) -> None:
        self.now = at
        self.world.stand_at(at)

    def _knock_again(self, event: str) -> None:
        """Deliver anew what has waited for a case to go on."""
        if event == "resume":
            self.world.inbox.extend(self.waiting)
            self.waiting.clear()

    def _empty_inbox(self) -> None:
        while self.world.inbox:
            source, target, envelope = self.world.inbox.popleft()
            if self.world.load(target).is_closed:
                continue
            outcome = deliver(self.world, target, envelope, self.now, source)
            if not isinstance(outcome, Refused):
                self._knock_again(envelope.event)
                continue
            if any(each.code == "suspended" for each in outcome.reasons):
                self.waiting.append((source, target, envelope))
            elif envelope.event != REFUSED_ELSEWHERE:
                submit(self.world, source, refused_there(outcome, target), self.now)
