"""``verbindlich draw``: lots, drawn so that anybody can repeat it."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from engine.commands.acting import Acting, acting_once
from engine.commands.call import Call, pass_call
from engine.commands.case_events import submit
from engine.commands.exits import ExitCode
from engine.commands.files import EXISTING_FILE, DocumentUnreadable, read_bytes
from engine.commands.output import Table, answer
from engine.commands.parts import Command, Group, TownCommand, argument, option
from engine.findings import Text
from engine.lifecycle.lots import Draw, Entry, draw, normal
from engine.services import cases
from engine.services.plain import plain

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Rows = list[dict[str, str]]
_FRAME = Text(de="Die Auswahlgrundlage: CSV mit Überschriften.", en="The frame: CSV with headings.")


@click.group(
    "draw",
    cls=Group,
    words=Text(
        de="Losen, von jedem wiederholbar: gleiche Grundlage und Startwert, gleiches Ergebnis.",
        en="Draw lots that anybody can repeat: same frame, same seed, same result.",
    ),
)
def lots() -> None:
    """Lead to the commands."""


@dataclass(frozen=True, slots=True)
class Frame:
    """The frame as it was read."""

    rows: Rows
    entries: tuple[Entry, ...]


def _of_frame(command: Callable[..., None]) -> Callable[..., None]:
    """Add the frame and how its columns are called; the command is given ``frame``."""

    @argument("frame", type=EXISTING_FILE, words=_FRAME)
    @option(
        "--key-column",
        "key_column",
        default="id",
        words=Text(de="Spalte des Schlüssels.", en="Column of the key."),
    )
    @option(
        "--stratum-column",
        "stratum_column",
        default="stratum",
        words=Text(de="Spalte der Schicht.", en="Column of the stratum."),
    )
    @wraps(command)
    def read(
        *arguments: Any, frame: str, key_column: str, stratum_column: str, **rest: Any
    ) -> None:
        rows = _rows(frame)
        entries = _entries(rows, key_column, stratum_column, frame)
        command(*arguments, frame=Frame(rows, entries), **rest)

    return read


def _of_draw(command: Callable[..., None]) -> Callable[..., None]:
    """Add how it is drawn as well; the command is given ``found`` too."""

    @_of_frame
    @option("--seed", required=True, words=Text(de="Der Startwert.", en="The seed."))
    @option("--size", type=int, words=Text(de="Wie viele im Ganzen.", en="How many in all."))
    @option(
        "--stratum",
        "strata",
        multiple=True,
        metavar="NAME=N",
        words=Text(
            de="Wie viele einer Schicht; mehrmals möglich.",
            en="How many of a stratum; may be given several times.",
        ),
    )
    @wraps(command)
    def drawn(
        *arguments: Any,
        frame: Frame,
        seed: str,
        size: int | None,
        strata: tuple[str, ...],
        **rest: Any,
    ) -> None:
        found = draw(frame.entries, seed, _wanted(size, strata))
        command(*arguments, frame=frame, found=found, **rest)

    return drawn


@lots.command(
    "run",
    cls=Command,
    words=Text(
        de="Lost. Ohne Datenbank: wer Grundlage und Startwert hat, kann es wiederholen.",
        en="Draws lots. No database is needed: whoever has frame and seed can repeat it.",
    ),
)
@_of_draw
@option(
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    words=Text(
        de="Datei für die Zeilen der Gezogenen, nur für die Einladung.",
        en="File for the rows of those drawn, for the invitation alone.",
    ),
)
@pass_call
def run(call: Call, frame: Frame, found: Draw, output: Path | None) -> None:
    """Draw, print how many, and write who into a file of its own."""
    if output is not None:
        _write(output, frame, found)
    document = {"draw": {**plain(found), "drawn": len(found.drawn)}}
    answer(call, document, *_told(found))


@lots.command(
    "record",
    cls=TownCommand,
    words=Text(
        de="Lost wie run und hält es beim Vorgang fest: Prüfsummen und Zahlen, keine Personen.",
        en="Draws like run and records it at the case: digests and counts, no people.",
    ),
)
@argument("case", words=Text(de="Der Vorgang der Losziehung.", en="The case of the draw."))
@_of_draw
@option("--seed-from", words=Text(de="Woher er stammt.", en="Where it comes from."))
@acting_once
@pass_call
def record(
    call: Call, case: str, frame: Frame, found: Draw, seed_from: str | None, acting: Acting
) -> None:
    """Draw and send the result to a case."""
    values = {
        "seed": found.seed,
        "seed_from": seed_from,
        "procedure": found.procedure,
        "frame_size": len(frame.entries),
        "frame_digest": found.frame_digest,
        "result_digest": found.result_digest,
        "strata": [plain(each) for each in found.strata],
        "drawn": len(found.drawn),
    }
    submit(call, case, "draw", values, acting)


@lots.command(
    "verify",
    cls=TownCommand,
    words=Text(
        de="Wiederholt eine festgehaltene Ziehung und vergleicht die Prüfsummen.",
        en="Repeats a recorded draw and compares the digests.",
    ),
)
@argument("case", words=Text(de="Der Vorgang der Losziehung.", en="The case of the draw."))
@_of_frame
@pass_call
def verify(call: Call, case: str, frame: Frame) -> None:
    """Say whether a draw comes out the same again."""
    data = cases.show(call.application, call.tenant, call.reader, case).case.data
    strata: list[Mapping[str, object]] = list(data.get("strata") or ())  # type: ignore[call-overload]
    wanted = {str(each["stratum"]): int(str(each["drawn"])) for each in strata}
    found = draw(frame.entries, str(data.get("seed") or ""), wanted)
    differs = [
        name
        for name in ("procedure", "frame_size", "frame_digest", "result_digest")
        if getattr(found, name) != data.get(name)
    ]
    said = Text(de="Die Ziehung ist dieselbe.", en="The draw is the same.")
    if differs:
        said = Text(
            de=f"Die Ziehung ist eine andere: {', '.join(differs)}.",
            en=f"The draw is another one: {', '.join(differs)}.",
        )
    answer(call, {"case": case, "is_same": not differs, "differs": differs}, said)
    call.finish(ExitCode.FINDINGS if differs else ExitCode.OK)


def _told(found: Draw) -> tuple[Text | Table, ...]:
    columns = (
        Text(de="Schicht", en="Stratum"),
        Text(de="Umfang", en="Size"),
        Text(de="Gezogen", en="Drawn"),
    )
    rows = [(each.stratum or "–", each.size, each.drawn) for each in found.strata]
    return (
        Table(columns, rows),
        Text(
            de=f"Verfahren {found.procedure}, Startwert {found.seed}",
            en=f"Procedure {found.procedure}, seed {found.seed}",
        ),
        Text(
            de=f"Grundlage {found.frame_size}: {found.frame_digest}",
            en=f"Frame {found.frame_size}: {found.frame_digest}",
        ),
        Text(
            de=f"Ergebnis {len(found.drawn)}: {found.result_digest}",
            en=f"Result {len(found.drawn)}: {found.result_digest}",
        ),
    )


def _rows(frame: str) -> Rows:
    try:
        text = read_bytes(frame).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise DocumentUnreadable(name=frame, problem=_NO_UTF8) from None
    header = text.partition("\n")[0]
    separator = ";" if header.count(";") > header.count(",") else ","
    return list(csv.DictReader(io.StringIO(text), delimiter=separator))


def _entries(rows: Rows, key: str, stratum: str, frame: str) -> tuple[Entry, ...]:
    if rows and key not in rows[0]:
        known = ", ".join(str(each) for each in rows[0])
        problem = Text(
            de=f"Eine Spalte „{key}“ gibt es nicht. Es gibt: {known}.",
            en=f"There is no column “{key}”. There are: {known}.",
        )
        raise DocumentUnreadable(name=frame, problem=problem)
    return tuple(Entry(each[key] or "", each.get(stratum) or "") for each in rows)


def _wanted(size: int | None, strata: tuple[str, ...]) -> int | dict[str, int]:
    pairs = [each.rpartition("=") for each in strata]
    is_clear = all(name and number.isdigit() for name, _, number in pairs)
    if not is_clear or (size is None) == (not strata):
        context = click.get_current_context()
        raise click.UsageError(context.find_object(Call).words(_HOW_MANY), context)  # type: ignore[union-attr]  # every command has its call
    return size if size is not None else {name: int(number) for name, _, number in pairs}


def _write(output: Path, frame: Frame, found: Draw) -> None:
    """Write the rows of those drawn, in their order, into a new file."""
    rows = {normal(entry).key: row for entry, row in zip(frame.entries, frame.rows, strict=True)}
    with output.open("x", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(frame.rows[0]), extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows[each.key] for each in found.drawn)


_HOW_MANY = Text(
    de="Sagen Sie, wie viele: --size ZAHL oder --stratum SCHICHT=ZAHL, nicht beides.",
    en="Say how many: --size NUMBER or --stratum NAME=NUMBER, not both.",
)
_NO_UTF8 = Text(
    de="Die Datei ist nicht in UTF-8 geschrieben.", en="The file is not written in UTF-8."
)
