"""Workflows as they are named on the command line: a shipped key, or a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
from click.shell_completion import CompletionItem

from engine import resources
from engine.commands.files import is_file, read_bytes
from engine.findings import Text

if TYPE_CHECKING:
    from collections.abc import Iterable

NAMES = Text(
    de="Dateien mit Abläufen oder Paketen (JSON) oder Schlüssel mitgelieferter Abläufe.",
    en="Files with workflows or packages (JSON), or keys of shipped workflows.",
)


class WorkflowName(click.ParamType[str]):
    """Key of a shipped workflow, or a file."""

    name = "workflow"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Take what is there."""
        if not is_file(value) and value not in shipped_keys():
            keys = ", ".join(shipped_keys())
            text = Text(
                de=f"„{value}“ ist weder eine Datei noch einer der mitgelieferten Abläufe ({keys})",
                en=f"“{value}” is neither a file nor one of the shipped workflows ({keys})",
            )
            self.fail(ctx.obj.words(text) if ctx else text.en, param, ctx)
        return value

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """Return the keys that begin like this, and let the shell add files."""
        del ctx, param
        keys = [CompletionItem(key) for key in shipped_keys() if key.startswith(incomplete)]
        return [*keys, CompletionItem(incomplete, type="file")]


def shipped_keys() -> list[str]:
    """Return the keys of the workflows that come with the programme; files are named by them."""
    return [path.stem for path in resources.workflow_files()]


def texts_of(names: Iterable[str]) -> dict[str, bytes]:
    """Return the texts of workflows by the names they were given."""
    return {
        name: read_bytes(name) if is_file(name) else resources.workflow_text(name).encode()
        for name in names
    }
