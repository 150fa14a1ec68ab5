"""The schema: what a document may look like at all. The only door to jsonschema.

The schemas avoid ``oneOf`` and ``anyOf``: every choice is told apart by a key or a type with
``if``, so that what is wrong is said of the branch that was meant. Nothing is ever fetched.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from itertools import islice
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from jsonschema import Draft202012Validator, ValidationError, validators

from engine.definition.limits import MOST_FINDINGS
from engine.definition.schema_words import Fault, finding_of
from engine.findings import Finding, Text, pointer

if TYPE_CHECKING:
    from jsonschema.protocols import Validator

WORKFLOW = "workflow.schema.json"
BLOCK = "block.schema.json"
PACKAGE = "package.schema.json"

_NO_STUBS: Mapping[str, Any] = MappingProxyType({})
_ROUNDS = 12
"""How often what is wrong is taken out before the rest is given up."""


def check(document: Any, name: str = WORKFLOW) -> list[Finding]:
    """Return everything that is wrong with the shape of a document."""
    return _findings(document, _validator(name))[0]


def usable_part(
    document: Any, *, stubs: Mapping[str, Any] = _NO_STUBS, partial: bool = False
) -> tuple[Any, list[Finding]]:
    """Return what is left of a document without everything that is wrong with its shape.

    The rest can then be read without fear, so that its rules and names are checked in one go
    with the shape. Null is left where something is wrong that everything hangs on.

    Args:
        document: A workflow as JSON.
        stubs: What stands in for a missing part of the document itself.
        partial: Whether it is a part of a document, from which anything may be missing.
    """
    validator = _validator(WORKFLOW, partial=partial)
    findings, faults = _findings(document, validator)
    for _ in range(_ROUNDS):
        if not faults:
            return document, findings
        document = _without(document, faults, stubs)
        if document is None:
            return None, findings
        faults = list(islice(_faults(document, validator), MOST_FINDINGS))
    return None, findings


def schema_of(name: str) -> Mapping[str, Any]:
    """Return one of the schemas, part of the programme like its code."""
    package = files("engine")
    carried = package / "_schemas"
    folder = carried if carried.is_dir() else package / ".." / "schemas"
    read: Mapping[str, Any] = json.loads((folder / name).read_text(encoding="utf-8"))
    return read


def _pattern(validator: Validator, pattern: str, instance: Any, _: Any) -> Iterator[Any]:
    if validator.is_type(instance, "string") and not _compiled(pattern).search(instance):
        yield ValidationError("pattern")


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """Hold ``$`` to the very end: Python also lets it stand before a last line break."""
    return re.compile(pattern.removesuffix("$") + r"\Z" if pattern.endswith("$") else pattern)


_Checked: Any = validators.extend(Draft202012Validator, {"pattern": _pattern})  # type: ignore[no-untyped-call]


@cache
def _validator(name: str, *, partial: bool = False) -> Any:
    """Return what checks by a schema, with every reference put in its place beforehand.

    Looking them up anew for every part of a document would take half of the time.
    """
    if partial:
        return _Checked({**_validator(name).schema, "required": []})
    schema = schema_of(name)
    shared = schema_of(WORKFLOW)["$defs"] if name == PACKAGE else {}
    definitions = {**shared, **schema["$defs"]}
    return _Checked(_Linked(definitions).linked({**schema, "$defs": {}}))


_DESCRIBED = frozenset({"description", "x-beschreibung"})


class _Linked:
    """Replaces references by what they refer to; a definition may contain itself."""

    def __init__(self, definitions: Mapping[str, Any]) -> None:
        self._raw = definitions
        self._done: dict[str, dict[str, Any]] = {}

    def linked(self, node: Any) -> Any:
        if isinstance(node, list):
            return [self.linked(each) for each in node]
        if not isinstance(node, Mapping):
            return node
        if "$ref" not in node:
            return {key: self.linked(each) for key, each in node.items()}
        there = self._definition(str(node["$ref"]).rpartition("/")[2])
        own = {key: each for key, each in node.items() if key != "$ref"}
        if not own or not there:
            return there
        both = {key: f"{own[key]} {there[key]}" for key in _DESCRIBED & own.keys() & there.keys()}
        return {**there, **own, **both}

    def _definition(self, name: str) -> dict[str, Any]:
        if name not in self._done:
            self._done[name] = {}
            self._done[name].update(self.linked(self._raw[name]))
        return self._done[name]


def _findings(document: Any, validator: Any) -> tuple[list[Finding], list[Fault]]:
    faults = list(islice(_faults(document, validator), MOST_FINDINGS + 1))
    found = {each: None for fault in faults for each in finding_of(fault)}
    findings = sorted(found, key=lambda each: _in_order(each.where, document))
    return bounded(findings), faults


def bounded(findings: list[Finding]) -> list[Finding]:
    """Return no more findings than anybody reads at once; a last one says that there are more."""
    if len(findings) <= MOST_FINDINGS:
        return findings
    return [*findings[:MOST_FINDINGS], _MANY_MORE]


def _faults(document: Any, validator: Any) -> Iterator[Fault]:
    for error in validator.iter_errors(document):
        yield Fault(
            path=tuple(error.absolute_path),
            keyword=str(error.validator),
            wanted=error.validator_value,
            instance=error.instance,
            schema=error.schema if isinstance(error.schema, Mapping) else {},
            is_key="propertyNames" in error.absolute_schema_path,
        )


class Gapped(list[Any]):
    """A list that lost entries; ``kept`` holds the positions that the others had."""

    kept: tuple[int, ...] = ()


def original(where: str, document: Any) -> str:
    """Return a pointer into what is left of a document as one into the document itself."""
    parts: list[str] = []
    node = document
    for part in where.split("/")[1:]:
        if isinstance(node, list) and _is_index(part, node):
            kept = node.kept if isinstance(node, Gapped) else range(len(node))
            parts.append(str(kept[int(part)]))
            node = node[int(part)]
        else:
            parts.append(part)
            key = part.replace("~1", "/").replace("~0", "~")
            node = node.get(key) if isinstance(node, Mapping) else None
    return "".join("/" + part for part in parts)


MISSING = object()
"""What a pointer finds that leads nowhere."""


def part_at(where: str, document: Any) -> Any:
    """Return the part of a document that a pointer names."""
    node = document
    for part in where.split("/")[1:]:
        key = part.replace("~1", "/").replace("~0", "~")
        if isinstance(node, Mapping) and key in node:
            node = node[key]
        elif isinstance(node, list) and _is_index(key, node):
            node = node[int(key)]
        else:
            return MISSING
    return node


def _without(document: Any, faults: list[Fault], stubs: Mapping[str, Any]) -> Any:
    """Return a copy of the document without what the faults are about."""
    doomed = {path for fault in faults for path in fault.doomed}
    missing = {key for fault in faults if fault.path == () for key in fault.absent}
    if missing:
        doomed.discard(())
    if () in doomed or not missing <= stubs.keys():
        return None
    return {**_copy(document, (), doomed), **{key: stubs[key] for key in missing}}


def _copy(node: Any, path: tuple[str | int, ...], doomed: set[tuple[str | int, ...]]) -> Any:
    if isinstance(node, Mapping):
        return {
            key: _copy(each, (*path, key), doomed)
            for key, each in node.items()
            if (*path, key) not in doomed
        }
    if not isinstance(node, list):
        return node
    kept = [index for index in range(len(node)) if (*path, index) not in doomed]
    copied = [_copy(node[index], (*path, index), doomed) for index in kept]
    if len(kept) == len(node) and not isinstance(node, Gapped):
        return copied
    before = node.kept if isinstance(node, Gapped) else range(len(node))
    gapped = Gapped(copied)
    gapped.kept = tuple(before[index] for index in kept)
    return gapped


def _is_index(part: str, of: list[Any]) -> bool:
    return part.isdecimal() and len(part) <= len(str(len(of))) and int(part) < len(of)


def _in_order(where: str, document: Any) -> tuple[int, ...]:
    """Return a key that sorts places as they stand in the document."""
    order: list[int] = []
    node = document
    for part in where.split("/")[1:]:
        name = part.replace("~1", "/").replace("~0", "~")
        if isinstance(node, Mapping) and name in node:
            order.append(list(node).index(name))
            node = node[name]
        elif isinstance(node, list) and _is_index(name, node):
            order.append(int(name))
            node = node[int(name)]
        else:
            break
    return tuple(order)


_MANY_MORE = Finding(
    code="many-more",
    where=pointer(),
    message=Text(
        de=f"Es gibt mehr als {MOST_FINDINGS} Befunde; gezeigt sind die ersten.",
        en=f"There are more than {MOST_FINDINGS} findings; the first are shown.",
    ),
    hint=Text(de="Beheben Sie diese und prüfen Sie neu.", en="Mend these and check again."),
)
