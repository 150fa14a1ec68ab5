"""Health: what an administrator has to know, and whether anything is wrong."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from engine.errors import EngineError
from engine.findings import Text
from engine.services.access import require_administrator, viewer_in
from engine.services.audit import audited
from engine.services.clockwork import TICKER
from engine.storage import schema
from engine.storage.queries import clock, due, duties, history, inbox, outbox, webhooks
from engine.storage.queries.duties import DutyFilter
from engine.storage.queries.visible import EVERYTHING
from engine.storage.store import StorageWorld

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from engine.services.access import Reader
    from engine.services.application import Application
    from engine.storage.unit import Unit

OLDEST_TICK = timedelta(minutes=10)
"""A clock that has not ticked for longer is not running."""
PAGE = 200


class State(StrEnum):
    """How a check came out."""

    FINE = "fine"
    NOTICE = "notice"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at."""

    name: str
    state: State
    text: Text


def installation(app: Application) -> list[Check]:
    """Check what belongs to no town: schema, integrity, the clock."""
    found = [_schema(app)]
    if found[0].state is State.WRONG:
        return found
    problems = schema.integrity_problems(app.database)
    found.append(
        _check("integrity", problems, Text(de="Datenbank unversehrt", en="Database intact"))
    )
    with app.database.connection() as connection:
        ticks = clock.ticks(connection)
        lease = clock.lease_of(connection, TICKER)
        jumps = clock.open_jumps(connection)
    found.append(_last_tick(ticks.get("rungs"), app.now()))
    found.extend(
        Check(
            f"tick {each.name}",
            State.WRONG,
            Text(de=f"Gescheitert: {each.failure}", en=f"Failed: {each.failure}"),
        )
        for each in ticks.values()
        if each.failure
    )
    if lease is not None:
        found.append(
            Check(
                "ticker",
                State.FINE,
                Text(
                    de=f"Die Uhr führt {lease.holder} (Amtszeit {lease.term})",
                    en=f"The clock is run by {lease.holder} (term {lease.term})",
                ),
            )
        )
    jumped = [f"{each.from_at:%Y-%m-%d %H:%M} → {each.to_at:%Y-%m-%d %H:%M}" for each in jumps]
    fine = Text(de="Die Uhr ist nicht gesprungen", en="The clock has not jumped")
    found.append(_check("clock jump", jumped, fine))
    return found


def _schema(app: Application) -> Check:
    try:
        schema.check_schema(app.database)
    except EngineError as error:
        return Check("schema", State.WRONG, error.text)
    return Check("schema", State.FINE, Text(de="Tabellen aktuell", en="Tables up to date"))


def _last_tick(tick: clock.Tick | None, now: datetime) -> Check:
    if tick is None:
        text = Text(de="Die Uhr ist noch nie gelaufen", en="The clock has never run")
        return Check("last tick", State.WRONG, text)
    age = now - tick.at
    minutes = int(age.total_seconds() // 60)
    text = Text(
        de=f"Letzter Takt vor {minutes} Minuten ({tick.done} erledigt)",
        en=f"Last tick {minutes} minutes ago ({tick.done} done)",
    )
    return Check("last tick", State.WRONG if abs(age) > OLDEST_TICK else State.FINE, text)


def town(app: Application, tenant: str, reader: Reader, *, deep: bool = False) -> list[Check]:
    """Check what belongs to a town: backlog, letters, broken rungs; ``deep`` also every history.

    Raises:
        NotAdministrator: the reader does not keep the town's affairs.
    """
    at = app.now()
    with app.database.read(tenant, at) as unit:
        require_administrator(viewer_in(app, unit, reader))
        broken = duties.duties(unit, EVERYTHING, DutyFilter(is_broken=True), limit=20)
        found = [
            _backlog(unit, at),
            _letters(unit),
            _webhooks(unit),
            _check(
                "envelopes",
                [each.envelope.event for each in inbox.dead_envelopes(unit)],
                Text(de="Kein Ereignis blieb liegen", en="No event was left lying"),
            ),
            _check(
                "broken rungs",
                [f"{each.case.number}/{each.occurrence.key}: {_reason(each)}" for each in broken],
                Text(de="Keine Stufe ist gestört", en="No rung is broken"),
            ),
            _check(
                "failing cases",
                [f"{each.number}: {each.error}" for each in due.failing_cases(unit)],
                Text(de="Die Uhr kommt überall durch", en="The clock gets through everywhere"),
            ),
        ]
        undated = duties.duties(unit, EVERYTHING, DutyFilter(is_undated=True), limit=20)
        found.append(
            _check(
                "undated duties",
                [f"{each.case.number}/{each.occurrence.obligation}" for each in undated],
                Text(de="Jede Pflicht hat ein Datum", en="Every duty has a date"),
                State.NOTICE,
            )
        )
        if deep:
            found.append(
                _check(
                    "histories",
                    list(_broken_histories(unit, app)),
                    Text(
                        de="Alle Ketten gültig, alle Vorgänge gleich ihrer Geschichte",
                        en="All chains valid, all cases equal to their history",
                    ),
                )
            )
    return found


def _reason(duty: duties.Duty) -> str:
    broken = duty.occurrence.broken
    return broken.reason if broken is not None else ""


def _backlog(unit: Unit, at: datetime) -> Check:
    waiting = due.backlog(unit, at)
    count = waiting.rungs + waiting.timers
    text = Text(de=f"{count} fällige Stufen und Fristen", en=f"{count} rungs and timers due")
    late = waiting.oldest_at is not None and at - waiting.oldest_at > OLDEST_TICK
    return Check("backlog", State.WRONG if late else State.FINE, text)


def _letters(unit: Unit) -> Check:
    counts = dict(outbox.delivery_counts(unit))
    dead = counts.get("dead", 0)
    waiting = counts.get("queued", 0) + counts.get("leased", 0)
    text = Text(
        de=f"{counts.get('sent', 0)} Briefe verschickt, {waiting} warten, {dead} unzustellbar",
        en=f"{counts.get('sent', 0)} letters sent, {waiting} waiting, {dead} dead",
    )
    return Check("letters", State.WRONG if dead else State.FINE, text)


def _webhooks(unit: Unit) -> Check:
    dead = webhooks.dead_count(unit)
    text = Text(
        de=f"{dead} Nachrichten an Webhooks unzustellbar", en=f"{dead} messages to webhooks dead"
    )
    return Check("webhooks", State.WRONG if dead else State.FINE, text)


def _broken_histories(unit: Unit, app: Application) -> Iterator[str]:
    """Yield the cases whose chain is broken or whose replay differs from what is stored."""
    after = ""
    while ids := history.case_ids(unit, PAGE, after):
        world = StorageWorld(unit, app.known, hold=False)
        for case_id in ids:
            found = audited(world, case_id)
            if found.broken_at is not None:
                yield f"{found.number}: chain broken at event {found.broken_at}"
            elif not found.adds_up:
                yield f"{found.number}: replay differs"
        after = ids[-1]


def _check(name: str, problems: list[str], fine: Text, bad: State = State.WRONG) -> Check:
    if not problems:
        return Check(name, State.FINE, fine)
    listed = "; ".join(problems[:10]) + (" …" if len(problems) > 10 else "")  # noqa: PLR2004
    return Check(name, bad, Text(de=listed, en=listed))
