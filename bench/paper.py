"""The paper for a sitting of a town with 200 measures, against that of a town with none.

Every measure is overdue in the paper, with its reason, days and owner: read, written and set.
"""

from __future__ import annotations

import tempfile
from contextlib import closing
from datetime import date, timedelta
from typing import TYPE_CHECKING

from bench.interleave import PROCESSOR, counted, interleave
from bench.rows import Row, at_most, duration
from bench.stage import IN_THE_WINDOW, TOWN, Stage
from engine.documents.papers.rendering import Form, rendered
from engine.findings import Text
from engine.lifecycle.seats import Body
from engine.services.access import AS_OPERATOR
from engine.services.sitting_paper import Sitting, sitting_paper
from engine.storage.queries import bodies

if TYPE_CHECKING:
    from collections.abc import Iterator

MEASURES = 200
BODY = "steering_group"
LATER = timedelta(days=60)
"""By then every first report is overdue."""
ON, LAST = date(2026, 10, 1), date(2026, 9, 1)
"""Days of the sitting and of the one before."""
FORMS = (Form.PDF, Form.WORD, Form.HTML)
MOST_SECONDS = 3


def measure(*, quick: bool) -> Iterator[Row]:
    """Write the paper of both towns in turn, in every form."""
    slices = 3 if quick else 12
    with (
        tempfile.TemporaryDirectory(prefix="verbindlich-bench-") as folder,
        closing(_town(f"sqlite:///{folder}/full.db", MEASURES)) as full,
        closing(_town(f"sqlite:///{folder}/empty.db", 0)) as empty,
    ):
        for form in FORMS:
            compared = interleave(
                counted(lambda form=form: _paper(full, form), 1, clock=PROCESSOR),
                counted(lambda form=form: _paper(empty, form), 1, clock=PROCESSOR),
                slices=slices,
            )
            name = f"paper of {MEASURES} measures ({form.value}) against an empty one"
            yield duration(name, compared, at_most(5) if form is Form.PDF else None)
            seconds = compared.ours_us / 1e6
            yield Row(
                f"paper of {MEASURES} measures ({form.value})", seconds, "s", at_most(MOST_SECONDS)
            )


def _town(url: str, measures: int) -> Stage:
    stage = Stage(url)
    stage.build()
    with stage.database.write(TOWN, IN_THE_WINDOW) as unit:
        bodies.put_body(unit, Body(BODY, Text("Steuerungsgruppe", "Steering group")))
    stage.open_measures(measures)
    stage.clock.move_to(IN_THE_WINDOW + LATER)
    return stage


def _paper(stage: Stage, form: Form) -> bytes:
    paper = sitting_paper(stage.app, TOWN, AS_OPERATOR, Sitting(BODY, ON, LAST), "de")
    return rendered(paper, form)
