"""A workflow by what it is called: a file, a shipped key, or one that a town has published."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import click

from engine.commands.call import Call, DatabaseMissing
from engine.commands.exits import ExitCode
from engine.commands.files import is_file
from engine.commands.output import answer, findings_document, findings_lines
from engine.commands.workflow_names import shipped_keys, texts_of
from engine.definition.values import convert
from engine.errors import NotFound
from engine.findings import Text
from engine.services import workbench

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.deadlines.calendars import Place
    from engine.definition.model import Workflow
    from engine.lifecycle.machine import Compiled
    from engine.services.workbench import Document


@dataclass(frozen=True, slots=True)
class Found:
    """A workflow among those that it may refer to."""

    workflow: Workflow
    known: Mapping[str, Document]
    place: Place | None = None
    """Of the town that published it; None: it comes from no town."""
    raw_settings: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    """By workflow, as the town has set them."""

    def ready(self) -> dict[str, Compiled]:
        """Return it ready to play, with those that it opens, counts or belongs to."""
        blocks = workbench.shipped_blocks()
        return workbench.compiled_set(self.workflow, self.known.values(), blocks)

    def settings(self, definitions: Mapping[str, Compiled]) -> dict[str, dict[str, object]]:
        """Return what the town has set, typed as the workflows declare it."""
        return {
            key: {
                name: convert(each.workflow.settings[name].field, raw)[0]
                for name, raw in self.raw_settings.get(key, {}).items()
                if name in each.workflow.settings
            }
            for key, each in definitions.items()
        }


def found(call: Call, name: str, version: int | None = None) -> Found:
    """Return the workflow that is meant: with a town or a version the published one.

    Ends the command with findings if a document cannot be used, or if nothing is called so.
    """
    if is_file(name):
        return _read(call, name)
    if call.town is None and version is None and name in shipped_keys():
        return _read(call, name)
    try:
        return _published(call, name, version)
    except (NotFound, DatabaseMissing) as error:
        if call.town is not None or version is not None:
            raise
        keys = ", ".join(shipped_keys())
        words = Text(
            de=f"„{name}“ ist weder eine Datei noch ein mitgelieferter Ablauf ({keys}) noch ein "
            "veröffentlichter.",
            en=f"“{name}” is neither a file nor a shipped workflow ({keys}) nor a published one.",
        )
        raise click.UsageError(call.words(words), click.get_current_context()) from error


def _read(call: Call, name: str) -> Found:
    known = workbench.shipped_documents()
    read = workbench.read(name, texts_of([name])[name], known)
    if read.workflow is None:
        document = {"findings": findings_document(read.findings)}
        answer(call, document, *findings_lines(call, read.findings, read.source))
        call.finish(ExitCode.FINDINGS)
    return Found(read.workflow, known)


def _published(call: Call, key: str, version: int | None) -> Found:
    from engine.services import definitions  # noqa: PLC0415 - loads the database library

    app, tenant = call.application, call.tenant
    town = call.place
    today = town.today(app.now())
    return Found(
        workflow=definitions.workflow_of(app, tenant, call.reader, key, version),
        known=definitions.known_documents(app, tenant),
        place=town.calendar.place,
        raw_settings={name: town.settings_of(name, today) for name in town.newest},
    )
