"""Why a rule came out as it did: every sub-expression with its value, ticked or crossed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from engine.rules.errors import RuleFailed, Stop, failed
from engine.rules.loops import elements_of
from engine.rules.scope import TRACE
from engine.rules.shown import readable, shown
from engine.rules.tree import Literal, Macro, Node, paths_read

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    Frame = dict[str, Any]
    Run = Callable[[Frame], Any]

MOST_ELEMENTS = 5
"""Deciding elements of a list that are shown; the others are counted."""
NOTHING_HIDDEN: frozenset[tuple[str, ...]] = frozenset()
_MARKS = {"tick": "✓", "cross": "✗", "plain": "·"}


@dataclass(slots=True)
class Step:
    """What happened when a node was evaluated."""

    node: Node
    paths: frozenset[tuple[str, ...]]
    value: Any
    stop: Stop | None
    below: list[Step]
    position: int = 0
    """Which element of the list a macro's body was evaluated for."""
    element: Any = None
    left_out: int = 0
    """How many deciding elements are not among the steps below."""


def tracing(node: Node, run: Run) -> Run:
    """Wrap a closure so that it leaves a step in the trace of the frame."""
    column, paths = node.start + 1, paths_read(node)

    def traced(frame: Frame) -> Any:
        above = frame[TRACE]
        below: list[Step] = []
        step = Step(node, paths, None, None, below)
        frame[TRACE] = below
        try:
            step.value = run(frame)
        except Stop as stop:
            if stop.column is None:
                stop.column = column
            step.stop = stop
            raise
        finally:
            frame[TRACE] = above
            if isinstance(node, Macro):
                _keep_decisive(node, step)
            above.append(step)
        return step.value

    return traced


def _keep_decisive(node: Macro, step: Step) -> None:
    """Keep, of all the turns of a loop, those that made the result what it is."""
    over = [each for each in step.below if each.node is node.over]
    turns = [each for each in step.below if each.node is node.bodies[0]]
    elements = elements_of(over[0].value) if over else []
    for position, (turn, element) in enumerate(zip(turns, elements, strict=False)):
        turn.position, turn.element = position, element
    decisive = [turn for turn in turns if _decides(node.name, turn, step)]
    step.below[:] = over + decisive[:MOST_ELEMENTS]
    step.left_out = max(0, len(decisive) - MOST_ELEMENTS)


def _decides(macro: str, turn: Step, whole: Step) -> bool:
    if whole.stop is not None:
        return turn.stop is not None
    if macro in {"all", "exists"}:
        return turn.stop is None and turn.value is whole.value
    return macro != "map" and turn.value is True


@dataclass(frozen=True, slots=True)
class Part:
    """A sub-expression, its value and what it is made of."""

    text: str
    column: int
    """First character in the rule, counted from 1."""
    end_column: int
    value: Any
    failure: RuleFailed | None
    paths: frozenset[tuple[str, ...]]
    """What it read."""
    parts: tuple[Part, ...] = ()
    elements: tuple[Element, ...] = ()
    """The elements of a list that decided."""
    left_out: int = 0
    """How many more elements decided."""
    is_secret: bool = False
    """Whether the value was taken out, for a reader who may not see it."""

    @property
    def mark(self) -> str:
        """``tick`` for true, ``cross`` for false or failed, ``plain`` for any other value."""
        if self.failure is not None or self.value is False:
            return "cross"
        return "tick" if self.value is True else "plain"

    def is_hidden(self, hidden: frozenset[tuple[str, ...]]) -> bool:
        """Whether the value would tell what the reader may not read.

        A verdict about hidden values stays visible, for it is what the reader has to know; a
        value that is one of them, or made of them, does not.
        """
        if self.is_secret:
            return True
        if not any(_overlap(path, secret) for path in self.paths for secret in hidden):
            return False
        return not (isinstance(self.value, bool) and self.parts + self.elements)

    def without(self, hidden: frozenset[tuple[str, ...]]) -> Part:
        """Return the part with the values of hidden paths taken out."""
        is_secret = self.is_hidden(hidden)
        return replace(
            self,
            value=None if is_secret else self.value,
            is_secret=is_secret,
            parts=tuple(each.without(hidden) for each in self.parts),
            elements=tuple(each.without(hidden) for each in self.elements),
        )

    def to_json(self, hidden: frozenset[tuple[str, ...]]) -> dict[str, Any]:
        """Return the part as JSON."""
        written: dict[str, Any] = {
            "text": self.text,
            "column": self.column,
            "end_column": self.end_column,
        }
        if self.is_hidden(hidden):
            written |= {"mark": "plain", "hidden": True}
        else:
            written |= {"mark": self.mark, "value": shown(self.value)}
        if self.failure is not None:
            written["error"] = _error(self.failure, is_hidden=self.is_hidden(hidden))
        if self.parts:
            written["parts"] = [part.to_json(hidden) for part in self.parts]
        if self.elements:
            written["elements"] = [element.to_json(hidden) for element in self.elements]
        if self.left_out:
            written["more_elements"] = self.left_out
        return written

    def lines(
        self, language: str, hidden: frozenset[tuple[str, ...]], depth: int = 0
    ) -> Iterable[str]:
        """Yield the part and what is below it, indented."""
        indent = "  " * depth
        if self.is_hidden(hidden):
            mark = "·" if self.failure is None else _MARKS["cross"]
            yield f"{indent}{mark} {self.text} = ({'verborgen' if language == 'de' else 'hidden'})"
        else:
            yield f"{indent}{_MARKS[self.mark]} {self.text}{self._ending(language)}"
        for part in self.parts:
            yield from part.lines(language, hidden, depth + 1)
        for element in self.elements:
            yield from element.lines(language, hidden, depth + 1)
        if self.left_out:
            words = "weitere" if language == "de" else "more"
            yield f"{indent}  … {self.left_out} {words}"

    def _ending(self, language: str) -> str:
        if self.failure is not None:
            return f": {self.failure.message.to(language)}"
        return "" if isinstance(self.value, bool) else f" = {readable(self.value, language)}"


@dataclass(frozen=True, slots=True)
class Element:
    """An element of a list, and why it decided."""

    position: int
    """Counted from 0, as in ``list[0]``."""
    value: Any
    paths: frozenset[tuple[str, ...]]
    part: Part
    is_secret: bool = False
    """Whether the value was taken out, for a reader who may not see it."""

    def is_hidden(self, hidden: frozenset[tuple[str, ...]]) -> bool:
        """Whether the element would tell what the reader may not read."""
        return self.is_secret or any(
            _overlap(path, secret) for path in self.paths for secret in hidden
        )

    def without(self, hidden: frozenset[tuple[str, ...]]) -> Element:
        """Return the element with the values of hidden paths taken out."""
        part = self.part.without(hidden)
        if not self.is_hidden(hidden):
            return replace(self, part=part)
        return replace(self, value=None, part=part, is_secret=True)

    def to_json(self, hidden: frozenset[tuple[str, ...]]) -> dict[str, Any]:
        """Return the element as JSON."""
        value = {"hidden": True} if self.is_hidden(hidden) else {"value": shown(self.value)}
        return {"position": self.position, **value, "part": self.part.to_json(hidden)}

    def lines(self, language: str, hidden: frozenset[tuple[str, ...]], depth: int) -> Iterable[str]:
        """Yield the element and why it decided."""
        value = "" if self.is_hidden(hidden) else f": {readable(self.value, language)}"
        yield f"{'  ' * depth}[{self.position}]{value}"
        yield from self.part.lines(language, hidden, depth + 1)


@dataclass(frozen=True, slots=True)
class Explanation:
    """The outcome of a rule, and how it came about."""

    source: str
    value: Any
    failure: RuleFailed | None
    root: Part | None

    @property
    def verdict(self) -> bool:
        """Whether the rule holds; one that failed, or yields something else, does not."""
        return self.value is True

    def without(self, hidden: frozenset[tuple[str, ...]]) -> Explanation:
        """Return the explanation with the values of hidden paths taken out."""
        if self.root is None:
            return self
        root = self.root.without(hidden)
        return replace(self, root=root, value=None if root.is_secret else self.value)

    def to_json(self, hidden: frozenset[tuple[str, ...]] = NOTHING_HIDDEN) -> dict[str, Any]:
        """Return everything as JSON, without the values of hidden paths."""
        is_hidden = self.root is not None and self.root.is_hidden(hidden)
        written: dict[str, Any] = {"rule": self.source, "verdict": self.verdict}
        written |= {"hidden": True} if is_hidden else {"value": shown(self.value)}
        if self.failure is not None:
            written["error"] = _error(self.failure, is_hidden=is_hidden)
        if self.root is not None:
            written["tree"] = self.root.to_json(hidden)
        return written

    def lines(
        self, language: str, hidden: frozenset[tuple[str, ...]] = NOTHING_HIDDEN
    ) -> list[str]:
        """Return everything for the terminal."""
        if self.root is not None:
            return list(self.root.lines(language, hidden))
        words = "" if self.failure is None else f": {self.failure.message.to(language)}"
        return [f"✗ {self.source}{words}"]


def _error(failure: RuleFailed, *, is_hidden: bool) -> dict[str, Any]:
    """Return a failure as JSON; its message may name a value, its code never does."""
    if is_hidden:
        return {"code": failure.code, "column": failure.column}
    message = {"de": failure.message.de, "en": failure.message.en}
    return {"code": failure.code, "message": message, "column": failure.column}


def _overlap(path: tuple[str, ...], secret: tuple[str, ...]) -> bool:
    """Whether one path lies at or below the other: a record holds what its fields hold."""
    shorter = min(len(path), len(secret))
    return path[:shorter] == secret[:shorter]


def explain(source: str, traced: Run, frame: Frame) -> Explanation:
    """Evaluate traced closures and return what they left behind."""
    steps: list[Step] = []
    frame[TRACE] = steps
    value, failure = None, None
    try:
        value = traced(frame)
    except Stop as stop:
        failure = failed(stop)
    part = _part(source, steps[0]) if steps else None
    return Explanation(source, value, failure, part)


def _part(source: str, step: Step) -> Part:
    node = step.node
    below = [each for each in step.below if _tells_something(each, step)]
    turns = [each for each in below if isinstance(node, Macro) and each.node in node.bodies]
    return Part(
        text=source[node.start : node.end],
        column=node.start + 1,
        end_column=node.end + 1,
        value=step.value,
        failure=None if step.stop is None else failed(step.stop),
        paths=step.paths,
        parts=tuple(_part(source, each) for each in below if each not in turns),
        elements=tuple(_element(source, each, step.below[0].paths) for each in turns),
        left_out=step.left_out,
    )


def _tells_something(step: Step, above: Step) -> bool:
    """Whether a step is worth a line: no literals, no beginnings of a path."""
    if isinstance(step.node, Literal):
        return False
    return above.node.path is None or step.node.path is None


def _element(source: str, step: Step, paths: frozenset[tuple[str, ...]]) -> Element:
    return Element(step.position, step.element, paths, _part(source, step))
