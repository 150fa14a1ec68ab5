"""Days and moments as they are typed: ``2026-03-31``, ``2026-03-31T09:00+02:00``."""

from __future__ import annotations

from datetime import date, datetime
from typing import NoReturn

import click

from engine.findings import Text


class Day(click.ParamType[date]):
    """A day of the calendar."""

    name = "day"

    def convert(
        self, value: str | date, param: click.Parameter | None, ctx: click.Context | None
    ) -> date:
        """Read the ISO text."""
        try:
            return value if isinstance(value, date) else date.fromisoformat(value)
        except ValueError:
            self.refuse(value, ctx, param)

    def refuse(
        self, value: object, ctx: click.Context | None, param: click.Parameter | None
    ) -> NoReturn:
        """Say what was expected."""
        words = Text(
            de=f"„{value}“ ist kein Tag wie 2026-03-31",
            en=f"“{value}” is no day like 2026-03-31",
        )
        self.fail(ctx.obj.words(words) if ctx else words.en, param, ctx)


class DayOrMoment(Day):
    """A day, or a moment with its offset from UTC."""

    def convert(
        self, value: str | date, param: click.Parameter | None, ctx: click.Context | None
    ) -> date:
        """Read the ISO text; a moment is a ``datetime``, which is a ``date`` too."""
        if isinstance(value, date) or "T" not in value:
            return super().convert(value, param, ctx)
        try:
            return datetime.fromisoformat(value)
        except ValueError:
            self.refuse(value, ctx, param)
