"""Taking a list over: each row its own transaction, so that one bad row stops no other."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.lifecycle.codec import canonical
from engine.services import events
from engine.services.access import require_acting, viewer_in
from engine.services.imports import Act, Plan, Planned
from engine.services.intents import OpenCase, SubmitEvent
from engine.storage.queries import transfer
from engine.storage.queries.directory import organisations, put_organisation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from engine.findings import Text
    from engine.services.access import Reader
    from engine.services.answers import Answer
    from engine.services.application import Application
    from engine.services.intents import Who


@dataclass(frozen=True, slots=True)
class TakenLine:
    """What became of a row."""

    planned: Planned
    number: str | None = None
    """Of the case that it is."""
    refused: tuple[Text, ...] = ()
    """Why the town did not take it, or not all of it."""

    @property
    def is_done(self) -> bool:
        """Whether it is now as the list says."""
        return self.planned.act is not Act.NOT_TAKEN and not self.refused


def take(
    app: Application,
    tenant: str,
    reader: Reader,
    plan: Plan,
    reason: str,
    *,
    progress: Callable[[int, int], None] = lambda done, of: None,  # noqa: ARG005 - nobody watches
) -> list[TakenLine]:
    """Carry out what a list would do.

    Args:
        app: The application.
        tenant: The town.
        reader: Who takes it over.
        plan: What is to be done; rows that changed meanwhile are refused one by one.
        reason: Why cases that are there are corrected.
        progress: Told how many rows of how many are done.

    Raises:
        NotYourWorkflow: the reader may not act in cases of the workflow.
    """
    done = []
    for each in taken_lines(app, tenant, reader, plan, reason):
        done.append(each)
        progress(len(done), len(plan.rows))
    return done


def taken_lines(
    app: Application, tenant: str, reader: Reader, plan: Plan, reason: str
) -> Iterator[TakenLine]:
    """Carry out what a list would do, and yield what became of each row as soon as it is done.

    Raises:
        NotYourWorkflow: the reader may not act in cases of the workflow.
    """
    _add_organisations(app, tenant, reader, plan)
    taker = _Taker(app, tenant, plan, reader.who, reason)
    for each in plan.rows:
        yield taker.take(each)


def _add_organisations(app: Application, tenant: str, reader: Reader, plan: Plan) -> None:
    needed = {
        holder
        for each in plan.rows
        if each.act in {Act.OPEN, Act.CHANGE}
        for holder in _named(each)
    }
    with app.database.write(tenant, app.now()) as unit:
        require_acting(viewer_in(app, unit, reader), plan.workflow)
        known = organisations(unit)
        for each, name in plan.new_organisations.items():
            if each in needed and each not in known:
                put_organisation(unit, each, name)


def _named(row: Planned) -> set[str]:
    found = {one for held in row.holders.values() for one in held}
    for value in row.fields.values():
        entries = value if isinstance(value, list) else []
        found |= {str(each.get("organisation")) for each in entries if isinstance(each, dict)}
    return found


@dataclass(frozen=True, slots=True)
class _Taker:
    app: Application
    tenant: str
    plan: Plan
    who: Who
    reason: str

    def take(self, row: Planned) -> TakenLine:
        if row.act is Act.OPEN:
            return self._opened(row)
        if row.act is Act.CHANGE:
            return self._changed(row)
        return TakenLine(row, row.number)

    def _opened(self, row: Planned) -> TakenLine:
        """Open a case; a run that was interrupted finds the case that it has opened already."""
        said = hashlib.sha256(canonical([dict(row.fields), _plain(row)]).encode()).hexdigest()
        intent = OpenCase(
            self.tenant,
            self.plan.workflow,
            row.fields,
            self.who,
            holders=row.holders,
            key=f"import:{self.plan.name}:{row.key}:{said[:16]}",
        )
        answer = events.open_case(self.app, intent)
        if not answer.accepted or answer.case is None:
            return TakenLine(row, refused=_reasons(answer))
        self._remember(row, answer.case)
        return TakenLine(row, answer.number)

    def _changed(self, row: Planned) -> TakenLine:
        refused: list[Text] = []
        if row.changes:
            fields = {each.field: each.after for each in row.changes}
            refused += self._send(row, "correct", {"reason": self.reason, "fields": fields})
        for role, held in row.assigned.items():
            refused += self._send(row, "assign", {"role": role, "to": held[0] if held else None})
        if not refused and row.case is not None:
            self._remember(row, row.case)
        return TakenLine(row, row.number, tuple(refused))

    def _send(self, row: Planned, event: str, given: dict[str, object]) -> tuple[Text, ...]:
        version = row.version if event == "correct" else None
        intent = SubmitEvent(
            self.tenant, row.case or "", event, self.who, given, expected_version=version
        )
        answer = events.send(self.app, intent)
        return () if answer.accepted else _reasons(answer)

    def _remember(self, row: Planned, case: str) -> None:
        """Keep what the row said; what was not taken is looked at again the next time."""
        line, disputed = row.line, {each.field for each in row.conflicts}
        fields = {key: value for key, value in row.fields.items() if key not in disputed}
        kept = transfer.TakenRow(row.key, case, line.sheet, line.row, fields, row.holders)
        with self.app.database.write(self.tenant, self.app.now()) as unit:
            transfer.put_taken_row(unit, self.plan.name, kept)


def _plain(row: Planned) -> dict[str, list[str]]:
    return {role: list(held) for role, held in row.holders.items()}


def _reasons(answer: Answer) -> tuple[Text, ...]:
    return tuple(each.message for each in answer.reasons)
