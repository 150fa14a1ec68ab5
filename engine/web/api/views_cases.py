"""What the API says of cases."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from pydantic import BaseModel, Field

from engine.definition.values import to_json
from engine.services.cases import Past, Shown
from engine.storage.queries.cases import CaseLine
from engine.storage.queries.history import Recorded
from engine.storage.queries.outbox import Delivery
from engine.web.api.caller import Caller


class Workflow(BaseModel):
    """The definition that a case is pinned to."""

    key: str = Field(examples=["measure"])
    version: int = Field(examples=[1])


class CaseEntry(BaseModel):
    """A case in a list."""

    id: str
    number: str = Field(examples=["M-0001"])
    title: str = Field(examples=["Sprachcafé"])
    workflow: Workflow
    state: str = Field(examples=["in_progress"])
    version: int
    opened_on: date
    closed_at: datetime | None
    outcome: str | None
    holders: dict[str, list[str]]
    parent: str | None
    overdue: int
    due_at: datetime | None

    @classmethod
    def of(cls, line: CaseLine) -> CaseEntry:
        """Return what is said of a line."""
        return cls(
            id=line.id,
            number=line.number,
            title=line.title,
            workflow=Workflow(key=line.workflow.key, version=line.workflow.version),
            state=line.state,
            version=line.version,
            opened_on=line.opened_on,
            closed_at=line.closed_at,
            outcome=line.outcome,
            holders={role: list(held) for role, held in line.holders.items()},
            parent=line.parent,
            overdue=line.overdue,
            due_at=line.due_at,
        )


class Owed(BaseModel):
    """Something that is owed in a case."""

    key: str = Field(examples=["progress_report.3.1"])
    obligation: str = Field(examples=["progress_report"])
    owner: str = Field(examples=["lead"])
    due_on: date | None
    due_at: datetime | None
    status: str = Field(examples=["open"])
    is_overdue: bool
    reason: str | None


class Matter(BaseModel):
    """Something that stands before a body."""

    body: str
    kind: str = Field(examples=["proposal"])
    key: str
    number: int
    title: str
    opened_at: datetime
    outcomes: list[str]


class Link(BaseModel):
    """That a case has to do with another one."""

    case: str
    type: str = Field(examples=["depends_on"])
    other: str


class Case(BaseModel):
    """A case as its reader may see it."""

    id: str
    number: str = Field(examples=["M-0001"])
    workflow: Workflow
    state: str
    state_title: str
    version: int
    opened_on: date
    entered_at: datetime
    closed_at: datetime | None
    outcome: str | None
    suspended_until: datetime | None
    fields: dict[str, Any] = Field(examples=[{"title": "Sprachcafé", "progress": 40}])
    holders: dict[str, list[str]]
    parent: str | None
    obligations: list[Owed]
    matters: list[Matter]
    links: list[Link]
    possible: list[str] = Field(
        description="Events that the reader could send now, conditions not asked."
    )
    sight: str = Field(
        description="How much is shown: public, internal or confidential.", examples=["public"]
    )

    @classmethod
    def of(cls, caller: Caller, shown: Shown) -> Case:
        """Return what is said of a case."""
        case, flow, at = shown.case, shown.workflow, caller.app.now()
        return cls(
            id=case.id,
            number=case.number,
            workflow=Workflow(key=case.workflow.key, version=case.workflow.version),
            state=case.state,
            state_title=flow.states[case.state].title.to(caller.language),
            version=case.version,
            opened_on=case.opened_on,
            entered_at=case.entered_at,
            closed_at=case.closed_at,
            outcome=case.outcome,
            suspended_until=case.pause.until_at if case.pause else None,
            fields=_plain(case.data),
            holders={role: list(held) for role, held in case.holders.items()},
            parent=case.parent.case if case.parent else None,
            obligations=[
                Owed(
                    key=each.key,
                    obligation=each.obligation,
                    owner=each.owner,
                    due_on=each.due_on,
                    due_at=each.due_at,
                    status=each.status.value,
                    is_overdue=each.is_overdue(at),
                    reason=each.reason,
                )
                for each in case.occurrences
            ],
            matters=[
                Matter(
                    body=each.body,
                    kind=each.kind.value,
                    key=each.key,
                    number=each.number,
                    title=each.title.to(caller.language),
                    opened_at=each.opened_at,
                    outcomes=list(each.on),
                )
                for each in case.items
            ],
            links=[Link(case=one, type=kind, other=two) for one, kind, two in shown.links],
            possible=list(shown.possible),
            sight=shown.sight.name.lower(),
        )


class Happened(BaseModel):
    """One event of a case."""

    seq: int
    at: datetime
    event: str
    kind: str
    actor: str | None
    transition: str | None
    input: dict[str, Any]
    patch: dict[str, Any] = Field(description="What it changed.")
    details: dict[str, Any] = Field(description="Conditions with their values, notes, and why.")

    @classmethod
    def of(cls, each: Recorded) -> Happened:
        """Return what is said of a recorded event."""
        return cls(
            seq=each.seq,
            at=each.at,
            event=each.event,
            kind=each.kind,
            actor=each.actor,
            transition=each.transition,
            input=dict(each.input),
            patch=dict(each.patch),
            details=dict(each.details),
        )


class Refused(BaseModel):
    """An event that was refused."""

    at: datetime
    event: str
    actor: str | None
    reasons: list[str]


class Told(BaseModel):
    """Who was told what."""

    id: str
    message: str
    role: str
    person: str | None
    name: str | None
    address: str | None
    state: str = Field(examples=["sent"])
    at: datetime
    sent_at: datetime | None
    last_error: str | None

    @classmethod
    def of(cls, each: Delivery) -> Told:
        """Return what is said of a letter."""
        return cls(
            id=each.id,
            message=each.letter.message,
            role=each.letter.to,
            person=each.person,
            name=each.name,
            address=each.address,
            state=each.state,
            at=each.at,
            sent_at=each.sent_at,
            last_error=each.last_error,
        )


class History(BaseModel):
    """What has happened at a case, as its reader may see it."""

    case: str
    number: str
    events: list[Happened]
    refusals: list[Refused]
    letters: list[Told]

    @classmethod
    def of(cls, caller: Caller, past: Past) -> History:
        """Return what is said of the past."""
        return cls(
            case=past.case.id,
            number=past.case.number,
            events=[Happened.of(each) for each in past.events],
            refusals=[
                Refused(
                    at=each.at,
                    event=each.event,
                    actor=each.actor,
                    reasons=[one.message.to(caller.language) for one in each.reasons],
                )
                for each in past.refusals
            ],
            letters=[Told.of(each) for each in past.letters],
        )


def _plain(values: Mapping[str, object]) -> dict[str, Any]:
    return dict(to_json(values))
