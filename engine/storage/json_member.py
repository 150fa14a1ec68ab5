"""One member of a JSON document as JSON text, the same text on both databases."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Text, literal
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement


class _Member(FunctionElement[str]):
    inherit_cache = True
    type = Text()
    name = "json_member"


def json_member(document: ColumnElement[Any], key: str) -> ColumnElement[str]:
    """Return a member as canonical JSON text (texts with their quotes), ``null`` if missing."""
    return _Member(document, literal(key), literal('$."' + key.replace('"', "") + '"'))


@compiles(_Member, "sqlite")
def _sqlite(element: _Member, compiler: Any, **options: Any) -> str:
    document, _, path = (compiler.process(each, **options) for each in element.clauses)
    # Truth values would come out of json_extract as numbers.
    return (
        f"CASE coalesce(json_type({document}, {path}), 'null') WHEN 'true' THEN 'true'"
        f" WHEN 'false' THEN 'false' ELSE json_quote(json_extract({document}, {path})) END"
    )


@compiles(_Member, "postgresql")
def _postgresql(element: _Member, compiler: Any, **options: Any) -> str:
    document, key, _ = (compiler.process(each, **options) for each in element.clauses)
    # json, unlike jsonb, keeps the text as it was written.
    return f"coalesce(CAST(CAST({document} AS json) -> {key} AS text), 'null')"
