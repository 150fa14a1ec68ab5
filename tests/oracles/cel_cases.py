"""The official conformance cases of CEL, as they concern the core of the language.

They come with the npm package ``@bufbuild/cel-spec`` (``npm ci`` in the project's root). Left out
are the sections about protobuf messages, enums and wrappers (``proto2``, ``proto3``,
``proto2_ext``, ``enums``, ``wrappers``, ``dynamic``), the extensions (``string_ext``,
``math_ext``, ``encoders_ext``, ``bindings_ext``, ``block_ext``, ``optionals``, ``macros2``) and
``type_deductions`` (about protobuf's type names). In the core sections, cases that name a message
type of protobuf are left out.
"""

from __future__ import annotations

import base64
import json
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.rules.check import Checker
from engine.rules.errors import RuleFailed
from engine.rules.instants import parse_duration, parse_instant
from engine.rules.rule import Rule
from engine.rules.scope import Scope
from engine.rules.syntax import parse
from engine.rules.tokens import SyntaxRefused
from engine.rules.types import (
    BOOL,
    BYTES,
    DOUBLE,
    DURATION,
    DYN,
    INT,
    NULL,
    STRING,
    TIMESTAMP,
    UINT,
    Type,
    list_of,
)
from engine.rules.values import TypeValue, Uint, equal, map_of_entries

if TYPE_CHECKING:
    from datetime import datetime, timedelta

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "node_modules" / "@bufbuild" / "cel-spec"
CORE = frozenset(
    {
        *("basic", "comparisons", "conversions", "fields", "fp_math", "integer_math", "lists"),
        *("logic", "macros", "namespace", "parse", "plumbing", "string", "timestamps"),
    }
)
_OF_PROTOBUF = ("cel.expr.conformance", "TestAllTypes", "google.protobuf.", "NestedTestAllTypes")
_PRIMITIVES = {
    "BOOL": BOOL,
    "INT64": INT,
    "UINT64": UINT,
    "DOUBLE": DOUBLE,
    "STRING": STRING,
    "BYTES": BYTES,
    "TIMESTAMP": TIMESTAMP,
    "DURATION": DURATION,
}
FAILED = object()


def missing() -> str | None:
    """Return why the cases cannot be had here, in one line."""
    if shutil.which("node") is None:
        return "Node.js is missing: the cases of the CEL specification come as JavaScript"
    if not PACKAGE.is_dir():
        return "run `npm ci` in the project's root for the cases of the CEL specification"
    return None


def core_cases() -> list[dict[str, Any]]:
    """Return the cases of the core, dumped once by Node.js."""
    version = json.loads((PACKAGE / "package.json").read_text())["version"]
    cache = ROOT / "node_modules" / ".cache" / f"cel-spec-{version}.json"
    if not cache.is_file():
        script = Path(__file__).with_name("dump_cel_cases.mjs")
        dumped = subprocess.run(["node", script], cwd=ROOT, check=True, capture_output=True)
        cache.parent.mkdir(exist_ok=True)
        cache.write_bytes(dumped.stdout)
    return [case for case in json.loads(cache.read_text()) if _is_core(case)]


def _is_core(case: dict[str, Any]) -> bool:
    if case["sections"][0] not in CORE or case.get("checkOnly"):
        return False
    relevant = json.dumps([case["expr"], case.get("container"), case.get("typeEnv")])
    return not any(word in relevant for word in _OF_PROTOBUF)


def title(case: dict[str, Any]) -> str:
    """Return the name of a case."""
    return "/".join([*case["sections"], case["name"]])


def passes(case: dict[str, Any]) -> bool:
    """Return whether we come to the same value, or fail where we should."""
    found = _evaluate(case)
    if "evalError" in case:
        return found is FAILED
    expected = case.get("value", {"boolValue": True})
    return found is not FAILED and _is_same(found, _value(expected))


def _is_same(found: Any, expected: Any) -> bool:
    """CEL's equality and the same type; here, not-a-number is itself."""
    if found != found and expected != expected:  # noqa: PLR0124
        return True
    return type(found) is type(expected) and equal(found, expected)


def _evaluate(case: dict[str, Any]) -> Any:
    """Evaluate; the static check, stricter than the specification's, only gives types here."""
    names = {entry["name"]: _type(entry["ident"]["type"]) for entry in case.get("typeEnv", ())}
    values = {name: _value(bound["value"]) for name, bound in case.get("bindings", {}).items()}
    try:
        root = parse(case["expr"])
        Checker(case["expr"], Scope(names)).check(root)
        return Rule(case["expr"], root).evaluate(values)
    except (SyntaxRefused, RuleFailed):
        return FAILED


def _type(written: dict[str, Any]) -> Type:
    if "primitive" in written:
        return _PRIMITIVES[written["primitive"]]
    if "wellKnown" in written:
        return _PRIMITIVES.get(written["wellKnown"], DYN)
    if "listType" in written:
        return list_of(_type(written["listType"].get("elemType", {})))
    if "mapType" in written:
        entry = written["mapType"]
        return Type("map", (_type(entry.get("keyType", {})), _type(entry.get("valueType", {}))))
    return NULL if "null" in written else DYN


def _value(written: dict[str, Any]) -> Any:
    ((kind, value),) = written.items()
    return _READERS[kind](value)


def _object(written: dict[str, Any]) -> datetime | timedelta | Any:
    readers = {"Timestamp": parse_instant, "Duration": parse_duration}
    read = readers.get(written["@type"].rpartition(".")[2])
    return read(written["value"]) if read else written


_READERS: dict[str, Any] = {
    "boolValue": bool,
    "int64Value": int,
    "uint64Value": Uint,
    "doubleValue": float,
    "stringValue": str,
    "bytesValue": base64.b64decode,
    "nullValue": lambda _: None,
    "typeValue": TypeValue,
    "listValue": lambda written: [_value(item) for item in written.get("values", ())],
    "mapValue": lambda written: map_of_entries(
        [(_value(entry["key"]), _value(entry["value"])) for entry in written.get("entries", ())]
    ),
    "objectValue": _object,
    "enumValue": lambda written: int(written.get("value", 0)),
}
