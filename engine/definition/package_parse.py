"""Parse: a document becomes a package, or findings that say what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from engine.definition import schema
from engine.definition.changes import changed
from engine.definition.declare import maybe_title, title
from engine.definition.names import unknown_name
from engine.definition.package import Member, Package, PackageBody
from engine.findings import Finding, Severity, Text, has_errors, pointer

if TYPE_CHECKING:
    from engine.definition.blocks import Documents

UNCHANGEABLE = ("key", "format")
"""What a workflow is known by: another one would be another workflow."""


def is_package(document: Any) -> bool:
    """Return whether a document is a package rather than a workflow."""
    return isinstance(document, Mapping) and "workflows" in document


def parse_package(document: Any, shipped: Documents) -> tuple[Package | None, list[Finding]]:
    """Return the package that a document says, and everything that is wrong with its shape.

    Args:
        document: As JSON.
        shipped: The workflows that it may name, by key.

    Returns:
        No package if a finding makes it unusable. Whether its workflows are in order, and whether
        they fit together, is for ``package_lint`` to say.
    """
    findings = schema.check(document, schema.PACKAGE)
    if has_errors(findings):
        return None, findings
    members = {}
    for key, use in document["workflows"].items():
        at = pointer("workflows", key)
        if key not in shipped:
            findings.append(unknown_name("workflow", key, shipped, at))
            continue
        changes = use.get("changes", {})
        made, about = changed(shipped[key], changes)
        findings += [each.below(f"{at}/changes") for each in about]
        findings += [_unchangeable(name, at) for name in UNCHANGEABLE if name in changes]
        members[key] = Member(key, made, changes)
    package = _package(document, members)
    fatal = [each for each in findings if each.severity is Severity.ERROR]
    return (None if fatal else package), findings


def _package(document: Mapping[str, Any], members: Mapping[str, Member]) -> Package:
    return Package(
        key=document["key"],
        version=document["version"],
        title=title(document["title"]),
        description=title(document["description"]),
        workflows=members,
        bodies={key: _body(key, each) for key, each in document.get("bodies", {}).items()},
        settings=document.get("settings", {}),
        fits=document.get("fits", {}),
        place=document.get("place"),
        scenarios=tuple(document.get("scenarios", ())),
        source=document,
    )


def _body(role: str, raw: Mapping[str, Any]) -> PackageBody:
    mandate = maybe_title(raw.get("mandate"))
    return PackageBody(
        role=role,
        title=title(raw["title"]),
        mandate=mandate,
        seats=raw.get("seats"),
        kind=raw.get("kind", "steering_group"),
        may=tuple(raw.get("may", ("decide",))),
    )


def _unchangeable(name: str, at: str) -> Finding:
    return Finding(
        "change-of-key",
        f"{at}/changes{pointer(name)}",
        Text(
            de=f"„{name}“ kann ein Paket nicht ändern.",
            en=f"A package cannot change “{name}”.",
        ),
    )
