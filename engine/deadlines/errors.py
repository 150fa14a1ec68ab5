"""What can be wrong with a period, a rung, a place or a date.

Every error carries ``problem`` (what is wrong) and ``hint`` (what would help) as texts.
"""

from __future__ import annotations

from engine.errors import DefinitionError, EngineError, SettingsError
from engine.findings import Text


class PeriodMalformed(DefinitionError):
    """“{given}” is not a period: {problem}."""

    de = "„{given}“ ist keine Zeitspanne: {problem}."
    given: str
    problem: Text
    hint: Text


class RungMalformed(DefinitionError):
    """“{given}” does not say when before or after the due date: {problem}."""

    de = "„{given}“ sagt nicht, wann vor oder nach der Fälligkeit: {problem}."
    given: str
    problem: Text
    hint: Text


class PlaceMalformed(SettingsError):
    """The place cannot be used at “{where}”: {problem}."""

    de = "Der Ort ist bei „{where}“ nicht verwendbar: {problem}."
    where: str
    problem: Text
    hint: Text


class LandUnknown(SettingsError):
    """“{given}” is no German Land."""

    de = "„{given}“ ist kein deutsches Land."
    given: str
    hint: Text


class TimeZoneUnknown(SettingsError):
    """“{given}” is no time zone."""

    de = "„{given}“ ist keine Zeitzone."
    given: str
    hint: Text


class DeadlineError(EngineError):
    """The due date cannot be computed."""

    de = "Die Fälligkeit lässt sich nicht berechnen."
    hint = Text(
        de="Prüfen Sie das Datum, von dem an gerechnet wird, und die Zeitspanne.",
        en="Check the date that is counted from, and the period.",
    )


class DateOutOfRange(DeadlineError):
    """{what} lies outside the years that can be computed ({first} to {last})."""

    de = "{what} liegt außerhalb der Jahre, die berechnet werden können ({first} bis {last})."
    what: Text
    first: int
    last: int


class InstantNeeded(DeadlineError):
    """A period in hours runs from a moment with date, time and time zone, not from {given}."""

    de = (
        "Eine Zeitspanne in Stunden läuft ab einem Zeitpunkt mit Datum, Uhrzeit und Zeitzone, "
        "nicht ab {given}."
    )
    given: str
    hint = Text(
        de="Nennen Sie einen Zeitpunkt, oder rechnen Sie in Tagen.",
        en="Name a moment, or count in days.",
    )


class RepeatsNever(DeadlineError):
    """A recurrence needs a period that is longer than nothing, and counts from 1."""

    de = "Eine Wiederholung braucht eine Zeitspanne, die länger als nichts ist, und zählt ab 1."
    hint = Text(
        de="Schreiben Sie zum Beispiel „6 months“.",
        en="Write for example “6 months”.",
    )


class WorkedCaseMalformed(DefinitionError):
    """“{key}” of the worked case cannot be used: {problem}."""

    de = "„{key}“ des Rechenfalls ist nicht verwendbar: {problem}."
    key: str
    problem: Text
    hint = Text(
        de="Vergleichen Sie mit einem Rechenfall derselben Art.",
        en="Compare it with a worked case of the same kind.",
    )
