"""``verbindlich case history|verify``: what happened to a case, and whether the record holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from engine.commands.call import Call, pass_call
from engine.commands.case_events import CASE
from engine.commands.exits import ExitCode
from engine.commands.history import letters_table, refusals_table, told
from engine.commands.output import Table, answer, track
from engine.commands.parts import TownCommand, argument, option
from engine.commands.people_named import names_of
from engine.commands.saying import moment
from engine.findings import Text
from engine.services import audit, cases
from engine.services.plain import plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from engine.services.audit import Audited
    from engine.services.cases import Past

_COLUMNS = (
    Text(de="Nr.", en="No."),
    Text(de="Wann", en="When"),
    Text(de="Was", en="What"),
    Text(de="Wer", en="Who"),
    Text(de="Dazu", en="With it"),
)


@click.command(
    "history",
    cls=TownCommand,
    words=Text(
        de="Zeigt, was an einem Vorgang geschah; auf Wunsch auch Abgelehntes und Nachrichten.",
        en="Shows what happened at a case; on demand also refusals and messages.",
    ),
)
@argument("name", metavar="CASE", words=CASE)
@option(
    "--all",
    "everything",
    is_flag=True,
    words=Text(de="Auch Abgelehntes und Nachrichten.", en="Refusals and messages too."),
)
@pass_call
def history(call: Call, name: str, *, everything: bool) -> None:
    """Print the events of a case in their order."""
    past = cases.past(call.application, call.tenant, call.reader, name)
    document = {
        "case": past.case.id,
        "number": past.case.number,
        "events": plain(past.events),
        "refusals": plain(past.refusals),
        "letters": plain(past.letters),
        "rungs": plain(past.rungs),
    }
    answer(call, document, *(() if call.as_json else _parts(call, past, everything=everything)))


def _parts(call: Call, past: Past, *, everything: bool) -> Iterator[Table | str]:
    names = names_of(call)
    yield Table(
        _COLUMNS,
        [
            (each.seq, moment(call, each.at), *told(call, each, past.workflow, names))
            for each in past.events
        ],
    )
    if everything:
        for table in (refusals_table(call, past, names), letters_table(call, past)):
            if table is not None:
                yield ""
                yield table


@click.command(
    "verify",
    cls=TownCommand,
    words=Text(
        de="Prüft, ob die Aufzeichnung von Vorgängen unverändert ist und ihren Stand ergibt; "
        "ohne Angabe bei allen.",
        en="Checks that the record of cases is unchanged and adds up to how they stand; without a "
        "name, of all.",
    ),
)
@argument("names", metavar="[CASE]...", nargs=-1, words=CASE)
@pass_call
def verify(call: Call, names: tuple[str, ...]) -> None:
    """Check chains and replay; exit 1 if one does not hold."""
    app, tenant = call.application, call.tenant
    wanted = names or audit.all_cases(app, tenant, call.reader)
    label = Text(de="Aufzeichnungen prüfen", en="Checking records")
    audited = [audit.verify(app, tenant, call.reader, each) for each in track(call, wanted, label)]
    document = {
        "cases": len(audited),
        "broken": [plain(each) for each in audited if not each.is_sound],
    }
    answer(call, document, *_verify_lines(audited))
    if not all(each.is_sound for each in audited):
        call.finish(ExitCode.FINDINGS)


def _verify_lines(audited: Sequence[Audited]) -> Iterator[Text]:
    for each in audited:
        if each.broken_at is not None:
            yield Text(
                de=f"{each.number}: Ereignis {each.broken_at} wurde verändert oder fehlt",
                en=f"{each.number}: event {each.broken_at} was changed or is missing",
            )
        if not each.adds_up:
            yield Text(
                de=f"{each.number}: der gespeicherte Stand ergibt sich nicht aus den Ereignissen",
                en=f"{each.number}: the stored case is not what the events add up to",
            )
    sound = sum(each.is_sound for each in audited)
    events = sum(each.events for each in audited)
    yield Text(
        de=f"{sound} von {len(audited)} Vorgängen in Ordnung ({events} Ereignisse).",
        en=f"{sound} of {len(audited)} cases in order ({events} events).",
    )
