"""What steers a plan: two dates compared, limits, who is next in line, and what is missing."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from engine.services import capacity, comparison, gaps, waiting
from engine.services.capacity import Gauge as Measured
from engine.services.comparison import Since as Occasion
from engine.services.comparison import Turned
from engine.services.gaps import Gap as Lacking
from engine.services.plan_past import Snapshot
from engine.web.api.caller import Caller, Reading
from engine.web.api.parts import Day, Named
from engine.web.api.views_cases import CaseEntry

router = APIRouter(tags=["overview"])


class Standing(BaseModel):
    """How a case stood at the end of a day."""

    state: str = Field(examples=["in_progress"])
    rating: str | None = Field(examples=["red"])
    progress: int | None = Field(description="Per cent.", examples=[40])

    @classmethod
    def of(cls, each: Snapshot) -> Standing:
        """Return what is said of a snapshot."""
        return cls(state=each.state, rating=each.rating, progress=each.progress)


class FieldChange(BaseModel):
    """A field that is another one."""

    field: str = Field(examples=["ends_on"])
    before: Any
    after: Any


class Turn(BaseModel):
    """A case that has changed."""

    turn: str = Field(
        description="One of: worse, gone, new, better, done, other.", examples=["worse"]
    )
    number: str = Field(examples=["M-0001"])
    title: str = Field(examples=["Sprachcafé"])
    before: Standing | None = Field(description="Null: it was not there, or not to be seen.")
    after: Standing
    changes: list[FieldChange] = Field(description="Beside traffic light and progress.")

    @classmethod
    def of(cls, each: Turned) -> Turn:
        """Return what is said of a case that has changed."""
        return cls(
            turn=each.turn.value,
            number=each.after.number,
            title=each.after.title,
            before=Standing.of(each.before) if each.before is not None else None,
            after=Standing.of(each.after),
            changes=[
                FieldChange(field=one.field, before=one.before, after=one.after)
                for one in each.others
            ],
        )


class Comparison(BaseModel):
    """What has become of a plan between the ends of two days, what got worse first."""

    workflow: str = Field(examples=["measure"])
    first: date
    last: date = Field(description="Not later than today.")
    counts: dict[str, int] = Field(examples=[{"worse": 2, "better": 5}])
    cases: list[Turn]


class Since(BaseModel):
    """A day that a plan may be compared with."""

    key: str = Field(description="Id of a body, or “round”.", examples=["steering_group"])
    title: str
    on: date
    sitting: str | None = Field(description="Number of the sitting.")

    @classmethod
    def of(cls, caller: Caller, each: Occasion) -> Since:
        """Return what is said of an occasion."""
        title = each.title.to(caller.language)
        return cls(key=each.key, title=title, on=each.on, sitting=each.sitting)


class Gauge(BaseModel):
    """A limit with what is taken up of it; money in cents."""

    setting: str = Field(examples=["max_parallel"])
    title: str
    limit: int = Field(examples=[12])
    used: int = Field(examples=[9])
    is_money: bool
    is_full: bool
    by: str | None = Field(description="The field that is told apart.", examples=["carrier"])
    of: str | None = Field(description="Whose it is: a value of that field.", examples=["library"])

    @classmethod
    def said(cls, caller: Caller, each: Measured) -> Gauge:
        """Return what is said of a limit."""
        return cls(
            setting=each.setting.key,
            title=each.setting.title.to(caller.language),
            limit=each.limit,
            used=each.used,
            is_money=each.is_money,
            is_full=each.is_full,
            by=each.by.key if each.by is not None else None,
            of=each.of,
        )


class Capacity(BaseModel):
    """The limits of a workflow that hold today."""

    gauges: list[Gauge]
    unlimited: list[str] = Field(description="Settings whose limit is 0.", examples=[["max_money"]])


class Waiting(BaseModel):
    """A case that waits to begin."""

    case: CaseEntry
    rank: int | None = Field(examples=[1])
    may_begin: bool
    reasons: list[str] = Field(description="What keeps it from beginning.")
    conditions: list[str] = Field(
        description="Ids of the conditions that are not met.", examples=[["R7-capacity"]]
    )


class Line(BaseModel):
    """Everybody who waits, the first first."""

    event: str = Field(description="What begins a case.", examples=["start"])
    next: str | None = Field(description="Number of the first that may begin.")
    waiting: list[Waiting]


class Gap(BaseModel):
    """A case that lacks something."""

    case: CaseEntry
    lacks: list[str] = Field(examples=[["owner", "date"]])
    undated: list[str] = Field(description="What is owed in it without a date.")

    @classmethod
    def of(cls, caller: Caller, each: Lacking) -> Gap:
        """Return what is said of a gap."""
        return cls(
            case=CaseEntry.of(each.case),
            lacks=[one.key for one in each.missing],
            undated=[caller.say(one) or "" for one in each.undated],
        )


class Gaps(BaseModel):
    """What is incomplete in a plan, where most is missing first."""

    looked_at: int = Field(description="So many running cases.")
    counts: dict[str, int] = Field(examples=[{"owner": 1, "consequence": 7}])
    cases: list[Gap]


@router.get("/workflows/{key}/comparison")
def compare_days(
    caller: Reading,
    key: Named,
    first: Annotated[Day, Query(alias="from", description="One day.", examples=["2026-01-31"])],
    last: Annotated[
        Day | None, Query(alias="to", description="The other day; by default today.")
    ] = None,
) -> Comparison:
    """Say what has become of the cases of a workflow between the ends of two days."""
    days = (first, last or date.max)
    found = comparison.between(caller.app, caller.tenant, caller.reader, key, days)
    return Comparison(
        workflow=found.workflow.key,
        first=found.first,
        last=found.last,
        counts={turn.value: count for turn, count in found.counts.items() if count},
        cases=[Turn.of(each) for each in found.turned],
    )


@router.get("/workflows/{key}/occasions")
def list_occasions(caller: Reading, key: Named) -> list[Since]:
    """List the days to compare with: the last sittings, the last round of reports."""
    found = comparison.offered(caller.app, caller.tenant, caller.reader, key)
    return [Since.of(caller, each) for each in found]


@router.get("/workflows/{key}/capacity")
def show_capacity(caller: Reading, key: Named) -> Capacity:
    """Say how much of the limits of a workflow is taken up now."""
    found = capacity.capacity(caller.app, caller.tenant, caller.reader, key)
    return Capacity(
        gauges=[Gauge.said(caller, each) for each in found.gauges],
        unlimited=[each.key for each in found.unlimited],
    )


@router.get("/workflows/{key}/line")
def show_line(caller: Reading, key: Named) -> Line:
    """Say who waits to begin, in the order of rank, and what keeps each."""
    found = waiting.line(caller.app, caller.tenant, caller.reader, key)
    return Line(
        event=found.event,
        next=found.next_up.case.number if found.next_up is not None else None,
        waiting=[
            Waiting(
                case=CaseEntry.of(each.case),
                rank=each.rank,
                may_begin=not each.reasons,
                reasons=[one.to(caller.language) for one in each.reasons],
                conditions=list(each.refused),
            )
            for each in found.waiting
        ],
    )


@router.get("/workflows/{key}/gaps")
def show_gaps(caller: Reading, key: Named) -> Gaps:
    """Say what the running cases of a workflow lack to be binding."""
    found = gaps.gaps(caller.app, caller.tenant, caller.reader, key)
    return Gaps(
        looked_at=found.looked_at,
        counts={name: count for name, count in found.counts.items() if count},
        cases=[Gap.of(caller, each) for each in found.gaps],
    )
