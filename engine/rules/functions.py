"""What a function of the rule language is, and where all of them are found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from engine.rules.types import Type

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True)
class Signature:
    """Types that a function takes, and the type that it returns for them."""

    takes: tuple[Type, ...]
    returns: Type | Callable[[tuple[Type, ...]], Type]

    def result(self, given: tuple[Type, ...]) -> Type:
        """Return the type of the result for the given arguments."""
        return self.returns if isinstance(self.returns, Type) else self.returns(given)


@dataclass(frozen=True, slots=True)
class Function:
    """A function: pure, total on values of any type (it raises ``Stop`` and nothing else)."""

    name: str
    signatures: tuple[Signature, ...]
    run: Callable[..., Any]
    is_method: bool = False
    """Called as ``target.name(…)``, the target being the first argument."""
    takes_frame: bool = False
    """Whether ``run`` takes the frame of the running rule before the arguments."""
    reads: frozenset[tuple[str, ...]] = frozenset()
    """The names that it reads besides its arguments."""
    folds: bool = False
    """Whether a call on literals is a constant, to be checked before the rule ever runs."""
    steps: int = 1
    """What a call costs of the budget of a rule that loops."""
    reads_texts: bool = False
    """Whether a call costs more, the longer its texts are."""


Registry = dict[tuple[str, bool], Function]
"""Functions by name and by whether they are called on a target."""


def registry(*functions: Function) -> Registry:
    """Return the functions by name and manner of call."""
    return {(function.name, function.is_method): function for function in functions}


def overloads(result: Type, *takes: Type) -> tuple[Signature, ...]:
    """Return the signatures of a function of one argument that always returns one type."""
    return tuple(Signature((each,), result) for each in takes)
