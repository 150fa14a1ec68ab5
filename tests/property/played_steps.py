"""The steps of a case in play: events, effects, obligations and the ticks of the clock."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.definition.duties import Obligation, Timer
from engine.definition.effects import Agenda, Demand, Effect, Propose, Raise, SetFields, Waive
from tests.property.played_case import Case, Clock, Item, Open, Reckoning, Refused

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.definition.model import Transition


class Steps(Reckoning):
    """Whatever may happen to a case."""

    def _next(self, case: Case) -> tuple[float, Any] | None:
        """Return when the clock next has something to do, and what."""
        moments = list(self._moments(case))
        return min(moments, key=lambda moment: moment[0]) if moments else None

    def _moments(self, case: Case) -> Iterator[tuple[float, Any]]:
        for clock in case.clocks:
            yield max(clock.due, case.now), clock
        for each in case.open:
            if each.due is None:
                continue
            if each.duty.repeat and not each.followed:
                yield max(each.due, case.now), (each, None)
            for rung in each.duty.escalation:
                if rung.id not in each.fired:
                    at = each.due + self._rung_days(case, rung.at)
                    yield max(at, case.now), (each, rung)

    def _tick(self, case: Case) -> None:
        moment = self._next(case)
        assert moment is not None
        case.now, what = moment
        try:
            self._happen(case, what)
            self._settle(case)
        except Refused:
            return

    def _happen(self, case: Case, what: Any) -> None:
        if isinstance(what, Clock):
            case.clocks.remove(what)
            if self._holds(case, what.timer.condition):
                self._event(case, what.timer.event)
            return
        each, rung = what
        if rung is None:
            each.followed = True
            self._follow(case, each, missed=each.missed + 1)
            return
        each.fired.add(rung.id)
        if self._holds(case, rung.condition, each):
            self._do(case, rung.do, each)

    def _event(self, case: Case, event: str, chosen: int | None = None) -> None:
        blocking = [o for o in case.open if o.due is not None and o.due <= case.now]
        if any(event in each.duty.blocks for each in blocking):
            raise Refused
        ways = [
            t for t in self.workflow.transitions if t.event == event and case.state in t.origins
        ]
        if chosen is not None:
            self._take(case, ways[chosen], event, by_hand=True)
            return
        for way in ways:
            if all(self._holds(case, guard.rule) for guard in way.guards):
                self._take(case, way, event, by_hand=False)
                return
        raise Refused

    def _take(self, case: Case, way: Transition, event: str | None, *, by_hand: bool) -> None:
        before = case.copied()
        try:
            self._fulfil(case, event)
            self._go(case, way)
            self._complete(case, by_hand=by_hand)
        except Refused:
            case.become(before)
            raise

    def _fulfil(self, case: Case, event: str | None) -> None:
        for each in list(case.open):
            ways = [way for way in each.duty.fulfilled_by if way.event == event]
            if any(self._may(case, way.condition) for way in ways):
                self._close(case, each.duty.key, missed=False)

    def _go(self, case: Case, way: Transition) -> None:
        old = self.workflow.states[case.state]
        if way.to is not None:
            if any(each.duty.on_exit == "refuse" for each in case.open):
                raise Refused
            self._leave(case, way.to)
        case.data |= {key: self._value(case, value, key) for key, value in way.set.items()}
        self._do(case, way.effects, None)
        if way.to is not None:
            self._enter(case, way.to, from_phase=old.phase)

    def _complete(self, case: Case, *, by_hand: bool) -> None:
        """Refuse what lacks a required value; people fill it in."""
        for each in self.workflow.fields.values():
            must = each.required or case.state in each.required_in
            if must and case.data.get(each.key) is None:
                if not by_hand:
                    raise Refused
                case.data[each.key] = self._sample(each)

    def _leave(self, case: Case, target: str) -> None:
        here, there = self.workflow.states[case.state], self.workflow.states[target]
        leaves_phase = here.phase != there.phase
        case.clocks = [c for c in case.clocks if c.place == "phase" and not leaves_phase]
        kept = []
        for each in case.open:
            is_late = each.due is not None and each.due < case.now
            keeps = each.duty.on_exit or ("keep" if each.duty.binding and is_late else "end")
            if (each.place == "phase" and not leaves_phase) or keeps == "keep":
                kept.append(each)
        case.open = kept
        living = {each.duty.key for each in kept}
        case.items = [i for i in case.items if i.duty is None or i.duty in living]
        if there.final:
            case.open, case.items = [], []

    def _enter(self, case: Case, key: str, from_phase: str | None) -> None:
        state = self.workflow.states[key]
        case.state = key
        phase = self.workflow.phases.get(state.phase or "")
        if phase is not None and state.phase != from_phase:
            case.data |= {name: self._value(case, v, name) for name, v in phase.set.items()}
            self._do(case, phase.effects, None)
            self._start(case, phase.obligations, phase.timers, "phase")
        case.data |= {name: self._value(case, v, name) for name, v in state.set.items()}
        self._do(case, state.effects, None)
        self._start(case, state.obligations, state.timers, "state")

    def _start(
        self, case: Case, duties: tuple[str, ...], timers: tuple[Timer, ...], place: str
    ) -> None:
        for key in duties:
            self._owe(case, self.workflow.obligations[key], place)
        for timer in timers:
            due = self._due(case, timer.due)
            if due is not None:
                case.clocks.append(Clock(timer, due, place))

    def _settle(self, case: Case) -> None:
        for _ in range(64):
            if case.raised:
                event = case.raised.pop(0)
                try:
                    self._event(case, event)
                except Refused:
                    continue
                continue
            for way in self.workflow.transitions:
                if way.event is None and case.state in way.origins:
                    rules = [way.when, *(guard.rule for guard in way.guards)]
                    if all(self._holds(case, rule) for rule in rules):
                        self._take(case, way, None, by_hand=False)
                        break
            else:
                return
        raise Refused

    def _do(self, case: Case, effects: tuple[Effect, ...], of: Open | None) -> None:
        for each in effects:
            if self._holds(case, each.condition, of):
                self._ask(case, each, of)
                self._effect(case, each)

    def _ask(self, case: Case, effect: Effect, of: Open | None) -> None:
        if not isinstance(effect, Agenda | Propose):
            return
        if self.workflow.roles[effect.body].held_by != "body":
            return
        if isinstance(effect, Propose):
            self._put(case, Item(f"proposal {effect.id}", effect, None))
        else:
            duty = of.duty.key if of else None
            self._put(case, Item(f"agenda {duty or effect.body}", None, duty))

    def _effect(self, case: Case, effect: Effect) -> None:
        match effect:
            case SetFields(values=values):
                case.data |= {k: self._value(case, v, k) for k, v in values.items()}
            case Demand():
                duty = effect.ad_hoc or self.workflow.obligations[effect.obligation]
                assert isinstance(duty, Obligation)
                if all(each.duty.key != duty.key for each in case.open):
                    self._owe(case, duty, "demand")
            case Waive(obligation=key):
                self._close(case, key, missed=False)
            case Raise(event=event, on="self"):
                case.raised.append(event)
            case _:
                pass

    def _put(self, case: Case, item: Item) -> None:
        if all(each.key != item.key for each in case.items):
            case.items.append(item)

    def _owe(self, case: Case, duty: Obligation, place: str) -> None:
        if not self._holds(case, duty.condition):
            return
        anchor = case.now
        if duty.due.source is not None:
            anchor_or_none = self._day(self._value(case, duty.due.source, ""))
            anchor = case.now if anchor_or_none is None else anchor_or_none
        due = self._due(case, duty.due)
        number = 1
        if due is not None and duty.repeat is not None:
            every = max(self._days(case, duty.repeat.every), 1.0)
            while due <= case.now:
                due += every
        if due is not None:
            due = max(due, case.now + (14 if due < case.now else 0))
        case.open.append(Open(duty, number, due, anchor, place))

    def _close(self, case: Case, key: str, *, missed: bool) -> None:
        for each in [o for o in case.open if o.duty.key == key]:
            case.open.remove(each)
            if not each.followed:
                self._follow(case, each, missed=each.missed + 1 if missed else 0)
        case.items = [i for i in case.items if i.duty != key]

    def _follow(self, case: Case, each: Open, *, missed: int) -> None:
        repeat = each.duty.repeat
        if repeat is None or (repeat.times is not None and each.number >= repeat.times):
            return
        if repeat.until is not None and self._holds(case, repeat.until, each):
            return
        if not self._holds(case, each.duty.condition):
            return
        base = each.due if each.due is not None else case.now
        due = None if each.due is None else base + max(self._days(case, repeat.every), 1.0)
        case.open.append(Open(each.duty, each.number + 1, due, each.anchor, each.place, missed))
