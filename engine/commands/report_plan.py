"""``verbindlich report progress|sheet|catalogue|resolutions|method``."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import click

from engine.commands.call import Call, pass_call
from engine.commands.moments import Day
from engine.commands.parts import TownCommand, argument, option
from engine.commands.report_papers import with_output, write_paper
from engine.findings import Text
from engine.services import case_paper, method_paper, reports
from engine.services.access import NOBODY
from engine.services.imports import MEASURE

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from engine.services.access import Reader

A_ROUND = timedelta(days=183)
"""What is compared with where no day is given."""
_WORKFLOW = option(
    "--workflow",
    default=MEASURE,
    show_default=True,
    words=Text(de="Der Ablauf.", en="The workflow."),
)
_PUBLIC = option(
    "--public",
    is_flag=True,
    words=Text(de="Nur, was alle sehen dürfen.", en="Only what everybody may see."),
)
_SINCE = option(
    "--since",
    type=Day(),
    words=Text(
        de="Seit diesem Tag; Vorgabe: ein halbes Jahr.",
        en="Since this day; by default half a year.",
    ),
)


def _reader(call: Call, *, public: bool) -> Reader:
    return NOBODY if public else call.reader


def _since(call: Call, given: date | None) -> date:
    return given or call.place.today(call.application.now()) - A_ROUND


@click.command(
    "progress",
    cls=TownCommand,
    words=Text(
        de="Schreibt den Sachstandsbericht: Ampeln in Worten, Zeichen und Farbe, je Handlungsfeld "
        "und je Vorgang, verglichen mit einem Tag davor.",
        en="Writes the progress report: ratings in words, signs and colour, by field of action and "
        "case, compared with a day before.",
    ),
)
@_WORKFLOW
@_SINCE
@_PUBLIC
@with_output
@pass_call
def progress(
    call: Call, /, *, workflow: str, since: date | None, public: bool, output: Path | None
) -> None:
    """Write the progress report."""
    paper = reports.progress_report(
        call.application,
        call.tenant,
        _reader(call, public=public),
        workflow,
        call.language,
        since=_since(call, since),
    )
    write_paper(call, paper, output)


@click.command(
    "sheet",
    cls=TownCommand,
    words=Text(
        de="Schreibt das Blatt eines Vorgangs: Angaben, was zur Verbindlichkeit fehlt, Pflichten, "
        "Verlauf.",
        en="Writes the sheet of a case: particulars, what is missing to be binding, obligations, "
        "history.",
    ),
)
@argument("case", words=Text(de="Nummer oder Kennung.", en="Number or id."))
@_PUBLIC
@with_output
@pass_call
def sheet(call: Call, /, *, case: str, public: bool, output: Path | None) -> None:
    """Write the sheet of a case."""
    reader = _reader(call, public=public)
    paper = case_paper.case_sheet(call.application, call.tenant, reader, case, call.language)
    write_paper(call, paper, output)


@click.command(
    "catalogue",
    cls=TownCommand,
    words=Text(
        de="Schreibt den Katalog nach Adressaten: wer was zu tun hat.",
        en="Writes the catalogue by addressee: who has to do what.",
    ),
)
@_WORKFLOW
@_PUBLIC
@with_output
@pass_call
def catalogue(call: Call, /, *, workflow: str, public: bool, output: Path | None) -> None:
    """Write the catalogue."""
    reader = _reader(call, public=public)
    paper = reports.catalogue(call.application, call.tenant, reader, workflow, call.language)
    write_paper(call, paper, output)


@click.command(
    "resolutions",
    cls=TownCommand,
    words=Text(
        de="Schreibt die Beschlusskontrolle eines Gremiums: was läuft, was erledigt ist.",
        en="Writes the tracking of a body's resolutions: what is being carried out, what is done.",
    ),
)
@argument("body", words=Text(de="Kennung des Gremiums.", en="Id of the body."))
@_SINCE
@with_output
@pass_call
def resolutions(call: Call, /, *, body: str, since: date | None, output: Path | None) -> None:
    """Write the control of resolutions."""
    paper = case_paper.resolution_control(
        call.application,
        call.tenant,
        call.reader,
        body,
        call.language,
        since=_since(call, since),
    )
    write_paper(call, paper, output)


@click.command(
    "method",
    cls=TownCommand,
    words=Text(
        de="Schreibt den Methodenbericht: wer wann zusammenkam, wie viele, mit welchem Ergebnis; "
        "niemand wird genannt.",
        en="Writes the method report: who met when, how many, with what result; nobody is named.",
    ),
)
@option("--since", type=Day(), words=Text(de="Von diesem Tag an.", en="From this day on."))
@option("--until", type=Day(), words=Text(de="Bis zu diesem Tag.", en="Until this day."))
@_PUBLIC
@with_output
@pass_call
def method(
    call: Call,
    /,
    *,
    since: date | None,
    until: date | None,
    public: bool,
    output: Path | None,
) -> None:
    """Write the method report."""
    paper = method_paper.method_report(
        call.application,
        call.tenant,
        _reader(call, public=public),
        call.language,
        since=since,
        until=until,
    )
    write_paper(call, paper, output)
