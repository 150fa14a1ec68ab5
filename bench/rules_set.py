"""The set of rules to measure: types for the check, and fresh facts from a seed.

Use: ``rules = load()``; ``compile_rule(rules.sources["later"], rules.scope)``;
``facts = rules.facts(Random(1))``.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.rules.rule import Scope
from engine.rules.types import (
    BOOL,
    DOUBLE,
    INT,
    STRING,
    Type,
    choice,
    list_of,
    nullable,
    record,
)

if TYPE_CHECKING:
    from random import Random

_START = date(2026, 1, 1)
_PLAIN = {"int": INT, "double": DOUBLE, "text": STRING, "bool": BOOL, "day": STRING}


@dataclass(frozen=True, slots=True)
class RulesSet:
    """Ten rules, their scope, and the description of their facts."""

    scope: Scope
    sources: dict[str, str]
    over_lists: frozenset[str]
    described: dict[str, Any]

    def facts(self, random: Random) -> dict[str, Any]:
        """Draw fresh facts."""
        return {name: _draw(leaf, random) for name, leaf in self.described.items()}


def load() -> RulesSet:
    """Read the set that stands beside this file."""
    read = json.loads(Path(__file__).with_name("rules_set.json").read_text(encoding="utf-8"))
    return RulesSet(
        scope=Scope({name: _type(name, leaf) for name, leaf in read["facts"].items()}),
        sources={rule["id"]: rule["rule"] for rule in read["rules"]},
        over_lists=frozenset(rule["id"] for rule in read["rules"] if rule.get("list")),
        described=read["facts"],
    )


def _type(name: str, leaf: dict[str, Any]) -> Type:
    if "record" in leaf:
        of = record(name, {key: _type(key, each) for key, each in leaf["record"].items()})
    elif "list" in leaf:
        of = list_of(_type(name, leaf["of"]))
    elif "choice" in leaf:
        of = choice(leaf["choice"])
    else:
        of = next(_PLAIN[kind] for kind in leaf if kind in _PLAIN)
    return nullable(of) if "null" in leaf else of


def _draw(leaf: dict[str, Any], random: Random) -> Any:
    if random.random() < leaf.get("null", 0):
        return None
    if "record" in leaf:
        return {key: _draw(each, random) for key, each in leaf["record"].items()}
    if "list" in leaf:
        return [_draw(leaf["of"], random) for _ in range(leaf["list"])]
    kind, bounds = next(iter(leaf.items()))
    return _DRAWERS[kind](random, bounds)


_DRAWERS: dict[str, Any] = {
    "int": lambda random, bounds: random.randint(*bounds),
    "double": lambda random, bounds: random.uniform(*bounds),
    "choice": lambda random, options: random.choice(options),
    "text": lambda random, texts: random.choice(texts),
    "bool": lambda random, share: random.random() < share,
    "day": lambda random, days: (_START + timedelta(days=random.randint(*days))).isoformat(),
}
