"""Lines of cases as they are shown, kept until their case changes.

All that stands in a line follows from the events of its case, whose last one has a hash. So cases
are found by ids and hashes, and only what has changed since is read. Who may see a case, and how
much of it, is asked of the database each time; a line is kept for a sight, not for a person. What
hangs on other cases, which one reader may know of and another may not, is not kept.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple

from engine.lifecycle.frozen import replace
from engine.services.access import Sight, sight_in
from engine.services.shown_lines import shown_apart
from engine.storage.queries import cases as queries

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from engine.services.application import Application
    from engine.storage.queries.cases import CaseLine, Head
    from engine.storage.queries.visible import Viewer
    from engine.storage.store import StorageWorld


class KeptLine(NamedTuple):
    """A line, and all that it hangs on but for the moment."""

    head_hash: str
    town_stamp: int
    line: CaseLine
    dues: Sequence[datetime]
    """When each thing owed is due, or has been, the oldest first; none where that is not shown."""

    def at(self, moment: datetime) -> CaseLine:
        """Return the line as it is at a moment: what is owed becomes overdue by itself."""
        overdue = bisect_right(self.dues, moment)
        if overdue == self.line.overdue:
            return self.line
        return replace(self.line, overdue=overdue)


def lines_of(
    app: Application, world: StorageWorld, viewer: Viewer, heads: Sequence[Head]
) -> list[CaseLine]:
    """Return cases that somebody may know of, with what she may see of each.

    Args:
        app: The application.
        world: The town, in a transaction that only reads.
        viewer: For whom; it is she for whom the heads were found in this transaction.
        heads: Which cases.
    """
    unit, stamp = world.unit, world.town.stamp
    if viewer.sees_all:
        return queries.lines_of(unit, viewer, [each.id for each in heads], unit.at)
    found: dict[str, CaseLine] = {}
    missing: dict[str, Head] = {}
    for each in heads:
        known: KeptLine | None = app.lines.get(_place(world, viewer, each))
        if known is not None and (known.head_hash, known.town_stamp) == (each.head_hash, stamp):
            found[each.id] = known.at(unit.at)
        else:
            missing[each.id] = each
    if missing:
        found |= _read(app, world, viewer, missing)
    return [found[each.id] for each in heads if each.id in found]


def _read(
    app: Application, world: StorageWorld, viewer: Viewer, missing: dict[str, Head]
) -> Iterator[tuple[str, CaseLine]]:
    """Yield lines by their ids, and keep those that others may be shown."""
    unit, ids = world.unit, list(missing)
    dues = queries.dues_of(unit, ids)
    lines = queries.lines_of(unit, viewer, ids, unit.at)
    for line, is_for_all in shown_apart(world, viewer, lines):
        head = missing[line.id]
        if is_for_all:
            is_told = sight_in(viewer, line.id, is_close=line.is_close) >= Sight.INTERNAL
            owed = tuple(dues.get(line.id, ())) if is_told else ()
            kept = KeptLine(head.head_hash, world.town.stamp, line, owed)
            app.lines.put(_place(world, viewer, head), kept)
        yield line.id, line


def _place(world: StorageWorld, viewer: Viewer, head: Head) -> tuple[str, str, Sight]:
    return world.unit.tenant, head.id, sight_in(viewer, head.id, is_close=head.is_close)
