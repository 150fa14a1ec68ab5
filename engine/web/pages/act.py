"""Doing something at a case: the form of an event, its draft, and why it was refused."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from engine.definition.fields import Field
from engine.definition.values import convert_all
from engine.errors import NotFound
from engine.findings import Text, pointer
from engine.lifecycle.builtin import EVENTS
from engine.lifecycle.outcome import Reason
from engine.lifecycle.translating import TRANSLATE
from engine.services import drafts, events
from engine.services.answers import Answer
from engine.services.board import is_for_later
from engine.services.cases import Shown
from engine.services.intents import SubmitEvent
from engine.web import reading
from engine.web.arrival import Anybody, Inside, SignedIn
from engine.web.forms.asking import SETTLED_BY_THE_WAY, VERSION, Question
from engine.web.forms.entries import Entries
from engine.web.forms.filling import NOT_ENTRIES, STAY, Filling
from engine.web.forms.refused import conditions_of, errors_by_path
from engine.web.forms.widgets import Filled
from engine.web.going import go_to, safe
from engine.web.house import House
from engine.web.visitor import SignInNeeded, Visitor

router = APIRouter()
CALLER = "caller"
_HOPELESS = frozenset({"role", "event", "closed", "suspended"})
"""With these nothing that could be filled in would help."""
_MOST_DIGITS = 9


class EventUnknown(NotFound):
    """Not found: something called {name} that could be done here."""

    de = "Nicht gefunden: etwas namens {name}, das hier zu tun wäre."


@dataclass(frozen=True, slots=True)
class _Form:
    """The form of one event at one case, for one visitor."""

    house: House
    visitor: Visitor
    question: Question
    home: str
    """The page of the case."""
    back: str
    """Where to go when it is done: a page that led here, or the page of the case."""

    @property
    def draft_name(self) -> str:
        """Under which name a draft of it is kept."""
        settled = ".".join(self.question.settled.values())
        return f"{self.question.case.id}/{self.question.event}/{settled}"

    @property
    def person(self) -> str:
        """Who fills it in."""
        return self.visitor.person or ""


@router.get("/cases/{name}/do/{event}")
def ask(request: Request, house: Inside, visitor: SignedIn, name: str, event: str) -> Response:
    """Show the form, with a draft of it if there is one."""
    if event == TRANSLATE:
        return go_to(f"/cases/{name}/translations")
    form = _form(request, house, visitor, name, event)
    draft = drafts.draft_of(house.app, house.tenant, form.person, form.draft_name)
    entries = dict(draft.entries) if draft else form.question.first_entries()
    return _page(form, entries, draft_of=draft.saved_at if draft else None)


@router.post("/cases/{name}/do/{event}")
def take(
    request: Request, house: Inside, visitor: Anybody, filling: Filling, name: str, event: str
) -> Response:
    """Keep what was filled in, and do it unless something else was wanted."""
    if visitor.session is None:
        _keep_for_later(request, house, visitor, filling, name, event)
        raise SignInNeeded
    entries = _entries(filling)
    form = _form(request, house, visitor, name, event, entries.get(VERSION, ""))
    drafts.keep(house.app, house.tenant, form.person, form.draft_name, entries)
    wanted, _, what = filling.get("do", "send").partition(":")
    if wanted == "add":
        return _page(form, entries, extra_rows={what: 1})
    if wanted == "remove":
        return _page(form, _without_row(entries, what))
    if wanted == STAY:
        return _page(form, entries)
    if wanted == "save":
        return go_to(f"/cases/{form.question.case.number}?done=draft")
    return _send(form, entries, filling.get("key", ""))


@router.post("/cases/{name}/do/{event}/draft")
def keep_draft(
    request: Request, house: Inside, visitor: SignedIn, filling: Filling, name: str, event: str
) -> Response:
    """Keep a draft while somebody is still writing, and say so."""
    form = _form(request, house, visitor, name, event)
    drafts.keep(house.app, house.tenant, form.person, form.draft_name, _entries(filling))
    saved = house.saying(visitor.language).moment(house.app.now())
    words = Text(de=f"Entwurf gespeichert, {saved}", en=f"Draft saved, {saved}")
    return HTMLResponse(words.to(visitor.language))


@router.post("/cases/{name}/do/{event}/forget")
def forget_draft(
    request: Request, house: Inside, visitor: SignedIn, name: str, event: str
) -> Response:
    """Forget a draft and begin anew."""
    form = _form(request, house, visitor, name, event)
    drafts.forget(house.app, house.tenant, form.person, form.draft_name)
    return go_to(visitor.address)


def _form(
    request: Request,
    house: House,
    visitor: Visitor,
    name: str,
    event: str,
    version: str = "",
) -> _Form:
    shown = reading.case_shown(house, visitor, name)
    if event not in shown.workflow.events and event not in EVENTS:
        raise EventUnknown(name=event)
    settled = {key: value for key in SETTLED_BY_THE_WAY if (value := request.query_params.get(key))}
    saying = house.saying(visitor.language)
    question = Question(
        event=event,
        case=shown.case,
        workflow=shown.workflow,
        directory=reading.directory(house, visitor),
        language=visitor.language,
        zone=saying.zone,
        settled=settled,
        since=_as_of(house, visitor, shown, version),
    )
    home = f"/cases/{shown.case.number}"
    led_here = request.query_params.get("back")
    return _Form(house, visitor, question, home, safe(led_here) if led_here else home)


def _as_of(
    house: House, visitor: Visitor, shown: Shown, version: str
) -> Mapping[str, object] | None:
    """Return what a case held when a form was made; None if nothing has happened since."""
    if not version.isdecimal() or len(version) > _MOST_DIGITS or int(version) >= shown.case.version:
        return None
    past = reading.case_past(house, visitor, shown.case.id)
    raw: dict[str, object] = {}
    for each in past.events:
        if each.seq <= int(version):
            raw |= each.patch.get("data", {})
    fields = shown.workflow.fields
    known = {key: value for key, value in raw.items() if key in fields}
    return convert_all(fields, known, partial=True)[0]


def _entries(filling: Mapping[str, str]) -> dict[str, str]:
    return {key: value for key, value in filling.items() if key not in NOT_ENTRIES}


def _without_row(entries: Entries, row: str) -> dict[str, str]:
    return {key: value for key, value in entries.items() if not key.startswith(f"{row}.")}


def _keep_for_later(
    request: Request,
    house: House,
    visitor: Visitor,
    filling: Mapping[str, str],
    name: str,
    event: str,
) -> None:
    """Keep what somebody filled in whose session has ended meanwhile; she finds it again."""
    lost = visitor.lost
    if lost is None or lost.is_gone:
        return
    form = _form(request, house, replace(visitor, session=lost), name, event)
    drafts.keep(house.app, house.tenant, lost.person, form.draft_name, _entries(filling))


def _send(form: _Form, entries: Entries, key: str) -> Response:
    house, question = form.house, form.question
    if overtaken := question.overtaken(entries):
        return _page(form, question.brought_up(entries), refusal=_overtaken_by(form, overtaken))
    intent = SubmitEvent(
        tenant=house.tenant,
        case=question.case.id,
        event=question.event,
        who=form.visitor.who,
        input=question.raw(entries),
        key=key or None,
    )
    answer = events.send(house.app, intent)
    if not answer.accepted:
        return _page(form, entries, refusal=answer)
    drafts.forget(house.app, house.tenant, form.person, form.draft_name)
    if caller := entries.get(CALLER, "").strip():
        _note_caller(form, caller)
    done = answer.version if form.back == form.home else question.event
    return go_to(f"{form.back}?done={done}")


def _overtaken_by(form: _Form, fields: Sequence[Field]) -> Answer:
    """Return that somebody else has meanwhile changed the same; what was written stays."""
    saying, data = reading.saying(form.house, form.visitor), form.question.case.data
    reasons = []
    for each in fields:
        now = saying.value(each, data.get(each.key))
        message = Text(
            de=f"Inzwischen hat jemand anderes hier eingetragen: {now}. Wenn Sie noch einmal "
            "absenden, gilt Ihre Angabe.",
            en=f"Meanwhile somebody else has entered here: {now}. If you send once more, what "
            "you have written holds.",
        )
        reasons.append(Reason("version", message, pointer(each.key)))
    return Answer(accepted=False, reasons=tuple(reasons))


def _note_caller(form: _Form, caller: str) -> None:
    """Record in whose words the office has just filled in a form."""
    words = Text(de=f"Eingetragen nach Angaben von {caller}", en=f"Entered as told by {caller}")
    given = {"text": words.to(form.visitor.language)}
    events.send(
        form.house.app,
        SubmitEvent(form.house.tenant, form.question.case.id, "comment", form.visitor.who, given),
    )


def _is_for_others(form: _Form) -> bool:
    """Return whether the office may fill in here what others owe, for instance on the phone."""
    flow = form.question.workflow
    owners = {
        each.owner
        for each in flow.obligations.values()
        if any(way.event == form.question.event for way in each.fulfilled_by)
    }
    shown = reading.case_shown(form.house, form.visitor, form.question.case.id)
    roles = reading.roles(form.house, form.visitor, shown)
    return bool(roles & set(flow.correction_by)) and bool(owners - roles)


def _page(
    form: _Form,
    entries: Entries,
    *,
    refusal: Answer | None = None,
    draft_of: object = None,
    extra_rows: Mapping[str, int] | None = None,
) -> Response:
    question, visitor = form.question, form.visitor
    reasons = refusal.reasons if refusal else _hindrances(form)
    errors = errors_by_path(reasons) if refusal else {}
    filled = Filled(entries, errors, question.choices(), extra_rows or {})
    possible = (refusal.possible if refusal else ()) or _possible(form)
    values: dict[str, Any] = {
        "question": question,
        "widgets": question.widgets(filled),
        "errors": errors,
        "conditions": conditions_of(reasons, question.workflow, possible, visitor.language),
        "is_refused": refusal is not None,
        "is_hopeless": any(each.code in _HOPELESS for each in reasons),
        "draft_of": draft_of,
        "saying": form.house.saying(visitor.language),
        "is_for_others": _is_for_others(form),
        "caller": entries.get(CALLER, ""),
        "key": secrets.token_urlsafe(12),
        "version": (VERSION, entries.get(VERSION) or str(question.case.version)),
        "home": form.home,
        "back": form.back,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if refusal else HTTPStatus.OK
    return form.house.templates.page("act", visitor, status=status, here="cases", **values)


def _hindrances(form: _Form) -> tuple[Any, ...]:
    """Return what stands against it already, whatever is going to be filled in."""
    question = form.question
    if question.event in EVENTS:
        return ()
    told = reading.explained(form.house, form.visitor, question.case.id, question.event, {})
    return tuple(each for each in told.reasons if not is_for_later(each))


def _possible(form: _Form) -> tuple[str, ...]:
    return reading.case_shown(form.house, form.visitor, form.question.case.id).possible
