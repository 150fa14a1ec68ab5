"""Lint: everything that can be said against a workflow whose names and rules are in order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.definition import (
    lint_children,
    lint_events,
    lint_graph,
    lint_guards,
    lint_loops,
    lint_obligations,
    lint_privacy,
    lint_roles,
    lint_rungs,
    lint_usage,
    lint_visibility,
)
from engine.definition.moves import Moves

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.definition.model import Workflow
    from engine.findings import Finding


def lint(workflow: Workflow, others: Mapping[str, Workflow] | None = None) -> list[Finding]:
    """Return every finding about a parsed workflow, by its place in the document.

    Whether it can fall silent is for ``silence.prove_silence`` to say.

    Args:
        workflow: The workflow, as parsed without an error.
        others: Further workflows by key, which may raise events on its cases.
    """
    moves = Moves(workflow)
    findings = [
        *lint_graph.findings(workflow),
        *lint_loops.findings(moves),
        *lint_guards.findings(moves),
        *lint_events.findings(moves, tuple((others or {}).values())),
        *lint_obligations.findings(moves),
        *lint_rungs.findings(workflow),
        *lint_roles.findings(workflow),
        *lint_privacy.findings(workflow),
        *lint_children.findings(moves),
        *lint_usage.findings(workflow),
        *lint_visibility.findings(workflow),
    ]
    return sorted(findings, key=lambda each: (each.where, each.code))
