"""The house: what every page needs, chosen once when the web application is made."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from starlette.requests import HTTPConnection

from engine.services.access import NOBODY
from engine.services.locality import town_of
from engine.services.saying import Saying
from engine.web.rates import Rates

if TYPE_CHECKING:
    import re
    from collections.abc import Mapping
    from contextlib import AbstractContextManager

    from engine.services.application import Application
    from engine.web.templating import Templates


@dataclass(frozen=True, slots=True)
class House:
    """One web application: one town's pages."""

    app: Application
    tenant: str
    templates: Templates
    rates: Rates = field(default_factory=Rates)
    pages: tuple[re.Pattern[str], ...] = ()
    """What addresses of pages look like: what can be opened, not only sent a form to."""

    def look(self) -> AbstractContextManager[None]:
        """Let what a page reads be of one moment, in one transaction."""
        return self.app.database.look(self.tenant, self.app.now())

    def saying(
        self, language: str, names: Mapping[str, str] | None = None, *, is_public: bool = False
    ) -> Saying:
        """Return how things are said in a language at this town's clocks.

        Args:
            language: Tag of the reader's language.
            names: Of people, organisations and bodies, by id.
            is_public: Whether it is for everybody: what somebody wrote says its language.
        """
        town = town_of(self.app, self.tenant, NOBODY)
        speech = self.templates.speech(language, town.languages)

        def write(text: str) -> str:
            return speech.written(text, town.language)

        return Saying(
            language, town.calendar.zone, names or {}, speech.to, write if is_public else None
        )


def house_of(request: HTTPConnection) -> House:
    """Return the house that a request has come to."""
    return cast("House", request.app.state.house)
