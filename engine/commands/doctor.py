"""``verbindlich doctor``: what an administrator has to know, and whether anything is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from engine.commands import doctor_requirements
from engine.commands.call import Call, pass_call
from engine.commands.exits import ExitCode
from engine.commands.output import answer
from engine.commands.parts import TownCommand, option
from engine.findings import Text
from engine.services import health, towns
from engine.services.health import State
from engine.services.vacancies import vacancies

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from engine.services.health import Check

_MARKS = {State.FINE: "✓", State.NOTICE: "!", State.WRONG: "✗"}
_NAMES = {
    "schema": Text(de="Tabellen", en="tables"),
    "integrity": Text(de="Datei", en="file"),
    "last tick": Text(de="Uhr", en="clock"),
    "ticker": Text(de="Führung der Uhr", en="who ticks"),
    "clock jump": Text(de="Uhrzeit", en="time of day"),
    "backlog": Text(de="Rückstand", en="backlog"),
    "letters": Text(de="Nachrichten", en="messages"),
    "envelopes": Text(de="Zwischen Vorgängen", en="between cases"),
    "broken rungs": Text(de="Gestörte Stufen", en="broken rungs"),
    "failing cases": Text(de="Gestörte Vorgänge", en="failing cases"),
    "undated duties": Text(de="Ohne Termin", en="undated"),
    "vacancies": Text(de="Unbesetzte Rollen", en="vacancies"),
    "histories": Text(de="Aufzeichnungen", en="records"),
}


@click.command(
    "doctor",
    cls=TownCommand,
    words=Text(
        de="Sagt, ob etwas nicht stimmt: Tabellen, Uhr, Rückstand, unzustellbare Nachrichten, "
        "gestörte Stufen.",
        en="Says whether anything is wrong: tables, clock, backlog, dead letters, broken rungs.",
    ),
)
@option(
    "--deep",
    is_flag=True,
    words=Text(
        de="Auch jede Aufzeichnung nachrechnen; das dauert.",
        en="Work through every record too; that takes a while.",
    ),
)
@option(
    "--requirements",
    is_flag=True,
    words=Text(
        de="Statt dessen: was die veröffentlichten Verfahren fordern, und woran man es sieht.",
        en="Instead: what the published processes ask for, and where it shows.",
    ),
)
@pass_call
def doctor(call: Call, *, deep: bool, requirements: bool) -> None:
    """Print every check; exit 1 if something is wrong."""
    if requirements:
        doctor_requirements.tell(call)
        return
    call.refuse_missing_database()
    app = call.application
    installation = health.installation(app)
    checked: dict[str, list[Check]] = {}
    if all(each.name != "schema" or each.state is State.FINE for each in installation):
        wanted = [towns.the_town(app, call.town)] if call.town else towns.all_ids(app)
        checked = {
            each: [
                *health.town(app, each, call.reader, deep=deep),
                vacancies(app, each, call.reader),
            ]
            for each in wanted
        }
    everything = [*installation, *(each for found in checked.values() for each in found)]
    is_fine = all(each.state is not State.WRONG for each in everything)
    document = {
        "fine": is_fine,
        "installation": _document(installation),
        "towns": {town: _document(found) for town, found in checked.items()},
    }
    answer(call, document, *_lines(call, installation, checked))
    if not is_fine:
        call.finish(ExitCode.FINDINGS)


def _document(checks: Sequence[Check]) -> list[dict[str, object]]:
    return [
        {
            "name": each.name,
            "state": each.state.value,
            "text": {"de": each.text.de, "en": each.text.en},
        }
        for each in checks
    ]


def _lines(
    call: Call, installation: Sequence[Check], checked: Mapping[str, Sequence[Check]]
) -> Iterator[str]:
    yield from (_line(call, each) for each in installation)
    for town, found in checked.items():
        yield f"{town}:"
        yield from (f"  {_line(call, each)}" for each in found)


def _line(call: Call, check: Check) -> str:
    name = _NAMES.get(check.name)
    words = call.words(name) if name else check.name
    return f"{_MARKS[check.state]} {words}: {call.words(check.text)}"
