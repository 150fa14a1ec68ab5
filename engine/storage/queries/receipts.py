"""Receipts: an intent that comes twice under one key gets its first answer again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, delete, select, update

from engine.storage.errors import KeyTaken
from engine.storage.metadata import table_of
from engine.storage.statement import Statement, of_tenant
from engine.storage.tables.events import ReceiptRow
from engine.storage.upsert import insert_once

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from engine.storage.unit import Unit

_RECEIPTS = table_of(ReceiptRow)
_FIND = Statement(
    select(_RECEIPTS.c.intent_digest, _RECEIPTS.c.answer).where(
        of_tenant(_RECEIPTS),
        _RECEIPTS.c.actor == bindparam("actor"),
        _RECEIPTS.c.key == bindparam("key"),
    )
)
_KEEP = Statement(insert_once(ReceiptRow).returning(_RECEIPTS.c.key))
_OWN = (
    of_tenant(_RECEIPTS),
    _RECEIPTS.c.actor == bindparam("whose"),
    _RECEIPTS.c.key == bindparam("which"),
)
_ANSWER = Statement(update(_RECEIPTS).where(*_OWN).values(answer=bindparam("said")))
_FORGET = Statement(delete(_RECEIPTS).where(*_OWN))
_PRUNE = Statement(
    delete(_RECEIPTS).where(of_tenant(_RECEIPTS), _RECEIPTS.c.expires_at <= bindparam("at"))
)


@dataclass(frozen=True, slots=True)
class Receipt:
    """What an intent was answered."""

    intent_digest: str
    """Of what was asked; if it differs, the caller used a key twice."""
    answer: Mapping[str, Any]


def find_receipt(unit: Unit, actor: str | None, key: str) -> Receipt | None:
    """Return the receipt of an actor's key."""
    row = unit.run(_FIND, actor=actor or "", key=key).one_or_none()
    return Receipt(row.intent_digest, row.answer) if row is not None else None


def keep_receipt(
    unit: Unit, actor: str | None, key: str, receipt: Receipt, expires_at: datetime
) -> None:
    """Keep a receipt in the transaction of what it is for.

    Raises:
        KeyTaken: The same intent was done meanwhile; roll back, and its receipt can be found.
    """
    kept = unit.run(
        _KEEP,
        actor=actor or "",
        key=key,
        intent_digest=receipt.intent_digest,
        answer=dict(receipt.answer),
        expires_at=expires_at,
    )
    if kept.scalar_one_or_none() is None:
        raise KeyTaken


def answer(unit: Unit, actor: str | None, key: str, said: Mapping[str, Any]) -> None:
    """Say how what was begun under a key is answered."""
    unit.run(_ANSWER, whose=actor or "", which=key, said=dict(said))


def forget(unit: Unit, actor: str | None, key: str) -> None:
    """Forget a key: what was begun under it was not done."""
    unit.run(_FORGET, whose=actor or "", which=key)


def prune(unit: Unit, at: datetime) -> int:
    """Forget receipts that have expired; return how many."""
    return unit.run(_PRUNE, at=at).rowcount
