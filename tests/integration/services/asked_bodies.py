"""How the services of bodies are asked, as everybody: a part of ``test_access.CALLS``."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from engine.findings import Text
from engine.lifecycle.seats import Body, Seat
from engine.services import bodies, membership, summary
from engine.services.access import AS_OPERATOR
from engine.services.bodies import Term
from engine.storage.queries import directory
from tests.integration.services.secrets import OPEN_CASE
from tests.integration.services.stage import Stage, thing, words

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.services.access import Reader

DAY = date(2027, 1, 1)
NEW = Body("council", Text("Rat", "Council"))


def seated(stage: Stage) -> Stage:
    """Return a town whose group has a seat."""
    bodies.put_seat(stage.app, "town", AS_OPERATOR, Seat("chair", "group", "chair"))
    return stage


def founding(stage: Stage) -> Stage:
    """Return a town that has published a workflow of bodies."""
    named = {"type": "body", "required": True, "title": words("Body")}
    stage.publish(thing(key="body", fields={"body": named}))
    return stage


def _by_role(stage: Stage, reader: Reader) -> str:
    return bodies.seated_by_role(
        stage.app,
        "town",
        reader,
        "group",
        lambda unit: directory.give_role(unit, "group", "eva"),
    )


def _shown(stage: Stage, reader: Reader) -> object:
    return membership.show_body(seated(stage).app, "town", reader, "group")


CALLS: dict[str, Callable[[Stage, Reader], object]] = {
    "bodies.end_seat": lambda s, r: bodies.end_seat(seated(s).app, "town", r, "chair", DAY),
    "bodies.fill": lambda s, r: bodies.fill(seated(s).app, "town", r, "chair", "ada", Term()),
    "bodies.found": lambda s, r: bodies.found(founding(s).app, "town", r, "group", {}),
    "summary.phase_summary": lambda s, r: summary.phase_summary(s.app, "town", r, OPEN_CASE),
    "membership.history": lambda s, r: membership.history(s.app, "town", r, "group"),
    "membership.list_bodies": lambda s, r: membership.list_bodies(s.app, "town", r),
    "membership.show_body": _shown,
    "bodies.put": lambda s, r: bodies.put(s.app, "town", r, NEW),
    "bodies.put_seat": lambda s, r: bodies.put_seat(s.app, "town", r, Seat("", "group")),
    "bodies.seated_by_role": _by_role,
    "bodies.vacate": lambda s, r: bodies.vacate(seated(s).app, "town", r, "chair", DAY),
}
