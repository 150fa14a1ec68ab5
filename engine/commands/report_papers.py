"""``verbindlich report sitting|template``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from engine.commands.call import Call, pass_call
from engine.commands.moments import Day
from engine.commands.output import answer
from engine.commands.parts import Command, TownCommand, argument, option
from engine.documents.papers.rendering import Form, rendered, template
from engine.findings import Text
from engine.services.sitting_paper import Sitting, sitting_paper

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from typing import Any

    from engine.documents.papers.model import Paper

_ENDINGS = {".pdf": Form.PDF, ".docx": Form.WORD, ".html": Form.HTML, ".json": Form.JSON}
_OUTPUT = option(
    "--output",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    words=Text(
        de="Wohin: .pdf, .docx, .html oder .json. Ohne Angabe: HTML auf die Standardausgabe.",
        en="Where to: .pdf, .docx, .html or .json. Without it: HTML to standard output.",
    ),
)


def with_output(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--output``."""
    return _OUTPUT(command)


def form_of(call: Call, output: Path) -> Form:
    """Return the form that the name of a file asks for; ends the command if it is none."""
    form = _ENDINGS.get(output.suffix.lower())
    if form is None:
        words = Text(
            de="--output: möglich sind .pdf, .docx, .html und .json.",
            en="--output: .pdf, .docx, .html and .json are possible.",
        )
        raise click.UsageError(call.words(words), click.get_current_context())
    return form


def write_paper(call: Call, paper: Paper, output: Path | None) -> None:
    """Give a paper: into a file, or as HTML on standard output."""
    folder = call.settings.templates
    if output is None:
        if call.as_json:
            answer(call, paper.as_json())
        else:
            click.echo(rendered(paper, Form.HTML, folder).decode())
        return
    made = rendered(paper, form_of(call, output), folder)
    output.write_bytes(made)
    told = Text(
        de=f"Geschrieben: {output} ({len(made) // 1024 + 1} KiB).",
        en=f"Written: {output} ({len(made) // 1024 + 1} KiB).",
    )
    answer(call, {"file": str(output), "bytes": len(made)}, told)


@click.command(
    "sitting",
    cls=TownCommand,
    words=Text(
        de="Schreibt die Vorlage für die Sitzung eines Gremiums: Überfälliges mit Grund, "
        "Entscheidungen mit Beschlussvorschlag, Neues, Erledigtes, was aus Beschlüssen wurde.",
        en="Writes the paper for a body's sitting: what is overdue and why, decisions with draft "
        "resolutions, what is new, what is done, what became of resolutions.",
    ),
)
@argument("body", words=Text(de="Kennung des Gremiums.", en="Id of the body."))
@option(
    "--on",
    type=Day(),
    words=Text(de="Tag der Sitzung; Vorgabe: heute.", en="Day of the sitting; today by default."),
)
@option(
    "--since",
    type=Day(),
    words=Text(
        de="Tag der letzten Sitzung; Vorgabe: als das Gremium zuletzt etwas erledigte.",
        en="Day of the last sitting; by default when the body settled something last.",
    ),
)
@with_output
@pass_call
def sitting(
    call: Call, /, *, body: str, on: date | None, since: date | None, output: Path | None
) -> None:
    """Write the paper for a sitting."""
    app = call.application
    day = on or call.place.today(app.now())
    paper = sitting_paper(app, call.tenant, call.reader, Sitting(body, day, since), call.language)
    write_paper(call, paper, output)


@click.command(
    "template",
    cls=Command,
    words=Text(
        de="Schreibt unsere Vorlage zum Anpassen. Liegt sie als paper.docx, paper.typ (PDF) oder "
        "paper.html im Ordner VERBINDLICH_TEMPLATES, gilt sie für alle Papiere; als sitting.docx "
        "nur für diese Art.",
        en="Writes our template to be adapted. As paper.docx, paper.typ (PDF) or paper.html in the "
        "folder VERBINDLICH_TEMPLATES it holds for all papers; as sitting.docx for that kind only.",
    ),
)
@argument(
    "output",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    words=Text(de=".docx, .typ oder .html.", en=".docx, .typ or .html."),
)
@pass_call
def write_template(call: Call, output: Path) -> None:
    """Write a template."""
    wanted = output.with_suffix(".pdf") if output.suffix == ".typ" else output
    made = template(form_of(call, wanted))
    if made is None:
        words = Text(de=".docx, .typ oder .html.", en=".docx, .typ or .html.")
        raise click.UsageError(call.words(words), click.get_current_context())
    output.write_bytes(made)
    told = Text(de=f"Geschrieben: {output}.", en=f"Written: {output}.")
    answer(call, {"file": str(output)}, told)
