"""What whoever sent an event is told of its refusal."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from engine.lifecycle.errors import CaseNotFound
from engine.services.access import Reader, Sight, sight_of, viewer_of
from engine.services.shown_history import hidden_elsewhere, hidden_paths, reasons_shown

if TYPE_CHECKING:
    from engine.lifecycle.case import Case
    from engine.lifecycle.outcome import Refused
    from engine.services.answers import Answer
    from engine.services.intents import Who
    from engine.storage.store import StorageWorld


def knows(world: StorageWorld, who: Who, case: Case) -> bool:
    """Return whether somebody may know of a case."""
    if _is_trusted(who):
        return True
    viewer = viewer_of(world, Reader(person=who.person), world.unit.at)
    workflow = world.compiled(case.workflow).workflow
    return sight_of(viewer, workflow, case) is not Sight.NOTHING


def _is_trusted(who: Who) -> bool:
    """Return whether it is the engine, or an operator, as whoever she says."""
    return who.is_operator or (who.person is None and not who.is_public)


def refusal_shown(world: StorageWorld, who: Who, refused: Refused, answer: Answer) -> Answer:
    """Return a refusal with what its reader may see of the values that conditions have read.

    Raises:
        CaseNotFound: she may not know of the case.
    """
    if _is_trusted(who):
        return answer
    viewer = viewer_of(world, Reader(person=who.person), world.unit.at)
    case = refused.case
    if case is None:
        # Nothing has been stored: what the fields say she has just said herself.
        sight = Sight.INTERNAL if viewer.is_insider else Sight.PUBLIC
        return replace(answer, reasons=reasons_shown(answer.reasons, hidden_elsewhere(sight)))
    workflow = world.compiled(case.workflow).workflow
    sight = sight_of(viewer, workflow, case)
    if sight is Sight.NOTHING:
        raise CaseNotFound(case=case.id)
    return replace(answer, reasons=reasons_shown(answer.reasons, hidden_paths(workflow, sight)))
