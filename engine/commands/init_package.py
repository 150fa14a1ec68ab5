"""The five questions of ``init``, and the package that they lead to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from engine.definition.questions import QUESTIONS, propose
from engine.findings import Text
from engine.services import packages, packaging

if TYPE_CHECKING:
    from engine.commands.call import Call
    from engine.definition.package import Package

GENERAL = "default"
_YES = frozenset({"j", "ja", "y", "yes", "true", "1"})
_NO = frozenset({"n", "nein", "no", "false", "0"})
_CHOSEN = Text(de="Es wurde genannt.", en="It was named.")
_NOT_ASKED = Text(
    de="Es wurde nichts gefragt; das allgemeine gilt.",
    en="Nothing was asked; the general one is taken.",
)


def chosen(call: Call, key: str | None, *, ask: bool) -> tuple[Package, Text]:
    """Return the package that is named, else the one that the answers speak for, and why.

    Raises:
        PackageNotFound: there is none of that name.
    """
    if key is not None:
        return packages.shipped(key), _CHOSEN
    if not ask:
        return packages.shipped(GENERAL), _NOT_ASKED
    answers = {name: _ask(call, question) for name, question in QUESTIONS.items()}
    proposal = propose(packaging.shipped_packages().values(), answers)
    reason = proposal.reason(answers)
    title = proposal.package.title
    words = Text(
        de=f"Vorschlag: {title.de} ({proposal.package.key}). {reason.de}",
        en=f"Proposal: {title.en} ({proposal.package.key}). {reason.en}",
    )
    click.echo(call.words(words), err=True)
    known = list(packaging.shipped_packages())
    question = Text(
        de=f"Welches Paket soll es sein? ({', '.join(known)})",
        en=f"Which package shall it be? ({', '.join(known)})",
    )
    taken = click.prompt(
        call.words(question),
        default=proposal.package.key,
        type=click.Choice(known),
        show_choices=False,
        err=True,
    )
    if taken == proposal.package.key:
        return proposal.package, reason
    return packages.shipped(taken), _CHOSEN


def _ask(call: Call, question: Text) -> bool:
    hint = Text(de="[j/n]", en="[y/n]")

    def answered(given: str) -> bool:
        word = given.strip().casefold()
        if word not in _YES | _NO:
            raise click.UsageError(call.words(Text(de="Ja oder nein?", en="Yes or no?")))
        return word in _YES

    yes: bool = click.prompt(
        f"{call.words(question)} {call.words(hint)}", value_proc=answered, err=True
    )
    return yes
