"""One step of a draft: elect a transition and do it, then settle until nothing changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.definition.values import convert_all, to_json
from engine.lifecycle import obligations, reasons
from engine.lifecycle.circumstances import ENGINE_ACTOR
from engine.lifecycle.effects import apply_effects, set_fields
from engine.lifecycle.machine import AUTOMATIC
from engine.lifecycle.passage import enter, leave, revise_timers, still_owed
from engine.lifecycle.reading import Reading

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from engine.definition.model import Transition
    from engine.lifecycle.circumstances import Actor
    from engine.lifecycle.draft import Draft
    from engine.lifecycle.outcome import Reason, Verdict

LIMIT = 64
"""So many steps may follow from one event."""


def take(
    draft: Draft,
    event: str,
    actor: Actor,
    given: Mapping[str, object],
    *,
    kind: str,
    subject: str | None = None,
) -> list[Reason]:
    """Elect and do one event; return the reasons if it is refused, and leave the draft spoilt.

    Raises:
        RuleFailed: if a rule of an effect, a due date or a condition of an obligation fails.
    """
    reading = Reading(draft, event, actor, given)
    verdicts: dict[str, list[tuple[Verdict, Reason]]] = {}

    def judge(transition: Transition) -> bool:
        asked = verdicts[transition.id] = _ask(transition, reading)
        return all(verdict.holds for verdict, _ in asked)

    transition = draft.compiled.elect(draft.state, event, judge)
    if transition is None:
        return _unmet(verdicts)
    draft.keep([verdict for verdict, _ in verdicts[transition.id]])
    wrong = _do(draft, transition, event, reading) or wrong_data(draft)
    if not wrong:
        draft.end_step(event, kind, actor, given=given, transition=transition.id, subject=subject)
    return wrong


def unmet(
    draft: Draft, event: str, reading: Reading, unknown: Collection[str] = ()
) -> list[Reason]:
    """Return every unmet condition of an event without doing it; none if a transition is free.

    Conditions that read input of one of the ``unknown`` names are not asked.
    """
    hidden = {("input", name) for name in unknown}
    asked = {
        each.id: [
            (verdict, reason)
            for verdict, reason in _ask(each, reading)
            if hidden.isdisjoint(path[:2] for path in verdict.rule.references)
        ]
        for each in draft.compiled.candidates(draft.state, event)
    }
    if any(all(verdict.holds for verdict, _ in each) for each in asked.values()):
        return []
    return _unmet(asked)


def asked(draft: Draft, event: str, reading: Reading) -> dict[str, list[Verdict]]:
    """Ask every condition of every transition that an event could take from here."""
    candidates = draft.compiled.candidates(draft.state, event)
    return {each.id: [verdict for verdict, _ in _ask(each, reading)] for each in candidates}


def _ask(transition: Transition, reading: Reading) -> list[tuple[Verdict, Reason]]:
    asked = []
    if transition.when is not None:
        verdict = reading.ask(f"{transition.id}.when", transition.when)
        asked.append((verdict, reasons.unmet_when(verdict)))
    for guard in transition.guards:
        verdict = reading.ask_guard(guard)
        asked.append((verdict, reasons.unmet(guard, verdict)))
    return asked


def _unmet(verdicts: Mapping[str, list[tuple[Verdict, Reason]]]) -> list[Reason]:
    """Return every unmet condition of all candidates, each guard once."""
    found = {
        reason.subject: reason
        for asked in verdicts.values()
        for verdict, reason in asked
        if not verdict.holds
    }
    return list(found.values())


def _do(draft: Draft, transition: Transition, event: str, reading: Reading) -> list[Reason]:
    """Do a transition; return what is owed first where that does not let the case leave."""
    stamp, data = draft.stamp, draft.data
    obligations.fulfil(draft, event, reading)
    target = draft.workflow.states[transition.to] if transition.to is not None else None
    if target is not None:
        staying = still_owed(draft, target)
        if staying:
            return [
                reasons.still_owed(each, obligations.definition_of(draft, each.obligation).title)
                for each in staying
            ]
        leave(draft, target)
    set_fields(draft, transition.set, reading)
    draft.letters.extend(apply_effects(draft, transition.effects, reading))
    if target is not None:
        enter(draft, target, reading)
    open_followers(draft, reading)
    if draft.data is not data and stamp != draft.stamp:
        data_changed(draft, reading)
    return []


def open_followers(draft: Draft, reading: Reading) -> None:
    """Open the next occurrences of what was settled or missed, as far as it is still owed here."""
    followers, draft.followers = draft.followers, []
    for previous, status in followers:
        entered_anew = any(
            each.obligation == previous.obligation and each.series > previous.series
            for each in draft.occurrences
        )
        places = draft.compiled.places_of.get(previous.obligation)
        if not entered_anew and (places is None or draft.state in places):
            obligations.follow(draft, previous, reading, obligations.MARKS[status])


def data_changed(draft: Draft, reading: Reading) -> None:
    """Revise what hangs on data: due dates and timers."""
    before, after = draft.last.data, draft.data
    changed = {"*", *(name for name in draft.touched if before.get(name) != after.get(name))}
    reads = draft.compiled.fields_of_dues
    moving = {
        each.obligation
        for each in draft.occurrences
        if not changed.isdisjoint(reads.get(each.obligation, ()))
    }
    if moving:
        obligations.revise(draft, reading, "data changed", moving)
    if draft.timers and not changed.isdisjoint(draft.compiled.fields_of_timers):
        revise_timers(draft, reading)


def wrong_data(draft: Draft, *, afresh: bool = False) -> list[Reason]:
    """Return what the fields forbid about the data as it stands now."""
    unchanged = draft.data is draft.last.data and draft.state == draft.last.state
    if unchanged and not afresh:
        return []
    fields = draft.workflow.fields
    fresh = {
        name: to_json(value)
        for name in draft.touched
        if name in fields and (value := draft.data.get(name)) is not None
    }
    _, problems = convert_all(fields, fresh, partial=True)
    found = [reasons.bad_input(each.path, each.message) for each in problems]
    if draft.workflow.states[draft.state].final:
        return found
    found.extend(
        reasons.missing_data(name, fields[name].title, draft.here.title)
        for name in draft.compiled.required_in[draft.state]
        if draft.data.get(name) is None
    )
    return found


def settle(draft: Draft) -> list[Reason]:
    """Take raised events, then automatic transitions, until nothing changes.

    Returns the reasons if that does not come to rest within ``LIMIT`` steps or ends in data that
    the fields forbid.
    """
    first = len(draft.steps)
    while draft.closed_at is None and draft.pause is None:
        if len(draft.steps) - first > LIMIT:
            return [reasons.endless(LIMIT, [each.event for each in draft.steps])]
        if draft.raised:
            name, given = draft.raised.popleft()
            take_raised(draft, name, given)
        elif draft.compiled.candidates(draft.state, AUTOMATIC):
            before = draft.mark()
            unmet = take(draft, AUTOMATIC, ENGINE_ACTOR, {}, kind="automatic")
            if unmet:
                draft.back_to(before)
                return [each for each in unmet if each.code not in {"guard", "blocked"}]
        else:
            break
    draft.raised.clear()
    return []


def take_raised(
    draft: Draft,
    name: str,
    raw: Mapping[str, object],
    *,
    kind: str = "event",
    subject: str | None = None,
) -> list[Reason]:
    """Take an event that the engine raises; a refusal is recorded and changes nothing else."""
    event = draft.workflow.events[name]
    given, problems = convert_all(event.input, {key: to_json(each) for key, each in raw.items()})
    refused = [reasons.bad_input(each.path, each.message) for each in problems]
    before = draft.mark()
    if not draft.compiled.candidates(draft.state, name):
        refused = [reasons.unknown_event(name, known=True, state=draft.here.title)]
    if not refused:
        refused = take(draft, name, ENGINE_ACTOR, given, kind=kind, subject=subject)
    if refused:
        draft.back_to(before)
        for each in refused:
            draft.note(each.message)
        draft.end_step(name, "refused", ENGINE_ACTOR, given=given, subject=subject)
    return refused
