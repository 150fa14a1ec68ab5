"""Templates of papers that a town uses in the place of ours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, delete, select

from engine.storage.metadata import table_of
from engine.storage.statement import Statement, of_tenant
from engine.storage.tables.templates import PaperTemplateRow
from engine.storage.upsert import upsert

if TYPE_CHECKING:
    from datetime import datetime

    from engine.storage.unit import Unit

_ROWS = table_of(PaperTemplateRow)
_ALL = Statement(select(_ROWS.c.kind, _ROWS.c.name, _ROWS.c.changed_at).where(of_tenant(_ROWS)))
_CONTENT = Statement(
    select(_ROWS.c.content).where(of_tenant(_ROWS), _ROWS.c.kind == bindparam("which"))
)
_PUT = Statement(upsert(PaperTemplateRow))
_FORGET = Statement(delete(_ROWS).where(of_tenant(_ROWS), _ROWS.c.kind == bindparam("which")))


@dataclass(frozen=True, slots=True)
class OwnTemplate:
    """A template of the town, without its content."""

    kind: str
    name: str
    changed_at: datetime


def own_templates(unit: Unit) -> dict[str, OwnTemplate]:
    """Return the town's templates by the kind of paper."""
    rows = unit.run(_ALL)
    return {row.kind: OwnTemplate(row.kind, row.name, row.changed_at) for row in rows}


def content_of(unit: Unit, kind: str) -> bytes | None:
    """Return the bytes of the town's template for a kind of paper; None if it has none."""
    found = unit.run(_CONTENT, which=kind).scalar_one_or_none()
    return None if found is None else bytes(found)


def put(unit: Unit, kind: str, name: str, content: bytes, by: str | None) -> None:
    """Let a template hold for a kind of paper."""
    unit.run(_PUT, kind=kind, name=name, content=content, changed_at=unit.at, changed_by=by)


def forget(unit: Unit, kind: str) -> None:
    """Let ours hold again for a kind of paper."""
    unit.run(_FORGET, which=kind)
