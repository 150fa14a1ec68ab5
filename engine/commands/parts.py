"""The parts that commands are made of: click's, speaking German and English.

A command, an option or an argument is given its words as a ``Text``, which is put into the
language of the call when help is shown. Every command knows ``--json``.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any

import click
from click.shell_completion import CompletionItem

from engine.findings import Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from engine.commands.call import Call
    from engine.commands.registry import Entry

_HEADINGS = {
    "Options": "Optionen",
    "Commands": "Befehle",
    "Positional arguments": "Angaben",
}


class _GermanFormatter(click.HelpFormatter):
    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        german = args.replace("[OPTIONS]", "[OPTIONEN]").replace(
            "COMMAND [ARGS]", "BEFEHL [ANGABEN]"
        )
        super().write_usage(prog, german, prefix or "Aufruf: ")

    def write_heading(self, heading: str) -> None:
        super().write_heading(_HEADINGS.get(heading, heading))


class _Context(click.Context):
    def make_formatter(self) -> click.HelpFormatter:
        call: Call = self.obj
        formatter = _GermanFormatter if call.language == "de" else click.HelpFormatter
        return formatter(width=self.terminal_width, max_width=self.max_content_width)


class Option(click.Option):
    """An option whose words are a ``Text``."""

    def __init__(self, declarations: Sequence[str], *, words: Text, **attributes: Any) -> None:
        """Take what ``click.Option`` takes, with ``words`` in place of ``help``."""
        super().__init__(declarations, **attributes)
        self.words = words

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """Return how the option is written and what it is for."""
        call: Call = ctx.obj
        self.help = call.words(self.words)
        record = super().get_help_record(ctx)
        if record is None or call.language != "de":
            return record
        spec, words = record
        return spec, words.replace("[default: ", "[Vorgabe: ").replace("required]", "nötig]")


class Argument(click.Argument):
    """An argument whose words are a ``Text``."""

    def __init__(self, declarations: Sequence[str], *, words: Text, **attributes: Any) -> None:
        """Take what ``click.Argument`` takes, with ``words`` in place of ``help``."""
        super().__init__(declarations, help=words.en, **attributes)
        self.words = words

    def get_help_record(self, ctx: click.Context) -> tuple[str, str]:
        """Return the argument's name and what it is for."""
        self.help = ctx.obj.words(self.words)
        return super().get_help_record(ctx)


option = partial(click.option, cls=Option)
argument = partial(click.argument, cls=Argument)


def _show_help(context: click.Context, _: click.Parameter, value: bool) -> None:
    if value and not context.resilient_parsing:
        click.echo(context.get_help())
        context.exit()


def _answer_in_json(context: click.Context, _: click.Parameter, value: bool) -> None:
    context.obj.as_json = value


class _Spoken(click.Command):
    context_class = _Context

    def __init__(self, *, words: Text, **attributes: Any) -> None:
        super().__init__(add_help_option=False, **attributes)
        self.words = words
        self.params.append(
            Option(
                ["--help"],
                words=Text(de="Diese Hilfe zeigen.", en="Show this help."),
                is_flag=True,
                is_eager=True,
                expose_value=False,
                callback=_show_help,
            )
        )

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        self.help = ctx.obj.words(self.words)
        super().format_help_text(ctx, formatter)


class Command(_Spoken):
    """A command whose words are a ``Text``."""

    def __init__(self, **attributes: Any) -> None:
        """Take what ``click.Command`` takes, with ``words`` in place of ``help``."""
        super().__init__(**attributes)
        self.params.append(
            Option(
                ["--json"],
                words=Text(de="Die Antwort als JSON.", en="The answer in JSON."),
                is_flag=True,
                expose_value=False,
                callback=_answer_in_json,
            )
        )


def _name_town(context: click.Context, _: click.Parameter, value: str | None) -> None:
    context.obj.town = value


def _name_database(context: click.Context, _: click.Parameter, value: str | None) -> None:
    context.obj.database_url = value or context.obj.database_url


class DatabaseCommand(Command):
    """A command about a database, which may be named behind it too."""

    def __init__(self, **attributes: Any) -> None:
        """Take what ``Command`` takes."""
        super().__init__(**attributes)
        self.params.insert(
            -2,  # before --help and --json
            Option(
                ["--database"],
                words=Text(de="Die Datenbank.", en="The database."),
                metavar="URL",
                expose_value=False,
                callback=_name_database,
            ),
        )


class TownCommand(DatabaseCommand):
    """A command about one town of a database."""

    def __init__(self, **attributes: Any) -> None:
        """Take what ``Command`` takes."""
        super().__init__(**attributes)
        self.params.insert(
            -3,  # before --database
            Option(
                ["--town"],
                words=Text(
                    de="Die Stadt, wo es mehrere gibt.", en="The town, where there are several."
                ),
                metavar="ID",
                expose_value=False,
                callback=_name_town,
            ),
        )


class Group(_Spoken, click.Group):
    """A noun: commands that belong together."""

    command_class = Command

    def summaries(self) -> Mapping[str, Text]:
        """Return the words of each command, without loading any that is not loaded yet."""
        return {
            name: command.words
            for name, command in sorted(self.commands.items())
            if isinstance(command, _Spoken)
        }

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands."""
        rows = [(name, ctx.obj.words(words)) for name, words in self.summaries().items()]
        if rows:
            with formatter.section("Commands"):
                formatter.write_dl(rows)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Return the commands, or else the options, that begin like this."""
        found = [
            CompletionItem(name, help=ctx.obj.words(words))
            for name, words in self.summaries().items()
            if name.startswith(incomplete)
        ]
        return found or click.Command.shell_complete(self, ctx, incomplete)


class _Lazily(Mapping[str, click.Command]):
    """Commands by name, each imported when it is asked for."""

    def __init__(self, entries: Mapping[str, Entry]) -> None:
        self._entries = entries

    def __getitem__(self, name: str) -> click.Command:
        entry = self._entries[name]
        command: click.Command = getattr(import_module(entry.module), entry.attribute)
        return command

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)


class LazyGroup(Group):
    """Commands that belong together, each imported when it is called."""

    def __init__(self, *, entries: Mapping[str, Entry], **attributes: Any) -> None:
        """Take where the commands live and what the list of commands says of them."""
        super().__init__(commands=_Lazily(entries), **attributes)
        self._entries = entries

    def summaries(self) -> Mapping[str, Text]:
        """Return the words of each command, without importing any."""
        return {name: entry.words for name, entry in self._entries.items()}
