"""What is wrong with an event log in OCEL 2.0: its structure, and what it refers to."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

SCHEMA = json.loads(Path(__file__).with_name("ocel_schema.json").read_text(encoding="utf-8"))


def problems(content: bytes) -> list[str]:
    log = json.loads(content)
    found = [each.message for each in Draft202012Validator(SCHEMA).iter_errors(log)]
    for name, types in (("objects", "objectTypes"), ("events", "eventTypes")):
        declared = {
            each["name"]: {one["name"] for one in each["attributes"]} for each in log[types]
        }
        found += [problem for each in log[name] for problem in _undeclared(each, declared)]
    ids = [each["id"] for each in log["objects"]]
    found += [f"{each} twice" for each in set(ids) if ids.count(each) > 1]
    for each in [*log["objects"], *log["events"]]:
        found += [
            f"{each['id']} refers to {one['objectId']}"
            for one in each["relationships"]
            if one["objectId"] not in ids
        ]
    return found


def _undeclared(each: dict[str, Any], declared: dict[str, set[str]]) -> list[str]:
    if each["type"] not in declared:
        return [f"{each['id']}: type {each['type']}"]
    names = {one["name"] for one in each["attributes"]}
    return [f"{each['id']}: {name}" for name in names - declared[each["type"]]]
