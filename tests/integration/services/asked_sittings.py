"""How the services of sittings are asked, as everybody: a part of ``test_access.CALLS``."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from engine.definition.parse import parse
from engine.findings import Text
from engine.lifecycle.ballot import Ballot
from engine.lifecycle.seats import Body
from engine.services import bodies, docket, events, resolutions, sittings, undertakings
from engine.services.access import AS_OPERATOR, Reader
from engine.services.intents import SubmitEvent
from engine.services.resolutions import Decision
from engine.services.sittings import Attendance, Plan, Point
from engine.storage.queries import definitions
from tests.integration.services.secrets import CONFIDENTIAL, INTERNAL
from tests.shipped import shipped

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.definition.model import Workflow
    from tests.integration.services.stage import Stage

DAY = date(2027, 1, 1)
OFFICE = Reader(role="coordination", is_operator=True)
SITTING = "SI-0001"
POINT, CLOSED = "B-0001", "B-0002"


@cache
def _parsed(key: str) -> Workflow:
    workflow, _ = parse(shipped(key))
    assert workflow is not None
    return workflow


def publishing(stage: Stage) -> Stage:
    """Return a town that has published what sittings need, and whose group votes by the law."""
    with stage.unit() as unit:
        for key in ("sitting", "resolution", "undertaking"):
            definitions.draft(unit, _parsed(key), "ada")
            definitions.publish(unit, key, 1, "ben")
    group = Body("group", Text("Gruppe", "Group"), 3)
    bodies.put(stage.app, "town", AS_OPERATOR, group)
    return stage


def meeting(stage: Stage) -> Stage:
    """Return a town with a sitting, an internal point and a confidential one; asked once."""
    app = stage.app
    if is_published(stage):
        return stage
    publishing(stage)
    sittings.plan(app, "town", OFFICE, Plan("group", DAY, title="Sitzung"))
    sittings.add(app, "town", OFFICE, SITTING, Point(f"{INTERNAL} point"))
    sittings.add(app, "town", OFFICE, SITTING, Point(f"{CONFIDENTIAL} point", "Personalie"))
    return stage


def is_published(stage: Stage) -> bool:
    with stage.unit() as unit:
        return "sitting" in {each.key for each in definitions.editions(unit)}


def in_session(stage: Stage) -> Stage:
    """Return the town with its sitting opened."""
    app = meeting(stage).app
    case = sittings.sitting_named(app, "town", AS_OPERATOR, SITTING)
    if case.state == "planned":
        invite = {"urgency": "Eilt"}
        events.send(app, SubmitEvent("town", case.id, "invite", OFFICE.who, invite))
        stage.at("2027-01-01 18:00")
        sittings.open_sitting(app, "town", OFFICE, SITTING, Attendance(("A", "B", "C")))
    return stage


def _followed(stage: Stage, reader: Reader) -> list[object]:
    """Return both lists of what is to be carried out, with a confidential one among them."""
    said = Decision(wording=f"{CONFIDENTIAL} wording", office="amt", due_on=date(2027, 6, 1))
    app = meeting(stage).app
    resolutions.record(app, "town", OFFICE, CLOSED, "adopted", said)
    return [
        resolutions.follow_up(app, "town", reader, "group", closed=closed)
        for closed in (False, True)
    ]


CALLS: dict[str, Callable[[Stage, Reader], object]] = {
    "docket.agenda": lambda s, r: docket.agenda(meeting(s).app, "town", r, SITTING),
    "docket.docket": lambda s, r: docket.docket(meeting(s).app, "town", r, "group", s.clock.now()),
    "docket.settled_meanwhile": lambda s, r: docket.settled_meanwhile(
        meeting(s).app, "town", r, "group"
    ),
    "resolutions.follow_up": _followed,
    "resolutions.record": lambda s, r: resolutions.record(
        meeting(s).app, "town", r, CLOSED, "noted", Decision()
    ),
    "resolutions.vote": lambda s, r: resolutions.vote(
        in_session(s).app, "town", r, POINT, Ballot(2, 1), Decision(wording="Ja.")
    ),
    "sittings.add": lambda s, r: sittings.add(meeting(s).app, "town", r, SITTING, Point("Neues")),
    "sittings.build": lambda s, r: sittings.build(
        meeting(s).app, "town", r, SITTING, s.clock.now()
    ),
    "sittings.move": lambda s, r: sittings.move(
        meeting(s).app, "town", r, SITTING, DAY, "Saal belegt"
    ),
    "sittings.open_sitting": lambda s, r: sittings.open_sitting(
        meeting(s).app, "town", r, SITTING, Attendance(("A",))
    ),
    "sittings.plan": lambda s, r: sittings.plan(meeting(s).app, "town", r, Plan("group", DAY)),
    "sittings.sitting_named": lambda s, r: sittings.sitting_named(
        meeting(s).app, "town", r, SITTING
    ),
    "sittings.sittings_of": lambda s, r: sittings.sittings_of(meeting(s).app, "town", r, "group"),
    "undertakings.promise": lambda s, r: undertakings.promise(
        meeting(s).app, "town", r, "group", "Amt, Zahlen", DAY
    ),
}
