"""Values that are made quickly are made as any other, and are as frozen."""

from __future__ import annotations

import copy
import dataclasses
from dataclasses import FrozenInstanceError, dataclass, field

import pytest

from engine.lifecycle.case import Case, Occurrence
from engine.lifecycle.frozen import quick, replace


@quick
@dataclass(frozen=True, slots=True)
class Point:
    x: int
    y: int = 2
    names: dict[str, str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Slow:
    x: int


def test_members_and_defaults() -> None:
    assert (Point(1).x, Point(1, y=5).y, Point(1).y) == (1, 5, 2)
    assert Point(1).names is not Point(1).names
    assert Point(1) == Point(1, 2, {})
    assert hash(Point(1)) == hash(Point(1))
    assert repr(Point(1)) == "Point(x=1, y=2, names={})"


def test_what_is_missing_or_unknown_is_refused() -> None:
    with pytest.raises(TypeError, match="x"):
        Point()  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="z"):
        Point(1, z=3)  # type: ignore[call-arg]


@pytest.mark.parametrize("value", [Point(1), replace(Point(1), x=3)], ids=["made", "copied"])
def test_it_is_frozen(value: Point) -> None:
    with pytest.raises(FrozenInstanceError):
        value.x = 2  # type: ignore[misc]
    with pytest.raises((AttributeError, TypeError)):
        value.unheard_of = 2  # type: ignore[attr-defined]
    assert type(value) is Point


def test_a_copy_has_other_members() -> None:
    names = {"a": "b"}
    assert replace(Point(1, 5, names), y=7) == dataclasses.replace(Point(1, 5, names), y=7)
    assert replace(Point(1, 5, names)).names is names
    assert replace(Slow(1), x=2) == Slow(2)
    with pytest.raises(AttributeError):
        replace(Point(1), z=1)  # type: ignore[call-arg]


def test_python_may_copy_it() -> None:
    value = Point(1, 5, {"a": "b"})
    assert copy.copy(value) == copy.deepcopy(value) == value


@pytest.mark.parametrize("kind", [Case, Occurrence])
def test_the_signature_is_kept(kind: type) -> None:
    names = [each.name for each in dataclasses.fields(kind)]
    parameters = list(vars(kind)["__init__"].__wrapped__.__annotations__)
    assert parameters[: len(names)] == names
