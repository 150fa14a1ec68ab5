"""Definitions, read once by a process and compiled once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select

from engine.definition.parse import parse
from engine.lifecycle.machine import Compiled, compile_workflow
from engine.storage.errors import DefinitionNotFound, DefinitionUnusable
from engine.storage.metadata import table_of
from engine.storage.statement import Statement, of_tenant
from engine.storage.tables.definitions import DefinitionRow

if TYPE_CHECKING:
    from engine.lifecycle.case import WorkflowRef
    from engine.storage.unit import Unit

_DEFINITIONS = table_of(DefinitionRow)
_DOCUMENT = Statement(
    select(_DEFINITIONS.c.document).where(
        of_tenant(_DEFINITIONS),
        _DEFINITIONS.c.key == bindparam("key"),
        _DEFINITIONS.c.version == bindparam("version"),
    )
)


class Definitions:
    """Compiled definitions by digest; what a digest stands for never changes."""

    def __init__(self) -> None:
        """Start with none."""
        self._compiled: dict[str, Compiled] = {}

    def compiled(self, unit: Unit, ref: WorkflowRef) -> Compiled:
        """Return a definition ready to run.

        Raises:
            DefinitionNotFound: The town has no such version.
            DefinitionUnusable: This program no longer understands it.
        """
        known = self._compiled.get(ref.digest)
        if known is not None:
            return known
        document = unit.run(_DOCUMENT, key=ref.key, version=ref.version).scalar_one_or_none()
        if document is None:
            raise DefinitionNotFound(name=ref.key, version=ref.version)
        workflow, findings = parse(document)
        if workflow is None:
            raise DefinitionUnusable(name=ref.key, version=ref.version, reason=findings[0].message)
        return self._compiled.setdefault(ref.digest, compile_workflow(workflow))
