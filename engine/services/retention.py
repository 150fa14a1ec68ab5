"""Retention: what is known of people is kept for its purpose, offered to the archive, erased.

What is kept for how long stands in the workflows; the newest published version decides, for cases
of older versions too, because law and purpose do not stand still with a closed case.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from engine.errors import CaseError
from engine.lifecycle.circumstances import ENGINE_ACTOR, Incoming
from engine.lifecycle.keeping import OFFER, kept_since, last_day, span
from engine.lifecycle.run import submit
from engine.services.access import require_administrator, viewer_in
from engine.services.events import persist
from engine.storage.erasing import erase_fields
from engine.storage.errors import NotOffered
from engine.storage.queries import clock
from engine.storage.queries import retention as queries
from engine.storage.queries.cases import case_named
from engine.storage.rows import title_in
from engine.storage.store import StorageWorld
from engine.storage.surroundings import settings_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

    from engine.deadlines.periods import Period
    from engine.definition.model import Workflow
    from engine.definition.retention import Retention
    from engine.findings import Text
    from engine.lifecycle.case import Case
    from engine.services.access import Reader
    from engine.services.application import Application
    from engine.storage.queries.retention import Keeping
    from engine.storage.unit import Unit

PAGE = 100
MOST_AHEAD = 500
"""So many cases of one retention are looked at ahead."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What one workflow keeps, of whom it is said why and for how long (Art. 30 DSGVO)."""

    workflow: str
    workflow_title: Text
    name: str
    purpose: Text
    legal_basis: Text
    keep: Period
    since: str
    """``closing``, ``opening``, or the key of a date field."""
    since_title: Text | None
    """Title of that field."""
    fields: tuple[Text, ...]
    archive: Text | None
    """The role that it is offered to first."""


@dataclass(frozen=True, slots=True)
class Offered:
    """A case that the archive has been offered."""

    case: str
    number: str
    title: str
    workflow: str
    name: str
    wait_until: date | None
    answer: str | None


@dataclass(frozen=True, slots=True)
class Ahead:
    """What of a case will be erased, and when."""

    number: str
    title: str
    workflow: Text
    name: str
    """Of the retention."""
    purpose: Text
    fields: tuple[Text, ...]
    last_on: date
    """The last day on which it is kept; with an archive, on which it is not offered yet."""
    archive: Text | None
    """The role that it is offered to first."""
    offered_until: date | None
    """By when the archive has to answer what it has been offered."""


class ClockDoubted(CaseError):
    """Nothing is erased while the clock is doubted; confirm it first: clock confirm."""

    de = "Solange an der Uhr gezweifelt wird, wird nichts gelöscht; erst bestätigen: clock confirm."


@dataclass(frozen=True, slots=True)
class _Rule:
    flow: Workflow
    rule: Retention
    keep: Period
    wait: Period | None


def kept(app: Application, tenant: str) -> list[Kept]:
    """Return what a town keeps of people: for what, how long, which fields; public."""
    with app.database.read(tenant, app.now()) as unit:
        world = StorageWorld(unit, app.known, hold=False)
        return [_kept(each) for each in _rules(world, unit.at)]


def offers(app: Application, tenant: str, reader: Reader) -> list[Offered]:
    """Return what has been offered to the archive and is not erased yet.

    Raises:
        NotAdministrator: the reader does not keep the town's affairs.
    """
    with app.database.read(tenant, app.now()) as unit:
        require_administrator(viewer_in(app, unit, reader))
        world = StorageWorld(unit, app.known, hold=False)
        found = [(each, world.load(each.case)) for each in queries.offered(unit)]
        return [
            Offered(
                case=case.id,
                number=case.number,
                title=title_in(case.data),
                workflow=case.workflow.key,
                name=each.name,
                wait_until=each.wait_until,
                answer=each.answer,
            )
            for each, case in found
        ]


def answer(
    app: Application, tenant: str, reader: Reader, case: str, name: str, *, is_taken: bool
) -> None:
    """Record what the archive says; what it has taken over or declined is erased at the next tick.

    Raises:
        NotAdministrator: the reader does not keep the town's affairs.
        CaseNotFound: there is no such case.
        NotOffered: it is not before the archive.
    """
    with app.database.write(tenant, app.now()) as unit:
        require_administrator(viewer_in(app, unit, reader))
        known = queries.keeping_of(unit, case_named(unit, case), name)
        if known.offered_at is None or known.erased_at is not None:
            raise NotOffered(case=case, name=name)
        said = "taken" if is_taken else "declined"
        answered = replace(known, answer=said, answered_by=reader.who.name, answered_at=unit.at)
        queries.put_keeping(unit, answered)


def ahead(app: Application, tenant: str, reader: Reader, until: date) -> list[Ahead]:
    """Return what will be erased or offered to the archive by a day, the first first.

    Raises:
        NotAdministrator: the reader does not keep the town's affairs.
    """
    found: list[Ahead] = []
    with app.database.read(tenant, app.now()) as unit:
        require_administrator(viewer_in(app, unit, reader))
        world = StorageWorld(unit, app.known, hold=False)
        for rule in _rules(world, unit.at):
            latest = until - _least(rule.keep)
            ids = queries.kept_since(
                unit, rule.flow.key, rule.rule, latest, limit=MOST_AHEAD, after=""
            )
            for case in world.load_many(ids):
                since = kept_since(rule.rule, case, world.town.calendar)
                last = last_day(since, rule.keep, world.town.calendar) if since else None
                if last is not None and last <= until:
                    found.append(_ahead(unit, rule, case, last))
    return sorted(found, key=lambda each: (each.last_on, each.number, each.name))


def _ahead(unit: Unit, each: _Rule, case: Case, last: date) -> Ahead:
    flow, rule = each.flow, each.rule
    return Ahead(
        number=case.number,
        title=title_in(case.data),
        workflow=flow.title,
        name=rule.key,
        purpose=rule.purpose,
        fields=tuple(flow.fields[name].title for name in rule.fields),
        last_on=last,
        archive=flow.roles[rule.archive.role].title if rule.archive else None,
        offered_until=queries.keeping_of(unit, case.id, rule.key).wait_until,
    )


def run(app: Application, tenant: str, reader: Reader) -> int:
    """Offer and erase now what is due, instead of at the next tick; return how many cases.

    Raises:
        NotAdministrator: the reader does not keep the town's affairs.
        ClockDoubted: the clock has jumped, and nobody has confirmed it.
    """
    at = app.now()
    with app.database.read(tenant, at) as unit:
        require_administrator(viewer_in(app, unit, reader))
    with app.database.connection() as connection:
        if clock.open_jumps(connection) and not app.clock.is_virtual:
            raise ClockDoubted
    return apply_due(app, tenant, at)


def apply_due(app: Application, tenant: str, at: datetime) -> int:
    """Offer and erase what has been kept for long enough; return how many cases were touched."""
    with app.database.read(tenant, at) as unit:
        rules = list(_rules(StorageWorld(unit, app.known, hold=False), at))
    return sum(_apply(app, tenant, at, each) for each in rules)


def _rules(world: StorageWorld, at: datetime) -> Iterator[_Rule]:
    for key in sorted(world.town.newest):
        flow = world.newest(key).workflow
        if not flow.retention:
            continue
        settings = settings_of(world.town, flow, at)
        for rule in flow.retention.values():
            wait = span(rule.archive.wait, settings) if rule.archive else None
            yield _Rule(flow, rule, span(rule.keep, settings), wait)


def _apply(app: Application, tenant: str, at: datetime, rule: _Rule) -> int:
    touched, after = 0, ""
    while True:
        with app.database.read(tenant, at) as unit:
            town = StorageWorld(unit, app.known, hold=False).town
            ids = queries.kept_since(
                unit,
                rule.flow.key,
                rule.rule,
                town.today(at) - _least(rule.keep),
                limit=PAGE,
                after=after,
            )
        touched += sum(persist(partial(_touch, app, tenant, at, rule, each)) for each in ids)
        if len(ids) < PAGE:
            return touched
        after = ids[-1]


def _least(keep: Period) -> timedelta:
    """Return how many days a period has at least."""
    days = keep.years * 365 + keep.months * 28 + keep.weeks * 7 + keep.half_months * 15
    return timedelta(days=days + keep.days + keep.working_days, hours=keep.hours)


def _touch(app: Application, tenant: str, at: datetime, rule: _Rule, case_id: str) -> bool:
    """Do at one case what is due; return whether anything was."""
    with app.database.write(tenant, at) as unit:
        world = StorageWorld(unit, app.known)
        case = world.load(case_id)
        today = world.town.today(at)
        since = kept_since(rule.rule, case, world.town.calendar)
        if since is None or last_day(since, rule.keep, world.town.calendar) >= today:
            return False
        known = queries.keeping_of(unit, case_id, rule.rule.key)
        if rule.wait is not None and known.offered_at is None:
            _offer(world, case, rule, known)
            return True
        if known.answer is None and known.wait_until is not None and known.wait_until >= today:
            return False
        erase_fields(world, case_id, rule.rule.fields, f"retention:{rule.rule.key}", None)
        queries.put_keeping(unit, replace(known, erased_at=at))
        return True


def _offer(world: StorageWorld, case: Case, rule: _Rule, known: Keeping) -> None:
    """Offer a case to the archive, with the last day on which it can answer."""
    at = world.unit.at
    town = world.town
    assert rule.rule.archive is not None  # noqa: S101 - there is a time to wait
    assert rule.wait is not None  # noqa: S101
    until = last_day(town.today(at), rule.wait, town.calendar)
    given = {"role": rule.rule.archive.role, "until_on": until.isoformat()}
    submit(world, case.id, Incoming(OFFER, ENGINE_ACTOR, given), at)
    queries.put_keeping(world.unit, replace(known, offered_at=at, wait_until=until))


def _kept(each: _Rule) -> Kept:
    flow, rule = each.flow, each.rule
    anchor = flow.fields.get(rule.since)
    return Kept(
        workflow=flow.key,
        workflow_title=flow.title,
        name=rule.key,
        purpose=rule.purpose,
        legal_basis=rule.legal_basis,
        keep=each.keep,
        since=rule.since,
        since_title=anchor.title if anchor else None,
        fields=tuple(flow.fields[name].title for name in rule.fields),
        archive=flow.roles[rule.archive.role].title if rule.archive else None,
    )
