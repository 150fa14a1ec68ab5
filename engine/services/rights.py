"""Rights: what somebody may do, for doors that show only that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.errors import AccessDenied
from engine.services import access
from engine.services.access import actor_for, viewer_in, viewer_of
from engine.services.cases import look
from engine.storage.store import StorageWorld

if TYPE_CHECKING:
    from engine.definition.model import Workflow
    from engine.services.access import Reader
    from engine.services.application import Application


def roles_in(app: Application, tenant: str, reader: Reader, name: str) -> frozenset[str]:
    """Return a reader's roles in a case, by herself, as a deputy or by stepping in.

    Raises:
        CaseNotFound: there is none, or the reader may not know of it.
    """
    at = app.now()
    with app.database.read(tenant, at) as unit:
        seen = look(app, unit, reader, name)
        return actor_for(seen.world, seen.compiled, seen.case, reader.who, at).roles


def is_administrator(app: Application, tenant: str, reader: Reader) -> bool:
    """Return whether a reader keeps the town's affairs."""
    if reader.person is None and not reader.is_operator:
        return False
    with app.database.read(tenant, app.now()) as unit:
        viewer = viewer_in(app, unit, reader)
        return viewer.sees_all or viewer.is_administrator


def require_administrator(app: Application, tenant: str, reader: Reader) -> None:
    """Refuse whoever does not keep the town's affairs; raises NotAdministrator."""
    with app.database.read(tenant, app.now()) as unit:
        access.require_administrator(viewer_in(app, unit, reader))


def openable(app: Application, tenant: str, reader: Reader) -> dict[str, Workflow]:
    """Return the workflows of which a reader may open a case by itself, by key."""
    at = app.now()
    with app.database.read(tenant, at) as unit:
        world = StorageWorld(unit, app.known, hold=False)
        found = {}
        for key in sorted(world.town.newest):
            compiled = world.newest(key)
            actor = actor_for(world, compiled, None, reader.who, at)
            if compiled.workflow.parent is None and actor.may(compiled.workflow.opened_by):
                found[key] = compiled.workflow
        return found


class NothingToTake(AccessDenied):
    """Lists are taken over by those who may open and correct cases in this town."""

    de = "Listen übernimmt, wer in dieser Stadt Vorgänge eröffnen und berichtigen darf."


def importable(app: Application, tenant: str, reader: Reader) -> dict[str, Workflow]:
    """Return the workflows into which a reader may take lists over, by key.

    Raises:
        NothingToTake: there are none.
    """
    at = app.now()
    with app.database.read(tenant, at) as unit:
        world = StorageWorld(unit, app.known, hold=False)
        viewer = viewer_of(world, reader, at)
        found = {}
        for key in sorted(world.town.newest):
            compiled = world.newest(key)
            flow = compiled.workflow
            actor = actor_for(world, compiled, None, reader.who, at)
            may = key in viewer.workflows and all(
                actor.may(each) for each in (flow.opened_by, flow.correction_by)
            )
            may = may or viewer.sees_all
            if may and flow.parent is None and "title" in flow.fields:
                found[key] = flow
    if not found:
        raise NothingToTake
    return found
