"""Logs: one line to standard error, whichever library speaks.

Above ``DEBUG`` a line carries ids and counts, never names, addresses or texts of cases: personal
data stays in the database, where it can be erased.
"""

from __future__ import annotations

import logging
import sys
from typing import TYPE_CHECKING, Final

from loguru import logger

if TYPE_CHECKING:
    from engine.settings import LogLevel

_LINE: Final = "{time:YYYY-MM-DDTHH:mm:ss.SSSZZ} {level:<7} {name}: {message}"
_QUIET: Final = ("transitions", "apscheduler", "sqlalchemy", "alembic")
"""Their ``DEBUG`` and ``INFO`` lines repeat, at a price, what our own events record."""


def configure_logs(level: LogLevel) -> None:
    """Send our lines, and those of the libraries, to standard error from this level on."""
    logger.remove()
    is_debugging = level == "DEBUG"
    logger.add(
        sys.stderr,
        level=level.value,
        format=_LINE,
        colorize=False,
        backtrace=is_debugging,
        diagnose=False,  # would print the values of variables, personal data among them
        enqueue=False,
    )
    logging.basicConfig(handlers=[_Intercept()], level=level.value, force=True)
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)


class _Intercept(logging.Handler):
    """Hands the lines of the standard library's logging on to loguru."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write the record under the name of the library that spoke."""
        try:
            level: str | int = logger.level(record.levelname).name
        except ValueError:  # a level of the library's own making
            level = record.levelno
        named = logger.patch(lambda line: line.__setitem__("name", record.name))
        named.opt(exception=record.exc_info).log(level, record.getMessage())
