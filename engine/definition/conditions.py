"""Which conditions can hold together: decided by trying every world they can tell apart.

A condition compares what it reads with literals. Between two neighbouring literals nothing
changes, so a handful of values for each thing that is read stands for all of them. What cannot
be seen through (a call, a macro, arithmetic) counts as a yes or no of its own. An answer "in
every world" is therefore safe; "in some world" is certain only if nothing was opaque.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, product
from math import inf, prod
from typing import TYPE_CHECKING

from engine.definition.condition_terms import (
    Chain,
    Compare,
    Constant,
    Either,
    Negation,
    Opaque,
    Path,
    Reading,
    Term,
    leaves,
    term_of,
)

if TYPE_CHECKING:
    from engine.rules.rule import Rule

World = Mapping[str, "int | None"]
"""For each thing that is read: the rank of its value, or null."""

_TOO_MANY = 5_000
"""Worlds beyond which nothing is decided: what tells so many apart is for people to judge."""


@dataclass(frozen=True, slots=True)
class Values:
    """What is known of the values of a path."""

    options: tuple[object, ...] = ()
    """The only ones; empty where they are not counted."""
    nullable: bool = True
    is_whole: bool = False
    low: float = -inf
    high: float = inf


TRUTHS = (False, True)
ANYTHING = Values()

Knowledge = Callable[[Path], Values]
"""Tells what is known of a path."""


def nothing_known(_path: Path) -> Values:
    """Know nothing of any path."""
    return ANYTHING


@dataclass(frozen=True, slots=True)
class Domain:
    """The values of one thing that conditions tell apart.

    Rank 2i+1 is the i-th literal, an even rank whatever lies between its neighbours.
    """

    literals: tuple[object, ...]
    ranks: tuple[int | None, ...]

    def rank(self, value: object) -> int | None:
        """Return the rank of a literal; null has none."""
        if value is None:
            return None
        return 2 * bisect_left(self.literals, _order(value), key=_order) + 1


class Worlds:
    """Every world that a set of rules tells apart."""

    def __init__(self, rules: Iterable[Rule], known: Knowledge = nothing_known) -> None:
        """Find what the rules read and which of its values matter."""
        read: dict[str, list[Reading | Opaque | Compare]] = {}
        for leaf in chain.from_iterable(leaves(term_of(rule.source)) for rule in rules):
            read.setdefault(leaf.key, []).append(leaf)
        self._domains = {key: _domain(found, known) for key, found in read.items()}
        self.is_clear = not any(isinstance(found[0], Opaque) for found in read.values())
        """Whether every condition was seen through."""
        self.is_small = prod(len(each.ranks) for each in self._domains.values()) <= _TOO_MANY
        """Whether all worlds can be tried."""

    @property
    def read(self) -> tuple[str, ...]:
        """What the rules read, in alphabetical order."""
        return tuple(sorted(self._domains))

    def __iter__(self) -> Iterator[World]:
        for chosen in product(*(each.ranks for each in self._domains.values())):
            yield dict(zip(self._domains, chosen, strict=True))

    def hold(self, rules: Iterable[Rule], world: World) -> bool:
        """Return whether all the rules hold in a world; a rule that fails does not hold."""
        return all(self._truth(term_of(rule.source), world) is True for rule in rules)

    def example(self, world: World) -> str:
        """Return a world in the notation of rules, for a message."""
        return ", ".join(_shown(key, self._domains[key], world[key]) for key in self.read)

    def _truth(self, term: Term, world: World) -> bool | None:
        match term:
            case Compare():
                return self._compare(term, world)
            case Negation(of):
                return _not(self._truth(of, world))
            case Chain(parts, absorbing):
                truths = [self._truth(each, world) for each in parts]
                return absorbing if absorbing in truths else _all_known(truths, not absorbing)
            case Either(condition, yes, no):
                chosen = {True: yes, False: no}.get(self._truth(condition, world))  # type: ignore[arg-type]
                return None if chosen is None else self._truth(chosen, world)
            case Reading(key) | Opaque(key):
                return _TRUTH[world[key]]
            case Constant(value):
                return value if isinstance(value, bool) else None

    def _compare(self, term: Compare, world: World) -> bool | None:
        mine, theirs = world[term.key], self._domains[term.key].rank(term.value)
        if term.operator in {"==", "!="}:
            return (mine == theirs) is (term.operator == "==")
        if mine is None or theirs is None:
            return None
        below, same = mine < theirs, mine == theirs
        return {"<": below, "<=": below or same, ">": not below and not same, ">=": not below}[
            term.operator
        ]


def cover(alternatives: Sequence[Sequence[Rule]], known: Knowledge = nothing_known) -> bool:
    """Return whether in every world all conditions of at least one alternative hold.

    False also where it cannot be decided.
    """
    if not all(alternatives):
        return True
    worlds = Worlds(chain.from_iterable(alternatives), known)
    return (
        bool(alternatives)
        and worlds.is_small
        and all(any(worlds.hold(each, world) for each in alternatives) for world in worlds)
    )


def exclude(one: Sequence[Rule], other: Sequence[Rule], known: Knowledge = nothing_known) -> bool:
    """Return whether in no world all conditions of both hold; False where undecided."""
    worlds = Worlds([*one, *other], known)
    return worlds.is_small and not any(worlds.hold([*one, *other], world) for world in worlds)


def imply(one: Sequence[Rule], other: Sequence[Rule], known: Knowledge = nothing_known) -> bool:
    """Return whether the other conditions hold wherever the first do; False if undecided."""
    worlds = Worlds([*one, *other], known)
    return worlds.is_small and all(
        worlds.hold(other, world) for world in worlds if worlds.hold(one, world)
    )


_NO, _YES = 1, 3
"""Ranks of false and true: the two literals of a yes or no."""
_TRUTH: Mapping[int | None, bool | None] = {_NO: False, _YES: True, None: None}


def _not(truth: bool | None) -> bool | None:
    return None if truth is None else not truth


def _all_known(truths: Sequence[bool | None], answer: bool) -> bool | None:
    return None if None in truths else answer


def _domain(found: Sequence[Reading | Opaque | Compare], known: Knowledge) -> Domain:
    if not all(isinstance(each, Compare) for each in found):
        nullable = any(known(each.path).nullable for each in found if isinstance(each, Reading))
        return Domain(TRUTHS, (_NO, _YES, None) if nullable else (_NO, _YES))
    compared = [each for each in found if isinstance(each, Compare)]
    paths = compared[0].paths
    values = known(paths[0]) if len(paths) == 1 else ANYTHING
    literals = {each.value for each in compared} - {None}
    ordered = tuple(sorted({*literals, *values.options}, key=_order))
    ranks = [rank for rank in range(2 * len(ordered) + 1) if rank % 2 or not values.options]
    if any(isinstance(each, int | float) for each in literals):
        ranks = [rank for rank in ranks if _is_real(rank, ordered, values)]
    nullable = any(known(path).nullable for path in paths)
    return Domain(ordered, (*ranks, None) if nullable else tuple(ranks))


def _is_real(rank: int, literals: Sequence[object], values: Values) -> bool:
    """Return whether a number has this rank: whole ones leave no room between neighbours."""
    here = rank // 2
    if rank % 2:
        return values.low <= _number(literals[here]) <= values.high
    step = 1 if values.is_whole else 0
    below = max(_number(literals[here - 1]) if here else -inf, values.low - step)
    above = min(_number(literals[here]) if here < len(literals) else inf, values.high + step)
    return above - below > step


def _number(value: object) -> float:
    return float(value) if isinstance(value, int | float) else 0.0


def _order(value: object) -> tuple[bool, float, str]:
    """An order among literals of any one kind."""
    is_number = isinstance(value, int | float)
    return (is_number, _number(value), "" if is_number else str(value))


def _shown(key: str, domain: Domain, rank: int | None) -> str:
    if rank is None:
        return f"{key} == null"
    literals = [_spelled(each) for each in domain.literals]
    here = rank // 2
    if rank % 2:
        return f"{key} == {literals[here]}"
    if not literals:
        return f"{key} != null"
    if here == 0:
        return f"{key} < {literals[0]}"
    if here == len(literals):
        return f"{key} > {literals[-1]}"
    return f"{literals[here - 1]} < {key} < {literals[here]}"


def _spelled(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return repr(value)
