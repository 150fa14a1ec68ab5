"""Words made comparable: without case, umlauts, punctuation and fillers."""

from __future__ import annotations

import re
import unicodedata

_TRANSLATED = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_NO_WORD = re.compile(r"[^a-z0-9%]+")
NOTHING = frozenset(
    {"", "n n", "nn", "offen", "noch offen", "k a", "ka", "keine angabe", "tbd", "unklar"}
    | {"wird noch geklaert", "noch zu klaeren", "noch zu benennen", "unbekannt", "n a", "xx"}
)
"""What is written in a cell in order to say nothing."""


def normal(text: str) -> str:
    """Return a text for comparing: ``Maßnahmen-Nr.`` becomes ``massnahmen nr``."""
    folded = unicodedata.normalize("NFC", text).casefold().translate(_TRANSLATED)
    plain = unicodedata.normalize("NFKD", folded).encode("ascii", "ignore").decode()
    return _NO_WORD.sub(" ", plain).strip()


def says_nothing(text: str) -> bool:
    """Return whether a cell was filled only to say that nothing is known: ``N.N.``, ``-``."""
    return normal(text) in NOTHING
