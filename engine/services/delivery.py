"""Delivery: letters leave the outbox; none is lost, none is seen twice.

A letter is leased, handed over outside any transaction, and marked sent only after the server has
accepted it. Whatever is unknown is sent again under the same Message-ID.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from loguru import logger

from engine.channels.channel import Letter
from engine.channels.errors import CONCERNS_ALL
from engine.deadlines.localtime import zone_of
from engine.errors import DeliveryError
from engine.languages.tongue import tongue_of
from engine.lifecycle.left import field_of
from engine.services.letters import item_of, to_hand_on
from engine.services.report_links import address_of, secret_of
from engine.storage.letters import HAND_TO
from engine.storage.queries import outbox
from engine.storage.queries.directory import people
from engine.storage.store import StorageWorld

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from engine.channels.channel import Channel, Item, Sender
    from engine.definition.model import Workflow
    from engine.languages.tongue import Tongue
    from engine.lifecycle.case import WorkflowRef
    from engine.services.application import Application
    from engine.storage.queries.outbox import Claim, Delivery
    from engine.storage.town import Town
    from engine.storage.unit import Unit

BATCH = 200
LEASE = timedelta(minutes=15)
"""What a slow server has not taken by then is claimed anew."""
MOST_ATTEMPTS = 12
FIRST_RETRY = timedelta(minutes=1)
LONGEST_RETRY = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class Delivered:
    """What became of a round of deliveries."""

    sent: int = 0
    failed: int = 0
    dead: int = 0


@dataclass(frozen=True, slots=True)
class Parcel:
    """Letters of the outbox that leave as one message."""

    ids: tuple[str, ...]
    letter: Letter
    attempts: int


@dataclass(frozen=True, slots=True)
class Failure:
    """Letters that could not leave."""

    ids: tuple[str, ...]
    attempts: int
    error: Exception


class NoAddress(DeliveryError):
    """The person has no address (any more)."""

    de = "Die Person hat keine Adresse (mehr)."
    permanent = True


def deliver_due(app: Application, tenant: str, at: datetime) -> Delivered:
    """Send what is due in a town's outbox; without a channel nothing is claimed."""
    if app.channel is None:
        return Delivered()
    total = Counter[str]()
    while True:
        with app.database.write(tenant, app.now()) as unit:
            claim = outbox.claim(unit, at, BATCH, LEASE)
            secret = secret_of(unit) if claim.deliveries else ""
        if not claim.deliveries:
            return Delivered(total["sent"], total["failed"], total["dead"])
        total.update(_deliver(app, tenant, claim, app.channel, secret))


def _deliver(
    app: Application, tenant: str, claim: Claim, channel: Channel, secret: str
) -> Iterator[str]:
    """Hand over what was claimed as long as it is ours; yield what became of each message."""
    with app.database.read(tenant, app.now()) as unit:
        parcels, failures = _packed(app, unit, claim.deliveries, secret)
    for each in failures:
        yield _fail(app, tenant, claim.token, each)
    away: Exception | None = None
    with channel.batch() as sender:
        for parcel in parcels:
            if app.now() >= claim.until:
                return  # somebody else may have the rest by now
            error = away or _hand_over(sender, parcel.letter)
            if error is None:
                with app.database.write(tenant, app.now()) as unit:
                    outbox.mark_sent(unit, parcel.ids, claim.token, unit.at)
                yield "sent"
                continue
            yield _fail(app, tenant, claim.token, Failure(parcel.ids, parcel.attempts, error))
            if isinstance(error, CONCERNS_ALL):
                away = error  # every other letter would only wait for the same


def _hand_over(sender: Sender, letter: Letter) -> Exception | None:
    try:
        sender.send(letter)
    except DeliveryError as error:
        return error
    except Exception as error:  # noqa: BLE001 - one odd letter must not stop the others
        logger.error("letter {} could not be built: {}", letter.key, type(error).__name__)
        return error
    return None


def _fail(app: Application, tenant: str, token: str, failure: Failure) -> str:
    """Record a failure; return whether it is ``failed`` and will be tried again, or ``dead``."""
    error, now = failure.error, app.now()
    again = retry_at(error, failure.attempts, now)
    with app.database.write(tenant, now) as unit:
        outbox.mark_failed(unit, failure.ids, token, str(error) or type(error).__name__, again)
    return "dead" if again is None else "failed"


def retry_at(error: Exception, attempts: int, now: datetime) -> datetime | None:
    """Return when to try again what has failed for the n-th time; None: not any more."""
    permanent = isinstance(error, DeliveryError) and error.permanent
    if permanent or attempts >= MOST_ATTEMPTS:
        return None
    wait: timedelta = min(FIRST_RETRY * 2 ** min(attempts - 1, 12), LONGEST_RETRY)
    return now + wait


def _packed(
    app: Application, unit: Unit, deliveries: Sequence[Delivery], secret: str
) -> tuple[list[Parcel], list[Failure]]:
    """Return what leaves, the letters of one day's overview together, and what cannot.

    Only letters that were always tried together leave together: a message that may have arrived
    is sent again as it was.
    """
    at, world = unit.at, StorageWorld(unit, app.known, hold=False)
    town, refs = world.town, {each.workflow for each in deliveries if each.workflow}
    workflows = {ref: world.compiled(ref).workflow for ref in refs}
    together: dict[tuple[str, int], list[Delivery]] = {}
    failures: list[Failure] = []
    parcels: list[Parcel] = []
    for each in deliveries:
        if each.address:
            together.setdefault((each.digest or each.id, each.attempts), []).append(each)
        else:
            failures.append(Failure((each.id,), each.attempts, NoAddress()))
    wording = _Wording(town, workflows, secret, at, _handed_on(unit, deliveries))
    for each_one in together.values():
        try:
            parcels.append(_parcel(app, wording, each_one))
        except Exception as error:  # noqa: BLE001 - one odd letter must not stop the others
            ids = tuple(each.id for each in each_one)
            logger.error("letter {} could not be worded: {}", ids[0], type(error).__name__)
            failures.append(Failure(ids, each_one[0].attempts, error))
    return parcels, failures


def _handed_on(unit: Unit, deliveries: Sequence[Delivery]) -> dict[str, str]:
    """Return the names of those to whom letters are handed on, by id."""
    ids = {str(each.letter.facts[HAND_TO]) for each in deliveries if HAND_TO in each.letter.facts}
    return {each.id: each.name or "?" for each in people(unit, sorted(ids))} if ids else {}


@dataclass(frozen=True, slots=True)
class _Wording:
    """What letters of a town are worded with."""

    town: Town
    workflows: Mapping[WorkflowRef, Workflow]
    secret: str
    at: datetime
    names: Mapping[str, str]
    """Of those to whom letters are handed on."""

    def item(self, delivery: Delivery, tongue: Tongue) -> Item:
        """Return one piece of news, with where to answer it without an account."""
        workflow = self.workflows[delivery.workflow] if delivery.workflow else None
        item = item_of(delivery, workflow, self.town, tongue, self.at)
        hand_to = delivery.letter.facts.get(HAND_TO)
        if hand_to is not None:
            item = to_hand_on(item, self.names.get(str(hand_to), "?"), tongue)
        return replace(item, answer=address_of(delivery, workflow, self.secret))


def _parcel(app: Application, wording: _Wording, deliveries: list[Delivery]) -> Parcel:
    first, town, at = deliveries[0], wording.town, wording.at
    language = first.language or town.language
    tongue = tongue_of(language, town.languages, app.settings.languages)
    items = tuple(wording.item(each, tongue) for each in deliveries)
    letter = Letter(
        key=_key(deliveries),
        to_address=first.address or "",
        to_name=first.name or "",
        language=language,
        items=items,
        sent_at=at.astimezone(zone_of(town.calendar.zone)),
        base_url=app.settings.base_url or "",
        instance=app.settings.instance,
        sender=app.settings.mail_from or "",
        tenant_title=town.title,
        tongue=tongue,
        has_rhythm=field_of(first.letter.to) is None,
    )
    ids = tuple(each.id for each in deliveries)
    return Parcel(ids, letter, max(each.attempts for each in deliveries))


def _key(deliveries: list[Delivery]) -> str:
    """Return what the Message-ID is made of: the same letters, the same message."""
    if len(deliveries) == 1:
        return deliveries[0].key
    keys = "\n".join(sorted(each.key for each in deliveries))
    return f"{deliveries[0].digest}.{hashlib.sha256(keys.encode()).hexdigest()}"
