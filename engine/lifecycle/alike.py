"""Alike: rungs that come to the same in many cases.

A reminder, and an escalation that only speaks to roles, ask nothing of the data of a case. What
they do follows from the definition, the state, the due date and what has been said so far; who
holds the roles decides only who gets the letters. So it is decided on one case, by ``wake`` like
everything else, and holds for all in which these are the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.definition.effects import Notify
from engine.lifecycle.machine import AUTOMATIC
from engine.lifecycle.replay import apart

if TYPE_CHECKING:
    from engine.lifecycle.case import Occurrence
    from engine.lifecycle.machine import Compiled
    from engine.lifecycle.outcome import Accepted

REMINDER = "reminder:"
ESCALATION = "escalation:"


def is_common(compiled: Compiled, outcome: Accepted) -> bool:
    """Return whether a wake did nothing but let one rung speak.

    It comes to the same then in every case that owes the same under the same definition, is in the
    same state and has nothing else due, and in which somebody has the role that owes.
    """
    if outcome.before is None or len(outcome.steps) != 1:
        return False
    (step,) = outcome.steps
    gone, come = apart(outcome.before.occurrences, outcome.after.occurrences)
    if step.settled or len(gone) != 1 or len(come) != 1 or come[0].fired == gone[0].fired:
        return False
    return (
        _only_speaks(compiled, come[0])
        and not compiled.candidates(outcome.after.state, AUTOMATIC)
        and all(role.named_by is None for role in compiled.workflow.roles.values())
    )


def _only_speaks(compiled: Compiled, occurrence: Occurrence) -> bool:
    """Return whether the last rung of an occurrence asked for nothing and did nothing besides."""
    obligation = compiled.steady_ladders.get(occurrence.obligation)
    rung = occurrence.fired[-1].rung
    if obligation is None or rung.startswith(REMINDER):
        return obligation is not None
    return any(
        rung == ESCALATION + each.id
        and each.condition is None
        and all(isinstance(done, Notify) and done.condition is None for done in each.do)
        for each in obligation.escalation
    )
