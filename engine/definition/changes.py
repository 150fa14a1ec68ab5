"""Changes: what a package does otherwise than a shipped workflow, key by key.

A value replaces, null takes away, what is not named stays. A list whose entries have an id, or
for scenarios a title, is changed by an object from id to change; what is new comes last.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from engine.findings import Finding, Severity, Text, pointer

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

NAMING = ("id", "title")
"""The keys by which the entries of a list can be told apart."""


def naming_key(entries: Sequence[Any]) -> str | None:
    """Return the key whose texts tell the entries of a list apart; None if there is none."""
    if not entries or not all(isinstance(each, Mapping) for each in entries):
        return None
    for key in NAMING:
        names = [each.get(key) for each in entries]
        if all(isinstance(name, str) for name in names) and len(set(names)) == len(names):
            return key
    return None


def by_name(entries: Sequence[Mapping[str, Any]], key: str) -> dict[str, Mapping[str, Any]]:
    """Return the entries of a list by what tells them apart."""
    return {str(each[key]): each for each in entries}


def changed(
    document: Mapping[str, Any], changes: Mapping[str, Any]
) -> tuple[dict[str, Any], list[Finding]]:
    """Return a document with changes made, and what is wrong with them.

    Neither is altered. Pointers of findings lead into the changes.
    """
    findings: list[Finding] = []
    return _mapping(document, changes, (), findings), findings


def _mapping(
    old: Mapping[str, Any],
    changes: Mapping[str, Any],
    at: tuple[str, ...],
    findings: list[Finding],
) -> dict[str, Any]:
    new = dict(old)
    for key, change in changes.items():
        here = (*at, key)
        if change is None:
            if key not in new:
                findings.append(_nothing_there(here))
            new.pop(key, None)
        elif key not in old:
            new[key] = change
        else:
            new[key] = _value(old[key], change, here, findings)
    return new


def _value(old: Any, change: Any, at: tuple[str, ...], findings: list[Finding]) -> Any:
    if isinstance(old, list) and isinstance(change, Mapping):
        key = naming_key(old)
        if key is not None:
            return _list(old, change, key, (at, findings))
    if isinstance(old, Mapping) and isinstance(change, Mapping) and not _are_words(change):
        return _mapping(old, change, at, findings)
    if old == change:
        findings.append(_no_change(at))
    return change


def _are_words(value: Mapping[str, Any]) -> bool:
    """Return whether it is a text in several languages, which is changed as a whole."""
    return {"de", "en"} <= value.keys()


def _list(
    old: list[Mapping[str, Any]],
    changes: Mapping[str, Any],
    key: str,
    report: tuple[tuple[str, ...], list[Finding]],
) -> list[Any]:
    new = _mapping(by_name(old, key), changes, *report)
    return list(_named(new, key))


def _named(entries: Mapping[str, Any], key: str) -> Iterator[Any]:
    for name, each in entries.items():
        yield {key: name, **each} if isinstance(each, Mapping) and key not in each else each


def _nothing_there(at: tuple[str, ...]) -> Finding:
    return Finding(
        "change-of-nothing",
        pointer(*at),
        Text(
            de=f"„{at[-1]}“ soll wegfallen, ist im mitgelieferten Ablauf aber nicht da.",
            en=f"“{at[-1]}” is to go, but it is not there in the shipped workflow.",
        ),
        Text(de="Lassen Sie die Zeile weg.", en="Leave the line out."),
    )


def _no_change(at: tuple[str, ...]) -> Finding:
    return Finding(
        "change-without-effect",
        pointer(*at),
        Text(
            de=f"„{at[-1]}“ ist im mitgelieferten Ablauf schon so.",
            en=f"“{at[-1]}” is like that in the shipped workflow already.",
        ),
        Text(
            de="Lassen Sie die Zeile weg, damit künftige Fassungen ankommen.",
            en="Leave the line out, so that future versions come through.",
        ),
        severity=Severity.WARNING,
    )
