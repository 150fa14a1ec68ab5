"""Erasing what a case holds of people: an event of its own, after which the earlier parts go.

The event says again what is left, so that chain and replay hold although the personal parts of
all events before it are deleted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.lifecycle.circumstances import ENGINE_ACTOR, Incoming
from engine.lifecycle.keeping import ERASE
from engine.lifecycle.outcome import Accepted
from engine.lifecycle.run import submit
from engine.storage.errors import NotErased
from engine.storage.queries import erasure
from engine.storage.records import personal_fields

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from engine.storage.store import StorageWorld


def erase_fields(
    world: StorageWorld,
    case_id: str,
    names: Collection[str] | None,
    reason: str,
    by: str | None,
    entries: Mapping[str, Sequence[int]] | None = None,
) -> int:
    """Erase personal fields of a case, from its data and from its history.

    Args:
        world: The town.
        case_id: The case.
        names: Which fields; None: all that are about people.
        reason: Why, in words that name nobody.
        by: Who wants it; None: the clock.
        entries: Of lists, which entries go; of those not named here all do.

    Returns:
        Of how many events the personal part was deleted.

    Raises:
        CaseNotFound: there is no such case.
        NotErased: the case would not take it.
    """
    case = world.load(case_id)
    known = personal_fields(world.compiled(case.workflow))
    wanted = known if names is None else known.intersection(names)
    fields = [{"field": each, **_some(each, entries)} for each in sorted(wanted)]
    given = {"reason": reason, "fields": fields}
    outcome = submit(world, case_id, Incoming(ERASE, ENGINE_ACTOR, given), world.unit.at)
    if not isinstance(outcome, Accepted):
        raise NotErased(case=case.number, reason=outcome.reasons[0].message)
    world.flush()
    count = erasure.forget_payloads(world.unit, case_id, outcome.after.version)
    erasure.log_erasure(world.unit, f"case:{case_id}", reason, count, by)
    return count


def _some(field: str, entries: Mapping[str, Sequence[int]] | None) -> dict[str, str]:
    found = (entries or {}).get(field)
    return {"entries": ",".join(str(each) for each in found)} if found else {}
