"""A case in the making: mutable inside one decision, frozen into values at the end."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from engine.lifecycle.case import Case, Item, Occurrence, Pause, Status, Timer
from engine.lifecycle.frozen import replace
from engine.lifecycle.outcome import Accepted, Envelope, Letter, Opening, Step, Verdict

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from engine.definition.model import State, Workflow
    from engine.findings import Text
    from engine.lifecycle.circumstances import Actor, Circumstances
    from engine.lifecycle.ladder import Planned
    from engine.lifecycle.machine import Compiled
    from engine.lifecycle.reading import Reading

_GROWING = (
    "occurrences",
    "items",
    "raised",
    "steps",
    "letters",
    "envelopes",
    "openings",
    "topics",
    "followers",
    "touched",
    "_settled",
    "_settled_items",
    "_verdicts",
    "_notes",
)
"""The members of a draft that are changed in place."""


class Draft:
    """The working copy that one decision changes."""

    def __init__(
        self, compiled: Compiled, case: Case, circumstances: Circumstances, hops: int = 0
    ) -> None:
        """Start from a case as it is; ``hops`` is how many cases the event has come through."""
        self.compiled = compiled
        self.circumstances = circumstances
        self.hops = hops
        self.before: Case | None = case
        self._frozen = case
        self.state = case.state
        self.data: Mapping[str, object] = case.data
        self.entered_at = case.entered_at
        self.phase_entered_at = case.phase_entered_at
        self.entry = case.entry
        self.closed_at = case.closed_at
        self.outcome = case.outcome
        self.holders: Mapping[str, tuple[str, ...]] = case.holders
        self.occurrences: list[Occurrence] = list(case.occurrences)
        self.timers: tuple[Timer, ...] = case.timers
        self.items: list[Item] = list(case.items)
        self.items_count = case.items_count
        self.pauses: tuple[Pause, ...] = case.pauses
        self.version = case.version
        self._collect()

    def _collect(self) -> None:
        """Begin with nothing done."""
        self.stamp = 0
        """Changes whenever rules may read something else than before."""
        self.raised: deque[tuple[str, Mapping[str, object]]] = deque()
        self.steps: list[Step] = []
        self.letters: list[Letter] = []
        self.envelopes: list[Envelope] = []
        self.openings: list[Opening] = []
        self.topics: list[str] = []
        self.touched: dict[str, None] = {}
        """Fields that may hold something else than after the last step."""
        self.followers: list[tuple[Occurrence, Status]] = []
        """Fulfilled occurrences of recurring obligations whose successor is still to be opened."""
        self.plans: dict[tuple[object, ...], list[Planned]] = {}
        """Rungs of occurrences as they have been worked out, by whatever they are worked out of."""
        self._settled: list[Occurrence] = []
        self._settled_items: list[Item] = []
        self._verdicts: list[Verdict] = []
        self._notes: list[Text] = []

    @property
    def workflow(self) -> Workflow:
        """The definition."""
        return self.compiled.workflow

    @property
    def at(self) -> datetime:
        """The moment of the step."""
        return self.circumstances.at

    @property
    def here(self) -> State:
        """The present state as the definition says it."""
        return self.compiled.workflow.states[self.state]

    @property
    def phase(self) -> str | None:
        """The present phase."""
        return self.here.phase

    @property
    def pause(self) -> Pause | None:
        """The suspension that the case is in."""
        if self.pauses and self.pauses[-1].ended_at is None:
            return self.pauses[-1]
        return None

    def view(self) -> dict[str, object]:
        """Return the case as rules read it: declared fields win over built-in names."""
        case = self._frozen
        return {
            "id": case.id,
            "number": case.number,
            "state": self.state,
            "phase": self.phase,
            "priority": None,
            "opened_on": case.opened_on,
            "version": self.version,
            **self.data,
        }

    @property
    def last(self) -> Case:
        """The case as the last recorded step left it."""
        return self._frozen

    def mark(self) -> Mapping[str, object]:
        """Return a mark that ``back_to`` can return to."""
        mark = vars(self).copy()
        for name in _GROWING:
            mark[name] = mark[name].copy()
        return mark

    def back_to(self, mark: Mapping[str, object]) -> None:
        """Undo everything since a mark."""
        vars(self).update(mark)
        self.stamp += 1
        self.plans.clear()  # a stamp of what is undone may come again

    def change(self, values: Mapping[str, object]) -> None:
        """Give fields new values."""
        known = self.data
        others = [name for name, value in values.items() if known.get(name) != value]
        if others:
            self.data = {**known, **values}
            self.touched.update(dict.fromkeys(others))
            self.stamp += 1

    def replace_occurrence(self, old: Occurrence, new: Occurrence) -> None:
        """Put a new value in the place of an open occurrence."""
        key = old.obligation, old.series, old.number
        for index, each in enumerate(self.occurrences):
            if each is old or (each.obligation, each.series, each.number) == key:
                self.occurrences[index] = new
                return

    def find(self, key: str) -> Occurrence | None:
        """Return the open occurrence of that key."""
        return next((each for each in self.occurrences if each.key == key), None)

    def settle(self, old: Occurrence, status: Status, reason: str | None = None) -> Occurrence:
        """Take an occurrence out of the case in its last value."""
        new = replace(
            old,
            status=status,
            settled_at=self.at,
            next_at=None,
            broken=None,
            reason=reason or old.reason,
        )
        self.occurrences = [each for each in self.occurrences if each.key != old.key]
        self._settled.append(new)
        return new

    def is_known(self, key: str) -> bool:
        """Return whether there is an occurrence of that key, or was one before this step."""
        return any(each.key == key for each in (*self.occurrences, *self._settled))

    def settle_item(self, old: Item, new: Item) -> None:
        """Take an item away from its body in its last value."""
        self.items.remove(old)
        self._settled_items.append(new)

    def send(self, target: str, event: str, given: Mapping[str, object] | None = None) -> None:
        """Send an event to another case."""
        self.envelopes.append(Envelope(target, event, given or {}, self.hops + 1))

    def keep(self, verdicts: list[Verdict]) -> None:
        """Keep the verdicts that a step rests on."""
        self._verdicts.extend(verdicts)

    def note(self, text: Text) -> None:
        """Say something besides in the answer."""
        self._notes.append(text)

    def end_step(  # noqa: PLR0913 - the facts of one event, by name
        self,
        event: str,
        kind: str,
        actor: Actor,
        *,
        given: Mapping[str, object] | None = None,
        transition: str | None = None,
        subject: str | None = None,
        planned_at: datetime | None = None,
    ) -> None:
        """Freeze what has changed since the last step into one recorded event."""
        self.version += 1
        self.stamp += 1
        before = self._frozen
        self._frozen = self.freeze()
        self.steps.append(
            Step(
                event=event,
                kind=kind,
                actor=actor,
                before=before if self.before is not None or self.steps else None,
                after=self._frozen,
                input=given or {},
                transition=transition,
                settled=tuple(self._settled),
                settled_items=tuple(self._settled_items),
                verdicts=tuple(self._verdicts),
                subject=subject,
                planned_at=planned_at,
                notes=tuple(self._notes),
                touched=tuple(self.touched),
            )
        )
        self.touched.clear()
        self._settled.clear()
        self._settled_items.clear()
        self._verdicts.clear()
        self._notes.clear()

    def end_step_of(self, reading: Reading, subject: str | None = None) -> None:
        """Record a built-in event before what follows from it."""
        self.end_step(reading.event, "builtin", reading.actor, given=reading.given, subject=subject)

    def freeze(self) -> Case:
        """Return the case as it stands now."""
        case = self._frozen
        return Case(
            id=case.id,
            workflow=self.compiled.ref,
            number=case.number,
            state=self.state,
            data=self.data,
            version=self.version,
            opened_at=case.opened_at,
            opened_on=case.opened_on,
            entered_at=self.entered_at,
            phase_entered_at=self.phase_entered_at,
            entry=self.entry,
            closed_at=self.closed_at,
            outcome=self.outcome,
            holders=self.holders,
            occurrences=tuple(self.occurrences),
            timers=self.timers,
            items=tuple(self.items),
            items_count=self.items_count,
            pauses=self.pauses,
            parent=case.parent,
        )

    def accepted(self) -> Accepted:
        """Return everything that the decision came to."""
        return Accepted(
            before=self.before,
            after=self._frozen,
            steps=tuple(self.steps),
            letters=tuple(self.letters),
            envelopes=tuple(self.envelopes),
            openings=tuple(self.openings),
            topics=tuple(self.topics),
        )
