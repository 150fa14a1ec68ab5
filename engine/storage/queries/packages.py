"""Packages: which one a town has taken, and what it said then."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select

from engine.findings import Text
from engine.storage.ids import new_id
from engine.storage.metadata import table_of
from engine.storage.statement import Statement, of_tenant
from engine.storage.tables.packages import PackageRow

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from engine.storage.unit import Unit

_PACKAGES = table_of(PackageRow)
_TAKE = Statement(insert(_PACKAGES))
_PRESENT = Statement(
    select(_PACKAGES)
    .where(of_tenant(_PACKAGES))
    .order_by(_PACKAGES.c.taken_at.desc(), _PACKAGES.c.id.desc())
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class Said:
    """What an edition of a package says, as far as an update has to compare it."""

    key: str
    version: int
    title: Text
    workflows: Mapping[str, Mapping[str, Any]]
    """Documents by key, with changes made and blocks put in."""
    bodies: Mapping[str, Mapping[str, Any]]
    """By role: title by language, and seats."""
    settings: Mapping[str, Mapping[str, Any]]
    """Raw values by workflow and setting."""


@dataclass(frozen=True, slots=True)
class Taken:
    """The package that a town works by."""

    said: Said
    taken_at: datetime
    taken_by: str | None


def take(unit: Unit, said: Said, by: str | None) -> None:
    """Keep what a package says from now on."""
    unit.run(
        _TAKE,
        id=new_id(unit.at),
        key=said.key,
        version=said.version,
        title={"de": said.title.de, "en": said.title.en},
        workflows=said.workflows,
        bodies=said.bodies,
        settings=said.settings,
        taken_by=by,
        taken_at=unit.at,
    )


def present(unit: Unit) -> Taken | None:
    """Return the package that the town took last."""
    row = unit.run(_PRESENT).one_or_none()
    if row is None:
        return None
    said = Said(
        key=row.key,
        version=row.version,
        title=Text(de=row.title["de"], en=row.title["en"]),
        workflows=row.workflows,
        bodies=row.bodies,
        settings=row.settings,
    )
    return Taken(said, row.taken_at, row.taken_by)
