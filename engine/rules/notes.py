"""What the check of one rule knows from outside, and what it finds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.rules.faults import may_be_null
from engine.rules.types import DYN, Type

if TYPE_CHECKING:
    from engine.findings import Finding
    from engine.rules.scope import Scope
    from engine.rules.tree import Node


class Notes:
    """The findings about a rule, in the order of their discovery."""

    def __init__(self, source: str, scope: Scope) -> None:
        """Begin with none."""
        self.source = source
        self.scope = scope
        self.findings: list[Finding] = []

    def report(self, finding: Finding) -> Type:
        """Keep a finding; what it is about may be of any type, lest more findings follow."""
        self.findings.append(finding)
        return DYN

    def filled(self, node: Node) -> Type:
        """Return the type of a checked node in a place where null is of no use."""
        if node.type.may_be_null:
            text = self.source[node.start : node.end]
            self.findings.append(may_be_null(node, text))
        return node.type.filled
