"""Resolutions: votes of own bodies, results of councils, and the follow-up until they are done."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from engine.errors import CaseError
from engine.findings import Text
from engine.lifecycle.ballot import Ballot, Invalid, Result, count
from engine.services.access import sight_of, viewer_of
from engine.services.bodies import body_in
from engine.services.cases import look
from engine.services.docket import FOLLOWED, RESOLUTION
from engine.services.events import send
from engine.services.intents import SubmitEvent
from engine.services.procedures import procedure
from engine.services.shown import Filter
from engine.storage.queries.sittings import cases_naming
from engine.storage.store import StorageWorld

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.lifecycle.case import Case
    from engine.lifecycle.seats import Body
    from engine.services.access import Reader
    from engine.services.answers import Answer
    from engine.services.application import Application
    from engine.services.cases import Seen
    from engine.storage.unit import Unit

EVENTS: Mapping[str, str] = {
    "adopted": "adopt",
    "adopted_with_changes": "adopt",
    "recommended": "recommend",
    "noted": "take_note",
    "postponed": "postpone",
    "referred_back": "refer_back",
    "rejected": "reject",
}
"""Outcome to the event of a point."""


class NotAPoint(CaseError):
    """{case} is no point of an agenda."""

    de = "{case} ist kein Beratungspunkt."


class OutcomeUnknown(CaseError):
    """“{outcome}” is no outcome; possible: {possible}."""

    de = "„{outcome}“ ist kein Ergebnis; möglich: {possible}."


class NotInSession(CaseError):
    """{case} is on the agenda of no sitting that is open."""

    de = "{case} steht auf der Tagesordnung keiner Sitzung, die eröffnet ist."


class VoteInvalid(CaseError):
    """The vote on {case} cannot have gone like this. {reasons}."""

    de = "Die Abstimmung über {case} kann so nicht gewesen sein. {reasons}."


@dataclass(frozen=True, slots=True)
class Decision:
    """What belongs to an outcome besides the votes."""

    number: str | None = None
    """Number of the resolution."""
    wording: str | None = None
    office: str | None = None
    """Who carries it out."""
    due_on: date | None = None
    excluded: tuple[tuple[str, str], ...] = ()
    """Whoever had a conflict of interest: name and reason."""
    with_changes: bool = False
    is_done: bool = False
    """The item of the case is done with it."""
    on: date | None = None
    """None: today."""
    version: int | None = None
    """The version that the point still has to have; None: any."""


@dataclass(frozen=True, slots=True)
class Voted:
    """A vote with what it came to."""

    result: Result
    answer: Answer
    outcome: str
    """adopted, recommended (by a body that does not decide itself) or rejected."""
    warning: Text | None = None
    """That the body was not complete when it voted."""


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A resolution in the list of what is still to be carried out."""

    case: str
    number: str | None
    """Number of the resolution; None: the body gives none."""
    body: str
    decided_on: date | None
    title: str
    wording: str | None
    office: str | None
    due_on: date | None
    state: str
    state_title: Text
    is_overdue: bool
    delay: str | None
    next_step: str | None
    yes: int | None = None
    no: int | None = None
    abstentions: int | None = None
    deliberations: tuple[Mapping[str, object], ...] = field(default=(), hash=False)


def vote(
    app: Application, tenant: str, reader: Reader, point: str, ballot: Ballot, said: Decision
) -> Voted:
    """Let the votes of an own body decide a point, by the procedure of the body.

    A body without the mandate to decide recommends: the point goes on to the next one.

    Raises:
        CaseNotFound, NotAPoint: there is no such point.
        NotInSession: it is on no agenda of an open sitting, so that nobody could vote.
        VoteInvalid: the votes cannot be, for instance because nobody may abstain there.
    """
    with app.database.read(tenant, app.now()) as unit:
        seen = _point(app, unit, reader, point)
        present = _present(app, unit, reader, seen)
        body = body_in(seen.world, str(seen.case.data["body"]))
        decides, warning = body.decides, _incomplete(seen.world, body)
        counted = count(procedure(body), ballot, present - len(said.excluded))
    if isinstance(counted, Invalid):
        de = " ".join(each.de for each in counted.reasons).removesuffix(".")
        en = " ".join(each.en for each in counted.reasons).removesuffix(".")
        raise VoteInvalid(case=point, reasons=Text(de=de, en=en))
    outcome = counted.outcome
    if outcome == "adopted" and not decides:
        outcome = "recommended"
    answer = record(app, tenant, reader, point, outcome, said, ballot=ballot)
    return Voted(counted, answer, outcome, warning)


def _incomplete(world: StorageWorld, body: Body) -> Text | None:
    if body.case is None or world.load(body.case).state != "incomplete":
        return None
    return Text(
        de="Das Gremium ist nicht vollständig besetzt: Nicht alle, die vertreten sein müssen, "
        "waren vertreten.",
        en="The body is not complete: not everybody who has to be represented was.",
    )


def record(  # noqa: PLR0913 - a result with all that belongs to it
    app: Application,
    tenant: str,
    reader: Reader,
    point: str,
    outcome: str,
    said: Decision,
    *,
    ballot: Ballot | None = None,
) -> Answer:
    """Record what a body decided on a point; what follows goes into the case that it is about.

    Raises:
        CaseNotFound, NotAPoint: there is no such point.
        OutcomeUnknown: it is none of the outcomes.
    """
    event = EVENTS.get(outcome)
    if event is None:
        raise OutcomeUnknown(outcome=outcome, possible=", ".join(EVENTS))
    with app.database.read(tenant, app.now()) as unit:
        seen = _point(app, unit, reader, point)
        today = seen.world.town.today(unit.at)
        wanted = seen.compiled.workflow.events[event].input
    given = {**_said(said, outcome, today), **_votes(ballot)}
    known = {key: each for key, each in given.items() if key in wanted and each is not None}
    return send(app, SubmitEvent(tenant, seen.case.id, event, reader.who, known, said.version))


def _said(said: Decision, outcome: str, today: date) -> dict[str, object]:
    return {
        "decided_on": (said.on or today).isoformat(),
        "resolution": said.number,
        "wording": said.wording,
        "office": said.office,
        "due_on": said.due_on.isoformat() if said.due_on else None,
        "with_changes": said.with_changes or outcome == "adopted_with_changes",
        "done": said.is_done or None,
        "excluded": [{"name": name, "reason": reason or None} for name, reason in said.excluded],
    }


def _votes(ballot: Ballot | None) -> dict[str, object]:
    if ballot is None:
        return {}
    return {"yes": ballot.yes, "no": ballot.no, "abstentions": ballot.abstentions}


def _point(app: Application, unit: Unit, reader: Reader, name: str) -> Seen:
    seen = look(app, unit, reader, name)
    if seen.case.workflow.key != RESOLUTION:
        raise NotAPoint(case=name)
    return seen


def _present(app: Application, unit: Unit, reader: Reader, point: Seen) -> int:
    """Return how many may vote in the sitting that a point stands on."""
    name = point.case.data.get("sitting")
    if not isinstance(name, str):
        raise NotInSession(case=point.case.number)
    sitting = look(app, unit, reader, name).case
    present = sitting.data.get("present")
    if sitting.state not in {"opened", "in_session"} or not isinstance(present, int):
        raise NotInSession(case=point.case.number)
    return present


def follow_up(
    app: Application, tenant: str, reader: Reader, body: str, *, closed: bool = False
) -> list[FollowUp]:
    """Return the resolutions of a body that are not done yet, what is due first at the top.

    Args:
        app: The application.
        tenant: The town.
        reader: Who asks.
        body: Id of the body.
        closed: The non-public ones instead of the public ones; the lists are never mixed.
    """
    with app.database.read(tenant, app.now()) as unit:
        world = StorageWorld(unit, app.known, hold=False)
        viewer = viewer_of(world, reader, unit.at)
        ids = cases_naming(unit, viewer, RESOLUTION, ("body", body), FOLLOWED)
        found = []
        for case in world.load_many(ids):
            if (case.data.get("non_public") is True) is not closed:
                continue
            flow = world.compiled(case.workflow).workflow
            shown = Filter(world, viewer, flow, sight_of(viewer, flow, case)).case(case)
            overdue = any(each.is_overdue(unit.at) for each in case.occurrences)
            found.append(_line(shown, flow.states[case.state].title, is_overdue=overdue))
    return sorted(found, key=lambda each: (each.due_on or date.max, each.case))


def _line(case: Case, state_title: Text, *, is_overdue: bool) -> FollowUp:
    data = dict(case.data)
    return FollowUp(
        case=case.number,
        number=_text(data, "resolution"),
        body=str(data.get("body")),
        decided_on=_day(data, "decided_on"),
        title=str(data.get("title") or ""),
        wording=_text(data, "wording"),
        office=_text(data, "office"),
        due_on=_day(data, "due_on"),
        state=case.state,
        state_title=state_title,
        is_overdue=is_overdue,
        delay=_text(data, "delay"),
        next_step=_text(data, "next_step"),
        yes=_whole(data, "yes"),
        no=_whole(data, "no"),
        abstentions=_whole(data, "abstentions"),
        deliberations=_entries(data.get("deliberations")),
    )


def _entries(value: object) -> tuple[Mapping[str, object], ...]:
    return tuple(value) if isinstance(value, list | tuple) else ()


def _text(data: Mapping[str, object], key: str) -> str | None:
    value = data.get(key)
    return value if isinstance(value, str) else None


def _day(data: Mapping[str, object], key: str) -> date | None:
    value = data.get(key)
    return value if isinstance(value, date) else None


def _whole(data: Mapping[str, object], key: str) -> int | None:
    value = data.get(key)
    return value if isinstance(value, int) else None
