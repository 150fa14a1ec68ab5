"""Participation: what residents propose, whom events bring together, what the next sitting has.

It happens in the weeks before the day on which somebody looks at the town, so that the public
pages have something that is open.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from engine.demo.stage import Cue
from engine.demo.timetable import moment
from engine.demo.town import COORDINATION
from engine.services import sittings
from engine.services.access import AS_OPERATOR
from engine.services.intents import Who

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import date

    from engine.demo.measures import Measures
    from engine.demo.stage import Stage

ANYBODY = Who(is_public=True)
_PLACES = 40


@dataclass(frozen=True, slots=True)
class _Proposal:
    """What somebody proposes, how many days ago, and what becomes of it."""

    days_ago: int
    title: str
    text: str
    area: str | None = None
    """The field of action that it belongs to; None: nobody has looked at it yet."""
    event: str | None = None
    given: Mapping[str, object] | None = None
    is_about_a_measure: bool = False


_PROPOSALS: Sequence[_Proposal] = (
    _Proposal(
        90,
        "Fahrradwerkstatt für alle im Quartier",
        "Ein Raum mit Werkzeug, offen an zwei Abenden in der Woche, mit Leuten, die es zeigen.",
        "Verkehr",
        "take_up",
        is_about_a_measure=True,
    ),
    _Proposal(
        75,
        "Beratung zum Energiesparen in einfacher Sprache",
        "Viele Briefe der Stadtwerke versteht man nur schwer. Bitte auch in anderen Sprachen.",
        "Energie",
        "become_measure",
    ),
    _Proposal(
        60,
        "Kostenloser Nahverkehr für alle",
        "Busse sollen nichts kosten.",
        "Verkehr",
        "not_take",
        {"reason": "Darüber entscheidet der Verkehrsverbund, nicht die Stadt allein."},
    ),
    _Proposal(
        30,
        "Trinkbrunnen auf dem Marktplatz",
        "Im Sommer fehlt ein Platz, an dem man seine Flasche füllen kann.",
        "Bauen",
    ),
    _Proposal(
        4,
        "Gemeinschaftsgarten am Bahnhof",
        "Die Fläche neben den Gleisen liegt seit Jahren brach.",
    ),
)
_REGISTRATIONS = (
    {"name": "A. Muster", "persons": 2},
    {"name": "B. Muster", "organisation": "Nachbarschaftsverein Aue", "persons": 1},
    {"name": "C. Muster", "persons": 1, "needs": "Platz für einen Rollstuhl"},
)


class Participation:
    """The cases of residents and of the events that they come to."""

    def __init__(self, stage: Stage, measures: Measures, today: date) -> None:
        """Know the stage; the cases are opened by the cues."""
        self._stage = stage
        self._measures = measures
        self._today = today
        self._cases: dict[str, str] = {}

    def cues(self) -> Iterator[Cue]:
        """Yield everything that is done."""
        for each in _PROPOSALS:
            yield from self._proposal(each)
        yield from self._forum()
        yield from self._conference()
        yield self._cue(9, self._plan_sitting)

    def _cue(self, days_ago: int, play: Callable[[], None]) -> Cue:
        return Cue(moment(self._today - timedelta(days=days_ago)), play)

    def _proposal(self, made: _Proposal) -> Iterator[Cue]:
        fields = {"title": made.title, "text": made.text}
        opening = partial(self._open, made.title, "contribution", fields, ANYBODY)
        yield self._cue(made.days_ago, opening)
        if made.area is None:
            return
        consider = partial(self._send, made.title, "consider", {"area": made.area})
        yield self._cue(made.days_ago - 7, consider)
        if made.event is not None:
            yield self._cue(made.days_ago - 21, partial(self._decide, made, made.event))

    def _decide(self, made: _Proposal, event: str) -> None:
        given = dict(made.given or {})
        if made.is_about_a_measure:
            given["into"] = self._measures.running[-1].number
        self._send(made.title, event, given)

    def _forum(self) -> Iterator[Cue]:
        """An event that is over and documented."""
        title = "Forum Klima im Alltag"
        held = self._today - timedelta(days=40)
        yield self._cue(100, partial(self._announce, title, "forum", held))
        yield self._cue(90, partial(self._send, title, "invite", {"channels": "Presse, Plakate"}))
        given = {"held_on": held.isoformat(), "attended": 34}
        yield self._cue(39, partial(self._send, title, "record", given))
        results = {"results": "Drei Wünsche: mehr Schatten, sichere Radwege, Beratung am Abend."}
        yield self._cue(25, partial(self._send, title, "document", results))

    def _conference(self) -> Iterator[Cue]:
        """An event that is to come, with people registered."""
        title = "Konferenz zur Halbzeit des Plans"
        on = self._today + timedelta(days=35)
        until = self._today + timedelta(days=25)
        yield self._cue(30, partial(self._announce, title, "conference", on))
        yield self._cue(20, partial(self._send, title, "invite", {"channels": "Presse, E-Mail"}))
        given = {"registration_until": until.isoformat(), "capacity": _PLACES}
        yield self._cue(14, partial(self._send, title, "open_registration", given))
        for days_ago, fields in enumerate(_REGISTRATIONS, start=3):
            yield self._cue(days_ago, partial(self._register, title, fields))

    def _announce(self, title: str, kind: str, on: date) -> None:
        fields = {"title": title, "kind": kind, "announced_as": f"{on:%d.%m.%Y}"}
        self._open(title, "event", fields, Who(COORDINATION))
        given = {"starts_on": on.isoformat(), "time": "17:00", "minutes": 180, "venue": "Rathaus"}
        self._send(title, "confirm", given)

    def _register(self, event: str, fields: Mapping[str, object]) -> None:
        self._stage.open("registration", ANYBODY, fields, parent=self._cases[event])

    def _plan_sitting(self) -> None:
        """The next sitting of the steering group, with all on its agenda that waits for it."""
        on = self._today + timedelta(days=20)
        plan = sittings.Plan("steering_group", on, begins="17:00", place="Rathaus, Saal 2")
        app, town = self._stage.app, self._stage.town
        answer = sittings.plan(app, town, AS_OPERATOR, plan)
        sittings.build(app, town, AS_OPERATOR, answer.case or "", moment(on))

    def _open(self, name: str, workflow: str, fields: Mapping[str, object], who: Who) -> None:
        self._cases[name] = self._stage.open(workflow, who, fields).case or ""

    def _send(self, name: str, event: str, given: Mapping[str, object]) -> None:
        self._stage.send(self._cases[name], event, COORDINATION, **given)
