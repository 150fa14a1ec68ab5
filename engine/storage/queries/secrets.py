"""Secrets: what a town signs its links with, made when it is first needed."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select

from engine.storage.metadata import table_of
from engine.storage.statement import Statement, of_tenant
from engine.storage.tables.accounts import SecretRow
from engine.storage.upsert import insert_once

if TYPE_CHECKING:
    from engine.storage.unit import Unit

_SECRETS = table_of(SecretRow)
_MAKE = Statement(insert_once(SecretRow))
_FIND = Statement(
    select(_SECRETS.c.value).where(of_tenant(_SECRETS), _SECRETS.c.name == bindparam("which"))
)


def find_secret(unit: Unit, name: str) -> str | None:
    """Return a secret, None if there is none yet."""
    value: str | None = unit.run(_FIND, which=name).scalar_one_or_none()
    return value


def make_secret(unit: Unit, name: str) -> str:
    """Return a secret, making it if there is none; of two who make it at once the first wins."""
    unit.run(_MAKE, name=name, value=secrets.token_hex(32))
    value: str = unit.run(_FIND, which=name).scalar_one()
    return value
