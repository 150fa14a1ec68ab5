"""``verbindlich db``: the database brought up to date, checked, backed up."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from engine.commands.call import Call, pass_call
from engine.commands.exits import ExitCode
from engine.commands.output import answer
from engine.commands.parts import DatabaseCommand, Group, argument
from engine.findings import Text
from engine.services import upkeep

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.services.upkeep import Condition


@click.group(
    "db",
    cls=Group,
    words=Text(
        de="Die Datenbank erneuern, prüfen, sichern.",
        en="Upgrade, check and back up the database.",
    ),
)
def db() -> None:
    """Lead to the commands."""


@db.command(
    "upgrade",
    cls=DatabaseCommand,
    words=Text(
        de="Legt die Tabellen an oder bringt sie auf den Stand dieses Programms.",
        en="Creates the tables, or brings them up to what this program needs.",
    ),
)
@pass_call
def upgrade(call: Call) -> None:
    """Bring the tables up to date."""
    before, after = upkeep.upgrade(call.application)
    if before == after:
        told = Text(de=f"Nichts zu tun: Stand {after}.", en=f"Nothing to do: at {after}.")
    elif before is None:
        told = Text(de=f"Tabellen angelegt: Stand {after}.", en=f"Tables created: at {after}.")
    else:
        told = Text(de=f"Erneuert: {before} → {after}.", en=f"Upgraded: {before} → {after}.")
    answer(call, {"before": before, "after": after}, told)


@db.command(
    "check",
    cls=DatabaseCommand,
    words=Text(
        de="Prüft, ob die Tabellen die erwarteten sind und die Datei unversehrt ist.",
        en="Checks that the tables are the expected ones and the file is intact.",
    ),
)
@pass_call
def check(call: Call) -> None:
    """Print what is wrong; exit 1 if anything is."""
    call.refuse_missing_database()
    found = upkeep.condition(call.application)
    document = {
        "sound": found.is_sound,
        "current": found.current,
        "needed": found.needed,
        "differences": found.differences,
        "damage": found.damage,
    }
    answer(call, document, *_check_lines(found))
    if not found.is_sound:
        call.finish(ExitCode.FINDINGS)


def _check_lines(found: Condition) -> Iterator[Text]:
    if found.current is None:
        yield Text(
            de="Es gibt noch keine Tabellen: verbindlich db upgrade.",
            en="There are no tables yet: verbindlich db upgrade.",
        )
    elif found.current != found.needed:
        yield Text(
            de=f"Stand {found.current}, gebraucht wird {found.needed}: verbindlich db upgrade.",
            en=f"At {found.current}, {found.needed} is needed: verbindlich db upgrade.",
        )
    for each in found.differences:
        yield Text(de=f"Abweichung: {each}", en=f"Difference: {each}")
    for each in found.damage:
        yield Text(de=f"Schaden: {each}", en=f"Damage: {each}")
    if found.is_sound:
        yield Text(de=f"In Ordnung (Stand {found.current}).", en=f"In order (at {found.current}).")


@db.command(
    "backup",
    cls=DatabaseCommand,
    words=Text(
        de="Sichert eine SQLite-Datenbank in eine neue Datei, auch während sie benutzt wird. Für "
        "PostgreSQL: pg_dump.",
        en="Backs up a SQLite database into a new file, even while it is in use. For PostgreSQL: "
        "pg_dump.",
    ),
)
@argument(
    "target",
    metavar="FILE",
    type=click.Path(dir_okay=False),
    words=Text(de="Die neue Datei.", en="The new file."),
)
@pass_call
def backup(call: Call, target: str) -> None:
    """Copy the database."""
    call.refuse_missing_database()
    path = Path(target)
    upkeep.backup(call.application, path)
    size = path.stat().st_size
    told = Text(
        de=f"Gesichert: {target} ({size // 1024} KiB).",
        en=f"Backed up: {target} ({size // 1024} KiB).",
    )
    answer(call, {"file": target, "bytes": size}, told)
