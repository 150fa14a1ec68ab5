"""What a change of a workflow means for cases that are under way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.definition.moves import is_filled
from engine.definition.places import demands, going_on, states_listing
from engine.findings import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from engine.definition.fields import Field
    from engine.definition.model import Workflow


@dataclass(frozen=True, slots=True)
class Impact:
    """Whose open cases a change touches, and whether they need help."""

    states: tuple[str, ...] = ()
    """States of the old version whose cases it touches; none: only cases opened later."""
    need: str | None = None
    """Why a migration is needed, as a stable code; None: they simply go on."""
    reason: Text | None = None
    """The same in words."""


_NONE = Impact()


def impact_of(old: Workflow, new: Workflow, path: tuple[str, ...]) -> Impact:
    """Return what a change at a place means.

    Args:
        old: The version that open cases are pinned to.
        new: The version they would move to.
        path: Section, key and, of something changed, the name of its part.
    """
    judge = _JUDGES.get(path[0])
    return _NONE if judge is None else judge(old, new, path)


def _whole(old: Workflow, _new: Workflow, _path: tuple[str, ...]) -> Impact:
    return Impact(going_on(old))


def _settings(old: Workflow, new: Workflow, path: tuple[str, ...]) -> Impact:
    """Return nothing for a new default: what a town has set stands, and reaches running cases."""
    return _NONE if path[-1] in _WORDS_ONLY else _whole(old, new, path)


_WORDS_ONLY = frozenset({"title", "help", "note"})


def _states(old: Workflow, new: Workflow, path: tuple[str, ...]) -> Impact:
    key = path[1]
    if key not in old.states or old.states[key].final or path[-1] in _WORDS_ONLY:
        return _NONE
    here = (key,)
    if key not in new.states:
        return Impact(here, "state-removed", _STATE_REMOVED)
    if new.states[key].final:
        return Impact(here, "state-final", _STATE_FINAL)
    if path[2:] == ("obligations",):
        return _obligations_of(old, new, key)
    need, reason = _PARTS_OF_A_STATE.get(path[-1], (None, None))
    return Impact(here, need, reason)


def _obligations_of(old: Workflow, new: Workflow, state: str) -> Impact:
    before, after = set(old.states[state].obligations), set(new.states[state].obligations)
    if after - before:
        return Impact((state,), "obligation-added", _OBLIGATION_ADDED)
    if before - after:
        return Impact((state,), "obligation-removed", _OBLIGATION_REMOVED)
    return Impact((state,))


def _fields(old: Workflow, new: Workflow, path: tuple[str, ...]) -> Impact:
    before, after = old.fields.get(path[1]), new.fields.get(path[1])
    if path[-1] in _WORDS_ONLY:
        return _NONE
    if after is None:
        return Impact(going_on(old), "field-removed", _FIELD_REMOVED)
    if before is not None and before.type is not after.type:
        return Impact(going_on(old), "field-type", _FIELD_TYPE)
    if before is not None and set(before.options) - set(after.options):
        return Impact(going_on(old), "option-removed", _OPTION_REMOVED)
    empty = tuple(key for key in going_on(old) if _lacks(before, after, key, new))
    if empty:
        return Impact(empty, "field-required", _FIELD_REQUIRED)
    return Impact(going_on(old)) if before is not None else _NONE


def _lacks(before: Field | None, after: Field, state: str, new: Workflow) -> bool:
    """Return whether cases in a state may lack a value that the new version requires there."""
    if state not in new.states or not is_filled(after, state):
        return False
    if before is None:
        return after.default is None
    return not is_filled(before, state)


def _obligations(old: Workflow, new: Workflow, path: tuple[str, ...]) -> Impact:
    key = path[1]
    if path[-1] in _WORDS_ONLY or key not in old.obligations:
        return _NONE
    listing = states_listing(old, key)
    is_anywhere = key in demands(old) or old.obligations[key].on_exit == "keep"
    states = going_on(old) if is_anywhere else listing
    if key not in new.obligations:
        return Impact(states, "obligation-removed", _OBLIGATION_REMOVED)
    if path[-1] in {"due", "repeat"}:
        return Impact(states, "obligation-changed", _OBLIGATION_CHANGED)
    return Impact(states)


def _transitions(old: Workflow, new: Workflow, path: tuple[str, ...]) -> Impact:
    if len(path) == 1:
        return Impact(going_on(old))
    ids = [each for each in (*old.transitions, *new.transitions) if each.id == path[1]]
    return Impact(_known(old, (key for each in ids for key in each.origins)))


def _events(old: Workflow, new: Workflow, path: tuple[str, ...]) -> Impact:
    if path[-1] in _WORDS_ONLY:
        return _NONE
    doing = [each for each in (*old.transitions, *new.transitions) if each.event == path[1]]
    return Impact(_known(old, (key for each in doing for key in each.origins)))


def _phases(old: Workflow, _new: Workflow, path: tuple[str, ...]) -> Impact:
    inside = [key for key, each in old.states.items() if each.phase == path[1]]
    if path[-1] in {"obligations", "timers"}:
        return Impact(_known(old, inside), "obligation-added", _OBLIGATION_ADDED)
    return _NONE if path[-1] in _WORDS_ONLY else Impact(_known(old, inside))


def _children(old: Workflow, new: Workflow, path: tuple[str, ...]) -> Impact:
    opened = [each.children[path[1]].opened_in for each in (old, new) if path[1] in each.children]
    return Impact(_known(old, opened))


def _admits(old: Workflow, new: Workflow, path: tuple[str, ...]) -> Impact:
    known = [each.admits[path[1]].states for each in (old, new) if path[1] in each.admits]
    return Impact(_known(old, (state for states in known for state in states)))


def _nowhere(_old: Workflow, _new: Workflow, _path: tuple[str, ...]) -> Impact:
    return _NONE


def _known(old: Workflow, states: Iterable[str]) -> tuple[str, ...]:
    mentioned = set(states)
    return tuple(key for key in going_on(old) if key in mentioned)


_JUDGES: dict[str, Callable[[Workflow, Workflow, tuple[str, ...]], Impact]] = {
    "states": _states,
    "fields": _fields,
    "obligations": _obligations,
    "transitions": _transitions,
    "events": _events,
    "phases": _phases,
    "children": _children,
    "admits": _admits,
    "retention": _nowhere,
    "settings": _settings,
    "roles": _settings,
    "facts": _whole,
    "tables": _whole,
    "messages": _whole,
    "public_in": _whole,
    "confidential_field": _whole,
    "suspension": _whole,
    "correction": _whole,
    "overview": _whole,
    "method": _nowhere,
    "opening": _nowhere,
    "initial": _nowhere,
}

_STATE_REMOVED = Text(
    de="Vorgänge in diesem Zustand brauchen einen anderen.",
    en="Cases in this state need another one.",
)
_STATE_FINAL = Text(
    de="Vorgänge in diesem Zustand wären zu Ende.", en="Cases in this state would be over."
)
_TIMER_CHANGED = Text(
    de="Laufende Uhren richten sich noch nach der alten Fassung.",
    en="Timers that run still follow the old version.",
)
_PHASE_CHANGED = Text(
    de="Was mit der Phase geschuldet ist, ändert sich für Vorgänge in diesem Zustand.",
    en="What is owed with the phase changes for cases in this state.",
)
_OBLIGATION_ADDED = Text(
    de="Vorgänge, die hier schon stehen, schulden das Neue erst, wenn es eröffnet wird.",
    en="Cases that stand here already owe what is new only once it is opened.",
)
_OBLIGATION_REMOVED = Text(
    de="Was Vorgänge hier noch schulden, ist zu beenden.",
    en="What cases still owe here has to be ended.",
)
_OBLIGATION_CHANGED = Text(
    de="Offene Fristen bleiben (keep) oder beginnen neu (restart).",
    en="Open due dates stay (keep) or begin anew (restart).",
)
_FIELD_REMOVED = Text(
    de="Die Angaben laufender Vorgänge gehen verloren.", en="What open cases say there is lost."
)
_FIELD_TYPE = Text(
    de="Die Angaben laufender Vorgänge passen nicht mehr.",
    en="What open cases say there does not fit any more.",
)
_OPTION_REMOVED = Text(
    de="Laufende Vorgänge können einen gestrichenen Wert haben.",
    en="Open cases may have a value that was deleted.",
)
_FIELD_REQUIRED = Text(
    de="Laufenden Vorgängen kann diese Angabe fehlen.", en="Open cases may lack this value."
)

_PARTS_OF_A_STATE: dict[str, tuple[str, Text]] = {
    "timers": ("timer-changed", _TIMER_CHANGED),
    "phase": ("phase-changed", _PHASE_CHANGED),
}
