"""``verbindlich transfer export``: cases as a workbook to be edited and read back."""

from __future__ import annotations

from pathlib import Path

import click

from engine.commands.call import Call, pass_call
from engine.commands.output import answer
from engine.commands.parts import TownCommand, argument, option
from engine.findings import Text
from engine.services import exports
from engine.services.imports import MEASURE


@click.command(
    "export",
    cls=TownCommand,
    words=Text(
        de="Schreibt die Vorgänge eines Ablaufs als Arbeitsmappe. Sie wird in Excel bearbeitet und "
        "mit „transfer import“ zurückgelesen; was nicht bearbeitet werden darf, ist geschützt.",
        en="Writes the cases of a workflow as a workbook. It is edited in Excel and read back with "
        "“transfer import”; what must not be edited is protected.",
    ),
)
@argument(
    "output",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    words=Text(de="Die .xlsx.", en="The .xlsx."),
)
@option(
    "--workflow",
    default=MEASURE,
    show_default=True,
    words=Text(de="Der Ablauf.", en="The workflow."),
)
@pass_call
def export_cases(call: Call, output: Path, workflow: str) -> None:
    """Write the workbook."""
    if output.suffix.lower() != ".xlsx":
        words = Text(de="FILE: eine .xlsx.", en="FILE: an .xlsx.")
        raise click.UsageError(call.words(words), click.get_current_context())
    made = exports.export_cases(call.application, call.tenant, call.reader, workflow, call.language)
    output.write_bytes(made)
    told = Text(de=f"Geschrieben: {output}.", en=f"Written: {output}.")
    answer(call, {"file": str(output), "bytes": len(made)}, told)
