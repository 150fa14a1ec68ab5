"""``verbindlich doctor --requirements``: what was asked for, and what shows it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from engine.commands.output import Table, answer
from engine.findings import Text
from engine.services.plain import plain
from engine.services.requirements import Standing, requirements

if TYPE_CHECKING:
    from engine.commands.call import Call
    from engine.services.requirements import Requirement

_STANDINGS = {
    Standing.SHOWN: Text(de="gezeigt", en="shown"),
    Standing.NO_SOFTWARE: Text(de="keine Software", en="no software"),
    Standing.OPEN: Text(de="offen", en="open"),
}


def tell(call: Call) -> None:
    """Print the table and how many stand how."""
    found = requirements()
    counts = Counter(each.standing for each in found)
    columns = (
        Text(de="Nr.", en="Id"),
        Text(de="Anforderung", en="Requirement"),
        Text(de="Stand", en="Standing"),
        Text(de="Woran man es sieht", en="Where it shows"),
    )
    rows = [
        (each.id, call.words(each.text), call.words(_STANDINGS[each.standing]), _where(call, each))
        for each in found
    ]
    document = {
        "counts": {standing.value: counts[standing] for standing in Standing},
        "requirements": plain(found),
    }
    answer(call, document, Table(columns, rows), call.words(_sum(len(found), counts)))


def _where(call: Call, requirement: Requirement) -> str:
    if requirement.why is not None:
        return call.words(requirement.why)
    return "\n".join(requirement.shown)


def _sum(total: int, counts: Counter[Standing]) -> Text:
    shown, none, left = (counts[each] for each in Standing)
    return Text(
        de=f"{total} Anforderungen: {shown} gezeigt, {none} keine Software, {left} offen",
        en=f"{total} requirements: {shown} shown, {none} no software, {left} open",
    )
