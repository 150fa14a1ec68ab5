"""The play: the whole story of the town, cue by cue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.bootstrap import application
from engine.clock import VirtualClock
from engine.deadlines.localtime import local_date
from engine.demo.catalogue import read_catalogue
from engine.demo.concept import Concept
from engine.demo.measures import Measures
from engine.demo.participation import Participation
from engine.demo.stage import Stage
from engine.demo.timetable import ZONE, moment
from engine.demo.town import build_town, read_town

if TYPE_CHECKING:
    from datetime import datetime

    from engine.demo.stage import Cue
    from engine.demo.timetable import Timetable
    from engine.settings import Settings


class Play:
    """A town set up in a database, with everything that is going to be done in it."""

    def __init__(
        self, settings: Settings, timetable: Timetable, ends_at: datetime | None = None
    ) -> None:
        """Set up the town.

        Args:
            settings: Which database, and where letters go.
            timetable: The days of the story.
            ends_at: Until when the clock goes on after the story, with residents taking part in the
                last weeks; None: it ends with the story.

        Raises:
            TownExists: the database has the town already.
        """
        self.timetable = timetable
        self.catalogue = read_catalogue()
        self.ends_at = ends_at or moment(timetable.last_day)
        clock = VirtualClock(timetable.at(2009, 1, 5))
        app = application(settings, clock)
        town = read_town()
        self.title: str = town["title"]
        self.stage = Stage(app, clock, build_town(app, town))
        areas = list(self.catalogue.areas.values())
        concept = Concept(self.stage, timetable, areas, town)
        self.measures = Measures(self.stage, timetable, self.catalogue, town, concept)
        last_day = local_date(self.ends_at, ZONE)
        cues = [*concept.cues(last_day), *self.measures.cues()]
        if ends_at is not None:
            cues += Participation(self.stage, self.measures, last_day).cues()
        self.cues: tuple[Cue, ...] = tuple(sorted(cues, key=lambda cue: cue.at))

    def perform(self, cue: Cue) -> None:
        """Let the clock go on to a cue and play it."""
        self.stage.go_to(cue.at)
        cue.play()

    def end(self) -> None:
        """Let the clock go on to the end."""
        self.stage.go_to(self.ends_at)
        self.stage.step_down()

    def close(self) -> None:
        """Close the database."""
        self.stage.app.database.close()
