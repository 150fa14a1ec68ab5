"""Reports by link: whoever owes something answers a letter without an account, once.

The link is the letter's id with a signature by the town's own secret. It is good for one event at
one case, in the name of the person whom the letter went to, until it is used, withdrawn or too old,
or until somebody else has done what was owed.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from engine.definition.fields import FieldType
from engine.errors import AccessDenied, CaseError, NotFound
from engine.findings import Text
from engine.lifecycle.case import Status
from engine.lifecycle.chronicle import title_of
from engine.lifecycle.decide import possible
from engine.services import events
from engine.services.access import actor_for
from engine.services.cases import look
from engine.services.intents import SubmitEvent, Who
from engine.services.letters import title_in_letters
from engine.storage.queries import accounts, history, outbox, report_links
from engine.storage.queries.secrets import find_secret, make_secret
from engine.storage.store import StorageWorld

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from engine.definition.model import Event, Workflow
    from engine.lifecycle.case import Case, Occurrence
    from engine.services.access import Reader
    from engine.services.answers import Answer
    from engine.services.application import Application
    from engine.storage.queries.outbox import Delivery
    from engine.storage.unit import Unit

HOLDS = timedelta(days=60)
"""So long after its letter a link is good."""
MOST_FIELDS = 4
"""More is not asked for by link: it is for a telephone in somebody's hand."""
_SECRET = "report-links"  # noqa: S105 - its name
_ANSWERED = frozenset({"reminder", "overdue", "demanded"})
_TOO_MUCH = frozenset({FieldType.LIST, FieldType.DOCUMENT, FieldType.RECORD})


class LinkUnknown(NotFound):
    """Not found: this link. Check whether it is complete, or answer by the office."""

    de = "Nicht gefunden: dieser Link. Bitte prüfen, ob er vollständig ist, oder im Büro anrufen."


class LinkOver(CaseError):
    """This link does nothing any more: {why}."""

    de = "Dieser Link bewirkt nichts mehr: {why}."


class LinkNotYours(AccessDenied):
    """Only the office that keeps {case} may withdraw links."""

    de = "Nur die Stelle, die {case} führt, darf Links zurückziehen."


@dataclass(frozen=True, slots=True)
class Asked:
    """What a link asks for."""

    letter: str
    person: str
    name: str | None
    case: Case
    workflow: Workflow
    case_title: str | Text
    occurrence: Occurrence
    duty: Text
    event: str
    holds_until: datetime


def secret_of(unit: Unit) -> str:
    """Return what the town signs its links with; in a transaction that may write."""
    return find_secret(unit, _SECRET) or make_secret(unit, _SECRET)


def address_of(delivery: Delivery, workflow: Workflow | None, secret: str) -> str | None:
    """Return the path of a letter's link, None where a letter cannot be answered by one."""
    if workflow is None or event_of(delivery, workflow) is None:
        return None
    return f"report/{delivery.id}.{_signature(secret, delivery.id)}"


def event_of(delivery: Delivery, workflow: Workflow) -> str | None:
    """Return the event by which a letter could be answered, if it asks for little."""
    letter = delivery.letter
    declared = workflow.obligations.get((letter.occurrence or "").partition(".")[0])
    if letter.message not in _ANSWERED or declared is None or delivery.person is None:
        return None
    found = (workflow.events.get(each.event) for each in declared.fulfilled_by)
    return next(
        (each.key for each in found if each and declared.owner in each.by and _is_little(each)),
        None,
    )


def _is_little(event: Event) -> bool:
    """Return whether an event asks for no more than a telephone is fit for."""
    kinds = {field.type for field in event.input.values()}
    return len(event.input) <= MOST_FIELDS and kinds.isdisjoint(_TOO_MUCH)


def opened(app: Application, tenant: str, token: str) -> Asked:
    """Return what a link asks for; nothing changes by looking.

    Raises:
        LinkUnknown: nobody has signed it.
        LinkOver: it does nothing any more.
    """
    at = app.now()
    with app.database.read(tenant, at) as unit:
        letter = _signed(unit, token)
        delivery = outbox.find(unit, letter)
        if delivery is None or delivery.case_id is None or delivery.person is None:
            raise LinkUnknown
        _refuse_over(unit, delivery, at)
        account = accounts.account_of(unit, delivery.person)
        if account is not None and account.disabled_at is not None:
            raise LinkOver(why=_REVOKED)
        return _asked(app, unit, delivery)


def answer(app: Application, tenant: str, token: str, given: Mapping[str, object]) -> Answer:
    """Do what a link is for, in the name of whom it went to, and use it up.

    Raises:
        LinkUnknown: nobody has signed it.
        LinkOver: it does nothing any more.
    """
    asked = opened(app, tenant, token)
    key = f"report-link:{asked.letter}"
    intent = SubmitEvent(tenant, asked.case.id, asked.event, Who(asked.person), given, key=key)
    told = events.send(app, intent)
    if told.accepted:
        with app.database.write(tenant, app.now()) as unit:
            report_links.use(unit, asked.letter)
    return told


def links_of(app: Application, tenant: str, reader: Reader, name: str) -> dict[str, Text]:
    """Return how the links of letters about a case stand, to those who keep the case.

    Raises:
        CaseNotFound: there is no such case, or the reader may not know of it.
    """
    at = app.now()
    with app.database.read(tenant, at) as unit:
        seen = look(app, unit, reader, name)
        flow = seen.compiled.workflow
        if not actor_for(seen.world, seen.compiled, seen.case, reader.who, at).may(
            flow.correction_by
        ):
            return {}
        letters = [
            each for each in outbox.deliveries_of(unit, seen.case.id) if event_of(each, flow)
        ]
        states = report_links.states(unit, [each.id for each in letters])
        return {each.id: _standing(states.get(each.id), each, at) for each in letters}


def _standing(state: report_links.LinkState | None, letter: Delivery, at: datetime) -> Text:
    if state is not None:
        return REVOKED if state.revoked_at else USED
    return EXPIRED if at >= letter.at + HOLDS else FRESH


def revoke(app: Application, tenant: str, reader: Reader, name: str, letter: str) -> None:
    """Withdraw the link of a letter about a case.

    Raises:
        CaseNotFound: there is no such case, or the reader may not know of it.
        LinkNotYours: she does not keep the case.
    """
    at = app.now()
    with app.database.write(tenant, at) as unit:
        seen = look(app, unit, reader, name)
        actor = actor_for(seen.world, seen.compiled, seen.case, reader.who, at)
        if not (reader.is_operator or actor.may(seen.compiled.workflow.correction_by)):
            raise LinkNotYours(case=seen.case.number)
        found = outbox.find(unit, letter)
        if found is not None and found.case_id == seen.case.id:
            report_links.revoke(unit, letter, reader.person)


def _signature(secret: str, letter: str) -> str:
    digest = hmac.new(secret.encode(), letter.encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest[:18]).decode()


def _signed(unit: Unit, token: str) -> str:
    letter, _, signature = token.partition(".")
    secret = find_secret(unit, _SECRET)
    if secret is None or not hmac.compare_digest(
        _signature(secret, letter).encode(), signature.encode()
    ):
        raise LinkUnknown
    return letter


def _refuse_over(unit: Unit, delivery: Delivery, at: datetime) -> None:
    state = report_links.find(unit, delivery.id)
    if state is not None and state.revoked_at is not None:
        raise LinkOver(why=_REVOKED)
    if state is not None:
        raise LinkOver(why=_USED)
    if at >= delivery.at + HOLDS:
        raise LinkOver(why=_OLD)


def _asked(app: Application, unit: Unit, delivery: Delivery) -> Asked:
    world = StorageWorld(unit, app.known, hold=False)
    case = world.load(str(delivery.case_id))
    compiled = world.compiled(case.workflow)
    flow, person = compiled.workflow, str(delivery.person)
    event = event_of(delivery, flow)
    actor = actor_for(world, compiled, case, Who(person), unit.at)
    occurrence = next(
        (
            each
            for each in history.occurrences_of(unit, case.id)
            if each.key == delivery.letter.occurrence
        ),
        None,
    )
    if occurrence is None or occurrence.status is not Status.OPEN:
        raise LinkOver(why=_SETTLED)
    if event is None or event not in possible(compiled, case, actor):
        raise LinkOver(why=_MOVED_ON)
    return Asked(
        letter=delivery.id,
        person=person,
        name=delivery.name,
        case=case,
        workflow=flow,
        case_title=title_in_letters(delivery, flow),
        occurrence=occurrence,
        duty=title_of(occurrence.obligation, flow),
        event=event,
        holds_until=delivery.at + HOLDS,
    )


FRESH = Text(de="offen", en="open")
USED = Text(de="benutzt", en="used")
REVOKED = Text(de="zurückgezogen", en="withdrawn")
EXPIRED = Text(de="abgelaufen", en="expired")
_USED = Text(
    de="Über ihn wurde schon berichtet, und er gilt nur einmal",
    en="it has been answered already, and is good only once",
)
_REVOKED = Text(de="Er wurde zurückgezogen", en="it has been withdrawn")
_OLD = Text(de="Er ist abgelaufen", en="it has expired")
_SETTLED = Text(
    de="Was er erbittet, ist inzwischen erledigt oder nicht mehr geschuldet",
    en="what it asks for has been done meanwhile or is no longer owed",
)
_MOVED_ON = Text(
    de="Der Vorgang ist weiter, oder die Zuständigkeit liegt nicht mehr bei Ihnen",
    en="the case has moved on, or it is no longer yours to do",
)
