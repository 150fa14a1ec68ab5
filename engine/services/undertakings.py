"""Undertakings: what was promised to a body, "accepted, later", as a dated duty in one line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.errors import CaseError
from engine.services.bodies import body_in
from engine.services.docket import SITTING
from engine.services.events import open_case
from engine.services.intents import OpenCase
from engine.storage.queries import cases
from engine.storage.queries.directory import organisations, people
from engine.storage.store import StorageWorld

if TYPE_CHECKING:
    from datetime import date

    from engine.services.access import Reader
    from engine.services.answers import Answer
    from engine.services.application import Application
    from engine.storage.unit import Unit

WORKFLOW = "undertaking"


class PromiseUnclear(CaseError):
    """“{said}” does not say who promises what. Write: WHO, WHAT."""

    de = "„{said}“ sagt nicht, wer was zusagt. Schreiben Sie: WER, WAS."


def promise(  # noqa: PLR0913 - a promise with all that belongs to it
    app: Application,
    tenant: str,
    reader: Reader,
    to: str,
    said: str,
    until: date,
    *,
    key: str | None = None,
) -> Answer:
    """Make a duty of what somebody has promised to a body, or in one of its sittings.

    Args:
        app: The application.
        tenant: The town.
        reader: Who writes it down.
        to: Id of the body, or number of the sitting.
        said: ``who, what``; whoever is in the directory is reminded herself, else the office.
        until: The day by which it is promised.
        key: The same promise under the same key is written down once.

    Raises:
        PromiseUnclear: it is not said who or what.
        BodyNotFound: there is neither a body nor a sitting of that name.
    """
    who, sign, what = (each.strip() for each in said.partition(","))
    if not (who and sign and what):
        raise PromiseUnclear(said=said)
    with app.database.read(tenant, app.now()) as unit:
        world = StorageWorld(unit, app.known, hold=False)
        sitting = _sitting(world, to)
        body = str(sitting[1]) if sitting else body_in(world, to).id
        fields: dict[str, object] = {
            "title": what,
            "promised_by": who,
            "body": body,
            "promised_on": world.town.today(unit.at).isoformat(),
            "due_on": until.isoformat(),
        }
        if (holder := _holder(unit, who)) is not None:
            fields["holder"] = holder
        if sitting is not None:
            fields["sitting"] = sitting[0]
    return open_case(app, OpenCase(tenant, WORKFLOW, fields, reader.who, key=key))


def _sitting(world: StorageWorld, name: str) -> tuple[str, object] | None:
    case_id = cases.find_case(world.unit, name)
    if case_id is None:
        return None
    case = world.load(case_id)
    return (case.number, case.data.get("body")) if case.workflow.key == SITTING else None


def _holder(unit: Unit, who: str) -> str | None:
    """Return the person or organisation of an id, a name or an address."""
    wanted = who.casefold()
    for key, name in organisations(unit).items():
        if wanted in {key.casefold(), name.casefold()}:
            return key
    for each in people(unit):
        names = {each.id, each.name or "", each.address or ""}
        if wanted in {name.casefold() for name in names if name}:
            return each.id
    return None
