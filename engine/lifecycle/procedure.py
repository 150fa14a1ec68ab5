"""How a body votes: quorum, majority, tie and abstention as data of the body, and what they give.

A procedure is data: a preset that comes with the programme, with what the body does otherwise.
Nothing in here knows a particular law; the presets in ``workflows/procedures`` say theirs.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeVar

from engine.errors import DefinitionError
from engine.findings import Text

if TYPE_CHECKING:
    from collections.abc import Mapping


class Majority(StrEnum):
    """What a motion needs to be adopted."""

    VOTES_CAST = "votes_cast"
    """More yes than no."""
    PRESENT = "present"
    """More yes than half of those present with a vote."""
    NOBODY_AGAINST = "nobody_against"
    """At least one yes and no no."""


class Abstention(StrEnum):
    """What abstaining means."""

    NOT_COUNTED = "not_counted"
    FORBIDDEN = "forbidden"


class Tie(StrEnum):
    """What follows from as many yes as no."""

    REJECTED = "rejected"
    CHAIR_DECIDES = "chair_decides"
    """The chair's vote, if she has one and used it; else rejected."""


@dataclass(frozen=True, slots=True)
class Procedure:
    """How one body is invited and votes."""

    more_than_half: bool = True
    """Whether more than half of the members with a vote have to be present; else half of them."""
    at_least: int = 3
    """So many members have to be present in any case."""
    all_invited: bool = True
    """Whether all of them have to have been invited duly."""
    second_meeting: int | None = None
    """Called again about the same, so many suffice; None: there is no such relief."""
    majority: Majority = Majority.VOTES_CAST
    abstention: Abstention = Abstention.NOT_COUNTED
    tie: Tie = Tie.CHAIR_DECIDES
    notice_days: int = 7
    """Full calendar days between invitation and sitting."""


class ProcedureMalformed(DefinitionError):
    """“{given}” cannot be {member} of a procedure; possible: {possible}."""

    de = "„{given}“ kann nicht {member} eines Verfahrens sein; möglich: {possible}."


class PresetUnknown(DefinitionError):
    """There is no preset “{name}” of a procedure; there are: {presets}."""

    de = "Eine Voreinstellung „{name}“ für das Verfahren gibt es nicht; es gibt: {presets}."


def merged(raw: Mapping[str, Any], presets: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Return a procedure as data with its preset put in; what the body says itself goes first.

    Raises:
        PresetUnknown: the preset that it names does not come with the programme.
        ProcedureMalformed: a member is none of the possible ones.
    """
    name = str(raw.get("preset", "vwvfg"))
    if name not in presets:
        raise PresetUnknown(name=name, presets=", ".join(sorted(presets)))
    inherited = {key: presets[name][key] for key in _MEMBERS if key in presets[name]}
    own = {key: value for key, value in raw.items() if key != "preset"}
    for key in own:
        if key not in _MEMBERS:
            raise ProcedureMalformed(given=key, member="preset", possible=", ".join(_MEMBERS))
    whole = {"preset": name, **inherited, **own}
    procedure_of(whole)
    return whole


_MEMBERS = ("quorum", "second_meeting", "majority", "abstention", "tie", "notice")


def procedure_of(raw: Mapping[str, Any]) -> Procedure:
    """Return the procedure that data says; empty data is the default.

    Raises:
        ProcedureMalformed: a member is none of the possible ones.
    """
    quorum, default = _part(raw, "quorum"), Procedure()
    second = _part(raw, "second_meeting") if raw.get("second_meeting") is not None else None
    return Procedure(
        more_than_half=bool(quorum.get("more_than_half", default.more_than_half)),
        at_least=_count(quorum, "at_least", default.at_least),
        all_invited=bool(quorum.get("all_invited", default.all_invited)),
        second_meeting=None if second is None else _count(second, "at_least", 1),
        majority=_option(raw, "majority", default.majority),
        abstention=_option(raw, "abstention", default.abstention),
        tie=_option(raw, "tie", default.tie),
        notice_days=_count(_part(raw, "notice"), "full_days", default.notice_days),
    )


def _part(raw: Mapping[str, Any], member: str) -> Mapping[str, Any]:
    part = raw.get(member, {})
    if not isinstance(part, dict):
        raise ProcedureMalformed(given=str(part), member=member, possible="{…}")
    return part


def _count(raw: Mapping[str, Any], member: str, default: int) -> int:
    value = raw.get(member, default)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= _MOST:
        raise ProcedureMalformed(given=str(value), member=member, possible=f"0-{_MOST}")
    return value


_MOST = 1000
_Option = TypeVar("_Option", bound=StrEnum)


def _option(raw: Mapping[str, Any], member: str, default: _Option) -> _Option:
    kind = type(default)
    try:
        return kind(raw.get(member, default))
    except ValueError:
        possible = ", ".join(each.value for each in kind)
        raise ProcedureMalformed(given=str(raw[member]), member=member, possible=possible) from None


@dataclass(frozen=True, slots=True)
class Gathering:
    """Who has come to a sitting."""

    members: int
    """So many have a vote, by statute or by seats."""
    present: int
    """So many of them are there."""
    all_invited: bool = True
    is_second: bool = False
    """Called again about the same, and the invitation said so."""


@dataclass(frozen=True, slots=True)
class Quorum:
    """Whether a body can decide as it sits there."""

    is_there: bool
    needed: int
    """So many have to be present."""
    reason: Text


def quorum_of(procedure: Procedure, gathering: Gathering) -> Quorum:
    """Return whether a body can decide."""
    half = gathering.members // 2 + 1 if procedure.more_than_half else -(-gathering.members // 2)
    needed = max(half, procedure.at_least)
    if gathering.is_second and procedure.second_meeting is not None:
        needed = max(procedure.second_meeting, 1)
    if procedure.all_invited and not gathering.all_invited:
        missed = Text(
            de="Nicht alle Mitglieder sind ordnungsgemäß eingeladen.",
            en="Not all members have been duly invited.",
        )
        return Quorum(is_there=False, needed=needed, reason=missed)
    reason = Text(
        de=f"{gathering.present} von {gathering.members} Stimmberechtigten anwesend, "
        f"nötig sind {needed}.",
        en=f"{gathering.present} of {gathering.members} members with a vote present, "
        f"{needed} are needed.",
    )
    return Quorum(gathering.present >= needed, needed, reason)
