"""The door of the rules: a text becomes a rule or findings, a rule becomes a value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.findings import Finding, Text
from engine.rules.bounds import MOST_STEPS
from engine.rules.check import Checker
from engine.rules.errors import RuleFailed, Stop, Why, failed
from engine.rules.evaluate import Builder, asks_around, loops
from engine.rules.explain import Explanation, explain, tracing
from engine.rules.faults import wrong_result
from engine.rules.scope import AROUND, BUDGET, Scope, Surroundings, WorkingDays
from engine.rules.syntax import parse
from engine.rules.tokens import SyntaxRefused
from engine.rules.tree import Call, Node, paths_read, walk
from engine.rules.types import Type, fits

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.rules.evaluate import Frame

__all__ = ["Rule", "Scope", "Surroundings", "WorkingDays", "compile_rule"]

NOTHING_AROUND = Surroundings()
BROKEN_VALUES = (
    ArithmeticError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
)
"""What Python raises where values are not what their types promise."""


class Rule:
    """A checked rule. It is never changed, and may be shared by threads."""

    __slots__ = (
        "_needs_frame",
        "_run",
        "_traced",
        "functions",
        "references",
        "result",
        "source",
    )

    source: str
    result: Type
    references: frozenset[tuple[str, ...]]
    """Every path that the rule may read, such as ``("case", "progress")`` or ``("today",)``."""
    functions: frozenset[str]
    """Every function that it calls."""

    def __init__(self, source: str, root: Node) -> None:
        """Build the closures of a checked tree."""
        is_metered = loops(root)
        self.source = source
        self.result = root.type
        self.references = paths_read(root)
        self.functions = frozenset(node.name for node in walk(root) if isinstance(node, Call))
        self._run = Builder(is_metered=is_metered).build(root)
        self._traced = Builder(is_metered=is_metered, wrap=tracing).build(root)
        self._needs_frame = is_metered or asks_around(root)

    def evaluate(self, values: Mapping[str, Any], around: Surroundings = NOTHING_AROUND) -> Any:
        """Return the value of the rule.

        Raises:
            RuleFailed: Whatever happens; a rule that fails never counts as true.
        """
        try:
            if self._needs_frame:
                return self._run(frame_of(values, around))
            return self._run(values)  # type: ignore[arg-type]  # only ever read
        except (Stop, *BROKEN_VALUES) as cause:
            raise self._located(cause, values, around) from None

    def _located(
        self, cause: Exception, values: Mapping[str, Any], around: Surroundings
    ) -> RuleFailed:
        """Return the failure with its place, which only the traced closures know."""
        if isinstance(cause, Stop) and cause.code == Why.BUDGET:
            return failed(cause)
        return self.explain(values, around).failure or failed(_stop(cause))

    def decide(self, frame: Frame) -> Any:
        """Return the value inside the frame of another rule, whose budget it shares."""
        return self._run(frame)

    def explain(
        self, values: Mapping[str, Any], around: Surroundings = NOTHING_AROUND
    ) -> Explanation:
        """Return the value of the rule and how it came about; a failure is shown, not raised."""
        frame = frame_of(values, around)
        try:
            return explain(self.source, self._traced, frame)
        except BROKEN_VALUES as cause:
            return Explanation(self.source, None, failed(_stop(cause)), None)

    def __repr__(self) -> str:
        return f"Rule({self.source!r})"


def _stop(cause: Exception) -> Stop:
    if isinstance(cause, Stop):
        return cause
    return Stop(Why.BUDGET if isinstance(cause, RecursionError) else Why.BAD_VALUE)


def frame_of(values: Mapping[str, Any], around: Surroundings) -> Frame:
    """Return the frame of a rule or table that is about to run."""
    return {**values, BUDGET: MOST_STEPS, AROUND: around}


def compile_rule(
    source: str, scope: Scope, expected: Type | None = None
) -> tuple[Rule | None, list[Finding]]:
    """Check a rule and build it.

    Args:
        source: The rule as it is written, without a leading ``=``.
        scope: The names that it may use.
        expected: The type that its place needs. Where that is a decimal number, a whole one
            will do.

    Returns:
        The rule, and everything that is wrong with the text; no rule if anything is.
    """
    try:
        root = parse(source)
        checker = Checker(source, scope)
        checker.check(root)
        findings = checker.notes.findings
        if not findings and expected is not None and not _fits_place(root.type, expected):
            findings.append(wrong_result(root, expected))
        return (None, findings) if findings else (Rule(source, root), [])
    except SyntaxRefused as refusal:
        return None, [refusal.finding]
    except RecursionError:
        return None, [_too_deep()]


def _fits_place(found: Type, expected: Type) -> bool:
    if found.kind == "int" and expected.kind == "double":
        return fits(found, Type("int", nullable=expected.nullable))
    return fits(found, expected)


def _too_deep() -> Finding:
    message = Text(de="Die Regel ist zu tief verschachtelt.", en="The rule is nested too deeply.")
    return Finding("rule-too-deep", "", message, column=1, end_column=2)
