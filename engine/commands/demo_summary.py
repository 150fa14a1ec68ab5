"""What the demo tells at its end: the rounds, who escalated, what stands before the bodies."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.commands import demo_words as words
from engine.commands.output import Table
from engine.findings import Text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from engine.commands.call import Call
    from engine.demo.accounts import Account, RoundAccount, Standing
    from engine.demo.folder import Folder
    from engine.demo.measures import Running
    from engine.demo.play import Play

Part = Table | Text | str


@dataclass(frozen=True, slots=True)
class Summary:
    """The story of the town as it is told at the end."""

    call: Call
    play: Play
    told: Account
    folder: Folder
    url: str

    def document(self) -> dict[str, Any]:
        """Return it for programs."""
        return {
            **replay_document(self.told),
            "years_moved": self.play.timetable.years,
            "database": self.url if self._is_own else None,
            "outbox": str(self.folder.outbox),
            "messages": self.told.messages,
            "letters": self.folder.letters,
            "overdue": self.told.overdue,
            "bodies": {body: _standing_document(at) for body, at in self.told.bodies.items()},
            "consequences": [dict(each.counts) for each in self.told.rounds],
        }

    def lines(self) -> Iterator[Part]:
        """Yield it for people."""
        yield from self._introduction()
        yield ""
        yield Table([words.WHAT, *map(_heading, self.told.rounds)], self._round_rows())
        yield ""
        yield from self._escalated()
        yield ""
        yield from self._standing()
        yield ""
        yield from self._looking()

    def _say(self, text: Text, **facts: object) -> str:
        return self.call.words(text).format(**facts)

    def _day(self, on: date) -> str:
        return f"{on:{self.call.words(words.DAY)}}"

    def _introduction(self) -> Iterator[Part]:
        count = len(self.play.catalogue.measures)
        yield self._say(words.INTRODUCTION, town=self.play.title, count=count)
        yield self._say(words.MOVED, years=self.play.timetable.years)

    def _round_rows(self) -> list[list[object]]:
        rounds = self.told.rounds
        last = rounds[-1]

        def after(one: RoundAccount, name: str) -> object:
            """Say what came of it; after the last round the bodies have not sat yet."""
            return self.call.words(words.STILL_OPEN) if one is last else one.counts[name]

        columns = [
            [
                self._day(one.round.due_on),
                one.counts["reminders"],
                one.reports,
                one.no_new_report,
                one.counts["notices"],
                one.counts["agenda"],
                one.counts["consequence"],
                one.counts["council"],
                self._day(one.round.rated_on),
                "/".join(str(each) for each in one.ratings.values()),
                len(one.escalated),
                after(one, "steered"),
                after(one, "explained"),
            ]
            for one in rounds
        ]
        return [
            [self.call.words(text), *cells] for text, *cells in zip(_ROWS, *columns, strict=True)
        ]

    def _escalated(self) -> Iterator[Part]:
        escalated = self.told.escalated
        yield self._say(
            words.WHO_ESCALATED, count=len(escalated), all=len(self.play.catalogue.measures)
        )
        yield Table(
            [words.ID, words.NUMBER, words.TITLE, *map(_heading, self.told.rounds)],
            [
                [each.measure.id, each.number, each.measure.title, *self._entries(each)]
                for each in escalated
            ],
        )

    def _entries(self, running: Running) -> Iterator[str]:
        for one, entry in zip(self.told.rounds, running.measure.entries, strict=True):
            signs = [
                self.call.words(words.COLOURS[entry.rating]),
                "" if entry.is_reported else words.SILENT,
                words.ESCALATES if running in one.escalated else "",
            ]
            yield " ".join(filter(None, signs))

    def _standing(self) -> Iterator[Part]:
        yield self._say(words.NOW, day=self._day(self.told.ends_on))
        for body, standing in self.told.bodies.items():
            yield f"  {self.call.words(words.BODIES[body])}"
            for line in self._before(standing):
                yield f"    {line}"

    def _before(self, standing: Standing) -> Iterator[str]:
        for key, text in words.PROPOSALS.items():
            ids = [running.measure.id for each, running in standing.proposals if each == key]
            if ids:
                yield self._say(text, count=len(ids), ids=", ".join(ids))
        for key, text in words.WAITING.items():
            if count := standing.waiting.get(key, 0):
                yield self._say(text, count=count)
        if standing.done:
            yield self._say(words.DONE, count=standing.done)

    def _looking(self) -> Iterator[Part]:
        catalogue = self.play.catalogue
        yield self._say(
            words.LETTERS,
            messages=self.told.messages,
            letters=self.folder.letters,
            outbox=self.folder.outbox,
        )
        yield self._say(words.SOURCE, source=catalogue.source, licence=catalogue.licence)
        yield ""
        yield words.LOOK
        if self._is_own:
            yield f"  export VERBINDLICH_DATABASE_URL={self.url}"
        number = self.told.escalated[0].number
        typed = [
            (f"{_program()} {each.format(number=number)}", text) for each, text in words.COMMANDS
        ]
        width = max(len(each) for each, _ in typed)
        for each, text in typed:
            yield f"  {each:{width}}  # {self.call.words(text)}"

    @property
    def _is_own(self) -> bool:
        """Whether the database is the folder's; the address of another may hold a password."""
        return self.url == self.folder.url


_ROWS = (
    words.DUE,
    words.REMINDERS,
    words.REPORTS,
    words.SILENCE,
    words.NOTICES,
    words.AGENDA,
    words.CONSEQUENCE,
    words.COUNCIL,
    words.RATED,
    words.RATINGS,
    words.ESCALATED,
    words.STEERED,
    words.EXPLAINED,
)


def _heading(one: RoundAccount) -> Text:
    return Text(de=one.period, en=one.period)


def _program() -> str:
    """Return how this program was called, so that the next call finds it too."""
    called, here = Path(sys.argv[0]).resolve(), Path.cwd()
    if called.suffix == ".py":
        return "python -m engine"
    return str(called.relative_to(here)) if called.is_relative_to(here) else called.name


def _standing_document(standing: Standing) -> dict[str, Any]:
    proposals: dict[str, list[str]] = {}
    for key, running in standing.proposals:
        proposals.setdefault(key, []).append(running.measure.id)
    return {"proposals": proposals, "waiting": dict(standing.waiting), "done": standing.done}


def replay_document(told: Account) -> dict[str, Any]:
    """Return the rounds and who escalated in them, for programs."""
    return {
        "measures": told.rounds[0].measures,
        "rounds": [
            {
                "period": each.period,
                "date": each.round.rated_on,
                "reports": each.reports,
                "no_new_report": each.no_new_report,
                "ratings": dict(each.ratings),
                "escalated": [running.measure.id for running in each.escalated],
            }
            for each in told.rounds
        ],
        "escalated": [each.measure.id for each in told.escalated],
    }


def replay_lines(call: Call, told: Account) -> Iterator[Part]:
    """Yield the rounds and who escalated in them, for people."""
    yield Table(
        [words.WHAT, words.RATED, words.REPORTS, words.SILENCE, words.RATINGS, words.RED_AGAIN],
        [
            [
                each.period,
                f"{each.round.rated_on:{call.words(words.DAY)}}",
                each.reports,
                each.no_new_report,
                "/".join(str(count) for count in each.ratings.values()),
                " ".join(running.measure.id for running in each.escalated) or "–",
            ]
            for each in told.rounds
        ],
    )
    yield ""
    ids = " ".join(each.measure.id for each in told.escalated)
    yield call.words(words.REPLAYED).format(
        count=told.rounds[0].measures, escalated=len(told.escalated), ids=ids
    )
