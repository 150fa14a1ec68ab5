"""Links for reports: which of them are used up or withdrawn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select

from engine.storage.metadata import table_of
from engine.storage.statement import Statement, of_tenant
from engine.storage.tables.accounts import ReportLinkRow
from engine.storage.upsert import insert_once, upsert

if TYPE_CHECKING:
    from datetime import datetime

    from engine.storage.unit import Unit

_LINKS = table_of(ReportLinkRow)
_FIND = Statement(select(_LINKS).where(of_tenant(_LINKS), _LINKS.c.letter == bindparam("which")))
_USE = Statement(insert_once(ReportLinkRow))
_REVOKE = Statement(upsert(ReportLinkRow))
_ALL = Statement(
    select(_LINKS).where(
        of_tenant(_LINKS), _LINKS.c.letter.in_(bindparam("letters", expanding=True))
    )
)


@dataclass(frozen=True, slots=True)
class LinkState:
    """What became of a link."""

    used_at: datetime | None
    revoked_at: datetime | None


def find(unit: Unit, letter: str) -> LinkState | None:
    """Return what became of the link of a letter, None if it is fresh."""
    row = unit.run(_FIND, which=letter).one_or_none()
    return None if row is None else LinkState(row.used_at, row.revoked_at)


def states(unit: Unit, letters: list[str]) -> dict[str, LinkState]:
    """Return what became of the links of letters, by letter; fresh ones are left out."""
    if not letters:
        return {}
    rows = unit.run(_ALL, letters=letters)
    return {row.letter: LinkState(row.used_at, row.revoked_at) for row in rows}


def use(unit: Unit, letter: str) -> None:
    """Use the link of a letter up; one that is used or withdrawn stays so."""
    unit.run(_USE, letter=letter, used_at=unit.at, revoked_at=None, revoked_by=None)


def revoke(unit: Unit, letter: str, by: str | None) -> None:
    """Withdraw the link of a letter."""
    unit.run(_REVOKE, letter=letter, used_at=None, revoked_at=unit.at, revoked_by=by)
