"""Obligations: what somebody owes somebody by a date, with its reminders and its consequences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.deadlines.periods import Period
from engine.definition.declare import Raw, maybe_title, title
from engine.definition.draft import Draft, is_rule
from engine.definition.duties import Escalation, Extension, Obligation, Repeat
from engine.definition.parse_due import due, fulfilled_by, reminders, shifts
from engine.definition.parse_effects import Around, effects
from engine.definition.scopes import CLOCK, DUE, RUNG
from engine.findings import Text, pointer
from engine.rules.types import STRING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.deadlines.ladder import Rung
    from engine.rules.rule import Rule


def obligations(
    draft: Draft, raw: Mapping[str, Raw], owed_in: Mapping[str, tuple[str, ...]]
) -> dict[str, Obligation]:
    """Return every declared obligation.

    Args:
        draft: The workflow.
        raw: By key.
        owed_in: The states whose entry opens it, by key; none for one that is only demanded.
    """
    return {
        key: _Obligation(draft, key, each, owed_in.get(key, ())).read() for key, each in raw.items()
    }


class _Obligation:
    """One obligation to be read."""

    def __init__(self, draft: Draft, key: str, raw: Raw, owed_in: tuple[str, ...]) -> None:
        self.draft = draft
        self.key = key
        self.raw = raw
        self.at = pointer("obligations", key)
        going_on = draft.outline.places.going_on
        self.opened_in = owed_in or going_on
        self.open_in = self.opened_in if self._ends_on_exit else going_on
        """Those in which it can be open: one that is kept outlives its state."""

    @property
    def _ends_on_exit(self) -> bool:
        return bool(self.raw.get("on_exit", "keep" if self.raw.get("binding") else "end") != "keep")

    def read(self) -> Obligation:
        draft, raw, at = self.draft, self.raw, self.at
        for key in ("owner", "creditor"):
            draft.known("role", raw.get(key), f"{at}/{key}")
        for index, event in enumerate(raw.get("blocks", [])):
            draft.known("event", event, f"{at}/blocks/{index}")
        reckoned = draft.scopes.scope(DUE, self.open_in)
        when = due(draft, raw["due"], f"{at}/due", reckoned)
        window = raw.get("repeat", {}).get("window")
        return Obligation(
            key=self.key,
            title=title(raw["title"]),
            help=maybe_title(raw.get("help")),
            owner=raw["owner"],
            creditor=raw.get("creditor"),
            binding=raw.get("binding", False),
            due=when,
            repeat=self._repeat(),
            window=draft.plain_period(window, f"{at}/repeat/window") if window else None,
            serves_oldest_only=raw.get("serves") == "oldest",
            condition=draft.condition(
                raw.get("when"), f"{at}/when", draft.scopes.scope(CLOCK, self.opened_in)
            ),
            fulfilled_by=fulfilled_by(
                draft, raw.get("fulfilled_by", []), f"{at}/fulfilled_by", self.open_in
            ),
            reminders=reminders(draft, raw.get("reminders", []), f"{at}/reminders", reckoned),
            escalation=self._escalation(),
            blocks=tuple(raw.get("blocks", [])),
            extension=self._extension(),
            waiver=draft.roles(raw.get("waiver", {}).get("by", []), f"{at}/waiver/by"),
            on_exit=raw.get("on_exit"),
            shifts_on_suspend=shifts(raw, when),
        )

    def _repeat(self) -> Repeat | None:
        raw, at = self.raw.get("repeat"), f"{self.at}/repeat"
        if raw is None:
            return None
        scopes = self.draft.scopes
        every = self.draft.period(raw["every"], f"{at}/every", scopes.scope(DUE, self.open_in))
        if isinstance(every, Period) and every.is_hours:
            self.draft.report("period", f"{at}/every", _NOT_IN_HOURS, _IN_DAYS)
        until = self.draft.condition(
            raw.get("until"), f"{at}/until", scopes.scope(RUNG, self.open_in)
        )
        return Repeat(every, until, raw.get("times"))

    def _extension(self) -> Extension | None:
        raw = self.raw.get("extension")
        if raw is None:
            return None
        by = self.draft.roles(raw["by"], f"{self.at}/extension/by")
        return Extension(by, raw.get("times", 1), raw.get("reading") == "from_rolled_end")

    def _escalation(self) -> tuple[Escalation, ...]:
        scope = self.draft.scopes.scope(RUNG, self.open_in)
        around = Around(scope, self.open_in, in_rung=True)
        found: list[Escalation] = []
        for index, step in enumerate(self.raw.get("escalation", [])):
            at = f"{self.at}/escalation/{index}"
            condition = self.draft.condition(step.get("if"), f"{at}/if", scope)
            do = effects(self.draft, step["do"], f"{at}/do", around)
            found.append(Escalation(step["id"], self._rung(step, at), do, condition))
        return tuple(found)

    def _rung(self, step: Raw, at: str) -> Rung | Rule:
        if not is_rule(step["at"]):
            return self.draft.rung(step, f"{at}/at")
        for key in step.keys() & {"roll", "time"}:
            self.draft.report("misplaced-key", f"{at}/{key}", _ONLY_FIXED, _FIX_IT)
        scope = self.draft.scopes.scope(DUE, self.open_in)
        rule = self.draft.rule(step["at"], f"{at}/at", scope, STRING)
        return rule or self.draft.rung("on the day", at)


_NOT_IN_HOURS = Text(
    de="Eine Wiederholung zählt keine Stunden: ihre Termine sind Tage.",
    en="A repetition does not count hours: its dates are days.",
)
_IN_DAYS = Text(
    de="Schreiben Sie zum Beispiel „1 day“, „2 weeks“ oder „6 months“.",
    en="Write for example “1 day”, “2 weeks” or “6 months”.",
)
_ONLY_FIXED = Text(
    de="Das gilt nur, wenn „at“ selbst einen Zeitpunkt nennt und keine Regel ist.",
    en="This holds only where “at” itself names a moment and is no rule.",
)
_FIX_IT = Text(
    de="Nennen Sie bei „at“ einen Zeitpunkt, zum Beispiel „10 working days after“.",
    en="Name a moment at “at”, for example “10 working days after”.",
)
