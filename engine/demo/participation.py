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
from engine.services import resolutions, sittings
from engine.services.access import AS_OPERATOR
from engine.services.intents import Who

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import date

    from engine.demo.measures import Measures
    from engine.demo.stage import Stage

ANYBODY = Who(is_public=True)
_PLACES = 40
BODY = "steering_group"
_THURSDAY = 3
_REPORT = "Bericht der Koordinierungsstelle"
_CAME = (
    "Vorsitz Steuerungsgruppe",
    "Amtsleitung Soziales",
    "Vorsitz Integrationsbeirat",
    "Amtsleitung Bildung",
)


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
        """Know the stage; the cases are opened by the cues, counted from the last Thursday."""
        self._stage = stage
        self._measures = measures
        self._today = today - timedelta(days=(today.weekday() - _THURSDAY) % 7)
        self._cases: dict[str, str] = {}

    def cues(self) -> Iterator[Cue]:
        """Yield everything that is done."""
        for each in _PROPOSALS:
            yield from self._proposal(each)
        yield from self._forum()
        yield from self._conference()
        yield from self._held_sitting()
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

    def _held_sitting(self) -> Iterator[Cue]:
        """The last sitting of the steering group: what has changed is told since then."""
        name, on = "sitting", self._today - timedelta(days=63)
        yield self._cue(95, partial(self._call, name, on))
        yield self._cue(84, partial(self._send, name, "invite", {}))
        yield self._cue(63, partial(self._hold, name))
        minutes = {"minutes": "Der Bericht wurde zur Kenntnis genommen."}
        yield self._cue(50, partial(self._send, name, "draft_minutes", minutes))

    def _call(self, name: str, on: date) -> None:
        plan = sittings.Plan(BODY, on, begins="17:00", place="Rathaus, Saal 2")
        answer = sittings.plan(self._stage.app, self._stage.town, AS_OPERATOR, plan)
        self._cases[name] = answer.case or ""

    def _hold(self, name: str) -> None:
        app, town, sitting = self._stage.app, self._stage.town, self._cases[name]
        point = sittings.add(app, town, AS_OPERATOR, sitting, sittings.Point(_REPORT))
        came = sittings.Attendance([*_CAME])
        sittings.open_sitting(app, town, AS_OPERATOR, sitting, came)
        resolutions.record(
            app, town, AS_OPERATOR, point.case or "", "noted", resolutions.Decision()
        )
        self._send(name, "close_sitting", {})

    def _plan_sitting(self) -> None:
        """The next sitting of the steering group, with all on its agenda that waits for it."""
        on = self._today + timedelta(days=21)
        name = "next sitting"
        self._call(name, on)
        app, town = self._stage.app, self._stage.town
        sittings.build(app, town, AS_OPERATOR, self._cases[name], moment(on))

    def _open(self, name: str, workflow: str, fields: Mapping[str, object], who: Who) -> None:
        self._cases[name] = self._stage.open(workflow, who, fields).case or ""

    def _send(self, name: str, event: str, given: Mapping[str, object]) -> None:
        self._stage.send(self._cases[name], event, COORDINATION, **given)
