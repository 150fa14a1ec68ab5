"""Accounts: what the database says about the rounds, and what stands before the bodies now."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from engine.demo.timetable import moment
from engine.lifecycle.case import ItemKind, RungResult
from engine.services import cases, obligations
from engine.services.access import AS_OPERATOR
from engine.services.dead import dead
from engine.storage.queries.duties import DutyFilter

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from engine.demo.measures import Running
    from engine.demo.play import Play
    from engine.demo.timetable import Round
    from engine.services.cases import Past

DUTY = "progress_report"
RED_AGAIN = "red_again"
"""The transition of the workflow that brings a measure before the steering group."""
BODIES = ("steering_group", "council")
RATINGS = ("green", "amber", "red")


@dataclass(frozen=True, slots=True)
class RoundAccount:
    """What happened in a round of reports."""

    round: Round
    period: str
    measures: int
    reports: int
    ratings: Mapping[str, int]
    counts: Mapping[str, int]
    """``reminders``, ``notices``; rungs of the ladder: ``agenda``, ``consequence``, ``council``;
    ``steered`` measures and statements that were ``explained``."""
    escalated: tuple[Running, ...]
    """Rated red, and red again, without a new report."""

    @property
    def no_new_report(self) -> int:
        """How many offices had nothing new to report."""
        return self.measures - self.reports


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands before a body."""

    proposals: tuple[tuple[str, Running], ...]
    """Key of each proposal and its measure."""
    waiting: Mapping[str, int]
    """Agenda items about something that is still owed, by obligation."""
    done: int
    """Agenda items about something that has been done since: only to be noted."""


@dataclass(frozen=True, slots=True)
class Account:
    """The whole story as the database tells it."""

    rounds: tuple[RoundAccount, ...]
    escalated: tuple[Running, ...]
    bodies: Mapping[str, Standing]
    messages: int
    """Everything that was put into letters, whether or not they have left."""
    overdue: int
    """How many duties are overdue at the end."""
    ends_on: date


@dataclass(frozen=True, slots=True)
class _Told:
    running: Running
    past: Past


def account(play: Play) -> Account:
    """Read from the database what has happened."""
    app, town = play.stage.app, play.stage.town
    told = [
        _Told(each, cases.past(app, town, AS_OPERATOR, each.case)) for each in play.measures.running
    ]
    rounds = tuple(_rounds(play, told))
    ids = {each.measure.id for one in rounds for each in one.escalated}
    now = app.now()
    overdue = DutyFilter(overdue_at=now)
    return Account(
        rounds=rounds,
        escalated=tuple(each for each in play.measures.running if each.measure.id in ids),
        bodies={body: _standing(play, body) for body in BODIES},
        messages=sum(dead(app, town, AS_OPERATOR).counts.values()),
        overdue=len(obligations.list_duties(app, town, AS_OPERATOR, overdue, limit=10_000)),
        ends_on=play.ends_at.date(),
    )


def _rounds(play: Play, told: Sequence[_Told]) -> Iterator[RoundAccount]:
    rounds = play.timetable.rounds
    since = play.timetable.at(2009, 1, 1)
    for each, period in zip(rounds, play.catalogue.periods, strict=True):
        is_last = each.number == len(rounds)
        until = play.ends_at if is_last else moment(each.council_on + timedelta(days=14))
        yield _Window(since, until, each).account(period, told)
        since = until


@dataclass(frozen=True, slots=True)
class _Window:
    """The time that belongs to a round."""

    since: datetime
    until: datetime
    round: Round

    def account(self, period: str, told: Sequence[_Told]) -> RoundAccount:
        events = Counter[str]()
        ratings = Counter[str]()
        escalated = []
        for each in told:
            happened = [one for one in each.past.events if self._holds(one.at)]
            events.update(one.event for one in happened)
            ratings.update(str(one.input["rating"]) for one in happened if one.event == "assess")
            if any(one.transition == RED_AGAIN for one in happened):
                escalated.append(each.running)
        counts = Counter[str](steered=events["steer"], explained=events["explain"])
        for each in told:
            counts.update(self._sent(each.past))
            counts.update(self._climbed(each.past))
        return RoundAccount(
            round=self.round,
            period=period,
            measures=len(told),
            reports=events["report"],
            ratings={each: ratings[each] for each in RATINGS},
            counts=counts,
            escalated=tuple(escalated),
        )

    def _sent(self, past: Past) -> Iterator[str]:
        kinds = {"reminder": "reminders", "overdue": "notices"}
        for each in past.letters:
            letter = each.letter
            is_about_report = (letter.occurrence or "").startswith(f"{DUTY}.")
            if is_about_report and letter.message in kinds and self._holds(each.at):
                yield kinds[letter.message]

    def _climbed(self, past: Past) -> Iterator[str]:
        for each in past.rungs:
            name = each.rung.removeprefix("escalation:")
            is_ours = each.occurrence.startswith(f"{DUTY}.") and name != each.rung
            if is_ours and each.result == RungResult.FIRED.value and self._holds(each.at):
                yield name

    def _holds(self, at: datetime) -> bool:
        return self.since <= at < self.until


def _standing(play: Play, body: str) -> Standing:
    by_case = {each.case: each for each in play.measures.running}
    matters = [
        each
        for each in obligations.agenda(play.stage.app, play.stage.town, AS_OPERATOR, body)
        if each.case.id in by_case
    ]
    agenda = [each.item for each in matters if each.item.kind is ItemKind.AGENDA]
    return Standing(
        proposals=tuple(
            (each.item.key, by_case[each.case.id])
            for each in matters
            if each.item.kind is ItemKind.PROPOSAL
        ),
        waiting=Counter(each.key for each in agenda if not each.reported),
        done=sum(each.reported for each in agenda),
    )
