"""What Alembic runs: the migrations on the connection that it was handed."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context
from sqlmodel.sql.sqltypes import AutoString

from engine.storage.columns import CanonicalJson, OrderedJson, UtcDateTime
from engine.storage.metadata import METADATA

_WRITTEN_AS = {
    AutoString: "sa.String()",
    CanonicalJson: "sa.Text()",
    OrderedJson: "sa.Text()",
    UtcDateTime: "INSTANT",
}
"""Column types of ours: a migration names what they were, not what they will be."""


def _render(kind: str, value: Any, _context: object) -> str | Literal[False]:
    return _WRITTEN_AS.get(type(value), False) if kind == "type" else False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    render_item=_render,
)
with context.begin_transaction():
    context.run_migrations()
