"""The visitor: who looks at a page, and in which language."""

from __future__ import annotations

from dataclasses import dataclass

from engine.errors import AccessDenied
from engine.services.access import NOBODY, Reader
from engine.services.intents import Who
from engine.settings import LANGUAGES
from engine.storage.queries.sessions import Session


class SignInNeeded(AccessDenied):
    """For this page you have to sign in."""

    de = "Für diese Seite müssen Sie sich anmelden."


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody, signed in or not."""

    language: str
    """What she has chosen, or her browser asks for: one of the town's languages."""
    session: Session | None = None
    """The valid session of this browser."""
    lost: Session | None = None
    """A session that is over: it says no more than whose draft a late form is."""
    address: str = "/"
    """The page that she looks at, to come back to it."""
    languages: tuple[str, ...] = LANGUAGES
    """What the town offers, in the order in which they stand in for one another."""
    is_administrator: bool = False
    """Whether she keeps the town's affairs; every service asks again by itself."""
    has_sent: bool = False
    """Whether what she looks at answers a form: what she wrote stands nowhere else."""

    @property
    def person(self) -> str | None:
        """Id of the person who is signed in."""
        return None if self.session is None else self.session.person

    @property
    def reader(self) -> Reader:
        """As whom this visitor reads; nobody in particular without having signed in."""
        return NOBODY if self.session is None else Reader(self.session.person)

    @property
    def who(self) -> Who:
        """As whom this visitor acts; raises SignInNeeded for nobody."""
        if self.session is None:
            raise SignInNeeded
        return Who(person=self.session.person)
