"""``verbindlich workflow lint|test``: definitions checked, and their scenarios played."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from engine.commands import package_checks
from engine.commands.call import Call, pass_call
from engine.commands.exits import ExitCode
from engine.commands.output import answer, findings_document, findings_lines, track
from engine.commands.parts import Command, argument, option
from engine.commands.workflow_names import NAMES, WorkflowName, texts_of
from engine.definition.silence import proof
from engine.findings import Text
from engine.services import packaging, workbench

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from engine.services.packaging import CheckedPackage
    from engine.services.workbench import Checked, Tested


@click.command(
    "lint",
    cls=Command,
    words=Text(
        de="Prüft Abläufe und Pakete: Form, Namen, Regeln, Lücken, und ob jede Pflicht vor einem "
        "Gremium endet, wenn niemand handelt.",
        en="Checks workflows and packages: shape, names, rules, gaps, and whether every duty ends "
        "before a body if nobody acts.",
    ),
)
@argument("names", metavar="FILE...", nargs=-1, required=True, type=WorkflowName(), words=NAMES)
@option(
    "--explain",
    is_flag=True,
    words=Text(
        de="Auch sagen, warum in jedem Zustand nichts einschläft.",
        en="Say too why nothing falls silent in each state.",
    ),
)
@pass_call
def lint(call: Call, names: tuple[str, ...], *, explain: bool) -> None:
    """Print every finding; exit 1 if one of them is an error."""
    texts, packages = package_checks.apart(texts_of(names))
    checked = workbench.check(texts, known=workbench.shipped_documents())
    checked += [flow for package in packages for flow in package.workflows]
    everything: list[Checked | CheckedPackage] = [*checked, *packages]
    document: dict[str, Any] = {
        "files": [_summary(each, explain=explain) for each in checked],
        "packages": [package_checks.summary(each) for each in packages],
        "findings": [
            {"file": each.source, **finding}
            for each in everything
            for finding in findings_document(each.findings)
        ],
    }
    lines = (*_lint_lines(call, checked, explain=explain), *package_checks.lines(call, packages))
    answer(call, document, *lines)
    if not all(each.is_sound for each in everything):
        call.finish(ExitCode.FINDINGS)


def _summary(checked: Checked, *, explain: bool) -> dict[str, Any]:
    flow = checked.workflow
    found: dict[str, Any] = {
        "file": checked.source,
        "workflow": flow.key if flow else None,
        "version": flow.version if flow else None,
        "sound": checked.is_sound,
    }
    if explain and flow is not None:
        reasons = proof(flow).reasons
        found["safe"] = {key: {"de": each.de, "en": each.en} for key, each in reasons.items()}
    return found


def _lint_lines(call: Call, checked: Sequence[Checked], *, explain: bool) -> Iterator[str]:
    for each in checked:
        yield from findings_lines(call, each.findings, each.source)
        if not each.findings:
            text = Text(de=f"{each.source}: in Ordnung", en=f"{each.source}: in order")
            yield call.words(text)
        if explain and each.workflow is not None:
            for key, reason in proof(each.workflow).reasons.items():
                yield f"  {call.words(each.workflow.states[key].title)}: {call.words(reason)}"


@click.command(
    "test",
    cls=Command,
    words=Text(
        de="Spielt die Szenarien von Abläufen und Paketen und sagt, welche Zustände und Übergänge "
        "keines besucht. Ohne Angabe: die mitgelieferten Abläufe.",
        en="Plays the scenarios of workflows and packages and says which states and transitions "
        "none visits. Without a name: the shipped workflows.",
    ),
)
@argument("names", metavar="[FILE]...", nargs=-1, type=WorkflowName(), words=NAMES)
@pass_call
def test(call: Call, names: tuple[str, ...]) -> None:
    """Print failures and coverage; exit 1 on a failure."""
    known = workbench.shipped_documents()
    texts, packages = package_checks.apart(texts_of(names or sorted(known)))
    checked = workbench.check(texts, known=known)
    label = Text(de="Szenarien", en="Scenarios")
    playable = [each for each in checked if each.workflow is not None]
    tested = [workbench.try_out(each, checked, known) for each in track(call, playable, label)]
    played = [packaging.play(each) for each in track(call, packages, label) if each.package]
    checked += [flow for package in packages for flow in package.workflows]
    tested += [each for package in played for each in package.workflows]
    everything: list[Checked | CheckedPackage] = [*checked, *packages]
    unsound = [each for each in everything if not each.is_sound]
    results = [result.passed for each in tested for result in each.results]
    results += [result.passed for package in played for result in package.stories]
    passed, failed = sum(results), len(results) - sum(results)
    document = {
        "passed": passed,
        "failed": failed,
        "unsound": [
            {"file": each.source, "findings": findings_document(each.findings)} for each in unsound
        ],
        "workflows": [_tested_document(each) for each in tested],
        "packages": [package_checks.played_document(each) for each in played],
    }
    lines = [*_unsound_lines(call, unsound), *_tested_lines(call, tested)]
    lines += package_checks.played_lines(call, played)
    answer(call, document, *lines, f"{passed} passed, {failed} failed")
    if failed or unsound or not passed:
        call.finish(ExitCode.FINDINGS)


def _tested_document(tested: Tested) -> dict[str, Any]:
    flow = tested.workflow
    return {
        "key": flow.key,
        "version": flow.version,
        "scenarios": [{"title": each.title, "passed": each.passed} for each in tested.results],
        "findings": findings_document(workbench.findings_of(tested)),
        "states": _share(len(flow.states), len(tested.unvisited_states)),
        "transitions": _share(len(flow.transitions), len(tested.unvisited_transitions)),
    }


def _share(total: int, missing: int) -> dict[str, int]:
    return {"visited": total - missing, "total": total}


def _unsound_lines(call: Call, unsound: Sequence[Checked | CheckedPackage]) -> Iterator[str]:
    """Yield what is wrong in itself, whatever the scenarios say."""
    for each in unsound:
        yield from findings_lines(call, each.findings, each.source)


def _tested_lines(call: Call, tested: Sequence[Tested]) -> Iterator[str]:
    for each in tested:
        flow = each.workflow
        states = len(flow.states) - len(each.unvisited_states)
        transitions = len(flow.transitions) - len(each.unvisited_transitions)
        yield from findings_lines(call, workbench.findings_of(each), flow.key)
        yield call.words(
            Text(
                de=f"{flow.key}: {len(each.results)} Szenarien, Zustände {states} von "
                f"{len(flow.states)}, Übergänge {transitions} von {len(flow.transitions)}",
                en=f"{flow.key}: {len(each.results)} scenarios, states {states} of "
                f"{len(flow.states)}, transitions {transitions} of {len(flow.transitions)}",
            )
        )
