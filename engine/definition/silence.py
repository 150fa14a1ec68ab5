"""The silence proof: if nobody acts, every case ends before a body that is asked, or is closed.

For every state two things are shown. From every entry, with nobody acting from then on, some
body is asked in the end, or a final state is reached, whichever way the clock goes: a least
fixpoint, so that moving on in a circle is no answer. And whatever people and bodies settle while
the case stays (a duty fulfilled, waived or run out; a proposal rejected, or adopted in vain; an
item noted), something is left that asks. Then it holds from every moment on. A state that says
why it may rest is exempt.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.definition import silence_words as words
from engine.definition.moves import Moves
from engine.definition.silence_clock import departures
from engine.definition.silence_sources import Answer, Source, Sources
from engine.definition.silence_story import story
from engine.definition.silence_words import Loss
from engine.findings import Finding, Text, pointer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.definition.effects import Effect
    from engine.definition.model import Workflow


@dataclass(frozen=True, slots=True)
class Proof:
    """Why each state is safe, and the states that are not."""

    reasons: Mapping[str, Text]
    """State to the reason why no case falls silent in it."""
    losses: Mapping[str, Loss]
    """State to how a case falls silent in it."""
    suspended: Loss | None
    """What is wrong while a case is suspended."""

    @property
    def holds(self) -> bool:
        """Whether no case ever falls silent."""
        return not self.losses and self.suspended is None


def proof(workflow: Workflow) -> Proof:
    """Prove it of every state, as far as it can be proved."""
    prover = _Prover(Moves(workflow))
    losses = prover.losses()
    reasons = {key: prover.reason(key) for key in workflow.states if key not in losses}
    return Proof(reasons, losses, _suspended(workflow))


def prove_silence(workflow: Workflow) -> list[Finding]:
    """Return a finding for every way in which a case could fall silent."""
    shown = proof(workflow)
    moves = Moves(workflow)
    findings = [
        Finding(loss.code, pointer("states", key), story(moves, key, loss), _HINTS[loss.code])
        for key, loss in shown.losses.items()
    ]
    if shown.suspended is not None:
        loss = shown.suspended
        findings.append(Finding(loss.code, pointer("suspension"), loss.text, _HINTS[loss.code]))
    return findings


_HINTS = {
    words.ENTRY: Text(
        de="Geben Sie dem Zustand eine Pflicht, deren letzte Stufe ohne Bedingung einen Punkt auf "
        "die Tagesordnung eines Gremiums setzt (agenda) oder einen Beschluss vorschlägt (propose), "
        "eine Uhr, die den Vorgang weiterführt, oder may_rest mit einem Grund.",
        en="Give the state an obligation whose last rung puts an item on a body's agenda (agenda) "
        "or proposes a decision (propose) without a condition, a timer that moves the case on, or "
        "may_rest with a reason.",
    ),
    words.TIMER: Text(
        de="Sorgen Sie dafür, dass das Ereignis der Uhr immer angenommen wird und den Vorgang "
        "weiterführt, oder geben Sie dem Zustand eine Pflicht, die ein Gremium fragt.",
        en="See to it that the timer's event is always accepted and moves the case on, or give "
        "the state an obligation that asks a body.",
    ),
    words.AFTER_FULFILMENT: Text(
        de="Lassen Sie die Pflicht sich wiederholen, den Vorgang mit der Erfüllung weitergehen "
        "oder eine zweite Pflicht bestehen.",
        en="Let the obligation repeat, let the case move on when it is fulfilled, or let a second "
        "obligation remain.",
    ),
    words.AFTER_DECISION: Text(
        de="Führen Sie den Vorgang nach jedem Ausgang weiter, verlangen Sie dabei etwas Neues "
        "(demand), oder geben Sie dem Zustand eine Pflicht, die sich wiederholt.",
        en="Move the case on after every outcome, demand something new with it (demand), or give "
        "the state an obligation that repeats.",
    ),
    words.SUSPENDED: Text(
        de="Nennen Sie in suspension.asks die Rolle eines Gremiums.",
        en="Name the role of a body in suspension.asks.",
    ),
}


class _Prover:
    """The fixpoint over the states of one workflow."""

    def __init__(self, moves: Moves) -> None:
        self._moves = moves
        self._states = moves.workflow.states
        self._exempt = frozenset(
            key for key, state in self._states.items() if state.final or state.may_rest is not None
        )
        self._everywhere = frozenset(self._states)

    def losses(self) -> dict[str, Loss]:
        """Return the states that are not safe, each with what is wrong in itself."""
        found: dict[str, Loss] = {}
        for key in self._states:
            if key in self._exempt:
                continue
            loss = self._entered(key, self._everywhere - {key}) or self._used_up(key)
            if loss is not None:
                found[key] = loss
        return found | self._circles(frozenset(found))

    def _circles(self, lost: frozenset[str]) -> dict[str, Loss]:
        """Return the states that are only safe if one of the others is."""
        safe = self._exempt | lost
        while True:
            new = {key for key in self._states if key not in safe and not self._entered(key, safe)}
            if not new:
                break
            safe |= new
        rest = {key: self._entered(key, safe) for key in self._states if key not in safe}
        return {key: loss for key, loss in rest.items() if loss is not None}

    def _entered(self, state: str, safe: frozenset[str]) -> Loss | None:
        """Return what is wrong with nobody acting from some entry on."""
        for arrival in self._arrivals(state):
            answer = Sources(self._moves, state, lasting=False, safe=safe).after(arrival)
            if isinstance(answer, Loss):
                return answer
            for departure in departures(self._moves, state, arrival):
                if departure.target not in safe and departure.earliest <= answer.latest:
                    title = self._states[departure.target].title
                    return words.circle(departure.event, title)
        return None

    def _used_up(self, state: str) -> Loss | None:
        """Return how everything that asks in a state can be used up while the case stays."""
        for arrival in self._arrivals(state):
            answer = self._lasting(state, arrival)
            if isinstance(answer, Loss):
                return answer
        return None

    def _lasting(self, state: str, arrival: tuple[Effect, ...]) -> Answer:
        return Sources(self._moves, state, lasting=True).after(arrival)

    def _arrivals(self, state: str) -> list[tuple[Effect, ...]]:
        """Return the effects of every transition that enters a state."""
        entering = [each.effects for each in self._moves.workflow.transitions if each.to == state]
        if state == self._moves.workflow.initial or not entering:
            return [(), *entering]
        return entering

    def reason(self, state: str) -> Text:
        """Return why a state is safe."""
        here = self._states[state]
        if here.final:
            return Text(de="Hier endet der Vorgang.", en="The case ends here.")
        if here.may_rest is not None:
            return Text(de=f"Darf ruhen: {here.may_rest}", en=f"May rest: {here.may_rest}")
        answers = [self._lasting(state, each) for each in self._arrivals(state)]
        sources = {each.reason.en: each.reason for each in answers if isinstance(each, Source)}
        return Text(
            de="Von selbst geschieht immer: " + "; ".join(each.de for each in sources.values()),
            en="Comes about by itself, always: " + "; ".join(sources),
        )


def _suspended(workflow: Workflow) -> Loss | None:
    """Past its end a suspension comes before who may suspend, then before a body."""
    if not workflow.suspension_by:
        return None
    asked = workflow.roles.get(workflow.suspension_asks or "")
    if asked is not None and asked.held_by == "body":
        return None
    return Loss(
        words.SUSPENDED,
        Text(
            de="Am 02.03.2026 bis zum 01.04.2026 ausgesetzt; ab dem 02.04.2026 wird erinnert, wer "
            "aussetzen darf, dann nichts mehr, nie: kein Gremium wird gefragt.",
            en="Suspended on 02.03.2026 until 01.04.2026; from 02.04.2026 on whoever may suspend "
            "is reminded, then nothing, ever: no body is asked.",
        ),
    )
