"""Lint: what can be said against a package whose workflows are in order each by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.definition.names import unknown_name
from engine.definition.package_stories import story_findings
from engine.definition.questions import QUESTIONS
from engine.definition.values import convert_all
from engine.findings import Finding, Severity, Text, pointer

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from engine.definition.model import Workflow
    from engine.definition.package import Package


def lint_package(package: Package, workflows: Mapping[str, Workflow]) -> list[Finding]:
    """Return every finding about a package as a whole.

    Args:
        package: As parsed.
        workflows: Its workflows, parsed, by key; those that could not be are left out.
    """
    return [
        *_questions(package),
        *_bodies(package, workflows),
        *_settings(package, workflows),
        *story_findings(package.scenarios, workflows),
    ]


def _questions(package: Package) -> Iterator[Finding]:
    for key in package.fits:
        if key not in QUESTIONS:
            yield unknown_name("question", key, QUESTIONS, pointer("fits", key))


def _bodies(package: Package, workflows: Mapping[str, Workflow]) -> Iterator[Finding]:
    asked = _asked(workflows)
    for body, workflow in asked.items():
        if body not in package.bodies:
            yield Finding(
                "package-body",
                pointer("bodies"),
                Text(
                    de=f"Der Ablauf {workflow} befasst das Gremium „{body}“; das Paket nennt es "
                    "nicht.",
                    en=f"The workflow {workflow} asks the body “{body}”; the package does not name "
                    "it.",
                ),
                Text(de=f"Ergänzen Sie „{body}“ unter „bodies“.", en=f"Add “{body}” to “bodies”."),
            )
    for body, each in package.bodies.items():
        if body not in asked and "decide" in each.may:
            yield Finding(
                "package-body-idle",
                pointer("bodies", body),
                Text(
                    de=f"Kein Ablauf befasst das Gremium „{body}“.",
                    en=f"No workflow asks the body “{body}”.",
                ),
                severity=Severity.WARNING,
            )


def _asked(workflows: Mapping[str, Workflow]) -> dict[str, str]:
    """Return the bodies that workflows ask, each with one workflow that does."""
    found: dict[str, str] = {}
    for flow in workflows.values():
        for role in flow.roles.values():
            if role.held_by == "body" and role.named_by is None:
                found.setdefault(role.key, flow.key)
    return found


def _settings(package: Package, workflows: Mapping[str, Workflow]) -> Iterator[Finding]:
    for key, values in package.settings.items():
        at = pointer("settings", key)
        if key not in package.workflows:
            yield unknown_name("workflow", key, package.workflows, at)
        elif key in workflows:
            flow = workflows[key]
            fields = {name: each.field for name, each in flow.settings.items()}
            known = {name: each for name, each in values.items() if name in fields}
            for name in values.keys() - known.keys():
                yield unknown_name("setting", name, fields, at + pointer(name))
            for problem in convert_all(fields, known, partial=True)[1]:
                yield Finding("wrong-value", at + problem.path, problem.message)
