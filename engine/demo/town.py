"""The town: who there is, who holds what, which workflows apply."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from engine import resources
from engine.deadlines.calendars import Place
from engine.demo.stage import LETTERS_LEAVE
from engine.findings import Text
from engine.lifecycle.seats import Body
from engine.services import locality, people, policy, towns
from engine.services.access import AS_OPERATOR
from engine.storage.queries.directory import Person
from engine.storage.queries.towns import Profile

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.services.application import Application

FILE = "town.json"
COORDINATION = "coordination"
ASSESSOR = "assessor"
STEERING_CHAIR = "steering-chair"
COUNCIL_CHAIR = "council-chair"
"""People of the town who act in the story."""


def read_town() -> dict[str, Any]:
    """Return the description of the town that comes with the package."""
    description: dict[str, Any] = json.loads(resources.demo_data(FILE))
    return description


def build_town(app: Application, town: Mapping[str, Any]) -> str:
    """Set up the town with everybody in it; return its id.

    Raises:
        TownExists: the database has it already.
    """
    profile = Profile(
        title=town["title"],
        place=Place(town["land"], town["municipality"]),
        rhythm="daily",
        digest_time=LETTERS_LEAVE,
    )
    tenant = towns.create(app, profile)
    locality.offer_languages(app, tenant, AS_OPERATOR, town["languages"])
    _settle_people(app, tenant, town)
    _give_roles(app, tenant, town)
    towns.publish_shipped(app, tenant, AS_OPERATOR)
    for key, settings in town["settings"].items():
        for name, value in settings.items():
            policy.set_value(app, tenant, AS_OPERATOR, key, name, value)
    return tenant


def _settle_people(app: Application, tenant: str, town: Mapping[str, Any]) -> None:
    for key, function in town["people"].items():
        language = "en" if key in town["english_readers"] else None
        people.put_person(
            app, tenant, AS_OPERATOR, Person(key, function, f"{key}@example.org", language=language)
        )
    for key, each in town["organisations"].items():
        people.put_organisation(app, tenant, AS_OPERATOR, key, each["name"])
    for key, each in town["bodies"].items():
        people.put_body(
            app,
            tenant,
            AS_OPERATOR,
            Body(key, Text(**each["title"]), each["seats"], kind=each["kind"]),
        )


def _give_roles(app: Application, tenant: str, town: Mapping[str, Any]) -> None:
    for role, holder in town["roles"].items():
        people.give_role(app, tenant, AS_OPERATOR, role, holder)
    for role, deputy in town["deputies"].items():
        people.give_role(app, tenant, AS_OPERATOR, role, deputy, function="deputy")
    for key, each in town["organisations"].items():
        people.give_role(app, tenant, AS_OPERATOR, f"contact:{key}", each["contact"])
    for key, each in town["bodies"].items():
        people.give_role(app, tenant, AS_OPERATOR, key, each["chair"], function="chair")
        for member in each["members"]:
            people.give_role(app, tenant, AS_OPERATOR, key, member)
