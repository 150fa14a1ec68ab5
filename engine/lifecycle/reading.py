"""What rules read in a step, and how they are asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.deadlines.errors import DeadlineError
from engine.definition.effects import Expression, Literal
from engine.errors import DefinitionError
from engine.lifecycle.outcome import Verdict
from engine.rules.errors import RuleFailed
from engine.rules.rule import Rule, Surroundings

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from engine.definition.model import Guard
    from engine.lifecycle.circumstances import Actor
    from engine.lifecycle.draft import Draft

NOTHING: Mapping[str, object] = {}
FAILURES = (RuleFailed, DeadlineError, DefinitionError, OverflowError)
"""How what a definition or a setting says can fail when it meets real data: a rule that cannot be
evaluated, a date that cannot be reckoned, words that are no period or rung."""


class Reading:
    """The names that rules may use in one step, over a draft that is being changed."""

    __slots__ = ("_around", "_obligation", "_stamp", "_values", "actor", "draft", "event", "given")

    def __init__(
        self,
        draft: Draft,
        event: str,
        actor: Actor,
        given: Mapping[str, object] = NOTHING,
        obligation: Callable[[], Mapping[str, object]] | None = None,
    ) -> None:
        """Take what the names stand for.

        Args:
            draft: The case that is being changed.
            event: The event that is taken.
            actor: Who does it.
            given: The typed input.
            obligation: What tells of the occurrence that it is about.
        """
        self.draft = draft
        self.event = event
        self.actor = actor
        self.given = given
        self._obligation = obligation
        self._values: dict[str, object] = {}
        self._stamp = -1
        self._around: Surroundings | None = None

    @property
    def around(self) -> Surroundings:
        """What rules may ask besides the names."""
        if self._around is None:
            self._around = Surroundings(
                calendar=self.draft.circumstances.calendar,
                roles=self.actor.roles,
                tables=self.draft.workflow.tables,
            )
        return self._around

    @property
    def values(self) -> Mapping[str, object]:
        """The names with their present values; a fresh mapping whenever the case changed."""
        if self._stamp != self.draft.stamp:
            self._stamp = self.draft.stamp
            self._values = {**(self._values or self._names()), "case": self.draft.view()}
        return self._values

    def _names(self) -> dict[str, object]:
        """Return the names whose values stay as they are; many a step asks no rule at all."""
        world, about = self.draft.circumstances, self._obligation
        return {
            "input": {**self.draft.compiled.no_input, **self.given},
            "event": {"name": self.event, "at": world.at},
            "actor": {"id": self.actor.id, "roles": sorted(self.actor.roles)},
            "facts": world.facts,
            "settings": world.settings,
            "children": world.children,
            "parent": world.parent,
            "obligation": about() if about is not None else None,
            "today": world.today,
            "now": world.at,
        }

    def about(self, obligation: Callable[[], Mapping[str, object]]) -> Reading:
        """Return the same reading with an occurrence as ``obligation``."""
        return Reading(self.draft, self.event, self.actor, self.given, obligation)

    def value(self, expression: Expression, each: object = None) -> object:
        """Return the value of a right-hand side; raises RuleFailed."""
        if isinstance(expression, Literal):
            return expression.value
        if each is not None:
            return expression.evaluate({**self.values, "each": each}, self.around)
        return expression.evaluate(self.values, self.around)

    def holds(self, condition: Rule | None) -> bool:
        """Return whether a condition is absent or true; raises RuleFailed."""
        return condition is None or condition.evaluate(self.values, self.around) is True

    def ask(self, name: str, rule: Rule) -> Verdict:
        """Ask a condition; one that fails does not hold and says why."""
        values = self.values
        try:
            holds = rule.evaluate(values, self.around) is True
        except RuleFailed as failure:
            return Verdict(
                name, rule, holds=False, values=values, around=self.around, failure=str(failure)
            )
        return Verdict(name, rule, holds=holds, values=values, around=self.around)

    def judge(self, name: str, rule: Rule) -> Verdict:
        """Ask a condition whose failure is not an answer; raises RuleFailed."""
        values = self.values
        holds = rule.evaluate(values, self.around) is True
        return Verdict(name, rule, holds=holds, values=values, around=self.around)

    def ask_guard(self, guard: Guard) -> Verdict:
        """Ask a guard."""
        return self.ask(guard.id, guard.rule)
