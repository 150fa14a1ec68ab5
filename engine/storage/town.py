"""What a process keeps in memory about a town: place, settings, definitions, who holds what.

It is read again when the town's ``stamp`` has moved; the stamp comes along with every case that
is loaded, so that the check costs no query of its own.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, time
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import select

from engine.deadlines.calendars import Calendar, OwnDay, Place, calendar_for
from engine.deadlines.localtime import local_date
from engine.deadlines.periods import Period, parse_period
from engine.lifecycle.case import WorkflowRef
from engine.lifecycle.codec import decode
from engine.storage.errors import TenantNotFound
from engine.storage.metadata import table_of
from engine.storage.seating import bodies, holding_of, seats
from engine.storage.statement import Statement, of_tenant
from engine.storage.tables.definitions import DefinitionRow
from engine.storage.tables.people import OrganisationRow, PersonRow, RoleHolderRow
from engine.storage.tables.programs import WebhookRow
from engine.storage.tables.tenants import SettingRow, TenantRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from engine.lifecycle.seats import Body, Holding, Seat
    from engine.storage.unit import Unit

T = TypeVar("T")
CONTACT = "contact:"
"""Before the id of an organisation: the role of its contact persons."""


@dataclass(frozen=True, slots=True)
class Town:
    """One town at one stamp."""

    id: str
    stamp: int
    title: str
    language: str
    """Of letters to people who chose none, and of what the town writes itself."""
    languages: tuple[str, ...]
    """Tags of what the public pages offer, in the order in which they stand in for one another."""
    calendar: Calendar
    rung_time: time
    grace: Period
    rhythm: str
    digest_time: time
    two_person_publish: bool
    licence: str | None
    """Of the open data, as DCAT-AP.de names it."""
    settings: Mapping[str, tuple[tuple[date, str, Any], ...]]
    """By workflow: (valid from, name, raw value), the later ones last."""
    newest: Mapping[str, WorkflowRef]
    """The newest published version of each workflow."""
    followed: Mapping[str, WorkflowRef]
    """The newest version that there may be cases of, retired ones included."""
    holdings: Mapping[str, tuple[Holding, ...]]
    bodies: Mapping[str, Body]
    seats: Mapping[str, tuple[Seat, ...]]
    """By body."""
    organisations: Mapping[str, str]
    """Names by id, in the order of the names."""
    rhythms: Mapping[str, str]
    """People who chose a rhythm of their own."""
    people: Mapping[str, str]
    """Names by id; who has been erased has none."""
    webhooks: Mapping[str, tuple[str, ...]]
    """By id the topics that a webhook is told of; none: all of them."""
    typed_settings: dict[tuple[str, date], dict[str, Any]] = field(
        default_factory=dict, compare=False, repr=False
    )
    """Settings by digest of the workflow and day, as they have been worked out."""
    standings: dict[tuple[Any, ...], Any] = field(default_factory=dict, compare=False, repr=False)
    """Who has which role where other people hold the roles of a case, as it has been worked out."""
    viewers: dict[tuple[str, date], Any] = field(default_factory=dict, compare=False, repr=False)
    """What people hold on a day and may see by it, as it has been worked out."""

    def today(self, at: datetime) -> date:
        """Return the local date of an instant."""
        return local_date(at, self.calendar.zone)

    def settings_of(self, workflow: str, on: date) -> dict[str, Any]:
        """Return the raw values that the town has set for a workflow and that hold on a day."""
        rows = self.settings.get(workflow, ())
        return {name: value for since, name, value in rows if since <= on}

    def holders_of(self, role: str, on: date) -> tuple[str, ...]:
        """Return who holds a role of the town, sits in a body or is an organisation's contact."""
        return tuple(
            dict.fromkeys(each.holder for each in self.holdings.get(role, ()) if each.holds_on(on))
        )


_TENANTS = table_of(TenantRow)
_SETTINGS = table_of(SettingRow)
_DEFINITIONS = table_of(DefinitionRow)
_HOLDERS = table_of(RoleHolderRow)
_ORGANISATIONS = table_of(OrganisationRow)
_PERSONS = table_of(PersonRow)
_WEBHOOKS = table_of(WebhookRow)

_STAMP = Statement(select(_TENANTS.c.stamp).where(of_tenant(_TENANTS)))
_TOWN = Statement(select(_TENANTS).where(of_tenant(_TENANTS)))
_ALL_SETTINGS = Statement(
    select(_SETTINGS)
    .where(of_tenant(_SETTINGS))
    .order_by(_SETTINGS.c.valid_from, _SETTINGS.c.set_at, _SETTINGS.c.id)
)
_EDITIONS = Statement(
    select(_DEFINITIONS.c.key, _DEFINITIONS.c.version, _DEFINITIONS.c.digest, _DEFINITIONS.c.state)
    .where(of_tenant(_DEFINITIONS), _DEFINITIONS.c.state != "draft")
    .order_by(_DEFINITIONS.c.version)
)
_ALL_HOLDERS = Statement(select(_HOLDERS).where(of_tenant(_HOLDERS)).order_by(_HOLDERS.c.id))
_ALL_ORGANISATIONS = Statement(
    select(_ORGANISATIONS.c.id, _ORGANISATIONS.c.name).where(of_tenant(_ORGANISATIONS))
)
_HOOKS = Statement(
    select(_WEBHOOKS.c.id, _WEBHOOKS.c.topics).where(
        of_tenant(_WEBHOOKS), _WEBHOOKS.c.ended_at.is_(None)
    )
)
_PEOPLE = Statement(
    select(_PERSONS.c.id, _PERSONS.c.name, _PERSONS.c.rhythm).where(of_tenant(_PERSONS))
)


def stamp_of(unit: Unit) -> int:
    """Return the present stamp of the town; raises TenantNotFound."""
    stamp: int | None = unit.once(_STAMP, lambda: unit.run(_STAMP).scalar_one_or_none())
    if stamp is None:
        raise TenantNotFound(name=unit.tenant)
    return stamp


def read_town(unit: Unit) -> Town:
    """Read everything about the town; raises TenantNotFound."""
    row = unit.run(_TOWN).one_or_none()
    if row is None:
        raise TenantNotFound(name=unit.tenant)
    known = {each.id: each for each in bodies(unit)}
    people = unit.run(_PEOPLE).all()
    own_days = tuple(decode(OwnDay, each) for each in row.own_days)
    place = Place(row.land, row.municipality, own_days, row.time_zone)
    editions = [
        (WorkflowRef(each.key, each.version, each.digest), each.state == "published")
        for each in unit.run(_EDITIONS)
    ]
    return Town(
        id=row.id,
        stamp=row.stamp,
        title=row.title,
        language=row.language,
        languages=tuple(row.languages),
        calendar=calendar_for(place),
        rung_time=time.fromisoformat(row.rung_time),
        grace=parse_period(row.grace),
        rhythm=row.rhythm,
        digest_time=time.fromisoformat(row.digest_time),
        two_person_publish=row.two_person_publish,
        licence=row.licence,
        settings=_grouped(
            (each.workflow, (each.valid_from, each.name, each.value))
            for each in unit.run(_ALL_SETTINGS)
        ),
        newest={ref.key: ref for ref, is_published in editions if is_published},
        followed={ref.key: ref for ref, _ in editions},
        holdings=_grouped((each.role, holding_of(each)) for each in unit.run(_ALL_HOLDERS)),
        bodies=known,
        seats=seats(unit, known),
        organisations=_by_name((each.id, each.name) for each in unit.run(_ALL_ORGANISATIONS)),
        rhythms={each.id: each.rhythm for each in people if each.rhythm is not None},
        people={each.id: each.name for each in people if each.name is not None},
        webhooks={each.id: tuple(each.topics) for each in unit.run(_HOOKS)},
    )


def _by_name(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    return dict(sorted(pairs, key=lambda each: each[1].casefold()))


def _grouped(pairs: Iterable[tuple[str, T]]) -> dict[str, tuple[T, ...]]:
    found: dict[str, list[T]] = defaultdict(list)
    for key, value in pairs:
        found[key].append(value)
    return {key: tuple(values) for key, values in found.items()}
