"""``verbindlich workflow publish|list|diff|migrate|retire``: the versions of a town."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from engine.commands.call import Call, pass_call
from engine.commands.exits import ExitCode
from engine.commands.files import EXISTING_FILE, DocumentUnreadable, read_json
from engine.commands.output import Table, answer, findings_document, findings_lines, track
from engine.commands.parts import TownCommand, argument, option
from engine.commands.saying import day
from engine.commands.workflow_found import found
from engine.commands.workflow_names import NAMES, WorkflowName, texts_of
from engine.findings import Text
from engine.services import definitions, migration
from engine.services.plain import plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from engine.definition.compare import Change, Comparison
    from engine.services.definitions import Affected
    from engine.services.migration import Migrated
    from engine.storage.queries.definitions import Edition

_KEY = Text(de="Schlüssel des Ablaufs.", en="Key of the workflow.")
_VERSION = Text(de="Die Fassung.", en="The version.")
_BY = option(
    "--by",
    metavar="NAME",
    words=Text(
        de="Wer es tut; wo zwei Personen nötig sind, eine andere als die entwarf.",
        en="Who does it; where two people are needed, another one than who drafted it.",
    ),
)
_NO_OBJECT = Text(de="Ein JSON-Objekt wird gebraucht.", en="A JSON object is needed.")


@click.command(
    "publish",
    cls=TownCommand,
    words=Text(
        de="Prüft Abläufe samt Szenarien und veröffentlicht sie; einen mit Fehlern nicht.",
        en="Checks workflows with their scenarios and publishes them, but none with errors.",
    ),
)
@argument("names", metavar="[FILE]...", nargs=-1, type=WorkflowName(), words=NAMES)
@option(
    "--draft",
    is_flag=True,
    words=Text(de="Nur als Entwurf aufheben.", en="Only keep it as a draft."),
)
@option(
    "--from-draft",
    "drafted",
    nargs=2,
    type=(str, int),
    metavar="KEY VERSION",
    words=Text(de="Einen Entwurf veröffentlichen.", en="Publish a draft."),
)
@_BY
@pass_call
def publish(
    call: Call,
    names: tuple[str, ...],
    drafted: tuple[str, int] | None,
    by: str | None,
    *,
    draft: bool,
) -> None:
    """Publish files, shipped workflows, or a draft."""
    if bool(names) == (drafted is not None):
        words = Text(
            de="Entweder Abläufe werden gebraucht oder --from-draft.",
            en="Either workflows or --from-draft is needed.",
        )
        raise click.UsageError(call.words(words), click.get_current_context())
    app, tenant = call.application, call.tenant
    if drafted is not None:
        editions = [definitions.publish_draft(app, tenant, call.reader_as(by), *drafted)]
        answer(call, {"published": plain(editions)}, *map(_published_line, editions))
        return
    label = Text(de="Abläufe prüfen", en="Checking workflows")
    done = [
        definitions.publish(app, tenant, call.reader_as(by), name, text, only_draft=draft)
        for name, text in track(call, list(texts_of(names).items()), label)
    ]
    document = {
        "published": [
            {**plain(each.edition), "findings": findings_document(each.findings)} for each in done
        ]
    }
    lines = [
        line
        for each in done
        for line in (
            *findings_lines(call, each.findings, each.edition.key),
            call.words(_published_line(each.edition)),
        )
    ]
    answer(call, document, *lines)


def _published_line(edition: Edition) -> Text:
    state = definitions.STATES[edition.state]
    return Text(
        de=f"{edition.key} {edition.version}: {state.de} ({edition.digest[:12]})",
        en=f"{edition.key} {edition.version}: {state.en} ({edition.digest[:12]})",
    )


@click.command(
    "list",
    cls=TownCommand,
    words=Text(
        de="Listet die Fassungen aller Abläufe der Stadt auf.",
        en="Lists the versions of all workflows of the town.",
    ),
)
@pass_call
def list_editions(call: Call) -> None:
    """Print the versions."""
    editions = definitions.list_editions(call.application, call.tenant, call.reader)
    columns = (
        Text(de="Ablauf", en="Workflow"),
        Text(de="Fassung", en="Version"),
        Text(de="Stand", en="Standing"),
        Text(de="Seit", en="Since"),
        Text(de="Von", en="By"),
        Text(de="Prüfsumme", en="Digest"),
    )
    rows = [
        (
            each.key,
            each.version,
            call.words(definitions.STATES[each.state]),
            day(call, (each.retired_at or each.published_at or each.drafted_at).date()),
            each.published_by or each.drafted_by or "",
            each.digest[:12],
        )
        for each in editions
    ]
    empty = Text(de="Keine Abläufe.", en="No workflows.")
    answer(call, {"workflows": plain(editions)}, Table(columns, rows) if rows else empty)


@click.command(
    "retire",
    cls=TownCommand,
    words=Text(
        de="Zieht eine Fassung zurück: kein neuer Vorgang beginnt mit ihr, laufende gehen weiter.",
        en="Retires a version: no new case begins with it, running ones go on.",
    ),
)
@argument("key", words=_KEY)
@argument("version", type=int, words=_VERSION)
@pass_call
def retire(call: Call, key: str, version: int) -> None:
    """Let no new case begin with a version."""
    definitions.retire(call.application, call.tenant, call.reader, key, version)
    told = Text(de=f"{key} {version}: zurückgezogen", en=f"{key} {version}: retired")
    answer(call, {"key": key, "version": version, "state": "retired"}, told)


@click.command(
    "diff",
    cls=TownCommand,
    words=Text(
        de="Sagt, was sich zwischen zwei Fassungen ändert und welche laufenden Vorgänge es "
        "berührt. KEY@2 meint die Fassung 2 der Stadt.",
        en="Says what changes between two versions and which running cases it touches. KEY@2 "
        "means version 2 of the town.",
    ),
)
@argument(
    "old", words=Text(de="Die alte: Datei, KEY oder KEY@2.", en="The old one: file, KEY or KEY@2.")
)
@argument("new", words=Text(de="Die neue.", en="The new one."))
@pass_call
def diff(call: Call, old: str, new: str) -> None:
    """Print every change."""
    before, after = (found(call, *_named(each)).workflow for each in (old, new))
    compared, affected = definitions.difference(
        call.application, call.tenant, call.reader, before, after
    )
    document = {
        "changes": [_change_document(each) for each in compared.changes],
        "needs_migration": compared.needs_migration,
        "migration": plain(compared.migration),
        "cases": plain(affected),
    }
    answer(call, document, *_diff_lines(call, compared, affected))


def _named(name: str) -> tuple[str, int | None]:
    key, sign, version = name.rpartition("@")
    return (key, int(version)) if sign and version.isdigit() else (name, None)


def _change_document(change: Change) -> dict[str, Any]:
    return {
        "where": change.where,
        "kind": change.kind,
        "message": {"de": change.message.de, "en": change.message.en},
        "impact": plain(change.impact),
    }


def _diff_lines(call: Call, compared: Comparison, affected: Sequence[Affected]) -> Iterator[str]:
    signs = {"added": "+", "removed": "-", "changed": "~"}
    for each in compared.changes:
        yield f"{signs[each.kind]} {call.words(each.message)} [{each.where}]"
        if each.impact.reason is not None:
            yield f"    {call.words(each.impact.reason)}"
    if not compared.changes:
        yield call.words(Text(de="Kein Unterschied.", en="No difference."))
    for some in affected:
        if some.state in compared.states:
            yield call.words(
                Text(
                    de=f"Berührt {some.count} Vorgänge der Fassung {some.version} in "
                    f"„{some.state}“.",
                    en=f"Touches {some.count} cases of version {some.version} in “{some.state}”.",
                )
            )


@click.command(
    "migrate",
    cls=TownCommand,
    words=Text(
        de="Führt laufende Vorgänge in eine andere Fassung über, nach einem Plan {from, to, "
        "states, obligations, set, if}. Ohne --yes nur als Probe.",
        en="Moves running cases to another version by a plan {from, to, states, obligations, set, "
        "if}. Without --yes only a dry run.",
    ),
)
@argument("key", words=_KEY)
@argument("plan", metavar="FILE", type=EXISTING_FILE, words=Text(de="Der Plan.", en="The plan."))
@option("--yes", is_flag=True, words=Text(de="Es wirklich tun.", en="Really do it."))
@pass_call
def migrate(call: Call, key: str, plan: str, *, yes: bool) -> None:
    """Move cases; exit 1 if one of them cannot go."""
    document = read_json(plan)
    if not isinstance(document, dict):
        raise DocumentUnreadable(name=plan, problem=_NO_OBJECT)
    moved = migration.run(call.application, call.tenant, call.reader, key, document, dry=not yes)
    told = {"dry_run": not yes, "cases": plain(moved)}
    answer(call, told, *_migrated_parts(call, moved, yes=yes))
    if any(each.new_state is None for each in moved):
        call.finish(ExitCode.FINDINGS)


def _migrated_parts(call: Call, moved: Sequence[Migrated], *, yes: bool) -> Iterator[Table | Text]:
    if moved:
        columns = (
            Text(de="Vorgang", en="Case"),
            Text(de="Von", en="From"),
            Text(de="Nach", en="To"),
            Text(de="Warum nicht", en="Why not"),
        )
        yield Table(
            columns,
            [
                (
                    each.number,
                    each.state,
                    each.new_state or "✗",
                    " ".join(call.words(reason) for reason in each.reasons),
                )
                for each in moved
            ],
        )
    can = sum(each.new_state is not None for each in moved)
    if yes:
        yield Text(
            de=f"{can} von {len(moved)} Vorgängen überführt.",
            en=f"{can} of {len(moved)} cases moved.",
        )
    else:
        yield Text(
            de=f"Probe: {can} von {len(moved)} Vorgängen ließen sich überführen. Wirklich: --yes.",
            en=f"Dry run: {can} of {len(moved)} cases could be moved. Really do it: --yes.",
        )
