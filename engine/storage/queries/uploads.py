"""Uploads: files between the steps of taking them, each seen by one person alone."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, delete, func, insert, null, or_, select, update

from engine.storage.metadata import table_of
from engine.storage.statement import Statement, of_tenant
from engine.storage.tables.uploads import UploadLineRow, UploadRow

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime, timedelta

    from engine.storage.unit import Unit

_UPLOADS = table_of(UploadRow)
_LINES = table_of(UploadLineRow)
READY, TAKING, DONE = "ready", "taking", "done"
_ONE = (of_tenant(_UPLOADS), _UPLOADS.c.id == bindparam("which"))
_LIVING = _UPLOADS.c.expires_at > bindparam("now")
_OWN = (of_tenant(_UPLOADS), _UPLOADS.c.person == bindparam("whose"), _LIVING)
_HEAD = [each for each in _UPLOADS.c if each.name != "content"]
_PUT = Statement(insert(_UPLOADS))
_FIND = Statement(select(*_HEAD).where(*_OWN, _UPLOADS.c.id == bindparam("which")))
_CONTENT = Statement(select(_UPLOADS.c.content).where(*_ONE))
_ALL = Statement(select(*_HEAD).where(*_OWN).order_by(_UPLOADS.c.id.desc()))
_CHECKED = Statement(
    update(_UPLOADS)
    .where(*_ONE, _UPLOADS.c.state == READY)
    .values(
        told=bindparam("told"),
        checked=bindparam("checked"),
        revision=_UPLOADS.c.revision + 1,
        expires_at=bindparam("until"),
    )
)
_BEGIN = Statement(
    update(_UPLOADS)
    .where(*_ONE, _UPLOADS.c.state == READY, _UPLOADS.c.revision == bindparam("seen"))
    .values(state=TAKING, told=bindparam("told"))
)
_UNATTENDED = or_(_UPLOADS.c.lease_until.is_(None), _UPLOADS.c.lease_until <= bindparam("now"))
_ANNOUNCE = Statement(
    update(_UPLOADS)
    .where(*_ONE, _UPLOADS.c.state == TAKING, _UNATTENDED)
    .values(lease=null(), lease_until=bindparam("until"))
)
_FREE = or_(_UPLOADS.c.lease.is_(None), _UPLOADS.c.lease_until <= bindparam("now"))
_CLAIM = Statement(
    update(_UPLOADS)
    .where(*_ONE, _UPLOADS.c.state == TAKING, _FREE)
    .values(lease=bindparam("token"), lease_until=bindparam("until"))
)
_RENEW = Statement(
    update(_UPLOADS)
    .where(*_ONE, _UPLOADS.c.lease == bindparam("token"))
    .values(lease_until=bindparam("until"))
)
_RELEASE = Statement(
    update(_UPLOADS)
    .where(*_ONE, _UPLOADS.c.lease == bindparam("token"))
    .values(lease=null(), lease_until=null())
)
_FINISH = Statement(
    update(_UPLOADS)
    .where(*_ONE, _UPLOADS.c.lease == bindparam("token"))
    .values(state=DONE, content=b"", lease=null(), lease_until=null())
)
_PUT_LINE = Statement(insert(_LINES))
_OF = (of_tenant(_LINES), _LINES.c.upload == bindparam("which"))
_TAGGED = _LINES.c.tags.like(bindparam("tag"), escape="\\")
_PAGE = Statement(
    select(_LINES)
    .where(*_OF, _TAGGED, _LINES.c.position > bindparam("after"))
    .order_by(_LINES.c.position)
    .limit(bindparam("most"))
)
_TAGS = Statement(select(_LINES.c.tags, func.count()).where(*_OF).group_by(_LINES.c.tags))
_LEFT = Statement(
    select(_LINES.c.position, _LINES.c.detail, _LINES.c.tags).where(
        *_OF, _LINES.c.outcome.is_(None)
    )
)
_PROGRESS = Statement(select(func.count(_LINES.c.outcome), func.count()).where(*_OF))
_OUTCOME = Statement(
    update(_LINES)
    .where(*_OF, _LINES.c.position == bindparam("which_one"), _LINES.c.outcome.is_(None))
    .values(outcome=bindparam("became"), tags=bindparam("now_tags"))
)
_NO_LINES = Statement(delete(_LINES).where(*_OF))
_FORGET = Statement(delete(_UPLOADS).where(*_ONE))
_OLD = _UPLOADS.c.expires_at <= bindparam("before")
_PRUNE_LINES = Statement(
    delete(_LINES).where(
        of_tenant(_LINES),
        _LINES.c.upload.in_(select(_UPLOADS.c.id).where(of_tenant(_UPLOADS), _OLD)),
    )
)
_PRUNE = Statement(delete(_UPLOADS).where(of_tenant(_UPLOADS), _OLD))


@dataclass(frozen=True, slots=True)
class Kept:
    """An upload without its content."""

    id: str
    kind: str
    name: str
    told: Mapping[str, Any]
    checked: Mapping[str, Any]
    state: str
    revision: int
    created_at: datetime
    lease_until: datetime | None


@dataclass(frozen=True, slots=True)
class KeptLine:
    """A row of an upload."""

    position: int
    tags: str
    detail: Mapping[str, Any]
    outcome: Mapping[str, Any] | None


def put(unit: Unit, upload: Kept, person: str, content: bytes, until: datetime) -> None:
    """Keep a file for a person until a moment."""
    unit.run(
        _PUT,
        id=upload.id,
        person=person,
        kind=upload.kind,
        name=upload.name,
        content=content,
        told=dict(upload.told),
        checked=dict(upload.checked),
        state=upload.state,
        revision=upload.revision,
        created_at=unit.at,
        expires_at=until,
    )


def find(unit: Unit, person: str, upload: str) -> Kept | None:
    """Return an upload of a person; None for those of others and those that are too old."""
    row = unit.run(_FIND, whose=person, which=upload, now=unit.at).one_or_none()
    return None if row is None else _kept(row)


def all_of(unit: Unit, person: str) -> list[Kept]:
    """Return the uploads of a person, the newest first."""
    return [_kept(row) for row in unit.run(_ALL, whose=person, now=unit.at)]


def _kept(row: Any) -> Kept:
    return Kept(
        id=row.id,
        kind=row.kind,
        name=row.name,
        told=row.told,
        checked=row.checked,
        state=row.state,
        revision=row.revision,
        created_at=row.created_at,
        lease_until=row.lease_until,
    )


def content_of(unit: Unit, upload: str) -> bytes:
    """Return the bytes of an upload."""
    return bytes(unit.run(_CONTENT, which=upload).scalar_one())


def put_checked(
    unit: Unit,
    upload: str,
    told: Mapping[str, Any],
    checked: Mapping[str, Any],
    until: datetime,
) -> bool:
    """Keep what a further look has found; False if it is being taken by now."""
    found = unit.run(_CHECKED, which=upload, told=dict(told), checked=dict(checked), until=until)
    return found.rowcount == 1


def put_lines(unit: Unit, upload: str, lines: Sequence[tuple[str, Mapping[str, Any]]]) -> None:
    """Keep the rows of an upload, tags and details, in the place of those before."""
    unit.run(_NO_LINES, which=upload)
    if lines:
        unit.run_many(
            _PUT_LINE,
            [
                {"upload": upload, "position": place, "tags": tags, "detail": dict(detail)}
                for place, (tags, detail) in enumerate(lines, start=1)
            ],
        )


def begin(unit: Unit, upload: str, revision: int, told: Mapping[str, Any]) -> bool:
    """Let an upload be taken, once; False if it was begun or looked at anew meanwhile."""
    return unit.run(_BEGIN, which=upload, seen=revision, told=dict(told)).rowcount == 1


def announce(unit: Unit, upload: str, lease: timedelta) -> bool:
    """Say that somebody is about to take an upload; False if somebody else is at it."""
    until = unit.at + lease
    return unit.run(_ANNOUNCE, which=upload, now=unit.at, until=until).rowcount == 1


def claim(unit: Unit, upload: str, lease: timedelta) -> str | None:
    """Return the token of a lease on taking an upload; None if somebody else has one."""
    token = secrets.token_hex(8)
    until = unit.at + lease
    found = unit.run(_CLAIM, which=upload, now=unit.at, token=token, until=until)
    return token if found.rowcount == 1 else None


def renew(unit: Unit, upload: str, token: str, lease: timedelta) -> bool:
    """Hold a lease for longer; False if it was lost."""
    until = unit.at + lease
    return unit.run(_RENEW, which=upload, token=token, until=until).rowcount == 1


def release(unit: Unit, upload: str, token: str) -> None:
    """Let go of a lease before its time, so that somebody else may carry on."""
    unit.run(_RELEASE, which=upload, token=token)


def finish(unit: Unit, upload: str, token: str) -> None:
    """Say that an upload has been taken, and forget its content."""
    unit.run(_FINISH, which=upload, token=token)


def lines(unit: Unit, upload: str, tag: str = "", *, after: int = 0, limit: int) -> list[KeptLine]:
    """Return rows of an upload, those with a tag if one is said."""
    wanted = "%,{},%".format(tag.replace("_", r"\_")) if tag else "%"
    rows = unit.run(_PAGE, which=upload, tag=wanted, after=after, most=limit)
    return [KeptLine(row.position, row.tags, row.detail, row.outcome) for row in rows]


def tags(unit: Unit, upload: str) -> dict[str, int]:
    """Return how many rows have which tags, those of a row together."""
    return dict(tuple(row) for row in unit.run(_TAGS, which=upload))


def progress(unit: Unit, upload: str) -> tuple[int, int]:
    """Return of how many rows it is known what became of them, and how many there are."""
    known, all_rows = unit.run(_PROGRESS, which=upload).one()
    return known, all_rows


def left(unit: Unit, upload: str) -> dict[int, KeptLine]:
    """Return the rows of an upload of which it is not known yet what became of them."""
    return {
        row.position: KeptLine(row.position, row.tags, row.detail, None)
        for row in unit.run(_LEFT, which=upload)
    }


def put_outcomes(
    unit: Unit, upload: str, outcomes: Sequence[tuple[int, str, Mapping[str, Any]]]
) -> None:
    """Keep what became of rows: position, tags, outcome; what is known already stays."""
    if outcomes:
        unit.run_many(
            _OUTCOME,
            [
                {"which": upload, "which_one": place, "now_tags": tagged, "became": dict(became)}
                for place, tagged, became in outcomes
            ],
        )


def forget(unit: Unit, upload: str) -> None:
    """Forget an upload."""
    unit.run(_NO_LINES, which=upload)
    unit.run(_FORGET, which=upload)


def prune(unit: Unit, before: datetime) -> int:
    """Forget uploads whose time was over before a moment; return how many."""
    unit.run(_PRUNE_LINES, before=before)
    return unit.run(_PRUNE, before=before).rowcount
