"""Drawing lots so that anybody can repeat it: with the same frame and seed comes the same result.

The procedure ``sha256-order/1``: each entry gets a ticket, the SHA-256 of the lines ``procedure``,
``seed``, ``stratum`` and ``key`` (UTF-8, NFC, each ended by a line feed); the entries of a stratum
are sorted by ticket, then by key, and the first ones are drawn. Whoever fixes the seed in public
before the frame is known, or after it has been sealed by its digest, can favour nobody.

The seed orders every stratum completely: who is drawn later, in a second draw, is the next in it.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.errors import CaseError
from engine.findings import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

PROCEDURE = "sha256-order/1"
ONE_STRATUM = ""
"""The stratum of entries that have none."""


class DrawRefused(CaseError):
    """No lots are drawn: {problem}"""  # noqa: D415 - the problem ends with a full stop

    de = "Es wird nicht gelost: {problem}"


@dataclass(frozen=True, slots=True)
class Entry:
    """Somebody who can be drawn: a key that means nobody outside the frame, and a stratum."""

    key: str
    stratum: str = ONE_STRATUM


@dataclass(frozen=True, slots=True)
class Stratum:
    """How many of a stratum there are and were drawn."""

    stratum: str
    size: int
    drawn: int


@dataclass(frozen=True, slots=True)
class Draw:
    """The result of a draw, with all that is needed to repeat it but the frame itself."""

    procedure: str
    seed: str
    frame_size: int
    frame_digest: str
    strata: tuple[Stratum, ...]
    drawn: tuple[Entry, ...]
    """In the order of the strata, in each as drawn."""
    result_digest: str


def draw(entries: Iterable[Entry], seed: str, wanted: int | Mapping[str, int]) -> Draw:
    """Draw lots.

    Args:
        entries: The frame; its order does not matter.
        seed: The seed; blanks around it do not count.
        wanted: How many by stratum; or how many in all, shared among the strata by their size
            (largest remainder, the first by name where remainders are equal).

    Raises:
        DrawRefused: a key comes twice, a stratum is unknown or too small, or there is no seed.
    """
    frame = [normal(each) for each in entries]
    salt = _nfc(seed.strip())
    _check(frame, salt)
    sizes = Counter(each.stratum for each in frame)
    numbers = _shares(sizes, wanted) if isinstance(wanted, int) else _named(sizes, wanted)
    by_stratum: dict[str, list[Entry]] = defaultdict(list)
    for each in frame:
        by_stratum[each.stratum].append(each)
    strata, drawn = [], []
    for name in sorted(sizes):
        order = sorted(by_stratum[name], key=lambda each: (ticket(each, salt), each.key))
        drawn += order[: numbers.get(name, 0)]
        strata.append(Stratum(name, sizes[name], numbers.get(name, 0)))
    return Draw(
        procedure=PROCEDURE,
        seed=salt,
        frame_size=len(frame),
        frame_digest=_digest(sorted(frame, key=lambda each: (each.stratum, each.key))),
        strata=tuple(strata),
        drawn=tuple(drawn),
        result_digest=_digest(drawn),
    )


def ticket(entry: Entry, seed: str) -> str:
    """Return the ticket of an entry, by which its stratum is ordered."""
    lines = (PROCEDURE, seed, entry.stratum, entry.key)
    return _sha256("".join(f"{each}\n" for each in lines))


def _check(frame: Sequence[Entry], seed: str) -> None:
    if not seed:
        raise DrawRefused(problem=_NO_SEED)
    if not frame:
        raise DrawRefused(problem=_NO_FRAME)
    key, count = Counter(each.key for each in frame).most_common(1)[0]
    if count > 1:
        raise DrawRefused(
            problem=Text(
                de=f"Der Schlüssel „{key}“ kommt {count}-mal vor; jeder darf nur ein Los haben.",
                en=f"The key “{key}” comes {count} times; everybody may have one lot only.",
            )
        )
    if any("\n" in each.key or "\n" in each.stratum or not each.key for each in frame):
        raise DrawRefused(problem=_BAD_KEY)


def _named(sizes: Mapping[str, int], wanted: Mapping[str, int]) -> dict[str, int]:
    numbers = {_nfc(name.strip()): number for name, number in wanted.items()}
    for name, number in numbers.items():
        if name not in sizes:
            known = ", ".join(sorted(sizes))
            raise DrawRefused(
                problem=Text(
                    de=f"Eine Schicht „{name}“ gibt es nicht. Es gibt: {known}.",
                    en=f"There is no stratum “{name}”. There are: {known}.",
                )
            )
        _enough(sizes[name], number)
    if sum(numbers.values()) < 1:
        raise DrawRefused(problem=_NOBODY)
    return numbers


def _shares(sizes: Mapping[str, int], total: int) -> dict[str, int]:
    """Share a number among strata by their size; the largest remainders get one more."""
    if total < 1:
        raise DrawRefused(problem=_NOBODY)
    whole = sum(sizes.values())
    _enough(whole, total)
    shares = {name: total * size // whole for name, size in sizes.items()}
    rest = sorted(sizes, key=lambda name: (-(total * sizes[name] % whole), name))
    for name in rest[: total - sum(shares.values())]:
        shares[name] += 1
    return shares


def _enough(size: int, wanted: int) -> None:
    if not 0 <= wanted <= size:
        raise DrawRefused(
            problem=Text(
                de=f"Gezogen werden sollen {wanted}, es gibt {size}.",
                en=f"{wanted} are to be drawn, there are {size}.",
            )
        )


def normal(entry: Entry) -> Entry:
    """Return an entry as it is drawn: NFC, without blanks around its texts."""
    return Entry(_nfc(entry.key.strip()), _nfc(entry.stratum.strip()))


def _nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def _digest(entries: Sequence[Entry]) -> str:
    return _sha256("".join(f"{each.stratum}\t{each.key}\n" for each in entries))


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


_NO_SEED = Text(
    de="Der Startwert fehlt. Bestimmen Sie ihn öffentlich, zum Beispiel durch eine Ziehung.",
    en="The seed is missing. Determine it in public, by the lottery numbers for instance.",
)
_NO_FRAME = Text(de="Die Auswahlgrundlage ist leer.", en="The frame is empty.")
_BAD_KEY = Text(
    de="Ein Schlüssel fehlt oder geht über eine Zeile hinaus.",
    en="A key is missing or goes beyond one line.",
)
_NOBODY = Text(de="Es soll niemand gezogen werden.", en="Nobody is to be drawn.")
