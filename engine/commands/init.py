"""``verbindlich init``: a database, a town in it, and the shipped workflows."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from engine.commands.call import Call, pass_call
from engine.commands.files import json_or_file
from engine.commands.init_package import chosen
from engine.commands.naming import Identifier, Name
from engine.commands.output import answer, findings_document, findings_lines
from engine.commands.parts import DatabaseCommand, option
from engine.deadlines.errors import PlaceMalformed
from engine.deadlines.laender import LAENDER
from engine.deadlines.places import check_place, parse_place
from engine.findings import Text
from engine.services import packages, towns
from engine.storage.queries.towns import Profile

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.deadlines.calendars import Place
    from engine.services.package_plan import Plan

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
        de="Richtet eine Datenbank ein und darin eine Stadt, die nach einem Paket arbeitet. Was "
        "fehlt, wird gefragt; fünf Fragen führen zum Paket.",
        en="Sets up a database and in it a town that works by a package. What is missing is asked "
        "for; five questions lead to the package.",
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
    "--package",
    metavar="KEY",
    words=Text(
        de="Das Paket, etwa minden; die anderen nennt package list.",
        en="The package, such as minden; package list names the others.",
    ),
)
@option(
    "--workflows/--no-workflows",
    default=True,
    words=Text(
        de="Ob das Paket übernommen wird (sonst: ja); ohne gibt es noch keine Abläufe.",
        en="Whether the package is taken (else: yes); without it there are no workflows yet.",
    ),
)
@option(
    "--yes",
    is_flag=True,
    words=Text(
        de=f"Nichts fragen; was fehlt, wird {_TITLE} in {_LAND} mit dem allgemeinen Paket.",
        en=f"Ask nothing; what is missing becomes {_TITLE} in {_LAND} with the general package.",
    ),
)
@pass_call
def init(call: Call, /, *, tenant: str | None, workflows: bool, yes: bool, **given: Any) -> None:
    """Set up a town."""
    key = given.pop("package")
    _complete(call, given, ask=not yes)
    place = _place(given)
    profile = Profile(title=given["title"], place=place, language=given["language"])
    package, reason = (
        chosen(call, key, ask=not yes and sys.stdin.isatty()) if workflows else (None, None)
    )
    town = towns.create(call.application, profile, tenant)
    plan = packages.take(call.application, town, package) if package is not None else None
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
        "package": None
        if package is None or reason is None
        else {
            "key": package.key,
            "version": package.version,
            "reason": {"de": reason.de, "en": reason.en},
            "bodies": sorted(package.bodies),
        },
        "workflows": [
            {"key": each.key, "version": each.version}
            for each, _ in (plan.workflows if plan else ())
        ],
        "findings": findings_document(findings),
    }
    answer(call, document, *_lines(town, profile, plan, reason), *findings_lines(call, findings))


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


def _lines(town: str, profile: Profile, plan: Plan | None, reason: Text | None) -> Iterator[Text]:
    place = profile.place
    where = ", ".join(part for part in (place.municipality, LAENDER[place.state]) if part)
    yield Text(
        de=f"{profile.title} ist eingerichtet (Kennung {town}; {where}; {place.time_zone}).",
        en=f"{profile.title} is set up (id {town}; {where}; {place.time_zone}).",
    )
    if plan is not None and reason is not None:
        said = plan.said
        yield Text(
            de=f"Paket {said.key} {said.version}: {said.title.de}. {reason.de}",
            en=f"Package {said.key} {said.version}: {said.title.en}. {reason.en}",
        )
        listed = ", ".join(f"{each.key} {each.version}" for each, _ in plan.workflows)
        yield Text(de=f"Veröffentlicht: {listed}", en=f"Published: {listed}")
        bodies = [each["title"] for each in said.bodies.values()]
        yield Text(
            de="Gremien: " + ", ".join(each["de"] for each in bodies),
            en="Bodies: " + ", ".join(each["en"] for each in bodies),
        )
    yield Text(
        de="Als Nächstes: verbindlich people add „Name“ --address …; verbindlich people give "
        "ROLLE NAME; verbindlich case open ABLAUF; verbindlich run",
        en="Next: verbindlich people add “Name” --address …; verbindlich people give ROLE NAME; "
        "verbindlich case open WORKFLOW; verbindlich run",
    )
