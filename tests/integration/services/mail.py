"""Letters of the stage: a case whose first reminder has come, and a round of deliveries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.services import dead, delivery
from engine.services.access import AS_OPERATOR

if TYPE_CHECKING:
    from engine.services.delivery import Delivered
    from tests.integration.services.stage import Stage

REMINDED = "2026-02-02 10:00"
"""A working day after the first reminder of a case that was opened at the start."""


def reminded(stage: Stage, *titles: str) -> list[str]:
    """Open cases and let their first reminder come."""
    ids = [stage.opened(title=each) for each in titles or ("Sprachcafé",)]
    stage.at(REMINDED).tick()
    return ids


def round_of(stage: Stage) -> Delivered:
    return delivery.deliver_due(stage.app, stage.tenant, stage.app.now())


def states(stage: Stage) -> dict[str, int]:
    return dead.dead(stage.app, "town", AS_OPERATOR).counts
