"""Calendar feeds: what a person owes, or what a body meets and waits for, by a secret address.

The address is a token of its own kind that can be revoked; what it shows follows from the roles
that its person holds when it is fetched.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from engine.channels.calendars import Entry, calendar_of
from engine.findings import Text
from engine.lifecycle.chronicle import title_of
from engine.services import access_tokens, case_lists, cases, obligations, owners
from engine.services.access_tokens import CALENDAR, Wish
from engine.services.bodies import BodyNotFound
from engine.services.people import directory_of
from engine.storage.queries.cases import CaseFilter
from engine.storage.queries.duties import DutyFilter
from engine.storage.store import StorageWorld

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.definition.model import Workflow
    from engine.services.access import Reader
    from engine.services.application import Application
    from engine.storage.queries.access_tokens import AccessToken
    from engine.storage.queries.duties import Duty

SITTING = "sitting"
"""The workflow of what a body meets for; its fields ``body`` and ``held_on`` say who, and when."""
DAYS = 366
MOST = 500
_OWED = Text(de="Meine Pflichten", en="My duties")
_DUE = Text(de="Fällig: {what} ({case})", en="Due: {what} ({case})")


def create(
    app: Application, tenant: str, reader: Reader, title: str, body: str | None = None
) -> tuple[AccessToken, str]:
    """Return a new feed of one's own duties, or of a body, and the secret of its address.

    Raises:
        BodyNotFound: there is no such body.
        TokenCannotDoThis: it is a token that asks.
    """
    if body is not None:
        known = {each.id for each in directory_of(app, tenant, reader).bodies}
        if body not in known:
            raise BodyNotFound(name=body, bodies=", ".join(sorted(known)))
    wish = Wish(reader.person or "", title, ("read",), DAYS, CALENDAR, body)
    return access_tokens.create(app, tenant, reader, wish)


def fetch(app: Application, tenant: str, secret: str) -> bytes:
    """Return the calendar of a feed as it is now.

    Raises:
        TokenUnknown: there is no such feed, or it has been revoked.
    """
    admitted = access_tokens.admit(app, tenant, secret, CALENDAR)
    reader, token = admitted.reader, admitted.token
    calendar = _Calendar(app, tenant, reader, token.language or app.settings.language)
    if token.body is None:
        title, entries = _OWED.to(calendar.language), list(calendar.owed(token.person))
    else:
        title, entries = calendar.name_of(token.body), list(calendar.of_body(token.body))
    return calendar_of(title, entries, instance=app.settings.instance, made_at=app.now())


class _Calendar:
    """What one reader finds in a calendar."""

    def __init__(self, app: Application, tenant: str, reader: Reader, language: str) -> None:
        """Take who reads, and in which language."""
        self._app, self._tenant, self._reader = app, tenant, reader
        self._base = app.settings.base_url
        self.language = language

    def name_of(self, body: str) -> str:
        """Return what a body is called."""
        found = directory_of(self._app, self._tenant, self._reader).bodies
        return next((each.title.to(self.language) for each in found if each.id == body), body)

    def owed(self, person: str) -> Iterator[Entry]:
        """Yield what a person owes."""
        whose = owners.owners_of(self._app, self._tenant, self._reader, person)
        yield from self._duties(DutyFilter(owners=whose))

    def of_body(self, body: str) -> Iterator[Entry]:
        """Yield when a body meets, and what it waits for."""
        yield from self._sittings(body)
        owed = tuple(
            (flow.key, duty.key)
            for flow in self._workflows()
            for duty in flow.obligations.values()
            if duty.creditor == body
        )
        if owed:
            yield from self._duties(DutyFilter(obligations=owed))

    def _workflows(self) -> list[Workflow]:
        with self._app.database.read(self._tenant, self._app.now()) as unit:
            world = StorageWorld(unit, self._app.known, hold=False)
            return [world.newest(key).workflow for key in sorted(world.town.newest)]

    def _duties(self, wanted: DutyFilter) -> Iterator[Entry]:
        flows = {each.key: each for each in self._workflows()}
        found = obligations.list_duties(self._app, self._tenant, self._reader, wanted, limit=MOST)
        for each in found:
            if each.occurrence.due_on is not None:
                yield self._due(each, flows.get(each.case.workflow.key), each.occurrence.due_on)

    def _due(self, duty: Duty, flow: Workflow | None, on: date) -> Entry:
        owed, case = duty.occurrence, duty.case
        what = title_of(owed.obligation, flow).to(self.language) if flow else owed.obligation
        name = f"{case.number} {case.title}".strip()
        return Entry(
            uid=f"{case.id}.{owed.key}",
            summary=_DUE.to(self.language).format(what=what, case=name),
            text=name,
            on=on,
            link=self._link(case.id),
            revision=owed.revision,
            reminds=True,
        )

    def _sittings(self, body: str) -> Iterator[Entry]:
        wanted = CaseFilter(workflow=SITTING)
        for line in case_lists.list_cases(
            self._app, self._tenant, self._reader, wanted, limit=MOST
        ):
            data = cases.show(self._app, self._tenant, self._reader, line.id).case.data
            on = data.get("held_on")
            if data.get("body") == body and isinstance(on, date):
                place = ", ".join(str(data[key]) for key in ("begins", "place") if data.get(key))
                yield Entry(
                    uid=line.id,
                    summary=f"{line.title or self.name_of(body)} ({line.number})",
                    text=place,
                    on=on,
                    link=self._link(line.id),
                    revision=line.version,
                )

    def _link(self, case: str) -> str | None:
        return f"{self._base}/cases/{case}" if self._base else None
