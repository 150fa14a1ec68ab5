"""Who gets a letter: the people behind a role at a moment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.lifecycle.seats import body_meant
from engine.storage.queries.owed import Owners
from engine.storage.town import CONTACT, Town

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from engine.definition.model import Role, Workflow
    from engine.lifecycle.case import Case
    from engine.storage.queries.owed import NamedBody

_PERSON = "person:"


@dataclass(frozen=True, slots=True)
class _Standing:
    """Who has which role of a workflow on a day, in the cases in which the same people hold some.

    Most cases of a town are held by few units, so that it is worked out once for many of them.
    """

    roles: Mapping[str, Role]
    people: Mapping[str, tuple[str, ...]]
    """Those who step in included."""
    vacant: frozenset[str]


_MOST_STANDINGS = 4096


def people_of(
    town: Town, roles: Mapping[str, Role], case: Case | None, to: str, on: date
) -> tuple[str, ...]:
    """Return the ids of the people behind a role, or behind ``person:ID``.

    Where nobody holds it, the roles that step in for it are asked in their order. An organisation
    is reached through its contact persons; without any it counts as nobody.
    """
    if to.startswith(_PERSON):
        return (to.removeprefix(_PERSON),)
    if to in roles:
        return _standing(town, roles, case, on).people[to]
    return _holding(town, roles, case, to, on)


def roles_of(
    town: Town,
    roles: Mapping[str, Role],
    case: Case | None,
    person: str,
    on: date,
    said: Mapping[str, object] | None = None,
) -> frozenset[str]:
    """Return the roles that a person has in a case, by herself, as a deputy or by stepping in.

    ``said`` is what is in the fields of a case that is only being opened: it may name a body.
    """
    standing = _standing(town, roles, case, on, said)
    return frozenset(role for role, people in standing.people.items() if person in people)


def vacant_roles(
    town: Town, roles: Mapping[str, Role], case: Case | None, on: date
) -> frozenset[str]:
    """Return the roles that nobody holds; who steps in for them does not fill them."""
    return _standing(town, roles, case, on).vacant


def _standing(
    town: Town,
    roles: Mapping[str, Role],
    case: Case | None,
    on: date,
    said: Mapping[str, object] | None = None,
) -> _Standing:
    held = tuple(case.holders.items()) if case is not None else ()
    data = case.data if case is not None else said or {}
    bodies = tuple([body_meant(roles, role, data) for role in _named_roles(town, roles)])
    key = (id(roles), on, held, bodies)
    known: _Standing | None = town.standings.get(key)
    if known is None or known.roles is not roles:
        if len(town.standings) >= _MOST_STANDINGS:
            town.standings.clear()
        known = town.standings[key] = _work_out(town, roles, case, on, data)
    return known


def _named_roles(town: Town, roles: Mapping[str, Role]) -> tuple[str, ...]:
    """Return the roles of a workflow that stand for a body which a field names."""
    known: tuple[Mapping[str, Role], tuple[str, ...]] | None = town.standings.get((id(roles),))
    if known is None or known[0] is not roles:
        named = tuple(role for role, each in roles.items() if each.named_by is not None)
        known = town.standings[(id(roles),)] = (roles, named)
    return known[1]


def _work_out(
    town: Town,
    roles: Mapping[str, Role],
    case: Case | None,
    on: date,
    data: Mapping[str, object],
) -> _Standing:
    holding = {role: _holding(town, roles, case, role, on, data) for role in roles}
    people = {}
    for role, declared in roles.items():
        chain = (role, *declared.fallback)
        found = (
            holding[each] if each in holding else _holding(town, roles, case, each, on, data)
            for each in chain
        )
        people[role] = next((each for each in found if each), ())
    return _Standing(roles, people, frozenset(role for role in roles if not holding[role]))


def _holding(
    town: Town,
    roles: Mapping[str, Role],
    case: Case | None,
    role: str,
    on: date,
    said: Mapping[str, object] | None = None,
) -> tuple[str, ...]:
    holders = case.holders.get(role, ()) if case is not None else ()
    meant = body_meant(roles, role, case.data if case is not None else said or {})
    people: dict[str, None] = {}
    for holder in (*holders, *town.holders_of(meant, on)):
        if holder in town.organisations:
            people.update(dict.fromkeys(town.holders_of(CONTACT + holder, on)))
        else:
            people[holder] = None
    return tuple(people)


def duties_of(town: Town, workflows: Iterable[Workflow], person: str, on: date) -> Owners:
    """Return as whom a person owes: in cases, for the town, and where she steps in."""
    roles: set[tuple[str, str]] = set()
    stands_in: set[tuple[str, str]] = set()
    fills: set[tuple[str, str]] = set()
    flows = list(workflows)
    for flow in flows:
        for role, declared in flow.roles.items():
            if person not in people_of(town, flow.roles, None, role, on):
                continue
            is_own = person in _holding(town, flow.roles, None, role, on)
            gaps = fills if declared.held_by == "case" else stands_in
            (roles if is_own else gaps).add((flow.key, role))
    named = _named(town, flows, person, on)
    return Owners(holders_for(town, person, on), roles, stands_in, fills, named)


def holders_for(town: Town, person: str, on: date) -> frozenset[str]:
    """Return the ids under which a person may hold roles: her own and her organisations'."""
    spoken_for = {
        organisation
        for organisation in town.organisations
        if person in town.holders_of(CONTACT + organisation, on)
    }
    return frozenset({person, *spoken_for})


def _named(
    town: Town, workflows: Iterable[Workflow], person: str, on: date
) -> frozenset[NamedBody]:
    """Return what a person owes as a member of bodies that cases name."""
    fields = {
        (flow.key, key, role.named_by)
        for flow in workflows
        for key, role in flow.roles.items()
        if role.named_by is not None
    }
    mine = [body for body in town.bodies if person in _holding(town, {}, None, body, on)]
    return frozenset((*each, body) for each in fields for body in mine)
