"""What asks a body, or moves a case on, without anybody acting; and how it can be lost.

One question in two readings. *Once*: does it come about if nobody acts from the entry of a
state on? *Lasting*: can the people and bodies who do act never use it up while the case stays
in the state? Conditions, guards and dates that may be missing are taken to fail, unless
alternatives cover every possibility.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from math import inf
from typing import TYPE_CHECKING

from engine.definition import silence_words as words
from engine.definition.conditions import cover
from engine.definition.effects import Agenda, Demand, Effect, Literal, Propose, Raise
from engine.definition.moves import Moves, conditions, is_known
from engine.definition.places import demanded_by, phase_of
from engine.definition.silence_losses import (
    Lost,
    comes_true,
    is_endless,
    is_steady,
    settles_itself,
    ways_to_lose,
    ways_to_spend,
)
from engine.definition.silence_time import due_days, rung_days
from engine.definition.silence_words import Loss
from engine.findings import Text
from engine.rules.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from engine.definition.duties import DueDate, Escalation, Obligation, Timer
    from engine.definition.model import Transition


@dataclass(frozen=True, slots=True)
class Source:
    """Something that surely comes about."""

    reason: Text
    latest: float = inf
    """Days after the entry by which it has come about; inf where that depends on data."""


Answer = Source | Loss


@dataclass(frozen=True, slots=True)
class Alternative:
    """A source or a loss, under conditions that are asked at one moment."""

    conditions: tuple[Rule, ...]
    answer: Answer
    moment: str = ""
    """Alternatives cover one another only if they are asked at the same moment."""


@dataclass(slots=True)
class Trail:
    """What the answer to a question hangs on so far."""

    asked: list[str] = field(default_factory=list)
    """Obligations and proposals."""
    raised: list[str] = field(default_factory=list)
    """Events."""


class Sources:
    """What comes about in one state.

    The walk from duty to event to duty may come round. Round in asking is lasting: each one
    settled brings the next. Round in events is not: nothing would ever be asked.
    """

    def __init__(
        self,
        moves: Moves,
        state: str,
        *,
        lasting: bool,
        safe: frozenset[str] | None = None,
        trail: Trail | None = None,
    ) -> None:
        """Look at a state.

        Args:
            moves: The machine.
            state: The state.
            lasting: Whether what can be used up counts as lost.
            safe: The states that may be moved on to; all of them where None.
            trail: How the question came up, where it is part of another.
        """
        self._moves = moves
        self._workflow = moves.workflow
        self._state = state
        self._lasting = lasting
        self._safe = safe
        self._trail = trail or Trail()

    def after(self, arrival: tuple[Effect, ...]) -> Answer:
        """Return what surely comes about after an entry whose transition had these effects."""
        state = self._workflow.states[self._state]
        effects = (*arrival, *phase_of(self._workflow, state).effects, *state.effects)
        found = [*self._effects(effects), *self._automatic()]
        for duty in self._moves.duties(self._state):
            conditions = () if duty.condition is None else (duty.condition,)
            found.append(Alternative(conditions, self._duty(duty), "entry"))
        for timer in self._moves.timers(self._state):
            conditions = () if timer.condition is None else (timer.condition,)
            found.append(Alternative(conditions, self._timer(timer), timer.id))
        return self._best(found) or words.nothing_owed()

    def _best(self, found: Iterable[Alternative]) -> Answer | None:
        """Return the earliest sure source, or what covers every case together, or the losses."""
        good: list[tuple[Alternative, Source]] = []
        losses: list[Loss] = []
        for each in found:
            if isinstance(each.answer, Source):
                good.append((each, each.answer))
            else:
                losses.append(each.answer)
        sure = [source for each, source in good if not each.conditions]
        if sure:
            return min(sure, key=lambda source: source.latest)
        for moment in dict.fromkeys(each.moment for each, _ in good):
            together = [(each, source) for each, source in good if each.moment in {moment, ""}]
            if self._cover([each for each, _ in together]):
                return _joined([source for _, source in together])
        return words.worst(losses + [words.uncertain(source.reason) for _, source in good])

    def _cover(self, alternatives: Sequence[Alternative]) -> bool:
        known = self._moves.known(self._state)
        return cover([each.conditions for each in alternatives], known)

    def _duty(self, duty: Obligation) -> Answer:
        if duty.key in self._trail.asked:
            return Source(duty.title)
        if not self._is_dated(duty.due):
            return words.undated(duty.title)
        with _within(self._trail.asked, duty.key):
            ladder = self._ladder(duty)
            if isinstance(ladder, Source) and self._lasting:
                return self._kept(ways_to_lose(self._moves, self._state, duty)) or ladder
            return ladder

    def _kept(self, ways: Iterable[Lost]) -> Loss | None:
        """Return the first loss that nothing makes good."""
        for way in ways:
            if not isinstance(self._best(self._effects(way.effects)), Source):
                return way.loss
        return None

    def _ladder(self, duty: Obligation) -> Answer:
        """Return what a duty that nobody fulfils comes to."""
        here = self._once() if is_endless(duty) else self
        found: list[Alternative] = []
        for rung in duty.escalation:
            found += here.rung(duty, rung)
            if settles_itself(duty, rung.do):
                break
        return self._best(found) or words.only_messages(duty.title)

    def rung(self, duty: Obligation, rung: Escalation) -> Iterator[Alternative]:
        """Yield what a rung of a duty's escalation leads to, if the duty is not fulfilled."""
        late = due_days(duty.due)[1] + rung_days(rung.at)[1]
        own = [each for each in (rung.condition,) if each is not None]
        if is_endless(duty):
            own = [each for each in own if not comes_true(each)]
        for each in self._effects(rung.do, standing=True):
            conditions = (*own, *each.conditions)
            steady = all(is_steady(rule, self._moves, self._state) for rule in conditions)
            answer = each.answer
            if isinstance(answer, Source):
                latest = late + answer.latest if len(own) == (rung.condition is not None) else inf
                answer = Source(duty.title, latest)
            yield Alternative(conditions, answer, "" if steady else repr(rung.at))

    def _effects(
        self, effects: Iterable[Effect], *, standing: bool = False
    ) -> Iterator[Alternative]:
        """Yield what each effect leads to.

        Args:
            effects: In their order.
            standing: Whether an agenda item stands for an obligation, until that is fulfilled.
        """
        for each in effects:
            conditions = () if each.condition is None else (each.condition,)
            match each:
                case Agenda(body=body):
                    yield Alternative(conditions, self._agenda(body, standing=standing))
                case Propose():
                    yield Alternative(conditions, self._proposal(each))
                case Raise(event=event, on="self"):
                    yield Alternative(conditions, self._event(event))
                case Demand():
                    duty = demanded_by(self._workflow, each)
                    if duty is not None:
                        own = () if duty.condition is None else (duty.condition,)
                        yield Alternative((*conditions, *own), self._duty(duty))
                case _:
                    continue

    def _agenda(self, role: str, *, standing: bool) -> Answer:
        body = self._workflow.roles[role]
        if body.held_by != "body":
            return words.no_body(body.title)
        return words.noted(body.title) if self._lasting and not standing else Source(body.title, 0)

    def _proposal(self, proposal: Propose) -> Answer:
        body = self._workflow.roles[proposal.body]
        if body.held_by != "body":
            return words.no_body(body.title)
        if not self._lasting or proposal.id in self._trail.asked:
            return Source(body.title, 0)
        with _within(self._trail.asked, proposal.id):
            for outcome in dict.fromkeys(("adopted", "rejected", *proposal.on)):
                event = proposal.on.get(outcome)
                if outcome not in _OPEN_STILL and (
                    event is None or isinstance(self._event(event), Loss)
                ):
                    return words.decided(proposal.title, outcome)
        return Source(body.title, 0)

    def _timer(self, timer: Timer) -> Answer:
        title = self._workflow.events[timer.event].title
        if not self._is_dated(timer.due):
            return words.undated(title)
        if self._lasting:
            lost = self._kept(ways_to_spend(self._moves, self._state, timer))
            if lost is not None:
                return lost
        answer = self._event(timer.event)
        if isinstance(answer, Source):
            return Source(title, due_days(timer.due)[1] + answer.latest)
        return answer

    def _event(self, event: str) -> Answer:
        """Return what the engine's raising of an event comes to."""
        title = self._workflow.events[event].title
        candidates = self._moves.candidates(self._state, event)
        if event in self._trail.raised or not self._moves.is_elected(self._state, candidates):
            return words.refusable(title)
        with _within(self._trail.raised, event):
            answers = [self._taken(each, title) for each in candidates]
        lost = next((each for each in answers if isinstance(each, Loss)), None)
        return lost or _joined([each for each in answers if isinstance(each, Source)])

    def _taken(self, transition: Transition, title: Text) -> Answer:
        if self._is_hindered(transition):
            return words.refusable(title)
        if transition.to is None:
            found = self._best([*self._effects(transition.effects)])
            return found if isinstance(found, Source) else words.stays(title)
        target = self._workflow.states[transition.to]
        if self._safe is None or target.key in self._safe:
            return Source(target.title, 0)
        return words.circle(title, target.title)

    def _is_hindered(self, transition: Transition) -> bool:
        if self._moves.missing(transition, self._state):
            return True
        blockers = self._moves.blockers(
            self._state, transition.event or "", leaves=transition.to is not None
        )
        return not all(self._stands_before_a_body(each) for each in blockers)

    def _stands_before_a_body(self, duty: Obligation) -> bool:
        """Return whether an obligation that hinders is itself on a body's agenda in the end."""
        roles = self._workflow.roles
        return self._is_dated(duty.due) and any(
            isinstance(each, Agenda)
            and each.condition is None
            and rung.condition is None
            and roles[each.body].held_by == "body"
            for rung in duty.escalation
            for each in rung.do
        )

    def _automatic(self) -> Iterator[Alternative]:
        for each in self._moves.candidates(self._state, None):
            if each.to is not None:
                title = self._workflow.states[each.to].title
                yield Alternative(conditions(each), self._taken(each, title), "entry")

    def _is_dated(self, due: DueDate) -> bool:
        given = [each for each in (due.source, due.after) if isinstance(each, Literal | Rule)]
        return all(is_known(each, self._workflow, self._state) for each in given)

    def _once(self) -> Sources:
        """Return the same question without asking what lasts."""
        return Sources(self._moves, self._state, lasting=False, safe=self._safe, trail=self._trail)


_OPEN_STILL = frozenset({"postponed", "referred_back", "recommended", "noted"})
"""Outcomes after which a proposal stands before the body as it did."""


@contextmanager
def _within(stack: list[str], key: str) -> Iterator[None]:
    stack.append(key)
    try:
        yield
    finally:
        stack.pop()


def _joined(sources: Sequence[Source]) -> Source:
    """Return sources that cover every case together as one."""
    titles = list(dict.fromkeys((each.reason.de, each.reason.en) for each in sources))
    reason = Text(de=" oder ".join(de for de, _ in titles), en=" or ".join(en for _, en in titles))
    return Source(reason, max(each.latest for each in sources))
