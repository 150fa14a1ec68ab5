"""Exposure: to whom it may be known that a case exists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.definition.fields import Visibility

if TYPE_CHECKING:
    from engine.definition.model import Workflow
    from engine.lifecycle.case import Case


def exposure_of(workflow: Workflow, case: Case) -> Visibility:
    """Return who may know of a case as it stands.

    Public: everybody. Internal: whoever holds a role or a seat in the town. Confidential: those
    with a role in the case alone.
    """
    if workflow.confidential_field and case.data.get(workflow.confidential_field) is True:
        return Visibility.CONFIDENTIAL
    return Visibility.PUBLIC if case.state in workflow.public_in else Visibility.INTERNAL
