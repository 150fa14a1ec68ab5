"""Due dates, timers and what fulfils a duty: the parts of a duty that do nothing by themselves."""

from __future__ import annotations

from datetime import time
from typing import TYPE_CHECKING, Any

from engine.deadlines.due import Counting, Roll
from engine.definition.declare import Raw, maybe_title, title
from engine.definition.draft import Draft, Place, is_rule
from engine.definition.duties import DueDate, DueKind, FulfilledBy, Obligation, Timer
from engine.definition.fields import Field, FieldType
from engine.definition.scopes import CLOCK, DUE, FULFILMENT
from engine.findings import Text, pointer
from engine.rules.types import DATE, DYN, STRING, TIMESTAMP, Type, describe, list_of, nullable

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from engine.deadlines.ladder import Rung
    from engine.definition.effects import Expression
    from engine.rules.rule import Rule
    from engine.rules.scope import Scope

_DATE = Field("date", FieldType.DATE, Text(de="Datum", en="Date"))
_A_DATE = Place(nullable(DATE), _DATE)


def due(draft: Draft, raw: Raw, at: str, scope: Scope, *, roll: Roll = Roll.NEXT) -> DueDate:
    """Return a due date in one of its forms.

    Args:
        draft: The workflow.
        raw: The object that says it; of an object that says more, only the due date is read.
        at: Pointer to it.
        scope: What its rules may read.
        roll: Where it goes from a day without work, if the object does not say.
    """
    kind = next(kind for key, kind in _KINDS if key in raw)
    found = _Due(draft, raw, at, scope, Roll(raw.get("roll", roll)))
    return _READ[kind](found)


_KINDS = (
    ("deemed_after_posting", DueKind.DEEMED),
    ("part_of_month", DueKind.PART_OF_MONTH),
    ("before", DueKind.BEFORE),
    ("retention", DueKind.RETENTION),
    ("on", DueKind.ON),
    ("after", DueKind.AFTER),
)
"""What tells the forms apart, in the order of the schema."""


class _Due:
    """One due date to be read."""

    def __init__(self, draft: Draft, raw: Raw, at: str, scope: Scope, roll: Roll) -> None:
        self.draft = draft
        self.raw = raw
        self.at = at
        self.scope = scope
        self.roll = roll

    @property
    def time(self) -> time | None:
        said = self.raw.get("time")
        return None if said is None else time.fromisoformat(said)

    def date(self, key: str) -> Expression:
        return self.draft.expression(self.raw[key], f"{self.at}/{key}", self.scope, _A_DATE)

    def source(self) -> tuple[Expression | None, str]:
        said: str = self.raw.get("from", "entry")
        if said in {"entry", "demand"}:
            return None, said
        if not is_rule(said):
            return self.date("from"), "rule"
        where = f"{self.at}/from"
        found = self.draft.rule(said, where, self.scope, None)
        if found is not None and found.result.filled not in {DATE, TIMESTAMP, DYN}:
            self._not_a_moment(found.result, where)
        return found, "rule"

    def _not_a_moment(self, type_: Type, where: str) -> None:
        words = describe(type_)
        self.draft.report(
            "rule-wrong-type",
            where,
            Text(
                de=f"Hier ist ein Datum oder ein Zeitpunkt nötig, nicht: {words.de}.",
                en=f"A date or an instant is needed here, not: {words.en}.",
            ),
        )

    def period(self, key: str = "after") -> Any:
        if key not in self.raw:
            return None
        return self.draft.period(self.raw[key], f"{self.at}/{key}", self.scope)

    @property
    def counting(self) -> Counting:
        return Counting(self.raw.get("counting", Counting.DAY_AFTER))


def _after(of: _Due) -> DueDate:
    source, name = of.source()
    return DueDate(
        kind=DueKind.AFTER,
        source=source,
        source_name=name,
        after=of.period(),
        counting=of.counting,
        roll=of.roll,
        at=of.time,
    )


def _deemed(of: _Due) -> DueDate:
    source, name = of.source()
    return DueDate(
        kind=DueKind.DEEMED, source=source, source_name=name, after=of.period(), roll=of.roll
    )


def _on(of: _Due) -> DueDate:
    return _fixed(of, DueKind.ON, "on")


def _part(of: _Due) -> DueDate:
    return _fixed(of, DueKind.PART_OF_MONTH, "of", part=of.raw["part_of_month"])


def _before(of: _Due) -> DueDate:
    full, day = of.raw.get("full_days"), of.raw.get("day")
    return _fixed(of, DueKind.BEFORE, "before", full_days=full, day=day)


def _retention(of: _Due) -> DueDate:
    period = of.period("retention")
    return _fixed(of, DueKind.RETENTION, "from_end_of_year_of", after=period)


def _fixed(of: _Due, kind: DueKind, key: str, **more: Any) -> DueDate:
    return DueDate(
        kind=kind,
        source=of.date(key),
        source_name="rule",
        roll=of.roll,
        at=of.time,
        **more,
    )


_READ: Mapping[DueKind, Callable[[_Due], DueDate]] = {
    DueKind.AFTER: _after,
    DueKind.DEEMED: _deemed,
    DueKind.ON: _on,
    DueKind.PART_OF_MONTH: _part,
    DueKind.BEFORE: _before,
    DueKind.RETENTION: _retention,
}


def timers(draft: Draft, raw: list[Raw], at: str, states: tuple[str, ...]) -> tuple[Timer, ...]:
    """Return the timers of a state or phase; an appointment stands even on a holiday."""
    found: list[Timer] = []
    for index, each in enumerate(raw):
        where = f"{at}/{index}"
        draft.known("event", each["event"], f"{where}/event")
        when = due(draft, each, where, draft.scopes.scope(DUE, states), roll=Roll.NONE)
        condition = draft.condition(
            each.get("if"), f"{where}/if", draft.scopes.scope(CLOCK, states)
        )
        found.append(Timer(each["id"], when, each["event"], condition))
    return tuple(found)


def fulfilled_by(
    draft: Draft, raw: list[str | Raw], at: str, states: tuple[str, ...]
) -> tuple[FulfilledBy, ...]:
    """Return the events that fulfil a duty, each with its condition."""
    found: list[FulfilledBy] = []
    for index, each in enumerate(raw):
        said: Raw = {"event": each} if isinstance(each, str) else each
        key: str = said["event"]
        where = at + pointer(index) + ("" if isinstance(each, str) else "/event")
        draft.known("event", key, where)
        scope = draft.scopes.scope(FULFILMENT, states, input_=draft.input_of(key))
        condition = draft.condition(said.get("if"), f"{at}/{index}/if", scope)
        found.append(FulfilledBy(key, condition))
    return tuple(found)


def reminders(draft: Draft, raw: str | list[Any], at: str, scope: Scope) -> tuple[Rung, ...] | Rule:
    """Return the moments of reminders, or the rule that gives them in words."""
    if isinstance(raw, str):
        return draft.rule(raw, at, scope, list_of(STRING)) or ()
    return tuple(draft.rung(each, f"{at}/{index}") for index, each in enumerate(raw))


def ad_hoc(draft: Draft, raw: Raw, at: str, scope: Scope) -> Obligation:
    """Return the duty that an effect demands without its being declared.

    Its due date is reckoned once, when it is demanded, and so may read what the effect reads.
    """
    going_on = draft.outline.places.going_on
    for key in ("owner", "creditor"):
        draft.known("role", raw.get(key), f"{at}/{key}")
    when = due(draft, raw["due"], f"{at}/due", scope)
    return Obligation(
        key=raw["obligation"],
        title=title(raw["title"]),
        help=maybe_title(raw.get("help")),
        owner=raw["owner"],
        creditor=raw.get("creditor"),
        due=when,
        fulfilled_by=fulfilled_by(
            draft, raw.get("fulfilled_by", []), f"{at}/fulfilled_by", going_on
        ),
        reminders=reminders(draft, raw.get("reminders", []), f"{at}/reminders", scope),
        shifts_on_suspend=shifts(raw, when),
    )


def shifts(raw: Raw, when: DueDate) -> bool:
    """Return whether a suspension moves the due date: a period by default, no date, no statute."""
    if "on_suspend" in raw:
        return bool(raw["on_suspend"] == "shift")
    return not when.is_fixed_date and when.kind is not DueKind.DEEMED
