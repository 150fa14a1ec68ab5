"""Workflows: listed, shown, drawn, checked, published."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Body, Query, Response
from pydantic import BaseModel, Field

from engine.definition.diagram import to_dot, to_mermaid
from engine.findings import Finding
from engine.services import definitions, workbench
from engine.storage.queries.definitions import Edition
from engine.web.api.caller import Caller, Office, Reading
from engine.web.api.once import OnceRoute
from engine.web.api.parts import Named

router = APIRouter(prefix="/workflows", tags=["workflows"], route_class=OnceRoute)
Version = Annotated[
    int | None, Query(ge=1, le=2**31 - 1, description="The newest published one if left out.")
]
Form = Annotated[
    Literal["dot", "mermaid"], Query(description="As text for Graphviz or for Mermaid.")
]
Document = Annotated[
    dict[str, Any],
    Body(description="A workflow, by schemas/workflow.schema.json.", examples=[{"format": 1}]),
]


class WorkflowEntry(BaseModel):
    """One version of a workflow."""

    key: str = Field(examples=["measure"])
    version: int
    digest: str
    state: str = Field(examples=["published"])
    published_at: datetime | None

    @classmethod
    def of(cls, each: Edition) -> WorkflowEntry:
        """Return what is said of an edition."""
        return cls(
            key=each.key,
            version=each.version,
            digest=each.digest,
            state=each.state,
            published_at=each.published_at,
        )


class WorkflowShown(BaseModel):
    """A workflow as it was published."""

    key: str
    version: int
    digest: str
    title: str
    public_in: list[str] = Field(description="States in which everybody may see a case.")
    document: dict[str, Any]


class Remark(BaseModel):
    """One thing that was found about a definition."""

    code: str
    severity: str
    pointer: str
    message: str
    hint: str | None

    @classmethod
    def of(cls, caller: Caller, each: Finding) -> Remark:
        """Return what is said of a finding."""
        return cls(
            code=each.code,
            severity=each.severity.value,
            pointer=each.where,
            message=each.message.to(caller.language),
            hint=caller.say(each.hint),
        )


class Checked(BaseModel):
    """What was found about a definition."""

    findings: list[Remark]


class Published(BaseModel):
    """A version that was published or drafted."""

    workflow: WorkflowEntry
    findings: list[Remark]


@router.get("")
def list_workflows(caller: Reading) -> list[WorkflowEntry]:
    """List all versions of all workflows; drafts are for those with a role in the town."""
    found = definitions.list_editions(caller.app, caller.tenant, caller.reader)
    return [WorkflowEntry.of(each) for each in found]


@router.get("/{key}")
def show_workflow(caller: Reading, key: Named, version: Version = None) -> WorkflowShown:
    """Show a workflow with its whole document."""
    flow = definitions.workflow_of(caller.app, caller.tenant, caller.reader, key, version)
    return WorkflowShown(
        key=flow.key,
        version=flow.version,
        digest=flow.digest,
        title=flow.title.to(caller.language),
        public_in=list(flow.public_in),
        document=dict(flow.source),
    )


@router.get(
    "/{key}/diagram",
    response_class=Response,
    responses={
        200: {
            "description": "The states and ways as text.",
            "content": {"text/plain": {"schema": {"type": "string"}}},
        }
    },
)
def draw_workflow(
    caller: Reading, key: Named, version: Version = None, form: Form = "dot"
) -> Response:
    """Draw a workflow, as Graphviz or Mermaid text."""
    flow = definitions.workflow_of(caller.app, caller.tenant, caller.reader, key, version)
    draw = to_dot if form == "dot" else to_mermaid
    return Response(draw(flow, caller.language), media_type="text/plain")


@router.post("/check")
def check_workflow(caller: Office, document: Document) -> Checked:
    """Find everything about a definition, scenarios and silence included; nothing is stored."""
    found = definitions.check(caller.app, caller.tenant, caller.reader, _text(document))
    return Checked(findings=[Remark.of(caller, each) for each in found])


@router.post("")
def publish_workflow(
    caller: Office,
    document: Document,
    *,
    draft: Annotated[bool, Query(description="Keep it as a draft only.")] = False,
) -> Published:
    """Publish a version, or keep it as a draft; one with errors is refused."""
    done = definitions.publish(
        caller.app, caller.tenant, caller.reader, "workflow.json", _text(document), only_draft=draft
    )
    return Published(
        workflow=WorkflowEntry.of(done.edition),
        findings=[Remark.of(caller, each) for each in done.findings],
    )


def _text(document: dict[str, Any]) -> bytes:
    return workbench.text_of(document)
