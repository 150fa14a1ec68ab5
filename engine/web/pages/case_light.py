"""The traffic light of a case: what is computed, what somebody has set instead, and the form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from engine.definition.overruling import overruling_of
from engine.findings import Text
from engine.services import telling
from engine.services.cases import Past, Shown
from engine.services.saying import Saying
from engine.web import reading
from engine.web.forms.asking import Question
from engine.web.forms.widgets import Filled, Widget
from engine.web.house import House
from engine.web.visitor import Visitor


@dataclass(frozen=True, slots=True)
class Light:
    """The traffic light of a case."""

    computed: str | None
    """As reports and the clock have it."""
    by_hand: str | None
    """As somebody has set it; it is the one that is shown."""
    titles: dict[str, Text]
    who: str = ""
    at: datetime | None = None
    said: tuple[tuple[Text, str], ...] = ()
    """Reason and last day, with what they are called."""
    event: str | None = None
    """By which the visitor may set it now; None: she may not."""
    title: Text | None = None
    widgets: Sequence[Widget] = ()

    @property
    def shown(self) -> str | None:
        """The light that lists and overviews show."""
        return self.by_hand or self.computed


def light_of(
    house: House, visitor: Visitor, shown: Shown, past: Past, saying: Saying
) -> Light | None:
    """Return the traffic light of a case; None where it has none, or it is not for the visitor."""
    flow, data = shown.workflow, shown.case.data
    overview = flow.overview
    if overview.rating is None or not isinstance(data.get(overview.rating), str):
        return None
    by_hand = data.get(overview.overruled_by or "")
    way = overruling_of(flow)
    set_by = [each for each in past.events if way is not None and each.event == way.event]
    is_by_hand = isinstance(by_hand, str)
    may_set = way is not None and way.event in shown.possible
    return Light(
        computed=str(data[overview.rating]),
        by_hand=str(by_hand) if is_by_hand else None,
        titles=dict(flow.fields[overview.rating].options),
        who=telling.actor_name(saying, set_by[-1].actor, flow) if set_by and is_by_hand else "",
        at=set_by[-1].at if set_by and is_by_hand else None,
        said=tuple(
            (flow.fields[key].title, saying.value(flow.fields[key], data[key]))
            for key in (way.said if way is not None and is_by_hand else ())
            if data.get(key) is not None
        ),
        event=way.event if way is not None and may_set else None,
        title=flow.events[way.event].title if way is not None and may_set else None,
        widgets=_widgets(house, visitor, shown, way.event) if way is not None and may_set else (),
    )


def _widgets(house: House, visitor: Visitor, shown: Shown, event: str) -> list[Widget]:
    question = Question(
        event=event,
        case=shown.case,
        workflow=shown.workflow,
        directory=reading.directory(house, visitor),
        language=visitor.language,
        zone=house.saying(visitor.language).zone,
    )
    return question.widgets(Filled({}, {}, question.choices(), {}))
