"""How a running rule fails."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar

from engine.errors import RuleError
from engine.findings import Text

if TYPE_CHECKING:
    from collections.abc import Mapping


class Why(StrEnum):
    """Why a rule fails: stable codes."""

    NO_SUCH_KEY = "no_such_key"
    NO_SUCH_INDEX = "no_such_index"
    NULL = "null"
    DIVIDE_BY_ZERO = "divide_by_zero"
    OVERFLOW = "overflow"
    NO_OVERLOAD = "no_overload"
    NOT_A_VERDICT = "not_a_verdict"
    BUDGET = "budget"
    BAD_CONVERSION = "bad_conversion"
    BAD_PATTERN = "bad_pattern"
    BAD_KEY = "bad_key"
    REPEATED_KEY = "repeated_key"
    UNKNOWN_NAME = "unknown_name"
    UNKNOWN_FUNCTION = "unknown_function"
    NO_CALENDAR = "no_calendar"
    NO_SUCH_TABLE = "no_such_table"
    NO_ROW = "no_row"
    SEVERAL_ROWS = "several_rows"
    BAD_VALUE = "bad_value"


_MESSAGES: Mapping[Why, Text] = {
    Why.NO_SUCH_KEY: Text(de="„{}“ fehlt", en="“{}” is missing"),
    Why.NO_SUCH_INDEX: Text(
        de="die Liste hat keine Stelle {} (gezählt wird ab 0)",
        en="the list has no position {} (counting starts at 0)",
    ),
    Why.NULL: Text(de="ein Wert, mit dem gerechnet wird, ist leer", en="a value in use is null"),
    Why.DIVIDE_BY_ZERO: Text(de="Teilung durch null", en="division by zero"),
    Why.OVERFLOW: Text(de="das Ergebnis ist zu groß", en="the result is too large"),
    Why.NO_OVERLOAD: Text(
        de="„{}“ gibt es nicht für: {}",
        en="“{}” does not exist for: {}",
    ),
    Why.NOT_A_VERDICT: Text(
        de="statt eines Ja/Nein-Wertes kam: {}", en="instead of yes/no there came: {}"
    ),
    Why.BUDGET: Text(
        de="die Regel braucht zu viele Rechenschritte", en="the rule needs too many steps"
    ),
    Why.BAD_CONVERSION: Text(de="kein gültiger Wert für „{}“", en="not a valid value for “{}”"),
    Why.BAD_PATTERN: Text(de="das Suchmuster ist ungültig", en="the pattern is not valid"),
    Why.BAD_KEY: Text(
        de="ein Schlüssel muss Text, ganze Zahl oder Ja/Nein sein",
        en="a key must be text, whole number or yes/no",
    ),
    Why.REPEATED_KEY: Text(de="ein Schlüssel steht zweimal da", en="a key is written twice"),
    Why.UNKNOWN_NAME: Text(de="„{}“ hat hier keinen Wert", en="“{}” has no value here"),
    Why.UNKNOWN_FUNCTION: Text(de="die Funktion „{}“ gibt es nicht", en="no function “{}”"),
    Why.NO_CALENDAR: Text(
        de="hier ist kein Kalender mit Arbeitstagen bekannt",
        en="no calendar of working days is known here",
    ),
    Why.NO_SUCH_TABLE: Text(de="die Tabelle „{}“ gibt es nicht", en="there is no table “{}”"),
    Why.NO_ROW: Text(
        de="keine Zeile der Tabelle „{}“ trifft zu", en="no row of the table “{}” matches"
    ),
    Why.SEVERAL_ROWS: Text(
        de="mehrere Zeilen der Tabelle „{}“ treffen zu: {}",
        en="several rows of the table “{}” match: {}",
    ),
    Why.BAD_VALUE: Text(
        de="ein Wert hat nicht die Art, die für ihn angegeben ist",
        en="a value is not of the type declared for it",
    ),
}


class Stop(Exception):
    """A rule stops: cheap to raise, for a list macro may raise and absorb thousands.

    It never leaves this package: the door of a rule turns it into ``RuleFailed``.
    """

    def __init__(self, code: Why, *facts: object) -> None:
        """Keep what the message will need, should anybody read it."""
        super().__init__()
        self.code = code
        self.facts = facts
        self.column: int | None = None

    @property
    def message(self) -> Text:
        """What happened, in words."""
        words = _MESSAGES[self.code]
        facts = [str(fact)[:80] for fact in self.facts]
        return Text(de=words.de.format(*facts), en=words.en.format(*facts))


class RuleFailed(RuleError):
    """The rule cannot be evaluated: {message}."""

    de: ClassVar[str] = "Die Regel ist nicht auswertbar: {message}."

    code: str
    """Stable, for example ``null``, ``no_such_key``, ``divide_by_zero``, ``budget``."""
    message: Text
    column: int | None
    """First character of the sub-expression that failed, counted from 1."""

    def __init__(self, code: str, message: Text, column: int | None = None) -> None:
        """Say what happened, and where in the rule."""
        super().__init__(code=code, message=message, column=column)


def failed(stop: Stop) -> RuleFailed:
    """Return the error that callers of a rule see."""
    return RuleFailed(stop.code.value, stop.message, stop.column)
