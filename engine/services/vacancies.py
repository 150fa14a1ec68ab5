"""Vacancies: roles of the town and bodies that nobody fills, so that letters reach nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.findings import Text
from engine.services.access import require_administrator, viewer_of
from engine.services.health import Check, State
from engine.storage.recipients import vacant_roles
from engine.storage.store import StorageWorld

if TYPE_CHECKING:
    from engine.definition.model import Role
    from engine.services.access import Reader
    from engine.services.application import Application

_FILLED = Text(de="Jede Rolle ist besetzt", en="Every role is filled")


def vacancies(app: Application, tenant: str, reader: Reader) -> Check:
    """Return the roles of published workflows that nobody holds; those of cases are duties.

    Raises:
        NotAdministrator: the reader does not keep the town's affairs.
    """
    at = app.now()
    with app.database.read(tenant, at) as unit:
        world = StorageWorld(unit, app.known, hold=False)
        require_administrator(viewer_of(world, reader, at))
        town = world.town
        found: dict[str, Role] = {}
        for key in town.newest:
            roles = {
                name: role
                for name, role in world.newest(key).workflow.roles.items()
                if role.held_by != "case" and role.named_by is None
            }
            found |= {name: roles[name] for name in vacant_roles(town, roles, None, town.today(at))}
    if not found:
        return Check("vacancies", State.FINE, _FILLED)
    listed = sorted(found.items())
    return Check(
        "vacancies",
        State.NOTICE,
        Text(
            de="Unbesetzt: " + ", ".join(f"{each.title.de} ({name})" for name, each in listed),
            en="Vacant: " + ", ".join(f"{each.title.en} ({name})" for name, each in listed),
        ),
    )
