"""How the services of priorities, districts and sharing are asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.services import coverage, shares, waiting
from engine.services.access import AS_OPERATOR
from engine.services.shares import Wanted
from tests.integration.services.secrets import CLOSED_CASE, INNER_CASE, OPEN_CASE

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.services.access import Reader
    from tests.integration.services.stage import Stage

TO_EVA = Wanted("Fachlicher Rat", case=INNER_CASE, to_person="eva")


def _given(stage: Stage) -> str:
    return shares.share(stage.app, "town", AS_OPERATOR, TO_EVA)


def _take(stage: Stage, reader: Reader) -> object:
    """Take over what nobody has shown: of the town itself, as its own guest."""
    return shares.take_over(stage.app, "town", reader, "town", "T-001", workflow="thing")


def _line(stage: Stage, reader: Reader) -> object:
    """Ask who is next in line; the town of secrets has none."""
    try:
        return waiting.line(stage.app, "town", reader, "thing")
    except waiting.NoLine as refusal:
        return refusal


CALLS: dict[str, Callable[[Stage, Reader], object]] = {
    "coverage.coverage": lambda s, r: coverage.coverage(s.app, "town", r, "thing", OPEN_CASE),
    "waiting.line": _line,
    "shares.share": lambda s, r: [
        shares.share(s.app, "town", r, TO_EVA),
        shares.share(s.app, "town", r, Wanted("x", workflow="thing", to_person="eva")),
    ],
    "shares.end_share": lambda s, r: shares.end_share(s.app, "town", r, _given(s)),
    "shares.given_shares": lambda s, r: [
        shares.share(s.app, "town", AS_OPERATOR, Wanted("x", case=CLOSED_CASE, to_person="dora")),
        shares.given_shares(s.app, "town", r),
    ],
    "shares.guest": lambda s, r: shares.guest(s.app, "town", r),
    "shares.received_cases": lambda s, r: shares.received_cases(s.app, "town", r),
    "shares.show_received": lambda s, r: shares.show_received(s.app, "town", r, "town", "T-001"),
    "shares.take_over": _take,
}
