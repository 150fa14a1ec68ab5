"""The pages of a case: how it stands, what happened, who was told what, and why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from engine.definition.diagram import table
from engine.definition.model import Workflow
from engine.findings import Text
from engine.lifecycle.builtin import EVENTS
from engine.lifecycle.translating import TRANSLATE, translatable
from engine.services import telling
from engine.services.cases import Past, Shown
from engine.services.drawings import diagram, states_visited
from engine.services.report_links import FRESH
from engine.services.rungs import rung_title
from engine.services.saying import Saying
from engine.storage.queries.history import Recorded
from engine.web import reading
from engine.web.arrival import Inside, SignedIn
from engine.web.house import House
from engine.web.pages.case_light import light_of
from engine.web.pages.case_links import links_of
from engine.web.visitor import Visitor

router = APIRouter()
DRAFT = "draft"


@dataclass(frozen=True, slots=True)
class Change:
    """A field that an event changed."""

    title: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Happened:
    """One recorded event as it is told."""

    recorded: Recorded
    what: Text
    who: str
    said: list[tuple[str, str]]
    notes: list[str]
    changes: list[Change]


@router.get("/cases/{name}")
def show(house: Inside, visitor: SignedIn, name: str, done: str = "") -> Response:
    """Show how a case stands."""
    shown = reading.case_shown(house, visitor, name)
    past = reading.case_past(house, visitor, shown.case.id)
    saying = reading.saying(house, visitor)
    way = states_visited(past)
    moments = {each.seq: each.at for each in past.events}
    return house.templates.page(
        "case",
        visitor,
        **_about(shown, saying),
        tab="overview",
        now=house.app.now(),
        way=[(shown.workflow.states.get(key), key, moments[seq]) for key, seq in way],
        drawing=diagram(
            shown.workflow, visitor.language, [key for key, _ in way], shown.case.state
        ),
        transitions=table(shown.workflow, visitor.language),
        actions=_actions(shown),
        built_in=_built_in(house, visitor, shown),
        light=light_of(house, visitor, shown, past, saying),
        links=links_of(house, visitor, shown),
        done=_done(past, saying, done),
        is_kept=done == DRAFT,
    )


@router.get("/cases/{name}/history")
def history(house: Inside, visitor: SignedIn, name: str) -> Response:
    """Show what happened, the newest first, with what each event changed."""
    shown = reading.case_shown(house, visitor, name)
    past = reading.case_past(house, visitor, shown.case.id)
    saying = reading.saying(house, visitor)
    return house.templates.page(
        "case_history",
        visitor,
        **_about(shown, saying),
        tab="history",
        happened=list(_happened(past, saying))[::-1],
        refusals=past.refusals,
        actor=lambda who: telling.actor_name(saying, who, shown.workflow),
    )


@router.get("/cases/{name}/messages")
def messages(house: Inside, visitor: SignedIn, name: str) -> Response:
    """Show who was told what, when and why."""
    shown = reading.case_shown(house, visitor, name)
    past = reading.case_past(house, visitor, shown.case.id)
    return house.templates.page(
        "case_messages",
        visitor,
        **_about(shown, reading.saying(house, visitor)),
        tab="messages",
        letters=past.letters[::-1],
        links=reading.report_links_of(house, visitor, shown.case.id),
        fresh=FRESH,
        states=telling.LETTER_STATES,
        rung_title=rung_title,
    )


@router.get("/cases/{name}/duties/{duty}")
def duty(house: Inside, visitor: SignedIn, name: str, duty: str) -> Response:
    """Show why something owed stands as it stands, rung by rung."""
    shown = reading.case_shown(house, visitor, name)
    stories = reading.duty_stories(house, visitor, f"{shown.case.id}/{duty}")
    return house.templates.page(
        "case_duty",
        visitor,
        **_about(shown, reading.saying(house, visitor)),
        tab="overview",
        stories=stories,
        results=telling.RUNG_RESULTS,
        states=telling.LETTER_STATES,
        rung_title=rung_title,
        now=house.app.now(),
    )


def _about(shown: Shown, saying: Saying) -> dict[str, Any]:
    title = shown.case.data.get("title")
    return {
        "here": "cases",
        "shown": shown,
        "case": shown.case,
        "flow": shown.workflow,
        "case_title": title if isinstance(title, str) else saying.words(shown.workflow.title),
        "back": f"/cases/{shown.case.number}",
        "saying": saying,
    }


def _actions(shown: Shown) -> list[tuple[str, bool]]:
    """Return what can be done now, what is owed first; with whether something is owed by it."""
    duties = shown.workflow.obligations
    owed = {
        way.event
        for each in shown.case.occurrences
        if each.obligation in duties
        for way in duties[each.obligation].fulfilled_by
    }
    return sorted(((each, each in owed) for each in shown.possible), key=lambda one: not one[1])


def _built_in(house: House, visitor: Visitor, shown: Shown) -> list[str]:
    """Return what every case can do and the visitor may do here, without further details."""
    case, flow = shown.case, shown.workflow
    roles = reading.roles(house, visitor, shown)
    may = {
        "comment": True,
        "assign": bool(roles & set(flow.correction_by)) and bool(_given_here(flow)),
        "correct": bool(roles & set(flow.correction_by)),
        TRANSLATE: bool(roles & set(flow.correction_by)) and bool(translatable(flow)),
        "suspend": bool(roles & set(flow.suspension_by)) and case.pause is None,
        "resume": bool(roles & set(flow.suspension_by)) and case.pause is not None,
    }
    return [
        name
        for name, is_allowed in may.items()
        if is_allowed and (not case.is_closed or EVENTS[name].when_closed)
    ]


def _given_here(flow: Workflow) -> list[str]:
    return [key for key, role in flow.roles.items() if role.held_by == "case"]


def _done(past: Past, saying: Saying, done: str) -> Happened | None:
    """Return what has just been done, by the number of its event."""
    wanted = [each for each in past.events if str(each.seq) == done]
    return _told(wanted[0], past.workflow, saying, {}) if wanted else None


def _happened(past: Past, saying: Saying) -> Iterator[Happened]:
    known: dict[str, object] = {}
    for each in past.events:
        yield _told(each, past.workflow, saying, known)
        known |= each.patch.get("data", {})


def _told(recorded: Recorded, flow: Workflow, saying: Saying, known: dict[str, object]) -> Happened:
    changed = {} if recorded.kind == "opened" else recorded.patch.get("data", {})
    return Happened(
        recorded=recorded,
        what=telling.what(recorded, flow),
        who=telling.actor_name(saying, recorded.actor, flow),
        said=telling.said_with(saying, recorded, flow),
        notes=telling.notes_of(saying, recorded),
        changes=[
            Change(
                saying.words(flow.fields[key].title),
                saying.value(flow.fields[key], known.get(key)),
                saying.value(flow.fields[key], value),
            )
            for key, value in changed.items()
            if key in flow.fields
        ],
    )
