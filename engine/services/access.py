"""Who may do what: the roles that somebody has in a case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.definition.model import ANYONE, ENGINE, PUBLIC
from engine.lifecycle.circumstances import ENGINE_ACTOR, Actor
from engine.storage.queries.directory import people
from engine.storage.recipients import roles_of

if TYPE_CHECKING:
    from datetime import datetime

    from engine.lifecycle.case import Case
    from engine.lifecycle.machine import Compiled
    from engine.services.intents import Who
    from engine.storage.store import StorageWorld

OPERATOR = "operator"
"""Id under which an operator at the command line is recorded, with the role she chose."""


def actor_for(
    world: StorageWorld, compiled: Compiled, case: Case | None, who: Who, at: datetime
) -> Actor:
    """Return somebody with the roles she has, by herself, as a deputy or by stepping in.

    A person is looked up in the town; a stranger is the public. An operator, who has the database
    in her hands anyway, acts in the one role she names, and is recorded as such; she is not the
    engine. Neither: the engine.
    """
    if who.person is not None:
        town = world.town
        roles = roles_of(town, compiled.workflow.roles, case, who.person, town.today(at))
        if not roles and not people(world.unit, [who.person]):
            return Actor(who.person, frozenset({PUBLIC}))
        return Actor(who.person, frozenset({*roles, ANYONE, PUBLIC}))
    if who.role is not None:
        everybody = {PUBLIC} if who.role == PUBLIC else {ANYONE, PUBLIC}
        return Actor(f"{OPERATOR}:{who.role}", frozenset({who.role, *everybody} - {ENGINE}))
    return ENGINE_ACTOR
