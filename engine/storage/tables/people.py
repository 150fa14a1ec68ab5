"""People, organisations, bodies, and who holds which role."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from engine.storage.columns import CanonicalJson, UtcDateTime


class PersonRow(SQLModel, table=True):
    """A person; the only place of her name and address, so that both can be erased."""

    __tablename__ = "persons"

    tenant: str = Field(primary_key=True, foreign_key="tenants.id")
    id: str = Field(primary_key=True)
    name: str | None = None
    address: str | None = None
    language: str | None = None
    """None: the town's."""
    rhythm: str | None = None
    """``at_once``, ``daily`` or None: as the town has set."""
    created_at: datetime = Field(sa_type=UtcDateTime)
    erased_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class OrganisationRow(SQLModel, table=True):
    """An organisation; its contact persons act and are written to in its name."""

    __tablename__ = "organisations"

    tenant: str = Field(primary_key=True, foreign_key="tenants.id")
    id: str = Field(primary_key=True)
    name: str


class BodyRow(SQLModel, table=True):
    """A body that decides; its id is the role that its members hold."""

    __tablename__ = "bodies"

    tenant: str = Field(primary_key=True, foreign_key="tenants.id")
    id: str = Field(primary_key=True)
    title_de: str
    title_en: str
    seats: int | None = None
    """How many members it has by law or statute."""
    kind: str
    mandate: list[Any] = Field(sa_type=CanonicalJson)
    valid_from: date | None = None
    valid_until: date | None = None
    """The last day."""
    procedure: dict[str, Any] = Field(sa_type=CanonicalJson)
    case_id: str | None = None
    """The case that its life is."""


class SeatRow(SQLModel, table=True):
    """One place in a body; who holds it stands in ``role_holders``."""

    __tablename__ = "seats"
    __table_args__ = (Index("seats_of_body", "tenant", "body"),)

    tenant: str = Field(primary_key=True, foreign_key="tenants.id")
    id: str = Field(primary_key=True)
    body: str
    function: str
    title_de: str | None = None
    title_en: str | None = None
    stands_for: list[Any] = Field(sa_type=CanonicalJson)
    voting: bool
    valid_from: date | None = None
    valid_until: date | None = None
    """The last day."""


class RoleHolderRow(SQLModel, table=True):
    """Who holds a role of the town or sits in a body, or is the contact of an organisation."""

    __tablename__ = "role_holders"
    __table_args__ = (Index("role_holders_of_holder", "tenant", "holder"),)

    tenant: str = Field(primary_key=True, foreign_key="tenants.id")
    id: str = Field(primary_key=True)
    role: str
    """Role of the town, id of a body, or ``contact:`` and the id of an organisation."""
    holder: str
    """Id of a person or of an organisation."""
    seat: str | None = None
    """The seat of the body that is held; None for whoever has no seat of her own."""
    function: str
    """``holder``, ``chair`` or ``deputy``."""
    valid_from: date | None = None
    valid_until: date | None = None
    """The last day."""
    given_because: str | None = None
    ended_because: str | None = None


class CaseHolderRow(SQLModel, table=True):
    """Who holds a role of one case; the same as the case's own list, to be searched by holder."""

    __tablename__ = "case_holders"
    __table_args__ = (Index("case_holders_of_holder", "tenant", "holder"),)

    tenant: str = Field(primary_key=True, foreign_key="tenants.id")
    case_id: str = Field(primary_key=True)
    role: str = Field(primary_key=True)
    holder: str = Field(primary_key=True)
