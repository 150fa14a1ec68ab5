"""How a traffic light is set by hand: the event that fills the field that goes before it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.rules.rule import Rule

if TYPE_CHECKING:
    from engine.definition.model import Workflow


@dataclass(frozen=True, slots=True)
class Overruling:
    """The event by which somebody sets a traffic light."""

    event: str
    said: tuple[str, ...]
    """Fields that are filled with it from what she says: the reason, until when."""


def overruling_of(workflow: Workflow) -> Overruling | None:
    """Return by which event a traffic light is set by hand; None where it cannot be."""
    field = workflow.overview.overruled_by
    for transition in workflow.transitions:
        if transition.event is None or field is None or not _is_said(transition.set.get(field)):
            continue
        said = (key for key, value in transition.set.items() if key != field and _is_said(value))
        return Overruling(transition.event, tuple(said))
    return None


def _is_said(value: object) -> bool:
    """Return whether a field takes over what somebody says."""
    return isinstance(value, Rule) and any(each[0] == "input" for each in value.references)
