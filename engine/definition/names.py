"""Names: states that a list of places means, and what is said of a name nobody declared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.definition.value_words import did_you_mean, short
from engine.findings import Finding, Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

BUILT_IN_EVENTS = frozenset(
    {
        "assign",
        "attach",
        "comment",
        "correct",
        "decide",
        "extend",
        "note",
        "request",
        "resume",
        "suspend",
        "translate",
        "waive",
    }
)
"""Events that every workflow has besides its own."""

ENGINE_EVENTS = frozenset(
    {
        "child_closed",
        "erase",
        "offer_to_archive",
        "parent_left",
        "refused_elsewhere",
        "settings_changed",
    }
)
"""Events that the engine sends to itself; no workflow may use their names."""

BUILT_IN_MESSAGES = frozenset(
    {
        "reminder",
        "overdue",
        "demanded",
        "asked",
        "decided",
        "vacant",
        "suspended_too_long",
        "refused_elsewhere",
        "archive_offer",
        "request",
    }
)
"""Messages that every workflow has; one that declares them rewords them."""

OUTCOMES = (
    "adopted",
    "adopted_with_changes",
    "rejected",
    "postponed",
    "referred_back",
    "recommended",
    "noted",
)
"""What a body can say to a proposal."""

CASE_MEMBERS = frozenset({"id", "number", "state", "phase", "opened_on", "version"})
"""What rules see of a case besides its fields, so no field may be called so."""

_WORDS = (
    "as break const continue else false for function if import in let loop package namespace "
    "null return true var void while"
)
RESERVED_WORDS = frozenset(_WORDS.split())
"""Words of the rule language, which no rule could read as a field."""

_KINDS = {
    "state": Text(de="Zustand", en="state"),
    "phase": Text(de="Phase", en="phase"),
    "event": Text(de="Ereignis", en="event"),
    "obligation": Text(de="Pflicht", en="obligation"),
    "role": Text(de="Rolle", en="role"),
    "body": Text(de="Gremium", en="body"),
    "field": Text(de="Feld", en="field"),
    "message": Text(de="Nachricht", en="message"),
    "setting": Text(de="Einstellung", en="setting"),
    "children": Text(de="Gruppe von Kindvorgängen", en="group of children"),
    "admission": Text(de="Gruppe eröffneter Vorgänge", en="group of opened cases"),
    "workflow": Text(de="Ablauf", en="workflow"),
    "block": Text(de="Baustein", en="block"),
    "parameter": Text(de="Parameter", en="parameter"),
    "case": Text(de="Vorgang", en="case"),
    "question": Text(de="Frage", en="question"),
}


def unknown_name(kind: str, name: str, known: Iterable[str], where: str) -> Finding:
    """Return the finding for a name that is not declared, with the nearest that is."""
    names = sorted(set(known))
    word = _KINDS[kind]
    meant = did_you_mean(name, names)
    listed = ", ".join(names[:20]) + (", …" if len(names) > 20 else "")  # noqa: PLR2004 - a line
    hint = Text(
        de=(meant.de + f" Es gibt: {listed}.").strip() if names else "Es ist noch keines erklärt.",
        en=(meant.en + f" There are: {listed}.").strip() if names else "None is declared yet.",
    )
    return Finding(
        code=f"unknown-{kind}",
        where=where,
        message=Text(
            de=f"{word.de} {short(name)} ist nicht erklärt.",
            en=f"The {word.en} {short(name)} is not declared.",
        ),
        hint=hint,
    )


@dataclass(frozen=True, slots=True)
class Places:
    """The states of a workflow and the phases they lie in."""

    phase_of: Mapping[str, str | None]
    final: frozenset[str]
    phases: frozenset[str]

    @property
    def going_on(self) -> tuple[str, ...]:
        """Every state that is not final."""
        return tuple(state for state in self.phase_of if state not in self.final)

    def expand(self, words: Sequence[str]) -> tuple[str, ...]:
        """Return the states that a list means, in the order of their declaration.

        ``phase:ID`` and ``*`` never mean a final state; ``!`` before any of them takes away; a
        list of exclusions alone takes away from all. Unknown names mean nothing.
        """
        wanted = [word for word in words if not word.startswith("!")]
        unwanted = [word[1:] for word in words if word.startswith("!")]
        chosen = self._meant_by(wanted or ["*"] if words else [])
        chosen -= self._meant_by(unwanted)
        return tuple(state for state in self.phase_of if state in chosen)

    def _meant_by(self, words: Iterable[str]) -> set[str]:
        chosen: set[str] = set()
        for word in words:
            if word == "*":
                chosen.update(self.going_on)
            elif word.startswith("phase:"):
                phase = word.removeprefix("phase:")
                chosen.update(state for state in self.going_on if self.phase_of[state] == phase)
            elif word in self.phase_of:
                chosen.add(word)
        return chosen

    def unknown(self, words: Sequence[str], where: str) -> list[Finding]:
        """Return a finding for each word of a list that names nothing."""
        found: list[Finding] = []
        for index, word in enumerate(words):
            name = word.removeprefix("!")
            at = f"{where}/{index}"
            if name.startswith("phase:"):
                phase = name.removeprefix("phase:")
                if phase not in self.phases:
                    found.append(unknown_name("phase", phase, self.phases, at))
            elif name != "*" and name not in self.phase_of:
                found.append(unknown_name("state", name, self.phase_of, at))
        return found
