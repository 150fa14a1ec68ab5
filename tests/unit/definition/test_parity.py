"""The schema, the parse and the model say the same: no key is ignored, no member is unreachable."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator, Mapping
from enum import Enum
from typing import Any

import pytest
from jsonschema import Draft202012Validator, validators

from engine.definition import assemble as assembling
from engine.definition import duties, effects, fields, model, outline, schema
from engine.definition.blocks import Expanded
from engine.definition.digest import digest
from engine.definition.parse import parse
from engine.definition.schema import BLOCK, PACKAGE, WORKFLOW, schema_of
from tests.unit.definition.documents import BLOCKS, EVERYTHING, OTHERS, fresh

NAMES = [WORKFLOW, BLOCK, PACKAGE]


def places(node: Any, path: str = "") -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield every schema inside a schema, with where it stands."""
    yield path, node
    for key, each in node.get("properties", {}).items():
        if isinstance(each, Mapping):
            yield from places(each, f"{path}/properties/{key}")
    for key, each in node.get("$defs", {}).items():
        yield from places(each, f"{path}/$defs/{key}")
    for key in ("items", "additionalProperties", "propertyNames", "if", "then", "else"):
        if isinstance(node.get(key), Mapping):
            yield from places(node[key], f"{path}/{key}")
    for index, each in enumerate(node.get("allOf", [])):
        yield from places(each, f"{path}/allOf/{index}")


@pytest.mark.parametrize("name", NAMES)
def test_the_schemas_are_schemas_and_refer_to_nothing_outside(name):
    document = schema_of(name)
    shared = schema_of(WORKFLOW)["$defs"]

    Draft202012Validator.check_schema(document)
    for path, each in places(document):
        file, _, key = each.get("$ref", "#/$defs/").partition("#/$defs/")
        assert file == "" or (name == PACKAGE and file == WORKFLOW and key in shared), path
        assert not {"oneOf", "anyOf", "$dynamicRef"} & each.keys(), path


@pytest.mark.parametrize("name", NAMES)
def test_every_property_and_definition_is_described_in_both_languages(name):
    document = schema_of(name)
    definitions = document["$defs"]
    shared = schema_of(WORKFLOW)["$defs"]

    def described(each: Mapping[str, Any]) -> bool:
        key = each.get("$ref", "").rpartition("/")[2]
        target = definitions.get(key) or shared.get(key, {})
        both = {**target, **each}
        return {"description", "x-beschreibung"} <= both.keys()

    for path, each in places(document):
        if "/if" in path or "/then" in path or "/allOf/" in path:
            continue
        for key, inner in each.get("properties", {}).items():
            assert described(inner), f"{path}/{key}"
    for key, each in definitions.items():
        assert described(each), key


@pytest.mark.parametrize("name", NAMES)
def test_nothing_undeclared_is_allowed(name):
    for path, each in places(schema_of(name)):
        if "/if" in path or "/allOf/" in path or "/else" in path or "/then" in path:
            continue
        if each.get("properties") and "do" not in each["properties"]:
            assert "additionalProperties" in each, path


@pytest.mark.parametrize("name", NAMES)
def test_every_definition_is_used(name):
    text = json.dumps(schema_of(name))

    for key in schema_of(name)["$defs"]:
        assert f'"#/$defs/{key}"' in text, key


def test_the_document_that_says_everything_is_good():
    workflow, findings = parse(EVERYTHING, blocks=BLOCKS, others=OTHERS)

    assert findings == []
    assert workflow is not None


def test_the_document_that_says_everything_says_every_key_of_the_schema():
    seen: set[tuple[int, str]] = set()
    walk = Draft202012Validator.VALIDATORS["properties"]

    def properties(validator: Any, declared: Any, instance: Any, inside: Any) -> Iterator[Any]:
        if isinstance(instance, dict):
            seen.update((id(declared), key) for key in declared if key in instance)
        yield from walk(validator, declared, instance, inside)

    watching = validators.extend(Draft202012Validator, {"properties": properties})
    document = schema_of(WORKFLOW)

    assert list(watching(document).iter_errors(EVERYTHING)) == []
    for path, each in places(document):
        declared = each.get("properties", {})
        if "/if" in path or "/then" in path or "/else" in path:
            continue
        missing = [key for key in declared if (id(declared), key) not in seen]
        assert not missing, f"{path}: {missing}"


class Watched(dict[str, Any]):
    """Remembers which of its keys were asked for."""

    asked: set[str]

    def __getitem__(self, key: str) -> Any:
        self.asked.add(key)
        return super().__getitem__(key)

    def get(self, key: str, default: Any = None) -> Any:
        self.asked.add(key)
        return super().get(key, default)

    def __contains__(self, key: object) -> bool:
        self.asked.add(str(key))
        return super().__contains__(key)

    def items(self) -> Any:
        self.asked.update(super().keys())
        return super().items()

    def __iter__(self) -> Iterator[str]:
        self.asked.update(super().keys())
        return super().__iter__()


def watched(node: Any) -> Any:
    if isinstance(node, dict):
        made = Watched({key: watched(each) for key, each in node.items()})
        made.asked = set()
        return made
    return [watched(each) for each in node] if isinstance(node, list) else node


def unasked(node: Any, path: str = "") -> Iterator[str]:
    if isinstance(node, Watched):
        for key in dict.keys(node):
            if key not in node.asked and key not in {"note", "$schema"}:
                yield f"{path}/{key}"
            yield from unasked(dict.__getitem__(node, key), f"{path}/{key}")
    elif isinstance(node, list):
        for index, each in enumerate(node):
            yield from unasked(each, f"{path}/{index}")


def test_every_key_that_is_said_is_read(monkeypatch):
    shaped = schema.usable_part(fresh(EVERYTHING))[0]
    plain, _ = parse(shaped, blocks=BLOCKS, others=OTHERS)
    assert plain is not None
    expanded = {**plain.source}
    del expanded["scenarios"]  # read by what plays them
    document = watched(expanded)
    monkeypatch.setattr(assembling, "digest", lambda _: digest(expanded))
    monkeypatch.setattr("engine.definition.parse.shape", _unshaped)

    again, findings = parse(document, blocks=BLOCKS, others=OTHERS)

    assert findings == []
    assert again is not None
    assert list(unasked(document)) == ["/format"]  # read by the upgrade


def _unshaped(document: Any, _: Any) -> Any:
    return Expanded(document, []), []


MODEL = [
    kind
    for module in (model, fields, effects, duties)
    for kind in vars(module).values()
    if dataclasses.is_dataclass(kind) and kind.__module__ == module.__name__
]


def instances(node: Any, seen: set[int]) -> Iterator[Any]:
    if id(node) in seen or isinstance(node, (str, Enum)):
        return
    seen.add(id(node))
    if dataclasses.is_dataclass(node):
        yield node
        for each in dataclasses.fields(node):
            yield from instances(getattr(node, each.name), seen)
    elif isinstance(node, Mapping):
        for each in node.values():
            yield from instances(each, seen)
    elif isinstance(node, (list, tuple)):
        for each in node:
            yield from instances(each, seen)


def test_every_member_of_the_model_can_be_said():
    workflow, _ = parse(EVERYTHING, blocks=BLOCKS, others=OTHERS)
    said: dict[type, set[str]] = {kind: set() for kind in MODEL}
    for each in instances(workflow, set()):
        if type(each) in said:
            said[type(each)] |= {
                member.name
                for member in dataclasses.fields(each)
                if getattr(each, member.name) != _default(member)
            }

    for kind in MODEL:
        missing = {member.name for member in dataclasses.fields(kind)} - said[kind]
        assert not missing, f"{kind.__name__}: {missing}"


def _default(member: dataclasses.Field[Any]) -> Any:
    if member.default_factory is not dataclasses.MISSING:
        return member.default_factory()
    return member.default


def test_the_outline_of_a_workflow_is_that_of_its_document():
    workflow, _ = parse(EVERYTHING, blocks=BLOCKS, others=OTHERS)
    assert workflow is not None

    assert outline.of_workflow(workflow) == outline.outline(workflow.source)[0]
