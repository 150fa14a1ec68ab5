"""``verbindlich language``: which languages the pages offer, and what translators lack."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from engine.commands.call import Call, pass_call
from engine.commands.exits import ExitCode
from engine.commands.output import Table, answer
from engine.commands.parts import Group, TownCommand, argument, option
from engine.errors import SettingsError
from engine.findings import Text, is_language
from engine.languages.catalogue import Catalogue, catalogues
from engine.languages.tags import own_name
from engine.languages.template import Said, missing, template
from engine.services import locality
from engine.services.definitions import newest_workflows

if TYPE_CHECKING:
    from collections.abc import Sequence

_WRITTEN_IN_CODE = frozenset({"de", "en"})


class LanguageUnusable(SettingsError):
    """{tag} is no language tag that a catalogue can have, such as ar, tr or de-simple."""

    de = "{tag} ist kein Sprachkürzel, für das es einen Katalog geben kann, etwa ar, tr, de-simple."


@click.group(
    "language",
    cls=Group,
    words=Text(
        de="In welchen Sprachen die Seiten erscheinen, und was Übersetzenden noch fehlt.",
        en="In which languages the pages appear, and what translators still lack.",
    ),
)
def language() -> None:
    """Lead to the commands."""


@language.command(
    "list",
    cls=TownCommand,
    words=Text(
        de="Zeigt die angebotenen Sprachen und wie viel der öffentlichen Seiten übersetzt ist.",
        en="Shows the languages on offer and how much of the public pages is translated.",
    ),
)
@pass_call
def list_languages(call: Call) -> None:
    """Print what is offered, in the order in which they stand in for one another."""
    offered = locality.languages_of(call.application, call.tenant)
    said = _public(call)
    rows = [(tag, own_name(tag), _translated(call, tag, said), len(said)) for tag in offered]
    document = [
        {"tag": tag, "name": name, "translated": done, "texts": whole}
        for tag, name, done, whole in rows
    ]
    columns = (
        Text(de="Kürzel", en="Tag"),
        Text(de="Sprache", en="Language"),
        Text(de="Übersetzt", en="Translated"),
        Text(de="Texte", en="Texts"),
    )
    answer(call, document, Table(columns, rows))


@language.command(
    "offer",
    cls=TownCommand,
    words=Text(
        de="Legt fest, welche Sprachen die Seiten anbieten; fehlt ein Text, gilt die nächste.",
        en="Says which languages the pages offer; where a text is missing, the next one serves.",
    ),
)
@argument(
    "tags",
    nargs=-1,
    required=True,
    words=Text(de="Kürzel in ihrer Reihenfolge: de en ar.", en="Tags in their order: de en ar."),
)
@pass_call
def offer(call: Call, tags: Sequence[str]) -> None:
    """Set what is offered."""
    locality.offer_languages(call.application, call.tenant, call.reader, tags)
    names = ", ".join(own_name(each) for each in tags)
    answer(call, {"offered": list(tags)}, Text(de=f"Angeboten: {names}.", en=f"Offered: {names}."))


@language.command(
    "missing",
    cls=TownCommand,
    words=Text(
        de="Listet, was auf den öffentlichen Seiten noch nicht übersetzt ist.",
        en="Lists what the public pages say that is not translated yet.",
    ),
)
@argument("tag", words=Text(de="Das Kürzel: ar.", en="The tag: ar."))
@pass_call
def show_missing(call: Call, tag: str) -> None:
    """Print what a catalogue lacks; findings if it lacks something."""
    lacking = missing(_public(call), _catalogue(call, tag))
    document = [{"de": each.de, "en": each.en, "where": each.where} for each in lacking]
    columns = (Text(de="Deutsch", en="German"), Text(de="Fundstelle", en="Place"))
    count = Text(de=f"{len(lacking)} Texte fehlen.", en=f"{len(lacking)} texts are missing.")
    table = Table(columns, [(each.de, each.where) for each in lacking])
    answer(call, document, *((table, count) if lacking else (count,)))
    if lacking:
        call.finish(ExitCode.FINDINGS)


@language.command(
    "template",
    cls=TownCommand,
    words=Text(
        de="Schreibt einen Katalog zum Übersetzen (PO), mit dem, was schon übersetzt ist.",
        en="Writes a catalogue to be translated (PO), with what is translated already.",
    ),
)
@argument("tag", words=Text(de="Das Kürzel: tr.", en="The tag: tr."))
@option(
    "--all",
    "whole",
    is_flag=True,
    words=Text(de="Auch, was nur Angemeldete lesen.", en="What only insiders read, too."),
)
@pass_call
def write_template(call: Call, tag: str, *, whole: bool) -> None:
    """Print the text of a PO file."""
    from engine.web.wording import all_words  # noqa: PLC0415 - the pages load what others need not

    known = _catalogue(call, tag)
    said = {each.de: each for each in (*_public(call), *(all_words() if whole else ()))}
    text = template(tag, said.values(), known)
    answer(call, {"language": tag, "catalogue": text}, text)


def _public(call: Call) -> tuple[Said, ...]:
    """Return what the town's pages and letters say to everybody, its workflows included."""
    from engine.web.wording import letter_words, public_words, workflow_words  # noqa: PLC0415 - see above

    flows = newest_workflows(call.application, call.tenant).values()
    found = (*public_words(), *workflow_words(flows), *letter_words())
    return tuple({each.de: each for each in found}.values())


def _catalogue(call: Call, tag: str) -> Catalogue | None:
    if not is_language(tag) or tag in _WRITTEN_IN_CODE:
        raise LanguageUnusable(tag=tag)
    return catalogues(call.application.settings.languages).get(tag)


def _translated(call: Call, tag: str, said: Sequence[Said]) -> int:
    if tag in _WRITTEN_IN_CODE:
        return len(said)
    return len(said) - len(missing(said, _catalogue(call, tag)))
