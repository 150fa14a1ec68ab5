"""Sharing: a town shows a case, or the cases of a workflow, to another town or to an adviser.

What is shown is read by the same services as everything else, as far as an insider sees it
(``access.viewer_of``); nobody acts in it by that.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from engine.definition.fields import FieldType
from engine.definition.values import to_json
from engine.errors import AccessDenied, NotFound, SettingsError
from engine.services import case_lists, cases, events
from engine.services.access import (
    Reader,
    Sight,
    require_acting,
    require_insider,
    viewer_in,
    viewer_of,
)
from engine.services.intents import OpenCase
from engine.storage.errors import TenantNotFound
from engine.storage.queries import directory, shares, towns
from engine.storage.queries.cases import CaseFilter
from engine.storage.queries.shares import Share
from engine.storage.queries.showing import towns_showing
from engine.storage.queries.visible import seen_among
from engine.storage.store import StorageWorld

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from engine.definition.fields import Field
    from engine.definition.model import Workflow
    from engine.services.answers import Answer
    from engine.services.application import Application
    from engine.services.cases import Shown
    from engine.storage.queries.cases import CaseLine
    from engine.storage.unit import Unit

MOST_RECEIVED = 1_000
"""So many cases of one town are listed at most."""
ORIGIN = "origin"
"""Field of a workflow that says where something was taken from."""


class OnlyClose(AccessDenied):
    """Only who acts in {case}, or keeps the town's affairs, may show it to others."""

    de = "{case} darf nur zeigen, wer darin handelt oder die Stadt verwaltet."


class OneOfEach(SettingsError):
    """Name either a case or a workflow, and either a town or somebody of the directory."""

    de = (
        "Nennen Sie entweder einen Vorgang oder einen Ablauf, und entweder eine Stadt oder "
        "jemanden aus dem Verzeichnis."
    )


class ShareNotFound(NotFound):
    """Not found: the share {share}."""

    de = "Nicht gefunden: die Freigabe {share}."


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be shown to whom: either a case or a workflow, either a town or a person."""

    reason: str
    case: str | None = None
    """Id or number."""
    workflow: str | None = None
    to_town: str | None = None
    to_person: str | None = None
    """Id of a person of the directory, an adviser for instance."""
    until: date | None = None
    """The last day; None: until it is ended."""


@dataclass(frozen=True, slots=True)
class Given:
    """What is shown to others, with the words for it."""

    share: Share
    case: str | None
    """Number of the case."""
    to: str
    """Title of the town, or name of the person."""


@dataclass(frozen=True, slots=True)
class Received:
    """A case of another town that is shown to this one."""

    town: str
    """Id of the town."""
    town_title: str
    case: CaseLine


def share(app: Application, tenant: str, reader: Reader, wanted: Wanted) -> str:
    """Show something to somebody; return the id of the share.

    Raises:
        OneOfEach: both or neither of case and workflow, or of town and person are named.
        CaseNotFound: there is no such case that the reader may know of.
        OnlyClose: she does not act in it.
        NotYourWorkflow: she does not act in the cases of the workflow.
        PersonNotFound: there is nobody of that id.
        TenantNotFound: there is no such town, or it is this one.
    """
    both = (wanted.case, wanted.workflow), (wanted.to_town, wanted.to_person)
    if any((one is None) is (other is None) for one, other in both):
        raise OneOfEach
    if wanted.to_person is None:
        _require_town(app, tenant, wanted.to_town)
    with app.database.write(tenant, app.now()) as unit:
        case = _case_to_show(app, unit, reader, wanted)
        if wanted.workflow is not None:
            require_acting(viewer_in(app, unit, reader), wanted.workflow)
        person = wanted.to_person
        if person is not None:
            person = directory.find_person(unit, person).id
        given = Share(
            "", case, wanted.workflow, wanted.to_town, person, wanted.reason,
            wanted.until, reader.person, unit.at,
        )  # fmt: skip
        return shares.put_share(unit, given)


def _case_to_show(app: Application, unit: Unit, reader: Reader, wanted: Wanted) -> str | None:
    if wanted.case is None:
        return None
    seen = cases.look(app, unit, reader, wanted.case)
    if seen.sight is not Sight.CONFIDENTIAL and not seen.viewer.is_administrator:
        raise OnlyClose(case=seen.case.number)
    return seen.case.id


def _require_town(app: Application, tenant: str, town: str | None) -> None:
    with app.database.connection() as connection:
        if town == tenant or town not in towns.town_ids(connection):
            raise TenantNotFound(name=town or "")


def end_share(app: Application, tenant: str, reader: Reader, share_id: str) -> None:
    """End a share now, by whoever might have given it; raises ShareNotFound."""
    with app.database.write(tenant, app.now()) as unit:
        viewer = viewer_in(app, unit, reader)
        found = shares.find_share(unit, share_id)
        if found is None or not (viewer.sees_all or viewer.is_insider):
            raise ShareNotFound(share=share_id)
        if found.case is not None:
            _case_to_show(app, unit, reader, Wanted("", case=found.case))
        elif found.workflow is not None:
            require_acting(viewer, found.workflow)
        if not shares.end_share(unit, share_id):
            raise ShareNotFound(share=share_id)


def given_shares(app: Application, tenant: str, reader: Reader) -> list[Given]:
    """Return what the town shows to others, as far as the reader may know of it herself."""
    with app.database.read(tenant, app.now()) as unit:
        world = StorageWorld(unit, app.known, hold=False)
        viewer = viewer_of(world, reader, unit.at)
        require_insider(viewer)
        found = shares.shares_given(unit, world.town.today(unit.at))
        known = seen_among(unit, viewer, [each.case for each in found if each.case])
        names = {each.id: each.name or each.id for each in directory.people(unit)}
        numbers = {each: world.load(each).number for each in known}
    titles = _titles(app, {each.to_town for each in found if each.to_town})
    return [
        Given(
            each,
            numbers.get(each.case or ""),
            titles.get(each.to_town or "") or names.get(each.to_person or "", ""),
        )
        for each in found
        if each.case is None or each.case in known
    ]


def _titles(app: Application, ids: set[str]) -> dict[str, str]:
    found = {}
    for each in sorted(ids):
        with app.database.read(each, app.now()) as unit:
            found[each] = StorageWorld(unit, app.known, hold=False).town.title
    return found


def guest(app: Application, tenant: str, reader: Reader) -> Reader:
    """Return a reader as other towns know her: as an insider of her own; raises OnlyInsiders."""
    with app.database.read(tenant, app.now()) as unit:
        require_insider(viewer_in(app, unit, reader))
    return Reader(guest_of=tenant)


def received_cases(app: Application, tenant: str, reader: Reader) -> list[Received]:
    """Return the cases that other towns show to this one; raises OnlyInsiders."""
    visitor = guest(app, tenant, reader)
    with app.database.read(tenant, app.now()) as unit:
        today = StorageWorld(unit, app.known, hold=False).town.today(unit.at)
    with app.database.connection() as connection:
        showing = towns_showing(connection, tenant, today)
    titles = _titles(app, set(showing))
    return [
        Received(town, titles[town], each)
        for town in showing
        for each in _shown_by(app, town, visitor)
    ]


def _shown_by(app: Application, town: str, visitor: Reader) -> list[CaseLine]:
    with app.database.read(town, app.now()) as unit:
        shown = viewer_in(app, unit, visitor).shared
    lines = case_lists.list_cases(app, town, visitor, CaseFilter(), limit=MOST_RECEIVED)
    return [each for each in lines if each.id in shown]


def show_received(app: Application, tenant: str, reader: Reader, town: str, name: str) -> Shown:
    """Return a case of another town as far as it is shown to this one; raises CaseNotFound."""
    return cases.show(app, town, guest(app, tenant, reader), name)


def take_over(  # noqa: PLR0913 - from where, what, and as what
    app: Application,
    tenant: str,
    reader: Reader,
    town: str,
    name: str,
    *,
    workflow: str,
    fields: Mapping[str, Any] | None = None,
) -> Answer:
    """Open a case of this town from one that another town shows.

    What has the same name is taken along, of lists the members of the same name; where it comes
    from goes into the field ``origin``. Fields given here go before.
    """
    shown = show_received(app, tenant, reader, town, name)
    with app.database.read(tenant, app.now()) as unit:
        flow = StorageWorld(unit, app.known, hold=False).newest(workflow).workflow
    taken = _taken_along(flow, shown)
    if ORIGIN in flow.fields:
        taken[ORIGIN] = f"{_titles(app, {town})[town]}, {shown.case.number}"
    intent = OpenCase(tenant, workflow, {**taken, **(fields or {})}, reader.who)
    return events.open_case(app, intent)


def _taken_along(flow: Workflow, shown: Shown) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in shown.case.data.items():
        theirs, ours = shown.workflow.fields.get(key), flow.fields.get(key)
        if theirs is not None and ours is not None and value is not None and _fits(theirs, ours):
            found[key] = _members(ours, to_json(value))
    return found


def _fits(theirs: Field, ours: Field) -> bool:
    return theirs.type is ours.type and not theirs.personal and ours.type is not FieldType.CASE


def _members(ours: Field, value: Any) -> Any:
    if ours.type is not FieldType.LIST:
        return value
    return [{key: each[key] for key in ours.of if each.get(key) is not None} for each in value]
