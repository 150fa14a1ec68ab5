"""Frozen values, made and copied quickly.

A frozen dataclass sets each of its members by a call, which for the large values that a step
makes by the dozen takes longer than all the rest of making them. ``quick`` lets such a value be
of an unfrozen twin while it is made and nobody else has it; from then on it is as frozen as any.
"""

from __future__ import annotations

import dataclasses
from dataclasses import MISSING, field, fields, make_dataclass
from functools import wraps
from operator import attrgetter
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["quick", "replace"]
Kind = TypeVar("Kind", bound=type)
Value = TypeVar("Value")
_become = object.__setattr__
_copiers: dict[type, Callable[..., Any]] = {}


def quick(kind: Kind) -> Kind:
    """Return a frozen dataclass whose members are set by plain assignments.

    It stands above ``@dataclass(frozen=True, slots=True)`` of a class without ``__post_init__``.
    """
    members = [
        (each.name, each.type, _field(each.default, each.default_factory)) for each in fields(kind)
    ]
    twin: Any = make_dataclass(kind.__name__, members, slots=True, eq=False, repr=False)
    fill = twin.__init__
    everything = attrgetter(*(each.name for each in fields(kind)))

    @wraps(vars(kind)["__init__"])
    def make(self: Any, *args: Any, **members: Any) -> None:
        _become(self, "__class__", twin)
        fill(self, *args, **members)
        self.__class__ = kind

    def copy(value: Any, changes: dict[str, Any]) -> Any:
        new: Any = object.__new__(twin)
        fill(new, *everything(value))
        for name, each in changes.items():
            setattr(new, name, each)
        new.__class__ = kind
        return new

    made: Any = kind
    made.__init__ = make
    _copiers[kind] = copy
    return kind


def _field(default: Any, factory: Any) -> Any:
    return field(default=default) if factory is MISSING else field(default_factory=factory)


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
