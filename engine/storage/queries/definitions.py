"""Definitions: drafted, published, retired, listed. What is published never changes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, select, update

from engine.storage.errors import AlreadyPublished, DefinitionNotFound
from engine.storage.metadata import table_of
from engine.storage.statement import Statement, of_tenant
from engine.storage.tables.definitions import DefinitionRow
from engine.storage.touching import touch
from engine.storage.upsert import upsert

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from engine.definition.model import Workflow
    from engine.storage.unit import Unit

_DEFINITIONS = table_of(DefinitionRow)
_ONE = (
    of_tenant(_DEFINITIONS),
    _DEFINITIONS.c.key == bindparam("of_key"),
    (_DEFINITIONS.c.version == bindparam("of_version")),
)
_PUT = Statement(upsert(DefinitionRow))
_FIND = Statement(select(_DEFINITIONS).where(*_ONE))
_HOLD = Statement(select(_DEFINITIONS).where(*_ONE).with_for_update())
_PUBLISH = Statement(
    update(_DEFINITIONS)
    .where(*_ONE)
    .values(state="published", published_by=bindparam("by"), published_at=bindparam("moment"))
)
_RETIRE = Statement(
    update(_DEFINITIONS)
    .where(*_ONE, _DEFINITIONS.c.state == "published")
    .values(state="retired", retired_at=bindparam("moment"))
)
_ALL = Statement(
    select(*(each for each in _DEFINITIONS.c if each.name != "document"))
    .where(of_tenant(_DEFINITIONS))
    .order_by(_DEFINITIONS.c.key, _DEFINITIONS.c.version)
)


@dataclass(frozen=True, slots=True)
class Edition:
    """One version of a workflow, without its document."""

    key: str
    version: int
    digest: str
    state: str
    """``draft``, ``published`` or ``retired``."""
    drafted_by: str | None
    drafted_at: datetime
    published_by: str | None
    published_at: datetime | None
    retired_at: datetime | None


def draft(unit: Unit, workflow: Workflow, by: str | None) -> Edition:
    """Keep a definition that has no errors as a draft; an earlier one is overwritten.

    Who hands in the same again does not become its drafter.

    Raises:
        AlreadyPublished: This version is published, with another content.
    """
    known = unit.run(_HOLD, of_key=workflow.key, of_version=workflow.version).one_or_none()
    if known is not None and known.digest == workflow.digest:
        return _edition(known)
    if known is not None and known.state != "draft":
        raise AlreadyPublished(name=workflow.key, version=workflow.version)
    unit.run(
        _PUT,
        key=workflow.key,
        version=workflow.version,
        digest=workflow.digest,
        document=dict(workflow.source),
        state="draft",
        drafted_by=by,
        drafted_at=unit.at,
        published_by=None,
        published_at=None,
        retired_at=None,
    )
    return edition(unit, workflow.key, workflow.version)


def publish(unit: Unit, key: str, version: int, by: str | None) -> Edition:
    """Let new cases begin with a draft; one that is published already stays as it is.

    Raises:
        DefinitionNotFound: There is no such version.
    """
    known = _edition(_row(unit, _HOLD, key, version))
    if known.state != "draft":
        return known
    unit.run(_PUBLISH, of_key=key, of_version=version, by=by, moment=unit.at)
    touch(unit)
    return edition(unit, key, version)


def retire(unit: Unit, key: str, version: int) -> None:
    """Let no new case begin with a version; running ones go on.

    Raises:
        DefinitionNotFound: There is no such published version.
    """
    if unit.run(_RETIRE, of_key=key, of_version=version, moment=unit.at).rowcount != 1:
        raise DefinitionNotFound(name=key, version=version)
    touch(unit)


def edition(unit: Unit, key: str, version: int) -> Edition:
    """Return a version; raises DefinitionNotFound."""
    return _edition(_row(unit, _FIND, key, version))


def document(unit: Unit, key: str, version: int) -> Mapping[str, Any]:
    """Return the document of a version; raises DefinitionNotFound."""
    found: Mapping[str, Any] = _row(unit, _FIND, key, version).document
    return found


def editions(unit: Unit) -> list[Edition]:
    """Return all versions of all workflows."""
    return [_edition(row) for row in unit.run(_ALL)]


def _row(unit: Unit, statement: Statement, key: str, version: int) -> Any:
    row = unit.run(statement, of_key=key, of_version=version).one_or_none()
    if row is None:
        raise DefinitionNotFound(name=key, version=version)
    return row


def _edition(row: Any) -> Edition:
    return Edition(
        row.key,
        row.version,
        row.digest,
        row.state,
        row.drafted_by,
        row.drafted_at,
        row.published_by,
        row.published_at,
        row.retired_at,
    )
