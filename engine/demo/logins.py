"""Logins: as whom one may look at the demo's town."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.demo.town import COORDINATION, STEERING_CHAIR
from engine.findings import Text
from engine.services import accounts

if TYPE_CHECKING:
    from engine.services.application import Application

PASSWORD = "neustadt an der aue"  # noqa: S105 - a town that does not exist, on this machine only


@dataclass(frozen=True, slots=True)
class Login:
    """Somebody of the town who may sign in."""

    who: Text
    person: str

    @property
    def address(self) -> str:
        """What is entered as the address."""
        return f"{self.person}@example.org"


LOGINS = (
    Login(Text(de="Koordinierungsstelle", en="Coordination office"), COORDINATION),
    Login(Text(de="Mitglied der Steuerungsgruppe", en="Steering group member"), STEERING_CHAIR),
    Login(Text(de="Administration", en="Administrator"), "administrator"),
    Login(Text(de="Federführendes Amt", en="Unit in the lead"), "head-planning"),
)


def give_logins(app: Application, tenant: str) -> None:
    """Let these people sign in, all with the same password."""
    for each in LOGINS:
        accounts.set_password(app, tenant, each.person, PASSWORD)
