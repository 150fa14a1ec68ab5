"""Frozen values, made and copied quickly.

A frozen dataclass sets each of its members by a call, which for the large values that a step
makes by the dozen takes longer than all the rest of making them. ``quick`` lets such a value be
of an unfrozen twin while it is made and nobody else has it; from then on it is as frozen as any.
What makes and copies it is written out member by member, as dataclasses do it themselves.
"""

from __future__ import annotations

import dataclasses
from dataclasses import MISSING, fields, make_dataclass
from functools import update_wrapper
from typing import TYPE_CHECKING, Any, TypeVar

from engine.lifecycle.written import function_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["quick", "replace"]
Kind = TypeVar("Kind", bound=type)
Value = TypeVar("Value")
_copiers: dict[type, Callable[..., Any]] = {}
_UNSAID = object()
"""Stands for a member whose default is made afresh each time."""


def quick(kind: Kind) -> Kind:
    """Return a frozen dataclass whose members are set by plain assignments.

    It stands above ``@dataclass(frozen=True, slots=True)`` of a class without ``__post_init__``.
    """
    names = [each.name for each in fields(kind)]
    known: dict[str, Any] = {
        "_kind": kind,
        "_twin": make_dataclass(kind.__name__, names, slots=True, eq=False, repr=False),
        "_become": object.__setattr__,
        "_new": object.__new__,
        "_unsaid": _UNSAID,
    }
    parameters = list(_parameters(kind, known))
    make = function_of(parameters, _making(kind), known)
    made: Any = kind
    made.__init__ = update_wrapper(make, vars(kind)["__init__"])
    _copiers[kind] = function_of(("value", "changes"), _copying(names), known)
    return kind


def _parameters(kind: type, known: dict[str, Any]) -> Iterator[str]:
    """Yield the parameters of ``__init__``; what they are by default becomes known."""
    yield "self"
    for each in fields(kind):
        if each.default_factory is not MISSING:
            known[f"_make_{each.name}"] = each.default_factory
            yield f"{each.name}=_unsaid"
        elif each.default is not MISSING:
            known[f"_default_{each.name}"] = each.default
            yield f"{each.name}=_default_{each.name}"
        else:
            yield each.name


def _making(kind: type) -> Iterator[str]:
    yield "_become(self, '__class__', _twin)"
    for each in fields(kind):
        name = each.name
        is_made = each.default_factory is not MISSING
        given = f"_make_{name}() if {name} is _unsaid else {name}" if is_made else name
        yield f"self.{name} = {given}"
    yield "self.__class__ = _kind"


def _copying(names: list[str]) -> Iterator[str]:
    yield "fresh = _new(_twin)"
    yield from (f"fresh.{name} = value.{name}" for name in names)
    yield "for name, each in changes.items(): setattr(fresh, name, each)"
    yield "fresh.__class__ = _kind"
    yield "return fresh"


def _copied(value: Value, **changes: Any) -> Value:
    """Return a copy with other members, as ``dataclasses.replace`` would."""
    copy = _copiers.get(type(value))
    if copy is None:
        return dataclasses.replace(value, **changes)  # type: ignore[type-var]  # of any dataclass
    copied: Value = copy(value, changes)
    return copied


if TYPE_CHECKING:
    from dataclasses import replace  # type checkers know of it which members there are
else:
    replace = _copied
