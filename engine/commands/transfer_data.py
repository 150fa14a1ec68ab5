"""``verbindlich transfer open-data|event-log``: data for other programs."""

from __future__ import annotations

from pathlib import Path

import click

from engine.commands.call import Call, pass_call
from engine.commands.output import answer
from engine.commands.parts import TownCommand, argument, option
from engine.documents.opendata.plan import plan_as_csv, plan_as_json
from engine.findings import Text
from engine.services import opendata
from engine.services.imports import MEASURE

_WORKFLOW = option(
    "--workflow",
    default=MEASURE,
    show_default=True,
    words=Text(de="Der Ablauf.", en="The workflow."),
)


@click.command(
    "open-data",
    cls=TownCommand,
    words=Text(
        de="Schreibt den Plan als offene Daten: nur öffentliche Vorgänge und Felder.",
        en="Writes the plan as open data: only public cases and fields.",
    ),
)
@argument(
    "output",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    words=Text(de=".json oder .csv.", en=".json or .csv."),
)
@_WORKFLOW
@pass_call
def open_data(call: Call, output: Path, workflow: str) -> None:
    """Write the public plan."""
    forms = {".json": plan_as_json, ".csv": plan_as_csv}
    form = forms.get(output.suffix.lower())
    if form is None:
        words = Text(de="FILE: .json oder .csv.", en="FILE: .json or .csv.")
        raise click.UsageError(call.words(words), click.get_current_context())
    plan = opendata.public_plan(call.application, call.tenant, workflow, call.language)
    output.write_bytes(form(plan))
    count = len(plan.cases)
    told = Text(
        de=f"Geschrieben: {output} ({count} Vorgänge).", en=f"Written: {output} ({count} cases)."
    )
    answer(call, {"file": str(output), "cases": count}, told)


@click.command(
    "event-log",
    cls=TownCommand,
    words=Text(
        de="Schreibt, was an den Vorgängen eines Ablaufs geschah, als Ereignisprotokoll OCEL 2.0 "
        "(JSON) für Process Mining; Personen kommen darin nicht vor.",
        en="Writes what happened at the cases of a workflow as an event log OCEL 2.0 (JSON) for "
        "process mining; no people appear in it.",
    ),
)
@argument(
    "output",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    words=Text(de="Die Datei, zum Beispiel log.jsonocel.", en="The file, such as log.jsonocel."),
)
@_WORKFLOW
@pass_call
def event_log(call: Call, output: Path, workflow: str) -> None:
    """Write the log."""
    made = opendata.process_log(call.application, call.tenant, call.reader, workflow, call.language)
    output.write_bytes(made)
    told = Text(de=f"Geschrieben: {output}.", en=f"Written: {output}.")
    answer(call, {"file": str(output), "bytes": len(made)}, told)
