"""What a change of policy would move, as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.commands.output import Table
from engine.commands.saying import day, moment
from engine.findings import Text
from engine.lifecycle.chronicle import title_of
from engine.services.definitions import newest_workflows

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from engine.commands.call import Call
    from engine.services.reaching import Moved


def moved_parts(call: Call, moved: Sequence[Moved], looked_at: int) -> Iterator[Table | Text]:
    """Yield the table of what would move, if anything, and how much that is."""
    if moved:
        flows = newest_workflows(call.application, call.tenant)
        columns = (
            Text(de="Vorgang", en="Case"),
            Text(de="Pflicht", en="Obligation"),
            Text(de="Fällig am", en="Due on"),
            Text(de="dann", en="then"),
            Text(de="Nächste Stufe", en="Next rung"),
            Text(de="dann", en="then"),
        )
        yield Table(
            columns,
            [
                (
                    each.case,
                    call.words(title_of(each.obligation, flows[each.workflow])),
                    day(call, each.due_before),
                    day(call, each.due_after),
                    moment(call, each.next_before),
                    moment(call, each.next_after),
                )
                for each in moved
            ],
        )
    yield Text(
        de=f"{len(moved)} Pflichten verschöben sich in {looked_at} laufenden Vorgängen.",
        en=f"{len(moved)} obligations would move in {looked_at} running cases.",
    )
