"""One call of the command line: in which language, about what, and how it answers."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, NoReturn

import click

from engine.findings import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.commands.exits import ExitCode
    from engine.settings import Settings


class Call:
    """What the options of the root command said; commands get it by ``@pass_call``."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        """Start in the language of the environment, until an option says otherwise."""
        self.environment = environment
        self.language = language_of(environment)
        self.database_url: str | None = None
        self.as_json = False
        self.is_debugging = False

    @cached_property
    def settings(self) -> Settings:
        """The settings of this process; whatever cannot be used is refused here."""
        from engine.settings import read_settings  # noqa: PLC0415 - only for who needs it

        return read_settings(
            self.environment, {"database_url": self.database_url, "language": self.language}
        )

    def words(self, text: Text | str) -> str:
        """Return a text in the language of this call."""
        return text.to(self.language) if isinstance(text, Text) else text

    def finish(self, code: ExitCode) -> NoReturn:
        """End the command with a code, everything having been said."""
        raise click.exceptions.Exit(code)


pass_call = click.make_pass_decorator(Call)


def language_of(environment: Mapping[str, str]) -> str:
    """Return the language of a locale: German for ``de_AT``, English for any other."""
    for name in ("VERBINDLICH_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        if locale := environment.get(name):
            return "de" if locale.lower().startswith("de") else "en"
    return "en"
