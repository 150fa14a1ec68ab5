"""Orders: what programs want that is no event of a case, carried out once under one key.

An order is begun in a transaction of its own and its answer kept when it is done; so two that come
at the same time do not both happen. If the process dies between, nobody knows what has become of
it, and the key says so until it is forgotten.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.errors import CaseError
from engine.services.events import RECEIPTS_KEPT, KeyReused, persist
from engine.storage.queries import receipts
from engine.storage.queries.receipts import Receipt

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.services.application import Application
    from engine.services.intents import Who

_BEGUN: Mapping[str, Any] = {"begun": True}


class OrderUnderWay(CaseError):
    """The order under the key “{key}” has been begun, and its outcome is not known yet.

    Look whether it has been carried out before you give it again under a fresh key.
    """

    de = (
        "Der Auftrag unter dem Schlüssel „{key}“ ist begonnen, sein Ergebnis steht noch nicht "
        "fest. Bitte nachsehen, ob er ausgeführt ist, und ihn sonst unter einem neuen erteilen."
    )


def begin(
    app: Application, tenant: str, who: Who, key: str, digest: str
) -> Mapping[str, Any] | None:
    """Begin an order; return the answer of the first time if there was one.

    Args:
        app: The application.
        tenant: The town.
        who: Who gives it; everybody's keys are her own.
        key: Under which it is to be carried out once.
        digest: Of what it is about.

    Raises:
        KeyReused: the key stands for another order.
        OrderUnderWay: it has been begun, and is not done.
    """

    def attempt() -> Mapping[str, Any] | None:
        at = app.now()
        with app.database.write(tenant, at) as unit:
            known = receipts.find_receipt(unit, who.name, key)
            if known is None:
                receipt = Receipt(digest, _BEGUN)
                receipts.keep_receipt(unit, who.name, key, receipt, at + RECEIPTS_KEPT)
                return None
        if known.intent_digest != digest:
            raise KeyReused(key=key)
        if known.answer == _BEGUN:
            raise OrderUnderWay(key=key)
        return known.answer

    return persist(attempt)


def done(app: Application, tenant: str, who: Who, key: str, answer: Mapping[str, Any]) -> None:
    """Keep the answer of an order, to be given again."""
    with app.database.write(tenant, app.now()) as unit:
        receipts.answer(unit, who.name, key, answer)


def given_up(app: Application, tenant: str, who: Who, key: str) -> None:
    """Forget an order that was refused: it may be given again under its key."""
    with app.database.write(tenant, app.now()) as unit:
        receipts.forget(unit, who.name, key)
