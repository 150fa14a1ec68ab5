"""Settings: the town's policy, dated, previewed before it is set."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from engine.services import policy
from engine.services.policy import Line as SettingLine
from engine.services.reaching import Moved
from engine.web.api.caller import Caller, Office, Own
from engine.web.api.parts import Day, Key, Model, Named

router = APIRouter(prefix="/settings", tags=["settings"])


class Dated(BaseModel):
    """A value and the day from which it holds."""

    valid_from: date
    value: Any


class Setting(BaseModel):
    """One setting of a workflow."""

    workflow: str = Field(examples=["measure"])
    name: str = Field(examples=["max_parallel"])
    title: str
    default: Any
    present: Any
    coming: list[Dated]
    past: list[Dated]

    @classmethod
    def of(cls, caller: Caller, line: SettingLine) -> Setting:
        """Return what is said of a setting."""
        return cls(
            workflow=line.workflow,
            name=line.name,
            title=line.title.to(caller.language),
            default=line.default,
            present=line.present,
            coming=[Dated(valid_from=day, value=value) for day, value in line.coming],
            past=[Dated(valid_from=day, value=value) for day, value in line.past],
        )


class Value(Model):
    """A value for a setting."""

    value: Any = Field(examples=[12])
    valid_from: Day | None = None


class Reached(BaseModel):
    """How many running cases a setting has reached."""

    cases: int


class Movement(BaseModel):
    """What a setting would change about one thing owed."""

    case: str
    obligation: str
    occurrence: int
    due_before: date | None
    due_after: date | None
    next_before: datetime | None
    next_after: datetime | None

    @classmethod
    def of(cls, moved: Moved) -> Movement:
        """Return what is said of a movement."""
        return cls(
            case=moved.case,
            obligation=moved.obligation,
            occurrence=moved.occurrence,
            due_before=moved.due_before,
            due_after=moved.due_after,
            next_before=moved.next_before,
            next_after=moved.next_after,
        )


class Preview(BaseModel):
    """What a value would move if it held now."""

    cases: int = Field(description="So many running cases were looked at.")
    moved: list[Movement]


@router.get("")
def list_settings(
    caller: Own, workflow: Annotated[Key | None, Query(description="Only of this workflow.")] = None
) -> list[Setting]:
    """List settings with what holds, will hold and has held."""
    found = policy.list_settings(caller.app, caller.tenant, caller.reader, workflow)
    return [Setting.of(caller, each) for each in found]


@router.put("/{workflow}/{name}")
def set_setting(caller: Office, workflow: Named, name: Named, body: Value) -> Reached:
    """Give a setting a value from a day on; running cases follow it."""
    reached = policy.set_value(
        caller.app,
        caller.tenant,
        caller.reader,
        workflow,
        name,
        body.value,
        valid_from=body.valid_from,
    )
    return Reached(cases=reached)


@router.post("/{workflow}/{name}/preview")
def preview_setting(caller: Office, workflow: Named, name: Named, body: Value) -> Preview:
    """Say what a value would move if it held now; nothing is set."""
    moved, looked_at = policy.preview(
        caller.app, caller.tenant, caller.reader, workflow, name, body.value
    )
    return Preview(cases=looked_at, moved=[Movement.of(each) for each in moved])
