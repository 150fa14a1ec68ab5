"""Cases in play, and how the brute-force interpreter reckons with days and values.

Time is counted in plain days: a month is 30.4 of them, a working day 1.4.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from engine.deadlines.ladder import Rung, parse_rung
from engine.deadlines.periods import Period, parse_period
from engine.definition.duties import DueDate, DueKind, Obligation, Timer
from engine.definition.effects import Literal, Propose
from engine.definition.fields import Field, FieldType
from engine.rules.errors import RuleFailed
from engine.rules.rule import Rule

if TYPE_CHECKING:
    from engine.definition.model import Workflow

START = date(2026, 3, 2)


@dataclass(slots=True)
class Open:
    """One occurrence that is owed."""

    duty: Obligation
    number: int
    due: float | None
    anchor: float
    place: str
    """state, phase or demand."""
    missed: int = 0
    fired: set[str] = field(default_factory=set)
    followed: bool = False


@dataclass(slots=True)
class Clock:
    """A timer that runs."""

    timer: Timer
    due: float
    place: str


@dataclass(slots=True)
class Item:
    """What stands before a body."""

    key: str
    proposal: Propose | None
    duty: str | None


@dataclass(slots=True)
class Case:
    """A case in play."""

    state: str
    data: dict[str, Any]
    now: float = 0.0
    open: list[Open] = field(default_factory=list)
    clocks: list[Clock] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    raised: list[str] = field(default_factory=list)

    def copied(self) -> Case:
        """A copy that can go on by itself."""
        return replace(
            self,
            data=dict(self.data),
            open=[replace(each, fired=set(each.fired)) for each in self.open],
            clocks=list(self.clocks),
            items=list(self.items),
            raised=list(self.raised),
        )

    def become(self, other: Case) -> None:
        """Take over everything of another one."""
        for each in fields(self):
            setattr(self, each.name, getattr(other, each.name))


class Refused(Exception):
    """The step is not possible."""


class Reckoning:
    """Days and values of the cases of one workflow."""

    def __init__(self, workflow: Workflow, seed: int) -> None:
        self.workflow = workflow
        self.random = random.Random(seed)  # noqa: S311 - no secret

    def _due(self, case: Case, due: DueDate) -> float | None:
        start: float | None = case.now
        if due.source is not None:
            start = self._day(self._value(case, due.source, ""))
        if start is None:
            return None
        if due.kind in {DueKind.ON, DueKind.PART_OF_MONTH}:
            return start
        if due.kind is DueKind.BEFORE:
            return start - (due.full_days or due.day or 0)
        return start + self._days(case, due.after)

    def _days(self, case: Case, period: Period | Rule | None) -> float:
        if isinstance(period, Rule):
            said = self._value(case, period, "")
            period = parse_period(str(said)) if said else None
        if period is None:
            return 0.0
        months = period.total_months * 30.4
        return months + period.calendar_days + period.working_days * 1.4 + period.hours / 24

    def _rung_days(self, case: Case, at: Rung | Rule) -> float:
        rung = at
        if isinstance(rung, Rule):
            rung = parse_rung(str(self._value(case, rung, "")))
        return self._days(case, rung.period)

    def _day(self, value: Any) -> float | None:
        if isinstance(value, datetime):
            value = value.date()
        return (value - START).days if isinstance(value, date) else None

    def _holds(self, case: Case, rule: Rule | None, of: Open | None = None) -> bool:
        return rule is None or self._run(case, rule, of) is True

    def _may(self, case: Case, rule: Rule | None) -> bool:
        return rule is None or self._run(case, rule, None) is not False

    def _value(self, case: Case, value: Any, key: str) -> Any:
        if isinstance(value, Literal):
            return value.value
        found = self._run(case, value, None)
        if found is None and key in self.workflow.fields:
            reads_input = any(path[0] == "input" for path in value.references)
            return self._sample(self.workflow.fields[key]) if reads_input else None
        return found

    def _run(self, case: Case, rule: Rule, of: Open | None) -> Any:
        today = START + timedelta(days=int(case.now))
        late = max(0, int(case.now - of.due)) if of and of.due is not None else 0
        owed = {
            "id": of.duty.key,
            "occurrence": of.number,
            "opened_on": START,
            "due_on": today,
            "days_late": late,
            "missed_in_a_row": of.missed + 1,
            "extended": 0,
            "last_fulfilled_on": None,
        } if of else {}  # fmt: skip
        values = {
            "case": {
                **case.data,
                "state": case.state,
                "id": "1",
                "number": "1",
                "opened_on": START,
            },
            "input": {},
            "settings": {key: each.field.default for key, each in self.workflow.settings.items()},
            "facts": dict.fromkeys(self.workflow.facts, 0),
            "children": {key: [] for key in self.workflow.children},
            "parent": {},
            "obligation": owed,
            "event": {},
            "actor": {},
            "today": today,
            "now": datetime(today.year, today.month, today.day, tzinfo=UTC),
        }
        try:
            return rule.evaluate(values)
        except RuleFailed:
            return None

    def _data(self, state: str, kind: int) -> dict[str, Any]:
        """Return data of one kind: empty where they may be, full, or by chance."""
        data: dict[str, Any] = {}
        for each in self.workflow.fields.values():
            must = each.required or state in each.required_in
            if must or kind == 1 or (kind > 1 and self.random.random() < 0.7):
                value = (
                    each.default if kind == 0 and each.default is not None else self._sample(each)
                )
                data[each.key] = value
            else:
                data[each.key] = None
        return data

    def _sample(self, of: Field) -> Any:
        """Return a value by chance."""
        if of.type is FieldType.LIST:
            return [{key: self._sample(member) for key, member in of.of.items()}]
        options = sorted(of.options) or _SAMPLES.get(of.type, ["x", "x" * 50])
        return self.random.choice(options)


_WHOLE = [0, 1, 2, 30, 50, 99, 100]
_SAMPLES: dict[FieldType, list[Any]] = {
    FieldType.YES_NO: [False, True],
    FieldType.INTEGER: _WHOLE,
    FieldType.PERCENT: _WHOLE,
    FieldType.MONEY: _WHOLE,
    FieldType.NUMBER: [0.0, 0.5, 100.0],
    FieldType.DATE: [START + timedelta(days=days) for days in (1, 40, 200, 700)],
    FieldType.TIMESTAMP: [datetime(2026, month, 1, tzinfo=UTC) for month in (4, 8, 12)],
}
