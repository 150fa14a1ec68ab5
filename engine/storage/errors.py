"""What the database can refuse, and how the drivers' errors are told apart."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from sqlalchemy import exc

from engine.errors import CaseError, NotFound, StorageError

if TYPE_CHECKING:
    from collections.abc import Iterator


class TenantNotFound(NotFound):
    """Not found: the town {name}."""

    de = "Nicht gefunden: die Kommune {name}."


class DefinitionNotFound(NotFound):
    """Not found: version {version} of the workflow {name}."""

    de = "Nicht gefunden: Fassung {version} des Workflows {name}."


class DefinitionUnusable(StorageError):
    """Version {version} of the workflow {name} cannot be read any more: {reason}."""

    de = "Fassung {version} des Workflows {name} ist nicht mehr lesbar: {reason}."


class PersonNotFound(NotFound):
    """Not found: the person {name}."""

    de = "Nicht gefunden: die Person {name}."


class NotErased(CaseError):
    """What {case} holds of people cannot be erased: {reason}."""

    de = "Was {case} über Personen enthält, lässt sich nicht löschen: {reason}."


class NotOffered(NotFound):
    """Not found: an open offer of {case} to the archive ({name})."""

    de = "Nicht gefunden: eine offene Anbietung von {case} an das Archiv ({name})."


class StaleVersion(CaseError):
    """The case {name} has moved on since it was read. Read it again and repeat."""

    de = "Der Vorgang {name} ist inzwischen weiter. Bitte neu laden und wiederholen."


class KeyTaken(CaseError):
    """The same request is being done at this moment. Ask again for its answer."""

    de = "Dieselbe Anfrage wird gerade ausgeführt. Bitte die Antwort noch einmal abrufen."


class AlreadyPublished(StorageError):
    """Version {version} of the workflow {name} is published and can no longer be changed.

    Give the changed definition the next version number.
    """

    de = "Fassung {version} des Workflows {name} ist veröffentlicht und unveränderlich."


class DatabaseLocked(StorageError):
    """Another process is writing to the database and did not finish in time. Try again."""

    de = (
        "Ein anderer Prozess schreibt in die Datenbank und wurde nicht rechtzeitig fertig. "
        "Bitte noch einmal versuchen."
    )


class DatabaseBusy(StorageError):
    """Two transactions stood in each other's way. Nothing was changed. Try again."""

    de = "Zwei Zugriffe standen sich im Weg. Nichts wurde geändert. Bitte noch einmal versuchen."


class DiskFull(StorageError):
    """The disk of the database is full. Nothing was changed. Make room and try again."""

    de = (
        "Der Datenträger der Datenbank ist voll. Nichts wurde geändert. Bitte Platz schaffen und "
        "noch einmal versuchen."
    )


class DatabaseUnreachable(StorageError):
    """The database cannot be reached: {reason}. Check its address and whether it is running."""

    de = (
        "Die Datenbank ist nicht erreichbar: {reason}. Bitte prüfen, ob die Adresse stimmt und "
        "ob sie läuft."
    )


class DatabaseReadOnly(StorageError):
    """The database may only be read. Check the rights of the file and of its folder."""

    de = "Die Datenbank lässt nur Lesen zu. Bitte die Rechte der Datei und ihres Ordners prüfen."


class DatabaseCorrupt(StorageError):
    """The database file is damaged or is no database. Restore a backup (db check tells more)."""

    de = (
        "Die Datenbankdatei ist beschädigt oder keine Datenbank. Bitte eine Sicherung "
        "zurückspielen (db check sagt mehr)."
    )


class SchemaMissing(StorageError):
    """The database has no tables yet, or older ones than this version needs. Run: db upgrade."""

    de = (
        "Die Datenbank hat noch keine Tabellen oder ältere, als diese Version braucht. Bitte "
        "ausführen: db upgrade."
    )


class SchemaTooNew(StorageError):
    """The database was set up by a newer version ({found}). Update the program."""

    de = "Die Datenbank stammt von einer neueren Version ({found}). Bitte das Programm erneuern."


class BackupElsewhere(StorageError):
    """PostgreSQL is backed up by its own tool: pg_dump --format=custom, restored by pg_restore."""

    de = (
        "PostgreSQL wird mit dem eigenen Werkzeug gesichert: pg_dump --format=custom, "
        "zurückgespielt mit pg_restore."
    )


class BackupExists(StorageError):
    """The file {name} is there already and is not overwritten. Name another one."""

    de = "Die Datei {name} gibt es schon, sie wird nicht überschrieben. Bitte eine andere nennen."


class ConstraintBroken(StorageError):
    """The database refused a row that contradicts what it holds: {reason}."""

    de = "Die Datenbank hat eine Zeile abgelehnt, die ihrem Bestand widerspricht: {reason}."


class Unstorable(StorageError):
    """A value holds something that the database cannot store, a NUL character for instance."""

    de = "Eine Angabe enthält etwas, das die Datenbank nicht speichern kann, etwa ein NUL-Zeichen."


class DatabaseFailed(StorageError):
    """The database failed: {reason}."""

    de = "Die Datenbank hat versagt: {reason}."


_BY_SQLITE_CODE: dict[str, type[StorageError]] = {
    "SQLITE_BUSY": DatabaseLocked,
    "SQLITE_LOCKED": DatabaseLocked,
    "SQLITE_FULL": DiskFull,
    "SQLITE_READONLY": DatabaseReadOnly,
    "SQLITE_PERM": DatabaseReadOnly,
    "SQLITE_CORRUPT": DatabaseCorrupt,
    "SQLITE_NOTADB": DatabaseCorrupt,
    "SQLITE_CANTOPEN": DatabaseUnreachable,
    "SQLITE_IOERR": DiskFull,
    "SQLITE_CONSTRAINT": ConstraintBroken,
}
"""By primary result code: the extended codes begin with it."""

_BY_SQLSTATE: dict[str, type[StorageError]] = {
    "40001": DatabaseBusy,
    "40P01": DatabaseBusy,
    "55P03": DatabaseLocked,
    "57014": DatabaseLocked,
    "22001": Unstorable,
    "22003": Unstorable,
    "22021": Unstorable,
    "22P05": Unstorable,
    "25006": DatabaseReadOnly,
    "42501": DatabaseReadOnly,
    "42P01": SchemaMissing,
    "42703": SchemaMissing,
    "3F000": SchemaMissing,
    "53100": DiskFull,
    "XX001": DatabaseCorrupt,
    "XX002": DatabaseCorrupt,
    "08": DatabaseUnreachable,
    "53": DatabaseUnreachable,
    "57": DatabaseUnreachable,
    "28": DatabaseUnreachable,
    "3D": DatabaseUnreachable,
    "23": ConstraintBroken,
}
"""By SQLSTATE, else by its class (the first two characters)."""

_NUL = "cannot contain NUL"
"""What psycopg says before it asks PostgreSQL at all."""

RETRYABLE = (DatabaseBusy, DatabaseLocked, StaleVersion, KeyTaken)
"""What a caller may simply try again, in a new transaction."""


REFUSALS = (exc.SQLAlchemyError, sqlite3.Error)
"""Errors of the database library, and of SQLite's own driver where it is asked directly."""


def translated(error: exc.SQLAlchemyError | sqlite3.Error) -> StorageError:
    """Return the leaf of our tree that one of the ``REFUSALS`` stands for."""
    origin = getattr(error, "orig", None) or error
    reason = " ".join(str(origin).split())
    for leaf in _leaves(origin):
        return leaf(reason=reason)
    if _NUL in reason:
        return Unstorable()
    if "no such table" in reason or "no such column" in reason or "has no column" in reason:
        return SchemaMissing()
    if isinstance(error, exc.OperationalError) and getattr(origin, "sqlstate", None) is None:
        is_sqlite = hasattr(origin, "sqlite_errorname")
        return (DatabaseFailed if is_sqlite else DatabaseUnreachable)(reason=reason)
    return DatabaseFailed(reason=reason)


def _leaves(origin: object) -> Iterator[type[StorageError]]:
    name = getattr(origin, "sqlite_errorname", None)
    if isinstance(name, str):
        yield from (leaf for code, leaf in _BY_SQLITE_CODE.items() if name.startswith(code))
    state = getattr(origin, "sqlstate", None)
    if isinstance(state, str):
        yield from (_BY_SQLSTATE[key] for key in (state, state[:2]) if key in _BY_SQLSTATE)
