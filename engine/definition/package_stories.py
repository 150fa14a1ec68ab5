"""Stories of a package: the names in them are those of its workflows and of the stories."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from engine.definition.model import ANYONE, ENGINE, PUBLIC
from engine.definition.names import BUILT_IN_EVENTS, BUILT_IN_MESSAGES, unknown_name
from engine.findings import Finding, Text, pointer

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from engine.definition.model import Workflow

    Raw = Mapping[str, Any]

_ACTORS = frozenset({ENGINE, ANYONE, PUBLIC})
_VACANCY = "vacancy:"


def story_findings(stories: Iterable[Raw], workflows: Mapping[str, Workflow]) -> list[Finding]:
    """Return a finding for every name in stories that nobody declared."""
    findings: list[Finding] = []
    for index, story in enumerate(stories):
        reader = _Reader(workflows, findings)
        for number, step in enumerate(story["steps"]):
            reader.step(step, pointer("scenarios", index, "steps", number))
    return findings


@dataclass(slots=True)
class _Reader:
    workflows: Mapping[str, Workflow]
    findings: list[Finding]
    cases: dict[str, Workflow | None] = field(default_factory=dict)
    """By the name that the story has given them; None where the workflow is not known."""

    def step(self, step: Raw, at: str) -> None:
        flow = self.case_of(step, at)
        self.known("event", step.get("event"), _events(flow), f"{at}/event")
        self.known("role", step.get("as"), _roles(flow), f"{at}/as")
        if flow is not None:
            for key in step.get("fields", {}):
                self.known("field", key, flow.fields, f"{at}/fields{pointer(key)}")
            self.known("state", step.get("state"), flow.states, f"{at}/state")
        self.expected(flow, step.get("expect", {}), f"{at}/expect")
        for name, expect in step.get("cases", {}).items():
            here = f"{at}/cases{pointer(name)}"
            self.known("case", name, self.cases, here)
            self.expected(self.cases.get(name), expect, here)

    def case_of(self, step: Raw, at: str) -> Workflow | None:
        """Return the workflow of the case that a step is about, and remember its name."""
        if "open" in step:
            return self.opened(step, at)
        if "call" in step:
            return self.called(step, at)
        self.known("case", step.get("case"), self.cases, f"{at}/case")
        return self.cases.get(step.get("case", ""))

    def opened(self, step: Raw, at: str) -> Workflow | None:
        self.known("workflow", step["open"], self.workflows, f"{at}/open")
        self.known("case", step.get("parent"), self.cases, f"{at}/parent")
        for kind, name in step.get("links", {}).items():
            self.known("case", name, self.cases, f"{at}/links{pointer(kind)}")
        return self.named(step["name"], self.workflows.get(step["open"]), f"{at}/name")

    def called(self, step: Raw, at: str) -> Workflow | None:
        self.known("case", step["of"], self.cases, f"{at}/of")
        opener = self.cases.get(step["of"])
        flow = None
        if opener is not None and "child" in step:
            self.known("children", step["child"], opener.children, f"{at}/child")
            group = opener.children.get(step["child"])
            flow = self.workflows.get(group.workflow) if group is not None else None
        return self.named(step["call"], flow, f"{at}/call")

    def named(self, name: str, flow: Workflow | None, at: str) -> Workflow | None:
        if name in self.cases:
            text = Text(
                de=f"„{name}“ heißt schon ein anderer Vorgang dieser Geschichte.",
                en=f"Another case of this story is called “{name}” already.",
            )
            self.findings.append(Finding("repeated-id", at, text))
        self.cases[name] = flow
        return flow

    def expected(self, flow: Workflow | None, expect: Raw, at: str) -> None:
        if flow is None:
            return
        self.known("state", expect.get("state"), flow.states, f"{at}/state")
        for name in expect.get("obligations", {}):
            key = name.removeprefix(_VACANCY)
            kind, known = ("role", flow.roles) if key != name else ("obligation", flow.obligations)
            self.known(kind, key, known, f"{at}/obligations{pointer(name)}")
        for name in expect.get("fields", {}):
            self.known("field", name, flow.fields, f"{at}/fields{pointer(name)}")
        for name in expect.get("children", {}):
            self.known("children", name, flow.children, f"{at}/children{pointer(name)}")
        bodies = {role.key for role in flow.roles.values() if role.held_by == "body"}
        for index, body in enumerate(expect.get("agenda", [])):
            self.known("body", body, bodies, f"{at}/agenda/{index}")
        self.messages(expect.get("sent", []), at)

    def messages(self, sent: Iterable[Raw], at: str) -> None:
        """Check what was sent: by any case of the story, so by any workflow."""
        known = BUILT_IN_MESSAGES.union(*(each.messages for each in self.workflows.values()))
        for index, each in enumerate(sent):
            self.known("message", each["message"], known, f"{at}/sent/{index}/message")

    def known(self, kind: str, name: str | None, known: Collection[str] | None, at: str) -> None:
        if name is not None and known is not None and name not in known:
            self.findings.append(unknown_name(kind, name, known, at))


def _events(flow: Workflow | None) -> Collection[str] | None:
    return None if flow is None else flow.events.keys() | BUILT_IN_EVENTS


def _roles(flow: Workflow | None) -> Collection[str] | None:
    return None if flow is None else flow.roles.keys() | _ACTORS
