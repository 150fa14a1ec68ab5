"""Licences for open data, as DCAT-AP.de names them.

Source: the vocabulary of licences of DCAT-AP.de, <http://dcat-ap.de/def/licenses>; of those in it,
the ones that a town can grant today and that leave the data open.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

_VOCABULARY = "http://dcat-ap.de/def/licenses/"


@dataclass(frozen=True, slots=True)
class Licence:
    """What everybody may do with published data."""

    key: str
    """As the vocabulary has it, behind its address."""
    title: str
    """Its own name, which is the same in all languages."""
    url: str
    """Where it can be read."""
    names_the_town: bool
    """Whether whoever uses the data has to say where it comes from."""

    @property
    def uri(self) -> str:
        """What it is called in catalogues of open data."""
        return _VOCABULARY + self.key


LICENCES: Final = {
    each.key: each
    for each in (
        Licence(
            "dl-by-de/2.0",
            "Datenlizenz Deutschland – Namensnennung – Version 2.0",
            "https://www.govdata.de/dl-de/by-2-0",
            names_the_town=True,
        ),
        Licence(
            "dl-zero-de/2.0",
            "Datenlizenz Deutschland – Zero – Version 2.0",
            "https://www.govdata.de/dl-de/zero-2-0",
            names_the_town=False,
        ),
        Licence(
            "cc-by/4.0",
            "Creative Commons Namensnennung 4.0 International (CC BY 4.0)",
            "https://creativecommons.org/licenses/by/4.0/",
            names_the_town=True,
        ),
        Licence(
            "cc-by-sa/4.0",
            "Creative Commons Namensnennung – Weitergabe unter gleichen Bedingungen 4.0 "
            "International (CC BY-SA 4.0)",
            "https://creativecommons.org/licenses/by-sa/4.0/",
            names_the_town=True,
        ),
        Licence(
            "cc-zero",
            "Creative Commons Zero 1.0 Universell (CC0 1.0)",
            "https://creativecommons.org/publicdomain/zero/1.0/",
            names_the_town=False,
        ),
    )
}
"""By key, the one that German administrations use most first."""
