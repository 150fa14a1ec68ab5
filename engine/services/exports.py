"""Exports: the cases of a workflow as a workbook to be edited and read back."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.documents.roundtrip.book import CaseOut, Shape, cases_workbook
from engine.documents.roundtrip.cells import Words
from engine.services.access import Sight
from engine.services.desk import Desk, desk
from engine.services.shown import level_of
from engine.storage.queries import papers
from engine.storage.queries.history import case_at

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from engine.definition.model import Workflow
    from engine.lifecycle.case import Case
    from engine.services.access import Reader
    from engine.services.application import Application


def export_cases(
    app: Application,
    tenant: str,
    reader: Reader,
    workflow: str,
    language: str,
    *,
    only: Collection[str] | None = None,
) -> bytes:
    """Return the cases of a workflow that the reader may see as .xlsx.

    Args:
        app: The application.
        tenant: The town.
        reader: For whom.
        workflow: Its key.
        language: Of the headings.
        only: Ids of the cases that are wanted; None: all.

    Raises:
        WorkflowNotFound: the town has published no such workflow.
    """
    with desk(app, tenant, reader, language) as opened:
        bench = Bench(opened, opened.world.newest(workflow).workflow)
        seen = papers.of_workflow(opened.unit, opened.viewer, workflow)
        ids = [each for each in seen if only is None or each in only]
        opened.fetch(ids)
        return bench.workbook(ids)


@dataclass(slots=True)
class Bench:
    """Where workbooks of cases are made, of the present or of what the cases were before."""

    desk: Desk
    workflow: Workflow

    @property
    def shape(self) -> Shape:
        """The columns, as far as the reader sees every case of the workflow at least inside."""
        names = _told_apart(self.desk.say.names)
        return Shape(self.workflow, Words(self.desk.say.language, names), self._hidden())

    def _hidden(self) -> frozenset[str]:
        """Return the fields, and lists with a member, that the reader does not see everywhere."""
        viewer = self.desk.viewer
        acts = viewer.sees_all or self.workflow.key in viewer.workflows
        sight = Sight.CONFIDENTIAL if acts else Sight.INTERNAL
        sight = sight if acts or viewer.is_insider else Sight.PUBLIC
        return frozenset(
            key
            for key, each in self.workflow.fields.items()
            if any(level_of(one) > sight for one in (each, *each.of.values()))
        )

    def workbook(self, ids: Sequence[str], versions: Mapping[str, int] | None = None) -> bytes:
        """Return cases as .xlsx, as they are or as they were at versions."""
        cases = [self.case(each, (versions or {}).get(each)) for each in ids]
        return cases_workbook(self.shape, [self._out(each) for each in cases], self.desk.at)

    def case(self, case_id: str, version: int | None = None) -> Case:
        """Return what the reader sees of a case, now or at a version."""
        now = self.desk.world.load(case_id)
        if version is None or version == now.version:
            return self.desk.shown(now)
        fields = self.desk.flow(now.workflow).fields
        return self.desk.shown(case_at(self.desk.unit, case_id, version, lambda _: fields))

    def _out(self, case: Case) -> CaseOut:
        return CaseOut(
            id=case.id,
            version=case.version,
            number=case.number,
            state=self.desk.state(case),
            data=case.data,
            holders=case.holders,
        )


def _told_apart(names: Mapping[str, str]) -> dict[str, str]:
    """Return names of which no two are the same: the id stands behind those that are."""
    counted = Counter(names.values())
    return {
        key: name if counted[name] == 1 and name not in names else f"{name} ({key})"
        for key, name in names.items()
    }
