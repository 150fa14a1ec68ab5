"""Exit codes: stable, so that scripts can rely on them.

An error takes the code of its nearest ancestor in the table.
"""

from __future__ import annotations

from enum import IntEnum

from engine import errors
from engine.deadlines.errors import DeadlineError


class ExitCode(IntEnum):
    """How a call of the command line ended."""

    OK = 0
    FINDINGS = 1
    """Something was checked and is not in order."""
    USAGE = 2
    """The command was not understood."""
    REFUSED = 3
    NOT_FOUND = 4
    ACCESS_DENIED = 5
    STORAGE = 6
    DELIVERY = 7
    SETTINGS = 8
    FILE = 9
    """The operating system refused, for example to read or write a file."""
    UNEXPECTED = 70
    STUCK = 75
    """The clock got stuck: start the process again."""
    INTERRUPTED = 130


EXIT_CODES: dict[type[Exception], ExitCode] = {
    errors.NotFound: ExitCode.NOT_FOUND,
    errors.DefinitionError: ExitCode.FINDINGS,
    errors.RuleError: ExitCode.FINDINGS,
    DeadlineError: ExitCode.FINDINGS,
    errors.CaseError: ExitCode.REFUSED,
    errors.AccessDenied: ExitCode.ACCESS_DENIED,
    errors.StorageError: ExitCode.STORAGE,
    errors.DeliveryError: ExitCode.DELIVERY,
    errors.SettingsError: ExitCode.SETTINGS,
    errors.DocumentError: ExitCode.FILE,
    OSError: ExitCode.FILE,
}


def exit_code(error: type[Exception]) -> ExitCode:
    """Return the code of the nearest ancestor of an error that has one."""
    for ancestor in error.__mro__:
        if ancestor in EXIT_CODES:
            return EXIT_CODES[ancestor]
    return ExitCode.UNEXPECTED
