"""``decide`` of a report in memory, against a bare guarded trigger of ``transitions``.

Ours converts and checks the input, asks the guards, sets the fields, fulfils the duty, reckons
the next due date with its reminders and rungs, and returns it all as values. Theirs asks one
guard and stays in its state.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from transitions import Machine

from bench.interleave import PROCESSOR, interleave, repeated
from bench.rows import Row, at_least, speed
from bench.shipped import report, running
from engine.lifecycle.decide import decide
from engine.lifecycle.outcome import Accepted

if TYPE_CHECKING:
    from collections.abc import Iterator


class _Model:
    """What ``transitions`` moves."""

    progress = 40

    def is_underway(self) -> bool:
        return self.progress < 100


def measure(*, quick: bool) -> Iterator[Row]:
    """Compare a whole decision with a bare trigger."""
    scene, incoming = running(), report()
    world = scene.theatre.world
    around = world.circumstances(scene.compiled, scene.case, scene.theatre.now, incoming.event)

    def ours() -> object:
        return decide(scene.compiled, scene.case, incoming, around)

    outcome = ours()
    assert isinstance(outcome, Accepted)
    assert [
        each.number for each in outcome.after.occurrences if each.obligation == "progress_report"
    ] == [2]
    model = _Model()
    Machine(
        model,
        states=["in_progress", "done"],
        initial="in_progress",
        auto_transitions=False,
        transitions=[
            {
                "trigger": "report",
                "source": "in_progress",
                "dest": "in_progress",
                "conditions": "is_underway",
            }
        ],
    )
    compared = interleave(
        repeated(ours, seconds=0.03, clock=PROCESSOR),
        repeated(model.report, seconds=0.03, clock=PROCESSOR),  # type: ignore[attr-defined]
        slices=8 if quick else 60,
    )
    note = "against a guarded trigger of transitions"
    yield speed("decide a report in memory", compared, at_least(0.05), note)
