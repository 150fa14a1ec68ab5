"""Bodies as scenarios give them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from engine.findings import Text
from engine.lifecycle.seats import HOLDER, MEMBER, STANDS_FOR, Body, Holding, Seat

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.lifecycle.memory import MemoryWorld


def seat(world: MemoryWorld, bodies: Mapping[str, Mapping[str, Any]]) -> None:
    """Let bodies be as a scenario says; a body that it does not name stays as it is."""
    for key, raw in bodies.items():
        world.bodies[key] = Body(
            key, Text(de=key, en=key), raw.get("members"), raw.get("kind", "steering_group")
        )
        world.seats[key] = [
            _seat(key, number, each) for number, each in enumerate(raw.get("seats", ()), 1)
        ]


def _seat(body: str, number: int, raw: Mapping[str, Any]) -> Seat:
    until = date.fromisoformat(raw["until"]) if "until" in raw else date.max
    holder = raw.get("holder")
    return Seat(
        id=f"{body}-{number}",
        body=body,
        function=raw.get("role", MEMBER),
        stands_for=tuple(
            (kind, name) for kind, plural in STANDS_FOR.items() for name in raw.get(plural, ())
        ),
        voting=raw.get("voting", True),
        holdings=() if holder is None else (Holding(holder, HOLDER, valid_until=until),),
    )
