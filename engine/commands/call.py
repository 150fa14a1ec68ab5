"""One call of the command line: in which language, about what, and how it answers."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from engine.errors import SettingsError, StorageError
from engine.findings import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.commands.exits import ExitCode
    from engine.services.access import Reader
    from engine.services.application import Application
    from engine.settings import Settings
    from engine.storage.town import Town

_SQLITE = "sqlite:///"


class DatabaseMissing(StorageError):
    """There is no database in the file {file} yet."""

    de = "In der Datei {file} ist noch keine Datenbank."

    hint = Text(
        de="Einrichten: verbindlich init. Eine andere wählen: --database URL.",
        en="Set one up: verbindlich init. Choose another one: --database URL.",
    )


class TownNotNamed(SettingsError):
    """There are several towns in this database: {towns}. Name one: --town ID."""

    de = "In dieser Datenbank gibt es mehrere Städte: {towns}. Nennen Sie eine: --town ID."


class Call:
    """What the options of the root command said; commands get it by ``@pass_call``."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        """Start in the language of the environment, until an option says otherwise."""
        self.environment = environment
        self.language = language_of(environment)
        self.database_url: str | None = None
        self.town: str | None = None
        self.as_json = False
        self.is_debugging = False

    @cached_property
    def settings(self) -> Settings:
        """The settings of this process; whatever cannot be used is refused here."""
        from engine.settings import read_settings  # noqa: PLC0415 - only for who needs it

        return read_settings(
            self.environment, {"database_url": self.database_url, "language": self.language}
        )

    @cached_property
    def application(self) -> Application:
        """The application; its database need not have been set up."""
        from engine.bootstrap import application  # noqa: PLC0415 - loads the database library
        from engine.logs import configure_logs  # noqa: PLC0415 - for who does something only

        configure_logs(self.settings.log_level)
        return application(self.settings)

    @cached_property
    def tenant(self) -> str:
        """The id of the town that the command is about.

        Raises:
            DatabaseMissing: nothing has been set up.
            TownNotNamed: there are several, and none was named.
        """
        from engine.services.towns import TownUnclear, the_town  # noqa: PLC0415 - as above

        self.refuse_missing_database()
        try:
            return the_town(self.application, self.town)
        except TownUnclear as error:
            raise TownNotNamed(towns=error.facts["towns"]) from error

    @cached_property
    def reader(self) -> Reader:
        """Whoever sits at the command line has the database in her hands, and sees all of it."""
        from engine.services.access import AS_OPERATOR  # noqa: PLC0415 - as above

        return AS_OPERATOR

    def reader_as(self, person: str | None) -> Reader:
        """Return the same with whom she says she is, for the record."""
        return replace(self.reader, person=person)

    @cached_property
    def place(self) -> Town:
        """The town that the command is about, as it is set up."""
        from engine.services.locality import town_of  # noqa: PLC0415 - as above

        return town_of(self.application, self.tenant, self.reader)

    def refuse_missing_database(self) -> None:
        """Refuse a file that is not there, instead of leaving an empty one behind."""
        file = self.settings.database_url.removeprefix(_SQLITE)
        is_file = self.settings.database_url.startswith(_SQLITE) and file not in {"", ":memory:"}
        if is_file and not Path(file.partition("?")[0]).exists():
            raise DatabaseMissing(file=file)

    def words(self, text: Text | str) -> str:
        """Return a text in the language of this call."""
        return text.to(self.language) if isinstance(text, Text) else text

    def close(self) -> None:
        """Close what was opened."""
        if "application" in self.__dict__:
            self.application.database.close()

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
