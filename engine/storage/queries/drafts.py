"""Drafts: what somebody has filled in and not sent yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, delete, select

from engine.storage.metadata import table_of
from engine.storage.statement import Statement, of_tenant
from engine.storage.tables.accounts import DraftRow
from engine.storage.upsert import upsert

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from engine.storage.unit import Unit

_DRAFTS = table_of(DraftRow)
_OWN = (
    of_tenant(_DRAFTS),
    _DRAFTS.c.person == bindparam("whose"),
    _DRAFTS.c.form == bindparam("which"),
)
_FIND = Statement(select(_DRAFTS).where(*_OWN))
_KEEP = Statement(upsert(DraftRow))
_FORGET = Statement(delete(_DRAFTS).where(*_OWN))
_PRUNE = Statement(
    delete(_DRAFTS).where(of_tenant(_DRAFTS), _DRAFTS.c.saved_at < bindparam("before"))
)


@dataclass(frozen=True, slots=True)
class Draft:
    """What was filled in, as it stood in the form."""

    entries: Mapping[str, Any]
    saved_at: datetime


def find(unit: Unit, person: str, form: str) -> Draft | None:
    """Return the draft of a person's form."""
    row = unit.run(_FIND, whose=person, which=form).one_or_none()
    return None if row is None else Draft(row.entries, row.saved_at)


def keep(unit: Unit, person: str, form: str, entries: Mapping[str, Any]) -> None:
    """Keep a draft in the place of the one before."""
    unit.run(_KEEP, person=person, form=form, entries=dict(entries), saved_at=unit.at)


def forget(unit: Unit, person: str, form: str) -> None:
    """Forget a draft."""
    unit.run(_FORGET, whose=person, which=form)


def prune(unit: Unit, before: datetime) -> int:
    """Forget drafts saved before a moment; return how many."""
    return unit.run(_PRUNE, before=before).rowcount
