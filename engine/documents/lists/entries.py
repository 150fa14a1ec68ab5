"""Lists inside a row: addressees, indicators, consequences, costs, put together from columns."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from engine.definition.fields import Field, FieldType
from engine.documents.lists.cells import find_option, read_cell, text_of
from engine.documents.lists.names import kind_of, split_names
from engine.documents.lists.normal import says_nothing
from engine.findings import Finding, Severity, Text

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date

    from engine.documents.workbooks.values import Value

ADDRESSEES = "addressees"
ORGANISATION, KIND = "organisation", "kind"
_NAMES = frozenset({FieldType.ORGANISATION, FieldType.PERSON, FieldType.BODY})
NO_COST = "none"
_WHEN_NOT_DONE = "Die Pflicht wird nicht erfüllt"
"""The condition of a consequence where the list names only the consequence."""


class Entries:
    """The lists of one row while it is read."""

    def __init__(self, fields: Mapping[str, Field], after: date, known: Collection[str]) -> None:
        """Know the fields of the workflow."""
        self._fields, self._after, self._known = fields, after, known
        self._cells: dict[str, dict[str, tuple[Value, str]]] = defaultdict(dict)
        self._offered: list[str] = []
        self.findings: list[Finding] = []

    def add(self, path: str, value: Value, where: str) -> None:
        """Take a cell for a member of a list."""
        key, _, member = path.partition(".")
        if not (isinstance(value, str) and says_nothing(value)):
            self._cells[key][member] = value, where

    def offer_addressees(self, names: list[str]) -> None:
        """Take those who are responsible for addressees, unless the list names any."""
        self._offered = names

    def made(self) -> dict[str, list[dict[str, Any]]]:
        """Return the lists."""
        if self._offered and ORGANISATION not in self._cells.get(ADDRESSEES, {}):
            self._cells[ADDRESSEES][ORGANISATION] = "\n".join(self._offered), ""
        made = {}
        for key, cells in self._cells.items():
            entries = [self._completed(key, each) for each in self._of(key, cells)]
            whole = [each for each in entries if each is not None]
            if whole:
                made[key] = whole
        return made

    def _of(self, key: str, cells: dict[str, tuple[Value, str]]) -> list[dict[str, Any]]:
        """Return the entries of a list: one for each name or line of its main column."""
        of = self._fields[key].of
        entries: list[dict[str, Any]] = [{}]
        for member, (value, _) in cells.items():
            if of[member].type in _NAMES:
                names = split_names(text_of(value), [*self._known, *self._offered])
                entries = [{member: name} for name in names]
        for member, (value, where) in cells.items():
            if of[member].type in _NAMES:
                continue
            taken = read_cell(of[member], value, self._after, f"{key}.{member}")
            if taken.note is not None and not self._is_kind_of_cost(key, value):
                code = "cell-not-understood" if taken.severity is Severity.ERROR else "cell-note"
                self.findings.append(Finding(code, where, taken.note, severity=taken.severity))
            if taken.value is not None:
                for entry in entries:
                    entry[member] = taken.value
        guessed = [self._with_guesses(key, entry, cells) for entry in entries]
        return [each for each in guessed if each]

    def _is_kind_of_cost(self, key: str, value: Value) -> bool:
        """Return whether a cell without an amount still says something: „kostenneutral“."""
        of = self._fields[key].of
        if "per_year" not in of or KIND not in of:
            return False
        return find_option(of[KIND], text_of(value), "costs.kind") == NO_COST

    def _with_guesses(
        self, key: str, entry: dict[str, Any], cells: dict[str, tuple[Value, str]]
    ) -> dict[str, Any]:
        of = self._fields[key].of
        if ORGANISATION in entry and KIND in of and KIND not in entry:
            kind = kind_of(entry[ORGANISATION])
            if kind in of[KIND].options:
                entry[KIND] = kind
        if "per_year" in of and KIND in of and KIND not in entry:
            self._guess_cost(entry, cells, of[KIND])
        if "what" in of and "condition" in of and "what" in entry:
            entry.setdefault("condition", _WHEN_NOT_DONE)
        return entry

    def _guess_cost(
        self, entry: dict[str, Any], cells: dict[str, tuple[Value, str]], kinds: Field
    ) -> None:
        """Say what kind of cost an amount is; „kostenneutral“ is a statement as well."""
        value, _ = cells.get("per_year", (None, ""))
        found = find_option(kinds, text_of(value), "costs.kind") if value is not None else None
        if found == NO_COST and "per_year" not in entry:
            entry["per_year"] = 0
        if "per_year" in entry:
            fallback = NO_COST if not entry["per_year"] else "material"
            kind = found if found and (found != NO_COST) else fallback
            if kind in kinds.options:
                entry[KIND] = kind

    def _completed(self, key: str, entry: dict[str, Any]) -> dict[str, Any] | None:
        """Return an entry if it has what it must have; else say what is missing."""
        lacking = [
            each.title for name, each in self._fields[key].of.items()
            if each.required and entry.get(name) is None
        ]  # fmt: skip
        if not lacking:
            return entry
        where = next((each for _, each in self._cells[key].values() if each), "")
        title = self._fields[key].title
        self.findings.append(
            Finding(
                "entry-incomplete",
                where,
                Text(
                    de=f"{title.de}: Es fehlt {', '.join(each.de for each in lacking)}.",
                    en=f"{title.en}: {', '.join(each.en for each in lacking)} is missing.",
                ),
                severity=Severity.WARNING,
            )
        )
        return None
