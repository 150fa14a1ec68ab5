"""Effects: what a transition, an entry or a rung does to the draft of a case."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.definition.duties import Obligation
from engine.definition.effects import (
    Agenda,
    Assign,
    Demand,
    Effect,
    Expression,
    Notify,
    Open,
    Propose,
    Publish,
    Raise,
    Rank,
    SetFields,
    Tell,
    Waive,
)
from engine.lifecycle import obligations
from engine.lifecycle.case import Occurrence, Status
from engine.lifecycle.frozen import replace
from engine.lifecycle.items import put_on_agenda, put_proposal
from engine.lifecycle.left import FIELD, LANGUAGE_IN, address_in
from engine.lifecycle.outcome import Letter, Opening

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from engine.lifecycle.draft import Draft
    from engine.lifecycle.reading import Reading
    from engine.rules.rule import Rule


def apply_effects(
    draft: Draft,
    effects: Iterable[Effect],
    reading: Reading,
    occurrence: Occurrence | None = None,
) -> list[Letter]:
    """Apply effects in order; return the messages, which a rung may still see overtaken.

    Raises:
        RuleFailed: if a rule of an effect fails; the caller gives the draft up.
    """
    letters: list[Letter] = []
    for effect in effects:
        if not reading.holds(effect.condition):
            continue
        if isinstance(effect, Notify):
            letters.extend(_notify(effect, draft, occurrence))
        elif isinstance(effect, Tell):
            letters.extend(_tell(effect, draft))
        else:
            _APPLY[type(effect)](effect, draft, reading, occurrence)
    return letters


def set_fields(draft: Draft, values: Mapping[str, Expression], reading: Reading) -> None:
    """Give fields new values; all right-hand sides read the data as it was before."""
    if values:
        draft.change({name: reading.value(source) for name, source in values.items()})


def _set(effect: SetFields, draft: Draft, reading: Reading, _: Occurrence | None) -> None:
    set_fields(draft, effect.values, reading)


def _assign(effect: Assign, draft: Draft, reading: Reading, _: Occurrence | None) -> None:
    holder = reading.value(effect.to)
    assign_role(draft, effect.role, () if holder is None else (str(holder),))


def assign_role(draft: Draft, role: str, holders: tuple[str, ...]) -> None:
    """Give a role of the case to others."""
    draft.holders = {**draft.holders, role: holders}
    draft.stamp += 1


def _notify(effect: Notify, draft: Draft, occurrence: Occurrence | None) -> list[Letter]:
    if occurrence is None:
        return [Letter(message=effect.message, to=role) for role in effect.to]
    obligation = obligations.definition_of(draft, occurrence.obligation)
    late = obligations.as_rules_read(draft, occurrence)["days_late"]
    found = []
    for role in effect.to:
        to = role_meant(draft, occurrence, role)
        if to is not None:
            letter = obligations.letter(effect.message, to, occurrence, obligation)
            found.append(_with_facts(letter, {"days_late": late}))
    return found


def _tell(effect: Tell, draft: Draft) -> list[Letter]:
    """Return a letter to whoever has left an address; it names the field, never what is in it."""
    if address_in(draft.data.get(effect.field)) is None:
        return []
    facts = {} if effect.language is None else {LANGUAGE_IN: effect.language}
    return [Letter(message=effect.message, to=FIELD + effect.field, facts=facts)]


def role_meant(draft: Draft, occurrence: Occurrence, role: str) -> str | None:
    """Return the role that ``owner`` and ``creditor`` mean; None if there is no creditor."""
    if role == "creditor":
        return obligations.definition_of(draft, occurrence.obligation).creditor
    return occurrence.owner if role == "owner" else role


def _with_facts(letter: Letter, facts: Mapping[str, object]) -> Letter:
    return replace(letter, facts={**letter.facts, **facts})


def _demand(effect: Demand, draft: Draft, reading: Reading, _: Occurrence | None) -> None:
    declared = effect.ad_hoc or draft.workflow.obligations[effect.obligation]
    assert isinstance(declared, Obligation)  # noqa: S101 - parse puts nothing else there
    obligations.demand(draft, declared, reading)


def _waive(effect: Waive, draft: Draft, _: Reading, occurrence: Occurrence | None) -> None:
    """Waive what is open of an obligation; a rung waives its own occurrence only."""
    waived = [each for each in draft.occurrences if each.obligation == effect.obligation]
    if occurrence is not None and occurrence.obligation == effect.obligation:
        waived = [each for each in waived if each.key == occurrence.key]
    for each in waived:
        obligations.settle(draft, each, Status.WAIVED)
        if not each.followed:
            draft.followers.append((each, Status.WAIVED))


def _agenda(effect: Agenda, draft: Draft, _: Reading, occurrence: Occurrence | None) -> None:
    key, title = "", effect.title
    if occurrence is not None:
        key = occurrence.obligation
        title = title or obligations.definition_of(draft, key).title
    put_on_agenda(draft, key, effect.body, title or draft.here.title, occurrence)


def _propose(effect: Propose, draft: Draft, _: Reading, __: Occurrence | None) -> None:
    put_proposal(draft, effect)


def _raise(effect: Raise, draft: Draft, reading: Reading, _: Occurrence | None) -> None:
    for each in _elements(effect.for_each, reading):
        given = {name: reading.value(source, each) for name, source in effect.input.items()}
        on = effect.on if isinstance(effect.on, str) else reading.value(effect.on, each)
        if on == "self":
            draft.raised.append((effect.event, given))
        elif on is not None:
            draft.send(str(on), effect.event, given)


def _elements(for_each: Rule | None, reading: Reading) -> list[object]:
    if for_each is None:
        return [None]
    found = reading.value(for_each)
    return list(found) if isinstance(found, list | tuple) else []


def _rank(effect: Rank, draft: Draft, reading: Reading, _: Occurrence | None) -> None:
    """Put the entries in order, the last criterion first: sorting keeps what it finds equal."""
    entries = draft.data.get(effect.entries)
    listed = list(entries) if isinstance(entries, list | tuple) else []
    values: list[list[Any]] = [
        [reading.value(each.value, entry) for each in effect.by] for entry in listed
    ]
    order = list(range(len(listed)))
    for index, criterion in reversed(list(enumerate(effect.by))):
        order.sort(
            key=lambda place: values[place][index],
            reverse=criterion.is_highest_first,
        )
    ranked = [dict(entry) for entry in listed]
    for place, position in enumerate(order, 1):
        ranked[position][effect.into] = place
        if effect.score is not None:
            ranked[position][effect.score] = values[position][0]
    draft.change({effect.entries: ranked})


def _open(effect: Open, draft: Draft, reading: Reading, _: Occurrence | None) -> None:
    fields = {name: reading.value(source) for name, source in effect.fields.items()}
    draft.openings.append(Opening(effect.workflow, fields, effect.link, hops=draft.hops + 1))


def _publish(effect: Publish, draft: Draft, _: Reading, __: Occurrence | None) -> None:
    draft.topics.append(effect.topic)


_APPLY: Mapping[type, Callable[[Any, Draft, Reading, Occurrence | None], None]] = {
    SetFields: _set,
    Assign: _assign,
    Demand: _demand,
    Waive: _waive,
    Agenda: _agenda,
    Propose: _propose,
    Raise: _raise,
    Open: _open,
    Publish: _publish,
    Rank: _rank,
}
