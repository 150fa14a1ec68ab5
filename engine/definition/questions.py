"""The five questions of the set-up, to which a package says whom it fits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from engine.findings import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from engine.definition.package import Package

QUESTIONS: Final[Mapping[str, Text]] = {
    "district": Text(
        de="Ist es ein Landkreis, dessen Städte, Märkte und Gemeinden mitwirken?",
        en="Is it a district in which several towns and villages take part?",
    ),
    "advisory_board": Text(
        de="Soll ein Integrationsbeirat oder -rat zum Entwurf gehört werden, bevor der Rat "
        "entscheidet?",
        en="Is an advisory board to be heard on the draft before the council decides?",
    ),
    "grant": Text(
        de="Bezahlt ein Förderprogramm mit festem Ende die Arbeit am Konzept?",
        en="Does a grant with a fixed end pay for the work on the concept?",
    ),
    "open_workshops": Text(
        de="Erarbeiten offene Workshops die Maßnahmen, zu denen man sich anmeldet?",
        en="Are the measures worked out in open workshops for which people register?",
    ),
    "funding_round": Text(
        de="Vergibt ein Gremium jedes Jahr Geld an Projekte, die sich bewerben?",
        en="Does a body give money every year to projects that apply?",
    ),
}
"""By the name under which a package answers them in ``fits``."""

_ALONE = "district"
"""A question whose answer no other one can outweigh."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """The package that fits best, and why."""

    package: Package
    for_it: tuple[str, ...]
    """Questions whose answers speak for it."""
    against_it: tuple[str, ...]
    """Questions that it answers otherwise."""

    def reason(self, answers: Mapping[str, bool]) -> Text:
        """Return the reason in words."""
        if not self.for_it:
            return Text(
                de="Kein anderes Paket passt besser zu den Antworten.",
                en="No other package fits the answers better.",
            )
        spoken = [_spoken(key, yes=answers[key]) for key in self.for_it]
        other = [_spoken(key, yes=answers[key]) for key in self.against_it]
        de = "Dafür spricht: " + " ".join(each.de for each in spoken)
        en = "For it speaks: " + " ".join(each.en for each in spoken)
        if other:
            de += " Anders gedacht ist es hier: " + " ".join(each.de for each in other)
            en += " It is meant otherwise here: " + " ".join(each.en for each in other)
        return Text(de=de, en=en)


def _spoken(key: str, *, yes: bool) -> Text:
    question = QUESTIONS[key]
    word = ("Ja.", "Yes.") if yes else ("Nein.", "No.")
    return Text(de=f"{question.de} {word[0]}", en=f"{question.en} {word[1]}")


def propose(packages: Iterable[Package], answers: Mapping[str, bool]) -> Proposal:
    """Return the package that fits the answers best; of equals the first.

    A yes that a package is made for counts more than a no; what it does not ask, counts nothing.
    """
    return max(
        (_weighed(each, answers) for each in packages), key=lambda each: _score(each, answers)
    )


def _weighed(package: Package, answers: Mapping[str, bool]) -> Proposal:
    asked = [key for key in package.fits if key in answers]
    return Proposal(
        package,
        tuple(key for key in asked if package.fits[key] == answers[key]),
        tuple(key for key in asked if package.fits[key] != answers[key]),
    )


def _score(proposal: Proposal, answers: Mapping[str, bool]) -> tuple[bool, int]:
    right = sum(3 if answers[key] else 0 for key in proposal.for_it)
    wrong = sum(2 for _ in proposal.against_it)
    return _ALONE not in proposal.against_it, right - wrong
