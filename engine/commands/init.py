"""``verbindlich init``: a database, a town in it, and the shipped workflows."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from engine.commands.call import Call, pass_call
from engine.commands.files import json_or_file
from engine.commands.naming import Identifier, Name
from engine.commands.output import answer, findings_document, findings_lines, track
from engine.commands.parts import DatabaseCommand, option
from engine.commands.workflow_names import shipped_keys
from engine.deadlines.errors import PlaceMalformed
from engine.deadlines.laender import LAENDER
from engine.deadlines.places import check_place, parse_place
from engine.findings import Text
from engine.services import towns
from engine.storage.queries.towns import Profile

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.deadlines.calendars import Place
    from engine.services.definitions import Published

_TITLE = "Musterstadt"
_LAND = "NW"
_QUESTIONS = {
    "title": Text(de="Wie heißt die Stadt?", en="What is the town called?"),
    "state": Text(
        de=f"In welchem Land liegt sie? ({', '.join(LAENDER)})",
        en=f"In which Land does it lie? ({', '.join(LAENDER)})",
    ),
    "municipality": Text(
        de="In welcher Gemeinde, ihrer Feiertage wegen? (leer: keine eigenen)",
        en="In which municipality, for its holidays? (empty: none of its own)",
    ),
    "language": Text(
        de="In welcher Sprache schreibt sie? (de, en)", en="Which language does it write? (de, en)"
    ),
}


@click.command(
    "init",
    cls=DatabaseCommand,
    words=Text(
        de="Richtet eine Datenbank ein und darin eine Stadt mit den mitgelieferten Abläufen. Was "
        "fehlt, wird gefragt.",
        en="Sets up a database and in it a town with the shipped workflows. What is missing is "
        "asked for.",
    ),
)
@option("--title", type=Name(), words=Text(de="Name der Stadt.", en="Name of the town."))
@option("--state", metavar="LAND", words=Text(de="Das Land: NW.", en="The Land: NW."))
@option(
    "--municipality",
    words=Text(de="Die Gemeinde, ihrer Feiertage wegen.", en="The municipality, for its holidays."),
)
@option(
    "--place",
    metavar="JSON|FILE",
    words=Text(
        de="Der Ort mit eigenen Tagen, statt Land und Gemeinde.",
        en="The place with days of its own, instead of Land and municipality.",
    ),
)
@option("--time-zone", words=Text(de="Sonst Europe/Berlin.", en="Else Europe/Berlin."))
@option(
    "--town-language",
    "language",
    type=click.Choice(["de", "en"]),
    words=Text(de="Sprache der Nachrichten, sonst de.", en="Language of messages, else de."),
)
@option(
    "--id",
    "tenant",
    metavar="ID",
    type=Identifier(),
    words=Text(de="Kennung, sonst aus dem Namen.", en="Its id, else made of the name."),
)
@option(
    "--workflows/--no-workflows",
    default=True,
    words=Text(
        de="Ob die mitgelieferten Abläufe veröffentlicht werden (sonst: ja).",
        en="Whether the shipped workflows are published (else: yes).",
    ),
)
@option(
    "--yes",
    is_flag=True,
    words=Text(
        de=f"Nichts fragen; was fehlt, wird {_TITLE} in {_LAND}.",
        en=f"Ask nothing; what is missing becomes {_TITLE} in {_LAND}.",
    ),
)
@pass_call
def init(call: Call, /, *, tenant: str | None, workflows: bool, yes: bool, **given: Any) -> None:
    """Set up a town."""
    _complete(call, given, ask=not yes)
    place = _place(given)
    profile = Profile(title=given["title"], place=place, language=given["language"])
    town = towns.create(call.application, profile, tenant)
    label = Text(de="Abläufe veröffentlichen", en="Publishing workflows")
    published = [
        each
        for key in track(call, shipped_keys() if workflows else [], label)
        for each in towns.publish_shipped(call.application, town, [key])
    ]
    findings = check_place(place)
    document = {
        "town": town,
        "title": profile.title,
        "place": {
            "state": place.state,
            "municipality": place.municipality,
            "time_zone": place.time_zone,
        },
        "language": profile.language,
        "workflows": [
            {"key": each.edition.key, "version": each.edition.version} for each in published
        ],
        "findings": findings_document(findings),
    }
    answer(call, document, *_lines(town, profile, published), *findings_lines(call, findings))


def _complete(call: Call, given: dict[str, Any], *, ask: bool) -> None:
    """Ask for what is missing, or take the default."""
    asked = ask and sys.stdin.isatty()
    wanted = ["title", "language"] if given["place"] else list(_QUESTIONS)
    defaults = {"title": _TITLE, "state": _LAND, "municipality": "", "language": "de"}
    missing = [name for name in wanted if given[name] is None]
    needed = [f"--{name}" for name in missing if name in {"title", "state"}]
    if ask and not asked and needed:
        words = Text(
            de=f"Es fehlt {' und '.join(needed)}; mit --yes gelten Vorgaben.",
            en=f"{' and '.join(needed)} missing; with --yes defaults are taken.",
        )
        raise click.UsageError(call.words(words), click.get_current_context())
    for name in missing:
        default = defaults[name]
        given[name] = _ask(call, name, default) if asked else default


def _ask(call: Call, name: str, default: str) -> str:
    kinds = {"title": Name(), "language": click.Choice(["de", "en"])}
    shown = bool(default)
    question = call.words(_QUESTIONS[name])
    answered: str = click.prompt(
        question,
        default=default,
        show_default=shown,
        type=kinds.get(name),
        show_choices=False,
        err=True,
    )
    return answered.strip()


def _place(given: dict[str, Any]) -> Place:
    if given["place"] is None:
        source = {"state": given["state"], "municipality": given["municipality"] or None}
    else:
        source = json_or_file(given["place"])
        if not isinstance(source, dict):
            problem = Text(de="es ist kein Objekt", en="it is no object")
            raise PlaceMalformed(where="", problem=problem)
    if given["time_zone"] is not None:
        source = {**source, "time_zone": given["time_zone"]}
    return parse_place(source)


def _lines(town: str, profile: Profile, published: list[Published]) -> Iterator[Text]:
    place = profile.place
    where = ", ".join(part for part in (place.municipality, LAENDER[place.state]) if part)
    listed = ", ".join(f"{each.edition.key} {each.edition.version}" for each in published) or "–"
    yield Text(
        de=f"{profile.title} ist eingerichtet (Kennung {town}; {where}; {place.time_zone}).",
        en=f"{profile.title} is set up (id {town}; {where}; {place.time_zone}).",
    )
    yield Text(de=f"Veröffentlicht: {listed}", en=f"Published: {listed}")
    yield Text(
        de="Als Nächstes: verbindlich people add „Name“ --address …; verbindlich people give "
        "ROLLE NAME; verbindlich case open ABLAUF; verbindlich run",
        en="Next: verbindlich people add “Name” --address …; verbindlich people give ROLE NAME; "
        "verbindlich case open WORKFLOW; verbindlich run",
    )
