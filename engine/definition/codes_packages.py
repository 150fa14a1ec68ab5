"""The codes of findings about packages, with what they mean."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from engine.findings import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

OF_PACKAGES: Final[Mapping[str, Text]] = {
    "unknown-case": Text(
        "Ein Vorgang einer Geschichte hat noch keinen Namen.",
        "A case of a story has not been given a name.",
    ),
    "unknown-question": Text(
        "Eine Frage der Einrichtung gibt es nicht.",
        "There is no such question in the set-up.",
    ),
    "change-of-nothing": Text(
        "Ein Paket nimmt weg, was der mitgelieferte Ablauf nicht hat.",
        "A package takes away what the shipped workflow does not have.",
    ),
    "change-without-effect": Text(
        "Eine Änderung eines Pakets ändert nichts.",
        "A change of a package changes nothing.",
    ),
    "change-of-key": Text(
        "Ein Paket will ändern, woran ein Ablauf erkannt wird.",
        "A package wants to change what a workflow is known by.",
    ),
    "merge-conflict": Text(
        "Die Stadt und die neue Fassung ändern dieselbe Stelle verschieden.",
        "The town and the new edition change the same place differently.",
    ),
    "package-body": Text(
        "Ein Ablauf befasst ein Gremium, das das Paket nicht nennt.",
        "A workflow asks a body that the package does not name.",
    ),
    "package-body-idle": Text(
        "Ein Gremium des Pakets wird von keinem Ablauf befasst.",
        "No workflow asks a body of the package.",
    ),
}
