"""Functions written out as source, where a loop over members would take most of the time.

The standard library makes ``__init__`` of dataclasses in the same way.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    Differences = Callable[[Any, Any], dict[str, Any]]


def function_of(
    parameters: Iterable[str], lines: Iterable[str], known: Mapping[str, Any]
) -> Callable[..., Any]:
    """Return a function of these lines; whatever they name has to be known.

    No word of a line may come from outside the program, unless it is quoted by ``repr``.
    """
    body = "".join(f"\n    {line}" for line in lines)
    names = dict(known)
    exec(f"def written({', '.join(parameters)}):{body}", names)  # noqa: S102 - see above
    made: Callable[..., Any] = names["written"]
    return made


def differences_of(members: Iterable[str]) -> Differences:
    """Return what takes those members of the second of two values that the first has otherwise."""
    lines = ["found = {}"]
    for name in members:
        lines += [
            f"known, value = before.{name}, after.{name}",
            f"if value is not known and value != known: found[{name!r}] = value",
        ]
    return function_of(("before", "after"), [*lines, "return found"], {})
