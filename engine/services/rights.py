"""Rights: which roles somebody has in a case, for doors that show only what she may do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.services.access import actor_for
from engine.services.cases import look

if TYPE_CHECKING:
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
