"""Audit: is what was recorded unchanged, and does it add up to what is stored?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.errors import EngineError
from engine.lifecycle.replay import in_order
from engine.services.access import require_administrator, viewer_in
from engine.services.cases import find
from engine.storage.queries import history
from engine.storage.store import StorageWorld

if TYPE_CHECKING:
    from engine.lifecycle.case import Case
    from engine.services.access import Reader
    from engine.services.application import Application

PAGE = 200
_UNREADABLE = (EngineError, ValueError, KeyError, TypeError, AttributeError)
"""What reading may raise of rows that somebody has changed."""


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


def all_cases(app: Application, tenant: str, reader: Reader) -> list[str]:
    """Return the ids of all cases of a town; raises NotAdministrator."""
    found: list[str] = []
    with app.database.read(tenant, app.now()) as unit:
        require_administrator(viewer_in(app, unit, reader))
        while page := history.case_ids(unit, PAGE, found[-1] if found else ""):
            found.extend(page)
    return found


def verify(app: Application, tenant: str, reader: Reader, name: str) -> Audited:
    """Check the chain of a case's events, and whether they add up to it; raises CaseNotFound."""
    case_id = find(app, tenant, reader, name)
    with app.database.read(tenant, app.now()) as unit:
        return audited(StorageWorld(unit, app.known, hold=False), case_id)


def audited(world: StorageWorld, case_id: str) -> Audited:
    """Check a case; one that cannot even be read any more goes by its id."""
    broken_at = history.chain_break(world.unit, case_id)
    try:
        case = world.load(case_id)
    except _UNREADABLE:
        return Audited(case_id, case_id, 0, broken_at, adds_up=False)
    return Audited(
        case=case.id,
        number=case.number,
        events=case.version,
        broken_at=broken_at,
        adds_up=_adds_up(world, case),
    )


def _adds_up(world: StorageWorld, case: Case) -> bool:
    fields = world.compiled(case.workflow).workflow.fields
    try:
        return history.replayed(world.unit, case.id, lambda _: fields) == in_order(case)
    except _UNREADABLE:
        return False
