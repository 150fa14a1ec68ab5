"""What ``workflow lint`` and ``workflow test`` say about packages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.commands.output import findings_document, findings_lines
from engine.findings import Text
from engine.services import packaging

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from engine.commands.call import Call
    from engine.services.packaging import CheckedPackage, PackageTested


def apart(texts: Mapping[str, bytes]) -> tuple[dict[str, bytes], list[CheckedPackage]]:
    """Return the texts that are workflows, and the others as checked packages."""
    found = {name: packaging.package_in(text) for name, text in texts.items()}
    packages = [packaging.check(name, each) for name, each in found.items() if each is not None]
    return {name: text for name, text in texts.items() if found[name] is None}, packages


def summary(checked: CheckedPackage) -> dict[str, Any]:
    """Return a checked package in a few words."""
    package = checked.package
    return {
        "file": checked.source,
        "package": package.key if package else None,
        "version": package.version if package else None,
        "workflows": sorted(package.workflows) if package else [],
        "own": sorted(key for key, each in package.workflows.items() if each.is_own)
        if package
        else [],
        "sound": checked.is_sound,
    }


def lines(call: Call, packages: Iterable[CheckedPackage]) -> Iterator[str]:
    """Yield what was found about packages as such."""
    for each in packages:
        yield from findings_lines(call, each.findings, each.source)
        if not each.findings:
            yield call.words(Text(de=f"{each.source}: in Ordnung", en=f"{each.source}: in order"))


def played_document(tested: PackageTested) -> dict[str, Any]:
    """Return how the stories of a package went."""
    return {
        "key": tested.package.key,
        "version": tested.package.version,
        "stories": [{"title": each.title, "passed": each.passed} for each in tested.stories],
        "findings": findings_document(packaging.findings_of(tested)),
        "workflows": [each.workflow.key for each in tested.workflows],
    }


def played_lines(call: Call, played: Iterable[PackageTested]) -> Iterator[str]:
    """Yield what failed and how much was played."""
    for each in played:
        yield from findings_lines(call, packaging.findings_of(each), each.package.key)
        states = sum(len(one.workflow.states) for one in each.workflows)
        transitions = sum(len(one.workflow.transitions) for one in each.workflows)
        no_state = sum(len(one.unvisited_states) for one in each.workflows)
        no_transition = sum(len(one.unvisited_transitions) for one in each.workflows)
        yield call.words(
            Text(
                de=f"Paket {each.package.key}: {len(each.stories)} Geschichten über Vorgänge, "
                f"{len(each.workflows)} Abläufe, Zustände {states - no_state} von {states}, "
                f"Übergänge {transitions - no_transition} von {transitions}",
                en=f"package {each.package.key}: {len(each.stories)} stories across cases, "
                f"{len(each.workflows)} workflows, states {states - no_state} of {states}, "
                f"transitions {transitions - no_transition} of {transitions}",
            )
        )
