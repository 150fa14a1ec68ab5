"""Ten rules of real size on fresh facts, against Google's engine (``cel-expr-python``).

Both get the same dictionaries, drawn anew for every pass; theirs turns them into its own values
once for all ten rules.
"""

from __future__ import annotations

from itertools import cycle
from random import Random
from typing import TYPE_CHECKING, Any

from bench.interleave import PROCESSOR, Compared, interleave, repeated
from bench.rows import Row, Skipped, at_least, speed
from bench.rules_set import RulesSet, load
from engine.rules.rule import Rule, compile_rule

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from engine.rules.types import Type

FRESH = 200
"""So many facts are drawn; each is met again only after all others."""


def measure(*, quick: bool) -> Iterator[Row]:
    """Compare all ten, then those over lists and the others apart."""
    rules = load()
    random = Random(2026)  # noqa: S311 - facts of a bench
    facts = [rules.facts(random) for _ in range(FRESH)]
    slices = 8 if quick else 60
    plain = frozenset(rules.sources) - rules.over_lists
    yield _row("ten rules on fresh facts", rules, frozenset(rules.sources), facts, slices, 2)
    yield _row("of these, three over lists of 50", rules, rules.over_lists, facts, slices)
    yield _row("the other seven, facts without lists", rules, plain, _without_lists(facts), slices)


def _without_lists(facts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the facts without the lists of 50, which nobody then has to convert."""
    return [
        each | {"case": {k: v for k, v in each["case"].items() if not isinstance(v, list)}}
        for each in facts
    ]


def _row(
    what: str,
    rules: RulesSet,
    chosen: frozenset[str],
    facts: list[dict[str, Any]],
    slices: int,
    least: float | None = None,
) -> Row:
    ours, theirs = _ours(rules, chosen), _theirs(rules, chosen)
    differing = [each for each in facts if ours(each) != theirs(each)]
    assert not differing, f"{len(differing)} facts on which the engines differ"
    compared = _compare(ours, theirs, facts, slices)
    return speed(
        what, compared, None if least is None else at_least(least), "against cel-expr-python"
    )


def _compare(ours: Any, theirs: Any, facts: list[dict[str, Any]], slices: int) -> Compared:
    one, other = cycle(facts), cycle(facts)
    return interleave(
        repeated(lambda: ours(next(one)), seconds=0.03, clock=PROCESSOR),
        repeated(lambda: theirs(next(other)), seconds=0.03, clock=PROCESSOR),
        slices=slices,
    )


def _ours(rules: RulesSet, chosen: frozenset[str]) -> Callable[[dict[str, Any]], list[Any]]:
    compiled = [_compiled(source, rules) for key, source in rules.sources.items() if key in chosen]

    def run(facts: dict[str, Any]) -> list[Any]:
        return [rule.evaluate(facts) for rule in compiled]

    return run


def _compiled(source: str, rules: RulesSet) -> Rule:
    rule, findings = compile_rule(source, rules.scope)
    assert rule is not None, findings
    return rule


def _theirs(rules: RulesSet, chosen: frozenset[str]) -> Callable[[dict[str, Any]], list[Any]]:
    try:
        from cel_expr_python import cel  # noqa: PLC0415 - has no wheel everywhere
    except ImportError:
        reason = "cel-expr-python has no wheel for this Python"
        raise Skipped(reason) from None
    environment = cel.NewEnv(
        variables={name: _their_type(each, cel) for name, each in rules.scope.names.items()}
    )
    compiled = [
        environment.compile(source) for key, source in rules.sources.items() if key in chosen
    ]

    def run(facts: dict[str, Any]) -> list[Any]:
        activation = environment.Activation(data=facts)
        return [each.eval(activation).plain_value() for each in compiled]

    return run


def _their_type(type_: Type, cel: Any) -> Any:
    if type_.kind == "record":
        return cel.Type.Map(cel.Type.STRING, cel.Type.DYN)
    return getattr(cel.Type, type_.kind.upper())
