"""Packaging: packages from texts, checked and played through before a town relies on them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from engine import resources
from engine.definition.json_text import read_json
from engine.definition.package_lint import lint_package
from engine.definition.package_parse import is_package, parse_package
from engine.findings import Finding, Severity, Text, has_errors, pointer
from engine.lifecycle.machine import Compiled, compile_workflow
from engine.lifecycle.scenario import Coverage, Result, play_all
from engine.lifecycle.story import play_story
from engine.services import workbench
from engine.services.workbench import Tested

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from engine.definition.model import Workflow
    from engine.definition.package import Package
    from engine.services.workbench import Checked, Document


@dataclass(frozen=True, slots=True)
class CheckedPackage:
    """A package with what was found about it and each of its workflows."""

    source: str
    package: Package | None
    findings: tuple[Finding, ...]
    """About the package itself; what is wrong in a workflow stands with the workflow."""
    workflows: tuple[Checked, ...] = ()

    @property
    def is_sound(self) -> bool:
        """Whether nothing stands against installing it."""
        whole = self.package is not None and not has_errors(self.findings)
        return whole and all(each.is_sound for each in self.workflows)

    @property
    def parsed(self) -> dict[str, Workflow]:
        """Its workflows by key, as far as they can be used."""
        found = (each.workflow for each in self.workflows)
        return {each.key: each for each in found if each is not None}


@dataclass(frozen=True, slots=True)
class PackageTested:
    """A package that was played through."""

    package: Package
    stories: tuple[Result, ...]
    workflows: tuple[Tested, ...]
    """What a story visits counts for every workflow whose cases take part in it."""

    @property
    def results(self) -> tuple[Result, ...]:
        """All that was played, stories first."""
        return (*self.stories, *(result for each in self.workflows for result in each.results))


def shipped_packages() -> dict[str, Package]:
    """Return the packages that come with the programme, by key."""
    known = workbench.shipped_documents()
    found = (
        parse_package(read_json(path.read_bytes())[0], known)[0]
        for path in resources.package_files()
    )
    return {each.key: each for each in found if each is not None}


def package_in(text: bytes) -> object | None:
    """Return the document in a text if it is a package rather than a workflow."""
    document, _ = read_json(text)
    return document if is_package(document) else None


def read(source: str, text: bytes) -> CheckedPackage:
    """Return a package from a text, its workflows not looked into."""
    document, findings = read_json(text)
    if has_errors(findings):
        return CheckedPackage(source, None, tuple(findings))
    package, more = parse_package(document, workbench.shipped_documents())
    return CheckedPackage(source, package, (*findings, *more))


def check(
    source: str, document: object, known: Mapping[str, Document] | None = None
) -> CheckedPackage:
    """Check a package and every workflow in it, scenarios aside.

    Args:
        source: What the document is called in findings.
        document: As JSON.
        known: The workflows that it may build on; the shipped ones without it.
    """
    shipped = workbench.shipped_documents() if known is None else known
    package, findings = parse_package(document, shipped)
    if package is None:
        return CheckedPackage(source, None, tuple(findings))
    workflows = workbench.check_documents(package.documents)
    named = tuple(replace(each, source=f"{source}: {each.source}") for each in workflows)
    parsed = {each.workflow.key: each.workflow for each in workflows if each.workflow is not None}
    findings += lint_package(package, parsed)
    return CheckedPackage(source, package, tuple(findings), named)


def play(checked: CheckedPackage) -> PackageTested:
    """Play the stories of a package, and the scenarios of its workflows among one another."""
    assert checked.package is not None  # noqa: S101 - the caller has looked
    package = checked.package
    flows = checked.parsed
    definitions = {key: compile_workflow(each) for key, each in flows.items()}
    coverage = Coverage()
    stories = tuple(play_story(package, definitions, each) for each in package.scenarios)
    for each in stories:
        coverage.add(each.world)
    return PackageTested(package, stories, tuple(_played(flows, definitions, coverage)))


def _played(
    flows: Mapping[str, Workflow], definitions: Mapping[str, Compiled], coverage: Coverage
) -> Iterator[Tested]:
    own = {key: tuple(play_all(definitions, key, coverage)) for key in flows}
    for key, flow in flows.items():
        states, transitions = coverage.missing(flow)
        yield Tested(flow, own[key], tuple(states), tuple(transitions))


def findings_of(tested: PackageTested) -> list[Finding]:
    """Return failed stories as errors."""
    return [
        Finding(
            "scenario-fails",
            pointer("scenarios", index),
            Text(
                de=f"Geschichte „{result.title}“, Schritt {failure.step}: {failure.message.de}",
                en=f"Story “{result.title}”, step {failure.step}: {failure.message.en}",
            ),
            severity=Severity.ERROR,
        )
        for index, result in enumerate(tested.stories)
        for failure in result.failures
    ]
