"""The five questions of the set-up, to which a package says whom it fits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from engine.findings import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

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
