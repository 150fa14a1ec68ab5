"""Audit: is what was recorded unchanged, and does it add up to what is stored?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.lifecycle.replay import in_order
from engine.services.cases import find
from engine.storage.queries import history
from engine.storage.store import StorageWorld

if TYPE_CHECKING:
    from engine.services.application import Application

PAGE = 200


@dataclass(frozen=True, slots=True)
class Audited:
    """What was found about the record of one case."""

    case: str
    number: str
    events: int
    broken_at: int | None
    """Number of the first event that was changed or is missing."""
    adds_up: bool
    """Whether the recorded events add up to the stored case."""

    @property
    def is_sound(self) -> bool:
        """Whether nothing is wrong."""
        return self.broken_at is None and self.adds_up


def all_cases(app: Application, tenant: str) -> list[str]:
    """Return the ids of all cases of a town."""
    found: list[str] = []
    with app.database.read(tenant, app.now()) as unit:
        while page := history.case_ids(unit, PAGE, found[-1] if found else ""):
            found.extend(page)
    return found


def verify(app: Application, tenant: str, name: str) -> Audited:
    """Check the chain of a case's events, and whether they add up to it; raises CaseNotFound."""
    case_id = find(app, tenant, name)
    with app.database.read(tenant, app.now()) as unit:
        world = StorageWorld(unit, app.known, hold=False)
        case = world.load(case_id)
        fields = world.compiled(case.workflow).workflow.fields
        return Audited(
            case=case.id,
            number=case.number,
            events=case.version,
            broken_at=history.chain_break(unit, case_id),
            adds_up=history.replayed(unit, case_id, lambda _: fields) == in_order(case),
        )
