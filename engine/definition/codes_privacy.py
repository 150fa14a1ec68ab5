"""The codes of findings about what is shown, told and kept of people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from engine.findings import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

OF_PRIVACY: Final[Mapping[str, Text]] = {
    "retention-not-personal": Text(
        "Zu löschen ist ein Feld, das nicht löschbar ist.",
        "A field is to be erased that is not erasable.",
    ),
    "retention-anchor": Text(
        "Eine Aufbewahrung zählt ab keinem Datum.", "A retention is counted from no date."
    ),
    "retention-missing": Text(
        "Ein Feld über Personen wird nie gelöscht.", "A field about people is never erased."
    ),
    "tell-field": Text(
        "Eine Nachricht geht an ein Feld, das keine löschbare Adresse enthält.",
        "A message goes to a field that holds no erasable address.",
    ),
    "special-category": Text(
        "Ein Feld fragt eine Person nach Herkunft, Religion oder Gesundheit.",
        "A field asks a person for origin, belief or health.",
    ),
    "unfit-for-method": Text(
        "Ein Feld taugt nicht für den Methodenbericht.",
        "A field is of no use for the method report.",
    ),
    "nothing-public": Text(
        "Ein Vorgang wird öffentlich, aber keines seiner Felder.",
        "A case becomes public, but none of its fields.",
    ),
    "confidential-field-type": Text(
        "Das Feld, das vertraulich macht, sagt nicht „ja“ oder „nein“.",
        "The field that makes a case confidential does not say yes or no.",
    ),
}
