"""List macros (``all``, ``exists``, ``exists_one``, ``filter``, ``map``) and their budget."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from engine.rules.errors import Stop, Why
from engine.rules.scope import BUDGET
from engine.rules.tree import Macro, walk
from engine.rules.values import key_value, no_overload, not_a_verdict, weight

Frame = dict[str, Any]
Run = Callable[[Frame], Any]

_MISSING = object()
_STEPS_TO_LOOK_ON = 10_000
"""What an explanation may spend on the elements after the one that decided."""


def spend(frame: Frame, steps: int) -> None:
    """Take steps from the budget of the running rule."""
    left = frame[BUDGET] - steps
    if left < 0:
        raise Stop(Why.BUDGET)
    frame[BUDGET] = left


def elements_of(items: Any) -> list[Any]:
    """Return what a macro goes through: the items of a list, the keys of a map, else nothing."""
    if isinstance(items, dict):
        return [key_value(key) for key in items]
    return items if isinstance(items, list) else []


class Loop:
    """A macro: charged beforehand by the length of its list times the size of its body."""

    def __init__(
        self, node: Macro, over: Run, bodies: tuple[Run, ...], *, is_thorough: bool
    ) -> None:
        """Prepare a macro from its closures; a thorough one looks at all items even so."""
        self._is_thorough = is_thorough
        self._name = node.name
        self._over = over
        self._variable = node.variable
        self._steps = sum(1 for body in node.bodies for _ in walk(body))
        self._last = bodies[-1]
        self._condition = bodies[0] if len(bodies) > 1 else None
        self._builds_containers = node.bodies[-1].type.is_container
        self._body: Callable[[Frame, list[Any]], Any] = {
            "all": self._all,
            "exists": self._exists,
            "exists_one": self._exists_one,
            "filter": self._filter,
            "map": self._map,
        }[node.name]

    def run(self, frame: Frame) -> Any:
        """Loop; the variable means afterwards what it meant before."""
        items = self._items(frame)
        left = frame[BUDGET] - len(items) * self._steps
        if left < 0:
            raise Stop(Why.BUDGET)
        frame[BUDGET] = left
        before = frame.get(self._variable, _MISSING)
        try:
            return self._body(frame, items)
        finally:
            if before is _MISSING:
                frame.pop(self._variable, None)
            else:
                frame[self._variable] = before

    def _items(self, frame: Frame) -> list[Any]:
        items = self._over(frame)
        if type(items) is list:
            return items
        if type(items) is dict:
            return elements_of(items)
        raise no_overload(items, of=self._name)

    def _all(self, frame: Frame, items: list[Any]) -> bool:
        search = self._search_on if self._is_thorough else self._search
        return search(frame, items, wanted=False)

    def _exists(self, frame: Frame, items: list[Any]) -> bool:
        search = self._search_on if self._is_thorough else self._search
        return search(frame, items, wanted=True)

    def _search_on(self, frame: Frame, items: list[Any], *, wanted: bool) -> bool:
        """Search, and then look at the others too, for whoever wants to know all that decide."""
        others = iter(items)
        verdict = self._search(frame, others, wanted=wanted)
        left = frame[BUDGET]
        frame[BUDGET] = min(left, _STEPS_TO_LOOK_ON)
        for item in others:
            frame[self._variable] = item
            try:
                self._last(frame)
            except Stop as failure:
                if failure.code == Why.BUDGET:
                    break
        frame[BUDGET] = left
        return verdict

    def _search(self, frame: Frame, items: Iterable[Any], *, wanted: bool) -> bool:
        """Look for an item that decides; it makes up for failures at the others."""
        variable, body = self._variable, self._last
        stop: Stop | None = None
        for item in items:
            frame[variable] = item
            try:
                verdict: object = body(frame)
            except Stop as failure:
                if failure.code == Why.BUDGET:
                    raise
                stop = stop or failure
                continue
            if verdict is wanted:
                return wanted
            if type(verdict) is not bool:
                stop = stop or not_a_verdict(verdict)
        if stop is not None:
            raise stop
        return not wanted

    def _exists_one(self, frame: Frame, items: list[Any]) -> bool:
        return len(self._filter(frame, items)) == 1

    def _filter(self, frame: Frame, items: list[Any]) -> list[Any]:
        variable, body = self._variable, self._last
        chosen = []
        for item in items:
            frame[variable] = item
            verdict = body(frame)
            if verdict is True:
                chosen.append(item)
            elif verdict is not False:
                raise not_a_verdict(verdict)
        return chosen

    def _map(self, frame: Frame, items: list[Any]) -> list[Any]:
        variable, body = self._variable, self._last
        built = []
        for item in items if self._condition is None else self._chosen(frame, items):
            frame[variable] = item
            built.append(body(frame))
        if self._builds_containers:
            spend(frame, weight(built, frame[BUDGET]))
        return built

    def _chosen(self, frame: Frame, items: list[Any]) -> Any:
        condition = self._condition
        for item in items:
            frame[self._variable] = item
            verdict = condition(frame)  # type: ignore[misc]
            if verdict is True:
                yield item
            elif verdict is not False:
                raise not_a_verdict(verdict)
