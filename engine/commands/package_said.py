"""Packages and plans in words and as documents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.commands.output import Table, findings_document, findings_lines
from engine.definition.questions import QUESTIONS
from engine.findings import Text
from engine.services.package_plan import ACTIONS, in_order

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.commands.call import Call
    from engine.definition.package import Package
    from engine.services.package_plan import PartPlan, Plan

_KINDS = {
    "workflow": Text(de="Ablauf", en="Workflow"),
    "body": Text(de="Gremium", en="Body"),
    "setting": Text(de="Einstellung", en="Setting"),
}


def document(package: Package) -> dict[str, Any]:
    """Return what a package holds."""
    return {
        "key": package.key,
        "version": package.version,
        "title": _both(package.title),
        "description": _both(package.description),
        "fits": dict(package.fits),
        "bodies": {
            key: {
                "title": _both(each.title),
                "mandate": _both(each.mandate) if each.mandate else None,
                "seats": each.seats,
                "kind": each.kind,
                "may": list(each.may),
            }
            for key, each in package.bodies.items()
        },
        "workflows": {
            key: {"own": each.is_own, "changes": _changed_parts(each.changes)}
            for key, each in package.workflows.items()
        },
        "settings": package.settings,
        "stories": [each["title"] for each in package.scenarios],
    }


def _both(text: Text) -> dict[str, str]:
    return {"de": text.de, "en": text.en}


def _changed_parts(changes: Any) -> dict[str, list[str]]:
    """Return by section what is other than in the shipped workflow."""
    return {
        section: list(each) if isinstance(each, dict) else []
        for section, each in changes.items()
        if section != "scenarios"
    }


def lines(package: Package) -> Iterator[Text]:
    """Yield a package in words."""
    yield Text(
        de=f"{package.title.de} ({package.key}, Fassung {package.version})",
        en=f"{package.title.en} ({package.key}, version {package.version})",
    )
    yield package.description
    for key, wanted in package.fits.items():
        question = QUESTIONS[key]
        yes = ("Ja", "Yes") if wanted else ("Nein", "No")
        yield Text(de=f"  {question.de} {yes[0]}", en=f"  {question.en} {yes[1]}")
    for key, body in package.bodies.items():
        mandate = body.mandate or Text(de="", en="")
        yield Text(
            de=f"Gremium {body.title.de} ({key}): {mandate.de}",
            en=f"Body {body.title.en} ({key}): {mandate.en}",
        )
    for key, member in package.workflows.items():
        if not member.is_own:
            yield Text(de=f"Ablauf {key}: wie mitgeliefert", en=f"Workflow {key}: as shipped")
            continue
        parts = _changed_parts(member.changes)
        listed = ", ".join(f"{section} ({len(each)})" for section, each in parts.items())
        yield Text(de=f"Ablauf {key}: eigen in {listed}", en=f"Workflow {key}: own in {listed}")
    for story in package.scenarios:
        yield Text(de=f"Geschichte: {story['title']}", en=f"Story: {story['title']}")


def plan_document(plan: Plan, *, done: bool) -> dict[str, Any]:
    """Return what a plan changes."""
    return {
        "package": plan.said.key,
        "version": plan.said.version,
        "version_before": plan.version_before,
        "done": done,
        "parts": [
            {
                "kind": each.kind,
                "name": each.name,
                "action": each.action,
                "taken": list(each.taken),
                "kept": list(each.kept),
            }
            for each in in_order(plan.parts)
        ],
        "published": [{"key": each.key, "version": each.version} for each, _ in plan.workflows],
        "conflicts": findings_document(plan.conflicts),
        "findings": findings_document(plan.findings),
    }


def plan_lines(call: Call, plan: Plan, *, done: bool) -> Iterator[Table | str]:
    """Yield a plan in words."""
    columns = (
        Text(de="Art", en="Kind"),
        Text(de="Name", en="Name"),
        Text(de="Was damit geschieht", en="What becomes of it"),
        Text(de="Neu übernommen", en="Newly taken"),
        Text(de="Eigenes", en="Own"),
    )
    rows = [_row(call, each) for each in in_order(plan.parts)]
    if rows:
        yield Table(columns, rows)
    yield from findings_lines(call, plan.conflicts, plan.said.key)
    yield from findings_lines(call, plan.findings, plan.said.key)
    yield call.words(_end(plan, done=done))


def _row(call: Call, part: PartPlan) -> tuple[object, ...]:
    return (
        call.words(_KINDS[part.kind]),
        part.name,
        call.words(ACTIONS[part.action]),
        len(part.taken) or "",
        len(part.kept) or "",
    )


def _end(plan: Plan, *, done: bool) -> Text:
    name = f"{plan.said.key} {plan.said.version}"
    published = ", ".join(f"{each.key} {each.version}" for each, _ in plan.workflows) or "–"
    if not plan.is_sound:
        return Text(
            de=f"{name} kann so nicht übernommen werden.", en=f"{name} cannot be taken like this."
        )
    if not done:
        return Text(
            de=f"Geschehen ist nichts. {name} würde veröffentlichen: {published}",
            en=f"Nothing has happened. {name} would publish: {published}",
        )
    return Text(
        de=f"{name} gilt. Veröffentlicht: {published}. Laufende Vorgänge gehen mit ihrer Fassung "
        "weiter (workflow migrate).",
        en=f"{name} holds. Published: {published}. Running cases go on with their version "
        "(workflow migrate).",
    )
