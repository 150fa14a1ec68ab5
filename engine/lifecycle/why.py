"""Why an event would be accepted or refused: every condition with its value, nothing done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.definition.values import convert_all
from engine.lifecycle.decide import decide
from engine.lifecycle.draft import Draft
from engine.lifecycle.outcome import Reason, Refused, Verdict
from engine.lifecycle.reading import Reading
from engine.lifecycle.step import asked

if TYPE_CHECKING:
    from engine.lifecycle.case import Case
    from engine.lifecycle.circumstances import Circumstances, Incoming
    from engine.lifecycle.machine import Compiled


@dataclass(frozen=True, slots=True)
class Why:
    """The answer to "could this happen now, and if not, why not?"."""

    event: str
    possible: bool
    reasons: tuple[Reason, ...]
    """What stands against it."""
    conditions: tuple[tuple[str, tuple[Verdict, ...]], ...]
    """By transition: every condition that was asked, in order."""


def against(
    compiled: Compiled, case: Case, incoming: Incoming, circumstances: Circumstances
) -> tuple[Reason, ...]:
    """Return what stands against an event at a case as it stands."""
    outcome = decide(compiled, case, incoming, circumstances)
    return tuple(outcome.reasons) if isinstance(outcome, Refused) else ()


def why(compiled: Compiled, case: Case, incoming: Incoming, circumstances: Circumstances) -> Why:
    """Return every condition of an event at a case as it stands.

    An input that is not given counts as empty; what is missing in it is among the reasons.
    """
    reasons = against(compiled, case, incoming, circumstances)
    event = compiled.workflow.events.get(incoming.event)
    conditions: dict[str, list[Verdict]] = {}
    if event is not None and not case.is_closed:
        draft = Draft(compiled, case, circumstances)
        given, _ = convert_all(event.input, incoming.input, partial=True)
        complete = {name: given.get(name) for name in event.input}
        reading = Reading(draft, incoming.event, incoming.actor, complete)
        conditions = asked(draft, incoming.event, reading)
    return Why(
        incoming.event,
        not reasons,
        reasons,
        tuple((key, tuple(verdicts)) for key, verdicts in conditions.items()),
    )
