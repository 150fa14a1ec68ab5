"""Refusals and failures, told in a sentence on standard error and by an exit code."""

from __future__ import annotations

import json
import traceback
from typing import TYPE_CHECKING

import click
from click import exceptions as clicks

from engine.commands.exits import ExitCode, exit_code
from engine.commands.output import findings_document, findings_lines
from engine.errors import EngineError
from engine.findings import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.commands.call import Call
    from engine.findings import Finding


def report(error: Exception, call: Call) -> ExitCode:
    """Tell what went wrong and return the code to end with."""
    if isinstance(error, clicks.NoArgsIsHelpError):
        click.echo(error.format_message(), err=True)
        return ExitCode.USAGE
    code = _code(error)
    if call.is_debugging:
        traceback.print_exception(error)
    words, hint = call.words(_words(error)), _hint(error)
    findings: Sequence[Finding] = getattr(error, "findings", ())
    if call.as_json:
        told: dict[str, object] = {
            "kind": type(error).__name__,
            "message": words,
            "hint": call.words(hint) if hint else None,
            "exit_code": code,
        }
        if findings:
            told["findings"] = findings_document(findings)
        click.echo(json.dumps({"error": told}, ensure_ascii=False), err=True)
    else:
        click.echo(f"{call.words(Text(de='Fehler', en='Error'))}: {words}", err=True)
        if hint is not None:
            click.echo(f"    {call.words(hint)}", err=True)
        for line in findings_lines(call, findings):
            click.echo(line, err=True)
    return code


def _code(error: Exception) -> ExitCode:
    if isinstance(error, clicks.ClickException):
        return ExitCode.USAGE
    if isinstance(error, clicks.Abort):
        return ExitCode.INTERRUPTED
    return exit_code(type(error))


def _words(error: Exception) -> Text:
    if isinstance(error, EngineError):
        return error.text
    if isinstance(error, clicks.ClickException):
        return _usage(error)
    if isinstance(error, clicks.Abort):
        return Text(de="Abgebrochen.", en="Interrupted.")
    if isinstance(error, OSError):
        what = f"{error.filename}: {error.strerror}" if error.filename else str(error)
        return Text(de=f"Das Betriebssystem lehnt ab: {what}", en=f"The system refused: {what}")
    kind = type(error).__name__
    return Text(
        de=f"Unerwarteter Fehler ({kind}). Mit --debug zeigt sich, woher er kommt.",
        en=f"Unexpected error ({kind}). With --debug it shows where it came from.",
    )


def _hint(error: Exception) -> Text | None:
    """Return what would help."""
    if isinstance(error, clicks.UsageError) and error.ctx is not None:
        help_is_at = f"{error.ctx.command_path} --help"
        return Text(de=f"Hilfe: {help_is_at}", en=f"Help: {help_is_at}")
    hint = getattr(error, "hint", None)
    return hint if isinstance(hint, Text) else None


def _usage(error: clicks.ClickException) -> Text:
    """Put click's own sentences into German, as far as they can be taken apart."""
    english = error.format_message()
    match error:
        case clicks.NoSuchOption():
            german = f"Die Option {error.option_name} gibt es nicht." + _meant(error.possibilities)
        case clicks.NoSuchCommand():
            german = f"Den Befehl {error.command_name} gibt es nicht." + _meant(error.possibilities)
        case clicks.MissingParameter():
            hint = error.param.get_error_hint(error.ctx) if error.param else error.param_hint
            german = f"Es fehlt {hint}."
        case clicks.BadParameter():
            german = _unfit(error)
        case _:
            german = f"So lässt sich der Befehl nicht aufrufen: {english}"
    return Text(de=german, en=english)


def _meant(possibilities: object) -> str:
    names = sorted(possibilities) if isinstance(possibilities, list | tuple | set) else []
    return f" Gemeint: {', '.join(names)}?" if names else ""


_EXPECTED = {
    "integer": "eine ganze Zahl wird gebraucht",
    "float": "eine Zahl wird gebraucht",
    "filename": "die Datei lässt sich nicht öffnen",
    "file": "die Datei gibt es nicht, oder sie ist nicht lesbar",
    "directory": "den Ordner gibt es nicht, oder er ist nicht lesbar",
    "path": "die Datei oder den Ordner gibt es nicht, oder sie sind nicht lesbar",
}


def _unfit(error: clicks.BadParameter) -> str:
    if error.param is None:
        return f"Der Wert passt nicht: {error.message}"
    hint = error.param.get_error_hint(error.ctx)
    kind = error.param.type
    if isinstance(kind, click.Choice):
        return f"{hint}: möglich sind {', '.join(str(each) for each in kind.choices)}."
    return f"{hint}: {_EXPECTED.get(kind.name, error.message)}."
