"""Towns themselves, and their settings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, insert, select, text, update

from engine.deadlines.calendars import Place, calendar_for
from engine.deadlines.periods import parse_period
from engine.lifecycle.codec import encode
from engine.settings import LANGUAGES
from engine.storage.errors import TenantNotFound
from engine.storage.ids import new_id
from engine.storage.metadata import table_of
from engine.storage.statement import Statement, of_tenant
from engine.storage.tables.tenants import SettingRow, TenantRow
from engine.storage.touching import touch

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

    from engine.storage.unit import Unit

_TENANTS = table_of(TenantRow)
_SETTINGS = table_of(SettingRow)

_CREATE = Statement(insert(_TENANTS))
_CHANGE = Statement(
    update(_TENANTS)
    .where(of_tenant(_TENANTS))
    .values(
        {
            each: bindparam(f"new_{each.name}")
            for each in _TENANTS.c
            if each.name not in {"id", "stamp", "created_at", "licence"}
        }
    )
)
_OFFER = Statement(
    update(_TENANTS).where(of_tenant(_TENANTS)).values(languages=bindparam("offered"))
)
_LICENSE = Statement(update(_TENANTS).where(of_tenant(_TENANTS)).values(licence=bindparam("named")))
_SET = Statement(insert(_SETTINGS))
_DATED = Statement(
    select(_SETTINGS)
    .where(of_tenant(_SETTINGS))
    .order_by(_SETTINGS.c.workflow, _SETTINGS.c.name, _SETTINGS.c.valid_from, _SETTINGS.c.set_at)
)


@dataclass(frozen=True, slots=True)
class Profile:
    """What a town is and how it wants things done."""

    title: str
    place: Place
    language: str = "de"
    rung_time: time = time(8)
    """Default local hour of reminders and escalation."""
    grace: str = "10 working days"
    """Period in words that a due date gets which would otherwise lie in the past."""
    rhythm: str = "at_once"
    """``at_once`` or ``daily``: one message for each matter, or one for each day."""
    digest_time: time = time(8, 30)
    """Local hour of the daily message, after the one of reminders, so that they leave that day."""
    two_person_publish: bool = False
    """Whether whoever drafted a definition must not publish it."""
    languages: tuple[str, ...] = LANGUAGES
    """Tags of what the public pages offer, in the order in which they stand in for one another."""


@dataclass(frozen=True, slots=True)
class DatedSetting:
    """A value of a workflow's setting from a date on."""

    workflow: str
    name: str
    value: Any
    """Raw JSON."""
    valid_from: date
    set_by: str | None
    set_at: datetime


def town_ids(connection: Connection) -> list[str]:
    """Return the ids of all towns: what a clock or an administrator of the installation asks."""
    return list(connection.execute(text("SELECT id FROM tenants ORDER BY id")).scalars())


def create_town(unit: Unit, profile: Profile) -> None:
    """Set up the town of the unit.

    Raises:
        LandUnknown: There is no such Land.
        PeriodMalformed: ``grace`` is no period.
    """
    unit.run(_CREATE, **_columns(profile), stamp=1, created_at=unit.at)


def change_town(unit: Unit, profile: Profile) -> None:
    """Overwrite what the town of the unit is; raises TenantNotFound and what creating raises."""
    values = {f"new_{name}": value for name, value in _columns(profile).items()}
    if unit.run(_CHANGE, **values).rowcount != 1:
        raise TenantNotFound(name=unit.tenant)
    touch(unit)


def set_languages(unit: Unit, languages: Sequence[str]) -> None:
    """Say which languages the public pages offer; raises TenantNotFound."""
    if unit.run(_OFFER, offered=list(languages)).rowcount != 1:
        raise TenantNotFound(name=unit.tenant)
    touch(unit)


def set_licence(unit: Unit, licence: str | None) -> None:
    """Name the licence of the open data, or none; raises TenantNotFound."""
    if unit.run(_LICENSE, named=licence).rowcount != 1:
        raise TenantNotFound(name=unit.tenant)
    touch(unit)


def set_setting(
    unit: Unit, workflow: str, name: str, value: Any, valid_from: date, set_by: str | None
) -> None:
    """Give a workflow's setting a value from a date on; an earlier one for that date is kept."""
    unit.run(
        _SET,
        id=new_id(unit.at),
        workflow=workflow,
        name=name,
        value=value,
        valid_from=valid_from,
        set_by=set_by,
        set_at=unit.at,
    )
    touch(unit)


def dated_settings(unit: Unit) -> list[DatedSetting]:
    """Return every value that was ever set, by workflow, name and date."""
    return [
        DatedSetting(row.workflow, row.name, row.value, row.valid_from, row.set_by, row.set_at)
        for row in unit.run(_DATED)
    ]


def _columns(profile: Profile) -> dict[str, Any]:
    place = profile.place
    calendar_for(place)  # refuses a Land that there is not
    parse_period(profile.grace)
    return {
        "title": profile.title,
        "land": place.state,
        "municipality": place.municipality,
        "own_days": [encode(each) for each in place.own_days],
        "time_zone": place.time_zone,
        "language": profile.language,
        "languages": list(profile.languages),
        "rung_time": profile.rung_time.isoformat("minutes"),
        "grace": profile.grace,
        "rhythm": profile.rhythm,
        "digest_time": profile.digest_time.isoformat("minutes"),
        "two_person_publish": profile.two_person_publish,
    }
