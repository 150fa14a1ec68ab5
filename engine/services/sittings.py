"""Sittings: planned with their period of notice, given an agenda, opened with a quorum."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.deadlines.due import before_full_days
from engine.errors import CaseError
from engine.findings import Text
from engine.lifecycle.procedure import Gathering
from engine.services.access import viewer_of
from engine.services.bodies import body_in
from engine.services.cases import look
from engine.services.docket import (
    RESOLUTION,
    SITTING,
    Agenda,
    agenda,
    docket,
    is_confidential,
    key_of,
    standing_of,
)
from engine.services.events import open_case, send
from engine.services.intents import OpenCase, SubmitEvent
from engine.storage.queries.sittings import cases_naming
from engine.storage.store import StorageWorld

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from engine.lifecycle.case import Case
    from engine.services.access import Reader
    from engine.services.answers import Answer
    from engine.services.application import Application
    from engine.services.docket import Standing
    from engine.storage.queries.duties import Matter


class NotASitting(CaseError):
    """{case} is no sitting."""

    de = "{case} ist keine Sitzung."


@dataclass(frozen=True, slots=True)
class Plan:
    """A sitting that is called."""

    body: str
    held_on: date
    begins: str | None = None
    place: str | None = None
    title: str | None = None
    """None: the body's title and the day."""
    key: str | None = None
    """The same sitting under the same key is planned once."""


@dataclass(frozen=True, slots=True)
class Built:
    """An agenda with what could not be put on it."""

    agenda: Agenda
    refused: tuple[Answer, ...] = ()


@dataclass(frozen=True, slots=True)
class Point:
    """A point that somebody puts on an agenda herself."""

    title: str
    why_closed: str | None = None
    """The reason why it is non-public; None: it is public."""
    about: str | None = None
    """Number of the case that it is about."""
    next_body: str | None = None
    """The body that decides on what this one recommends."""
    part_of: str | None = None
    """Number of the point that this one is a part of, to be voted on by itself."""
    key: str | None = None
    """The same point under the same key is put on once."""


@dataclass(frozen=True, slots=True)
class Attendance:
    """Who has come."""

    voting: Sequence[str]
    """Names of those with a vote."""
    others: Sequence[str] = ()
    all_invited: bool = True
    version: int | None = None
    """The version that the sitting still has to have; None: any."""


def plan(app: Application, tenant: str, reader: Reader, wanted: Plan) -> Answer:
    """Plan a sitting; by when to invite follows from the body's period of notice.

    Raises:
        BodyNotFound: there is no such body.
        WorkflowNotFound: the town has not published the workflow ``sitting``.
    """
    standing = standing_in(app, tenant, wanted.body)
    title = wanted.title or f"{standing.body.title.de}, {wanted.held_on:%d.%m.%Y}"
    fields: dict[str, object] = {
        "title": title,
        "body": wanted.body,
        "held_on": wanted.held_on.isoformat(),
        "invite_by": invite_by(standing, wanted.held_on).isoformat(),
        "begins": wanted.begins,
        "place": wanted.place,
    }
    given = {key: each for key, each in fields.items() if each is not None}
    return open_case(app, OpenCase(tenant, SITTING, given, reader.who, key=wanted.key))


def standing_in(app: Application, tenant: str, body: str) -> Standing:
    """Return who has a vote in a body today; raises BodyNotFound."""
    with app.database.read(tenant, app.now()) as unit:
        world = StorageWorld(unit, app.known, hold=False)
        return standing_of(world, body_in(world, body), unit.at)


def invite_by(standing: Standing, held_on: date) -> date:
    """Return the last day of the invitation: so many full days lie between it and the sitting."""
    return before_full_days(held_on, standing.procedure.notice_days)


def move(
    app: Application, tenant: str, reader: Reader, sitting: str, held_on: date, reason: str | None
) -> Answer:
    """Put a sitting on another day; without a reason it is called again for want of a quorum."""
    case = sitting_named(app, tenant, reader, sitting)
    standing = standing_in(app, tenant, str(case.data["body"]))
    given: dict[str, object] = {
        "held_on": held_on.isoformat(),
        "invite_by": invite_by(standing, held_on).isoformat(),
    }
    if reason is None:
        return send(app, SubmitEvent(tenant, case.id, "call_again", reader.who, given))
    moved = SubmitEvent(tenant, case.id, "move", reader.who, {**given, "reason": reason})
    return send(app, moved)


def build(app: Application, tenant: str, reader: Reader, sitting: str, until: datetime) -> Built:
    """Put on the agenda of a sitting whatever waits for its body, public points first.

    Items of cases become points; points that wait, because they were postponed, left over or
    recommended by another body, are tabled. What stands there already keeps its place.

    Raises:
        CaseNotFound: there is no such sitting.
        NotASitting: it is another case.
    """
    case = sitting_named(app, tenant, reader, sitting)
    body = str(case.data["body"])
    for matter in docket(app, tenant, reader, body, until).matters:
        _point_for(app, tenant, reader, case, matter)
    stands = agenda(app, tenant, reader, case.number)
    waiting = docket(app, tenant, reader, body, until).waiting
    ordered = sorted(waiting, key=lambda each: bool(each.data.get("non_public")))
    position = max((_place_of(each) for each in (*stands.public, *stands.closed)), default=0)
    refused = []
    for number, point in enumerate(ordered, position + 1):
        given = {"sitting": case.number, "position": number}
        answer = send(app, SubmitEvent(tenant, point.id, "table_at", reader.who, given))
        if not answer.accepted:
            refused.append(answer)
    return Built(agenda(app, tenant, reader, case.number), tuple(refused))


def _place_of(point: Case) -> int:
    position = point.data.get("position")
    return position if isinstance(position, int) else 0


def _point_for(
    app: Application, tenant: str, reader: Reader, sitting: Case, matter: Matter
) -> None:
    with app.database.read(tenant, app.now()) as unit:
        world = StorageWorld(unit, app.known, hold=False)
        closed = is_confidential(world, matter.case.id)
    subject = f"{matter.item.title.de} ({matter.case.number} {matter.case.title})"
    fields: dict[str, object] = {
        "title": subject[:300],
        "body": str(sitting.data["body"]),
        "about": matter.case.number,
        "item": key_of(matter),
        "item_kind": matter.item.kind.value,
        "non_public": closed,
    }
    if closed:
        fields["why_closed"] = _CLOSED.de
    # The key lets two who build the same agenda at the same moment open one point.
    key = f"point.{sitting.id}.{matter.case.id}.{matter.item.number}"
    open_case(app, OpenCase(tenant, RESOLUTION, fields, reader.who, key=key))


_CLOSED = Text(de="Der Vorgang ist vertraulich.", en="The case is confidential.")


def add(app: Application, tenant: str, reader: Reader, sitting: str, point: Point) -> Answer:
    """Put a further point on the agenda of a sitting, at its end.

    Raises:
        CaseNotFound: there is no such sitting.
        NotASitting: it is another case.
    """
    case = sitting_named(app, tenant, reader, sitting)
    fields: dict[str, object] = {
        "title": point.title,
        "body": str(case.data["body"]),
        "non_public": point.why_closed is not None,
        "why_closed": point.why_closed,
        "about": point.about,
        "next_body": point.next_body,
        "part_of": point.part_of,
    }
    given = {key: each for key, each in fields.items() if each is not None}
    opened = open_case(app, OpenCase(tenant, RESOLUTION, given, reader.who, key=point.key))
    if not opened.accepted or opened.case is None or opened.is_repeated:
        return opened
    stands = agenda(app, tenant, reader, case.number)
    position = max((_place_of(each) for each in (*stands.public, *stands.closed)), default=0) + 1
    tabled = {"sitting": case.number, "position": position}
    return send(app, SubmitEvent(tenant, opened.case, "table_at", reader.who, tabled))


def open_sitting(
    app: Application, tenant: str, reader: Reader, sitting: str, came: Attendance
) -> Answer:
    """Open a sitting with those who have come; without a quorum it is refused.

    Raises:
        CaseNotFound: there is no such sitting.
        NotASitting: it is another case.
    """
    case = sitting_named(app, tenant, reader, sitting)
    standing = standing_in(app, tenant, str(case.data["body"]))
    is_second = case.data.get("is_second") is True
    gathering = Gathering(standing.voting, len(came.voting), came.all_invited, is_second)
    all_invited = came.all_invited or not standing.procedure.all_invited
    given = {
        "members": max(standing.voting, 1),
        "needed": standing.quorum(gathering).needed,
        "all_invited": all_invited,
        "presence": [
            *({"name": each, "voting": True} for each in came.voting),
            *({"name": each, "voting": False} for each in came.others),
        ],
    }
    intent = SubmitEvent(tenant, case.id, "open_sitting", reader.who, given, came.version)
    return send(app, intent)


def sitting_named(app: Application, tenant: str, reader: Reader, name: str) -> Case:
    """Return a sitting as the reader may see it.

    Raises:
        CaseNotFound: there is no such case, or the reader may not know of it.
        NotASitting: it is another case.
    """
    with app.database.read(tenant, app.now()) as unit:
        seen = look(app, unit, reader, name)
        if seen.case.workflow.key != SITTING:
            raise NotASitting(case=name)
        return seen.filter.case(seen.case)


def sittings_of(app: Application, tenant: str, reader: Reader, body: str) -> list[Case]:
    """Return the sittings of a body that the reader may know of, the latest first."""
    with app.database.read(tenant, app.now()) as unit:
        world = StorageWorld(unit, app.known, hold=False)
        viewer = viewer_of(world, reader, unit.at)
        ids = cases_naming(unit, viewer, SITTING, ("body", body))
        found = [look(app, unit, reader, each) for each in ids]
        shown = [each.filter.case(each.case) for each in found]
        return sorted(shown, key=lambda each: str(each.data.get("held_on")), reverse=True)
