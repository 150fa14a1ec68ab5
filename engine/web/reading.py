"""Reading: every read of a page, in the name of whoever looks at it."""

from __future__ import annotations

from collections.abc import Mapping

from engine.definition.model import Workflow
from engine.findings import Text
from engine.lifecycle.why import Why
from engine.services import board, cases, obligations, report_links, rights
from engine.services.board import Owed
from engine.services.case_lists import list_cases
from engine.services.cases import Past, Shown
from engine.services.definitions import workflow_of
from engine.services.obligations import Story
from engine.services.people import Directory, Names, directory_of, names_of
from engine.services.saying import Saying
from engine.storage.queries.cases import CaseFilter, CaseLine
from engine.storage.queries.directory import RoleHolder
from engine.web.house import House
from engine.web.visitor import Visitor


def case_shown(house: House, visitor: Visitor, name: str) -> Shown:
    """Return a case as it stands; raises CaseNotFound, also where the visitor may not know it."""
    return cases.show(house.app, house.tenant, visitor.reader, name)


def case_past(house: House, visitor: Visitor, name: str) -> Past:
    """Return what happened at a case; raises CaseNotFound."""
    return cases.past(house.app, house.tenant, visitor.reader, name)


def explained(
    house: House, visitor: Visitor, name: str, event: str, given: Mapping[str, object]
) -> Why:
    """Return whether an event could happen now, with every condition."""
    return cases.explain(house.app, house.tenant, visitor.reader, name, event, given)[0]


def case_lines(
    house: House, visitor: Visitor, wanted: CaseFilter, *, limit: int, after: str = ""
) -> list[CaseLine]:
    """Return a page of cases."""
    return list_cases(house.app, house.tenant, visitor.reader, wanted, limit=limit, after=after)


def duty_stories(house: House, visitor: Visitor, name: str) -> list[Story]:
    """Return the story of something owed, the newest first; raises ObligationNotFound."""
    return obligations.why(house.app, house.tenant, visitor.reader, name)


def report_links_of(house: House, visitor: Visitor, name: str) -> dict[str, Text]:
    """Return how the links of letters stand, by letter, to those who keep the case."""
    return report_links.links_of(house.app, house.tenant, visitor.reader, name)


def board_of(house: House, visitor: Visitor, skip: int) -> tuple[Owed, ...]:
    """Return what the visitor owes, without so many of the most urgent."""
    return board.board_of(house.app, house.tenant, visitor.reader, skip)


def roles(house: House, visitor: Visitor, shown: Shown) -> frozenset[str]:
    """Return the visitor's roles in a case."""
    return rights.roles_in(house.app, house.tenant, visitor.reader, shown.case.id)


def openable(house: House, visitor: Visitor) -> dict[str, Workflow]:
    """Return the workflows of which the visitor may open a case, by key."""
    return rights.openable(house.app, house.tenant, visitor.reader)


def may_take(house: House, visitor: Visitor) -> bool:
    """Return whether the visitor may take lists over."""
    try:
        return bool(rights.importable(house.app, house.tenant, visitor.reader))
    except rights.NothingToTake:
        return False


def workflow(house: House, visitor: Visitor, key: str, version: int) -> Workflow:
    """Return a published version of a workflow."""
    return workflow_of(house.app, house.tenant, visitor.reader, key, version)


def directory(house: House, visitor: Visitor) -> Directory:
    """Return everybody and everything that may hold a role."""
    return directory_of(house.app, house.tenant, visitor.reader)


def names(house: House, visitor: Visitor) -> Names:
    """Return what everybody and everything that may hold a role is called."""
    return names_of(house.app, house.tenant, visitor.reader)


def held_today(house: House, visitor: Visitor) -> list[RoleHolder]:
    """Return who holds what today, as far as the visitor may know."""
    today = house.saying(visitor.language).today(house.app.now())
    return [each for each in directory(house, visitor).seats if each.holds_on(today)]


def saying(house: House, visitor: Visitor) -> Saying:
    """Return how things are said to the visitor, with everybody's names."""
    known = names(house, visitor)
    bodies = {key: title.to(visitor.language) for key, title in known.bodies.items()}
    return house.saying(visitor.language, {**bodies, **known.organisations, **known.people})
