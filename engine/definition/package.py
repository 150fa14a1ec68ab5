"""Package: how one town or district works, as values."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.findings import Text


@dataclass(frozen=True, slots=True)
class Member:
    """A workflow of a package."""

    key: str
    document: Mapping[str, Any]
    """The shipped workflow with the package's changes made."""
    changes: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_own(self) -> bool:
        """Whether it differs from the shipped one."""
        return bool(self.changes)


@dataclass(frozen=True, slots=True)
class PackageBody:
    """A body of a package; its role is the key under which workflows ask it."""

    role: str
    title: Text
    mandate: Text | None = None
    seats: int | None = None
    kind: str = "steering_group"
    may: tuple[str, ...] = ("decide",)
    """What it may do: decide, recommend, accompany."""


@dataclass(frozen=True, slots=True)
class Package:
    """Workflows, bodies and settings that are installed as a whole."""

    key: str
    version: int
    title: Text
    description: Text
    workflows: Mapping[str, Member]
    bodies: Mapping[str, PackageBody] = field(default_factory=dict)
    settings: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """Raw values by workflow and setting."""
    fits: Mapping[str, bool] = field(default_factory=dict)
    """Question of the set-up to the answer that speaks for the package."""
    place: Mapping[str, Any] | None = None
    scenarios: tuple[Mapping[str, Any], ...] = ()
    source: Mapping[str, Any] = field(default_factory=dict, repr=False)

    @property
    def documents(self) -> dict[str, Mapping[str, Any]]:
        """Its workflows as documents, by key."""
        return {key: each.document for key, each in self.workflows.items()}
