"""Who sees what: every service that reads is asked as everybody, and tells nobody too much."""

from __future__ import annotations

import shutil
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from engine.documents.workbooks.reading import read_workbook
from engine.errors import AccessDenied, NotFound
from engine.findings import Text
from engine.lifecycle.errors import CaseNotFound
from engine.lifecycle.seats import Body
from engine.services import (
    access_tokens,
    accounts,
    audit,
    board,
    capacity,
    case_lists,
    case_paper,
    cases,
    comparison,
    dead,
    definitions,
    desk,
    edits,
    exports,
    feeds,
    gaps,
    health,
    imports,
    licensing,
    locality,
    method,
    method_paper,
    migration,
    obligations,
    opendata,
    overviews,
    owners,
    people,
    plan,
    plan_past,
    policy,
    privacy,
    profile,
    report_links,
    reports,
    retention,
    rewording,
    rights,
    roadmaps,
    sending,
    settling,
    sitting_paper,
    taking,
    towns,
    trace,
    translations,
    vacancies,
    webhooks,
)
from engine.services.access import AS_OPERATOR, NOBODY, Reader, Sight
from engine.services.access_tokens import Wish
from engine.storage.database import Database
from engine.storage.errors import NotOffered
from engine.storage.queries import papers
from engine.storage.queries.cases import CaseFilter
from engine.storage.queries.directory import Person
from engine.storage.queries.duties import DutyFilter
from engine.storage.queries.transfer import Profile
from tests.integration.services import (
    asked_bodies,
    asked_shares,
    asked_sittings,
    asked_uploads,
)
from tests.integration.services.secrets import (
    CLOSED_CASE,
    CONFIDENTIAL,
    INNER_CASE,
    INTERNAL,
    OPEN_CASE,
    secret_town,
    told,
)
from tests.integration.services.stage import Stage, text_of
from tests.integration.services.test_definitions import sound

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

CASES = (OPEN_CASE, INNER_CASE, CLOSED_CASE)
OUTSIDER, STRANGER, INSIDER = Reader("eva"), Reader("ghost"), Reader("gus")
OFFICE, LEAD = Reader("ada"), Reader("ben")


def each_case(read: Callable[[Stage, Reader, str], object]) -> Callable[[Stage, Reader], object]:
    """Return a call for every case; what is not found tells nothing."""

    def call(stage: Stage, reader: Reader) -> list[object]:
        found: list[object] = []
        for name in CASES:
            try:
                found.append(read(stage, reader, name))
            except (NotFound, AccessDenied) as refusal:
                if reader is AS_OPERATOR:
                    raise
                found.append(refusal)
        return found

    return call


def wanted() -> Iterator[CaseFilter]:
    """Yield what a list can be asked for, guesses at what it hides among them."""
    yield CaseFilter()
    for text in ("", INTERNAL, CONFIDENTIAL, INNER_CASE):
        yield CaseFilter(text=text)
    yield CaseFilter(is_overdue=True)
    yield CaseFilter(holders=("ben",))


LIST = Profile("Liste", "thing")
ROWS = imports.File("list.csv", b"Nr;Titel\n1;Lotsen\n")


def _planned(stage: Stage) -> imports.Plan:
    plan = imports.plan(stage.app, "town", AS_OPERATOR, ROWS, LIST)
    assert isinstance(plan, imports.Plan)
    return plan


def _exported(stage: Stage, reader: Reader) -> object:
    """Return what a workbook of the cases says."""
    content = exports.export_cases(stage.app, "town", reader, "thing", "de")
    return read_workbook(content, "out.xlsx")[0]


def _edited(stage: Stage, reader: Reader) -> object:
    """Return what is told of an operator's workbook."""
    content = exports.export_cases(stage.app, "town", AS_OPERATOR, "thing", "de")
    return edits.read_edits(stage.app, "town", reader, imports.File("a.xlsx", content))


def _edit_plan(stage: Stage) -> edits.EditPlan:
    read = _edited(stage, AS_OPERATOR)
    assert isinstance(read, edits.EditPlan)
    return read


def _on_desk(stage: Stage, reader: Reader) -> list[object]:
    """Return every case and its history as papers find them."""
    with desk.desk(stage.app, "town", reader, "de") as opened:
        ids = papers.of_workflow(opened.unit, opened.viewer, "thing")
        return [(opened.case(each), opened.history(each)) for each in ids]


def _unless(error: type[Exception], read: Callable[[], object]) -> object:
    """Return what a service says, be it that there is nothing of the kind."""
    try:
        return read()
    except error as refusal:
        return refusal


def _somebody(reader: Reader) -> Reader:
    return Reader("ada") if reader is AS_OPERATOR else reader


HOOK = f"https://[2606:4700:4700::1111]/{INTERNAL}"


def _hook(stage: Stage) -> str:
    return webhooks.register(stage.app, "town", AS_OPERATOR, HOOK)[0].id


def _revoked(stage: Stage, reader: Reader) -> None:
    kept, _ = access_tokens.create(stage.app, "town", AS_OPERATOR, Wish("ada", INTERNAL))
    access_tokens.revoke(stage.app, "town", reader, kept.id)


def _tested(stage: Stage, reader: Reader) -> object:
    stage.post.fails = lambda _: None
    return sending.send_test(stage.app, "town", reader, "x@town.example", "de")


def _tried(stage: Stage, reader: Reader) -> object:
    stage.post.fails = lambda _: None
    wish = rewording.Wish("thing", "reminder", "de", OPEN_CASE)
    return rewording.try_out(stage.app, "town", reader, wish, "x@town.example")


def _same(person: Person) -> Person:
    return person


CALLS: dict[str, Callable[[Stage, Reader], object]] = {
    "access_tokens.create": lambda s, r: access_tokens.create(s.app, "town", r, Wish("ada", "x")),
    "access_tokens.list_tokens": lambda s, r: access_tokens.list_tokens(s.app, "town", r),
    "access_tokens.revoke": _revoked,
    "accounts.lock": lambda s, r: accounts.lock(s.app, "town", r, "ben"),
    "audit.all_cases": lambda s, r: audit.all_cases(s.app, "town", r),
    "audit.verify": each_case(lambda s, r, name: audit.verify(s.app, "town", r, name)),
    "people.names_of": lambda s, r: people.names_of(s.app, "town", r),
    "board.board_of": lambda s, r: board.board_of(s.app, "town", r),
    "case_lists.list_cases": lambda s, r: [
        case_lists.list_cases(s.app, "town", r, each) for each in wanted()
    ],
    "case_paper.case_sheet": each_case(
        lambda s, r, name: case_paper.case_sheet(s.app, "town", r, name, "de")
    ),
    "case_paper.resolution_control": lambda s, r: case_paper.resolution_control(
        s.app, "town", r, "group", "de", since=date(2026, 1, 1)
    ),
    "cases.explain": each_case(
        lambda s, r, name: _explained(cases.explain(s.app, "town", r, name, "knock", {}))
    ),
    "cases.find": each_case(lambda s, r, name: cases.find(s.app, "town", r, name)),
    "cases.link": each_case(
        lambda s, r, name: cases.link(s.app, "town", r, name, "depends_on", OPEN_CASE)
    ),
    "cases.past": each_case(lambda s, r, name: cases.past(s.app, "town", r, name)),
    "cases.show": each_case(lambda s, r, name: cases.show(s.app, "town", r, name)),
    "dead.dead": lambda s, r: dead.dead(s.app, "town", r),
    "dead.retry": lambda s, r: dead.retry(s.app, "town", r, []),
    "definitions.check": lambda s, r: definitions.check(s.app, "town", r, letter()),
    "definitions.difference": lambda s, r: definitions.difference(
        s.app, "town", r, *[definitions.workflow_of(s.app, "town", r, "thing", 1)] * 2
    ),
    "definitions.list_editions": lambda s, r: definitions.list_editions(s.app, "town", r),
    "definitions.publish": lambda s, r: definitions.publish(
        s.app, "town", r, "letter.json", letter(), only_draft=True
    ),
    "definitions.publish_draft": lambda s, r: [
        definitions.publish(s.app, "town", AS_OPERATOR, "letter.json", letter(), only_draft=True),
        definitions.publish_draft(s.app, "town", r, "letter", 1),
    ],
    "definitions.publish_together": lambda s, r: definitions.publish_together(
        s.app, "town", r, {"letter.json": letter()}
    ),
    "definitions.retire": lambda s, r: definitions.retire(s.app, "town", r, "thing", 1),
    "definitions.try_out": lambda s, r: definitions.try_out(s.app, "town", r, letter()),
    "definitions.workflow_of": lambda s, r: definitions.workflow_of(s.app, "town", r, "thing", 1),
    "edits.read_edits": _edited,
    "edits.take_edits": lambda s, r: edits.take_edits(s.app, "town", r, _edit_plan(s), "x"),
    "exports.export_cases": _exported,
    "feeds.create": lambda s, r: feeds.create(s.app, "town", _somebody(r), "Telefon", "group"),
    "health.town": lambda s, r: health.town(s.app, "town", r, deep=True),
    "imports.keep_profile": lambda s, r: imports.keep_profile(s.app, "town", r, LIST),
    "imports.plan": lambda s, r: imports.plan(s.app, "town", r, ROWS, LIST),
    "imports.profiles": lambda s, r: imports.profiles(s.app, "town", r),
    "locality.town_of": lambda s, r: locality.town_of(s.app, "town", r),
    "migration.run": lambda s, r: migration.run(
        s.app, "town", r, "thing", {"from": 1, "to": 1}, dry=True
    ),
    "obligations.agenda": lambda s, r: obligations.agenda(s.app, "town", r, "group"),
    "obligations.list_duties": lambda s, r: obligations.list_duties(s.app, "town", r, DutyFilter()),
    "obligations.why": each_case(
        lambda s, r, name: obligations.why(s.app, "town", r, f"{name}/report")
    ),
    "overviews.page_of": lambda s, r: overviews.page_of(
        s.app, "town", r, CaseFilter(workflow="thing")
    ),
    "overviews.standing": lambda s, r: overviews.standing(s.app, "town", r, "thing"),
    "opendata.process_log": lambda s, r: opendata.process_log(s.app, "town", r, "thing", "de"),
    "owners.owners_of": lambda s, r: owners.owners_of(s.app, "town", r, "ben"),
    "people.change_person": lambda s, r: people.change_person(s.app, "town", r, "ben", _same),
    "people.directory_of": lambda s, r: people.directory_of(s.app, "town", r),
    "people.end_role": lambda s, r: people.end_role(s.app, "town", r, "x", date(2027, 1, 1)),
    "people.give_role": lambda s, r: people.give_role(s.app, "town", r, "office", "dora"),
    "people.put_body": lambda s, r: people.put_body(
        s.app, "town", r, Body("council", Text("Rat", "Council"))
    ),
    "people.put_organisation": lambda s, r: people.put_organisation(
        s.app, "town", r, "vhs", "Volkshochschule"
    ),
    "people.put_person": lambda s, r: people.put_person(
        s.app, "town", r, Person("fritz", "Fritz", None)
    ),
    "method.report": lambda s, r: method.report(s.app, "town", r),
    "plan.orphans": lambda s, r: plan.orphans(s.app, "town", r),
    "plan.tree": lambda s, r: plan.tree(s.app, "town", r),
    "capacity.capacity": lambda s, r: capacity.capacity(s.app, "town", r, "thing"),
    "capacity.glance": lambda s, r: capacity.glance(s.app, "town", r, "thing"),
    "comparison.between": lambda s, r: comparison.between(
        s.app, "town", r, "thing", (date(2020, 1, 1), date(2027, 1, 1))
    ),
    "comparison.last_sitting": lambda s, r: comparison.last_sitting(s.app, "town", r, "group"),
    "comparison.offered": lambda s, r: comparison.offered(s.app, "town", r, "thing"),
    "comparison.since_sittings": lambda s, r: comparison.since_sittings(s.app, "town", r, "thing"),
    "plan_past.as_of": lambda s, r: plan_past.as_of(s.app, "town", r, date(2027, 1, 1), ("thing",)),
    "plan_past.compare": lambda s, r: plan_past.compare(
        s.app, "town", r, (date(2020, 1, 1), date(2027, 1, 1)), ("thing",)
    ),
    "licensing.set_licence": lambda s, r: licensing.set_licence(s.app, "town", r, "cc-zero"),
    "locality.offer_languages": lambda s, r: locality.offer_languages(s.app, "town", r, ["de"]),
    "profile.change": lambda s, r: profile.change(s.app, "town", r, profile.edited({})),
    "profile.preview": lambda s, r: profile.preview(s.app, "town", r, profile.edited({})),
    "profile.profile_of": lambda s, r: profile.profile_of(s.app, "town", r),
    "policy.list_settings": lambda s, r: policy.list_settings(s.app, "town", r, None),
    "policy.preview": lambda s, r: policy.preview(s.app, "town", r, "thing", "reminders", []),
    "policy.set_value": lambda s, r: policy.set_value(s.app, "town", r, "thing", "reminders", []),
    "privacy.erase": lambda s, r: privacy.erase(s.app, "town", r, "ben", "on request"),
    "privacy.export": lambda s, r: privacy.export(s.app, "town", r, "ben"),
    "rewording.messages": lambda s, r: rewording.messages(s.app, "town", r, "thing"),
    "rewording.preview": each_case(
        lambda s, r, name: rewording.preview(
            s.app, "town", r, rewording.Wish("thing", "reminder", "de", name)
        )
    ),
    "rewording.reword": lambda s, r: rewording.reword(
        s.app, "town", r, (None, "reminder"), {"subject": {"de": "Hallo {number}"}}
    ),
    "rewording.try_out": _tried,
    "gaps.gaps": lambda s, r: gaps.gaps(s.app, "town", r, "thing"),
    "retention.ahead": lambda s, r: retention.ahead(s.app, "town", r, date(2099, 1, 1)),
    "retention.run": lambda s, r: retention.run(s.app, "town", r),
    "retention.answer": each_case(
        lambda s, r, name: _unless(
            NotOffered, lambda: retention.answer(s.app, "town", r, name, "names", is_taken=True)
        )
    ),
    "retention.offers": lambda s, r: retention.offers(s.app, "town", r),
    "report_links.links_of": each_case(
        lambda s, r, name: report_links.links_of(s.app, "town", r, name)
    ),
    "report_links.revoke": each_case(
        lambda s, r, name: report_links.revoke(s.app, "town", r, name, "none")
    ),
    "rights.is_administrator": lambda s, r: rights.is_administrator(s.app, "town", r),
    "rights.require_administrator": lambda s, r: rights.require_administrator(s.app, "town", r),
    "rights.importable": lambda s, r: list(rights.importable(s.app, "town", r)),
    "rights.openable": lambda s, r: list(rights.openable(s.app, "town", r)),
    "rights.roles_in": each_case(lambda s, r, name: rights.roles_in(s.app, "town", r, name)),
    "method_paper.method_report": lambda s, r: method_paper.method_report(s.app, "town", r, "de"),
    "reports.catalogue": lambda s, r: reports.catalogue(s.app, "town", r, "thing", "de"),
    "reports.progress_report": lambda s, r: reports.progress_report(
        s.app, "town", r, "thing", "de", since=date(2026, 1, 1)
    ),
    "sending.send_test": _tested,
    "settling.settle": lambda s, r: settling.settle(s.app, "town", r, ROWS, {}, is_dry=True),
    "sitting_paper.sitting_paper": lambda s, r: sitting_paper.sitting_paper(
        s.app, "town", r, sitting_paper.Sitting("group", date(2027, 1, 1)), "de"
    ),
    "taking.take": lambda s, r: taking.take(s.app, "town", r, _planned(s), "Liste"),
    "desk.desk": _on_desk,
    "trace.back": each_case(lambda s, r, name: trace.back(s.app, "town", r, name)),
    "trace.forward": each_case(lambda s, r, name: trace.forward(s.app, "town", r, name)),
    "towns.publish_shipped": lambda s, r: towns.publish_shipped(s.app, "town", r, ["statement"]),
    "translations.of_case": each_case(
        lambda s, r, name: translations.of_case(s.app, "town", r, name)
    ),
    "translations.of_titles": lambda s, r: translations.of_titles(
        s.app, "town", r, dict.fromkeys(CASES, "x")
    ),
    "webhooks.end": lambda s, r: webhooks.end(s.app, "town", r, _hook(s)),
    "webhooks.list_webhooks": lambda s, r: webhooks.list_webhooks(s.app, "town", r),
    "webhooks.messages": lambda s, r: webhooks.messages(s.app, "town", r, "none"),
    "webhooks.register": lambda s, r: webhooks.register(s.app, "town", r, HOOK),
    "webhooks.retry": lambda s, r: webhooks.retry(s.app, "town", r, "none"),
    "vacancies.vacancies": lambda s, r: vacancies.vacancies(s.app, "town", r),
    "roadmaps.roadmap": each_case(lambda s, r, name: roadmaps.roadmap(s.app, "town", r, name)),
    **asked_bodies.CALLS,
    **asked_sittings.CALLS,
    **asked_shares.CALLS,
    **asked_uploads.CALLS,
}
"""How every service that takes a reader is asked; ``tests/meta`` fails if one is missing."""


def letter() -> bytes:
    return text_of(sound())


def _explained(answer: tuple[Any, Any]) -> list[object]:
    """Return what "why not?" tells, with every explanation as it would be read."""
    why, case = answer
    verdicts = [each for _, listed in why.conditions for each in listed]
    verdicts += [each.verdict for each in why.reasons if each.verdict]
    return [why, case, *(each.explain() for each in verdicts)]


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Path:
    """The town of secrets, played once."""
    path = tmp_path_factory.mktemp("secrets") / "town.db"
    shutil.copy(sqlite_template, path)
    database = Database(f"sqlite:///{path}")
    secret_town(database)
    database.close()
    return path


@pytest.fixture
def secrets(kept: Path, tmp_path: Path) -> Iterator[Stage]:
    """A copy of the town of secrets."""
    shutil.copy(kept, tmp_path / "town.db")
    database = Database(f"sqlite:///{tmp_path / 'town.db'}")
    yield Stage.reopened(database)
    database.close()


@pytest.mark.parametrize("name", sorted(CALLS))
def test_no_service_tells_too_much(secrets: Stage, name: str) -> None:
    for reader in (NOBODY, OUTSIDER, STRANGER):
        assert told(answer(secrets, name, reader), INTERNAL, CONFIDENTIAL) == [], reader
    assert told(answer(secrets, name, INSIDER), CONFIDENTIAL) == []
    CALLS[name](secrets, AS_OPERATOR)  # it was asked as it can be asked


def answer(stage: Stage, name: str, reader: Reader) -> object:
    try:
        return CALLS[name](stage, reader)
    except (NotFound, AccessDenied) as refusal:
        return refusal


SIGHTS = [
    (NOBODY, (Sight.PUBLIC, None, None)),
    (STRANGER, (Sight.PUBLIC, None, None)),
    (OUTSIDER, (Sight.PUBLIC, None, None)),
    (INSIDER, (Sight.INTERNAL, Sight.INTERNAL, None)),
    (OFFICE, (Sight.CONFIDENTIAL,) * 3),
    (LEAD, (Sight.CONFIDENTIAL,) * 3),
    (AS_OPERATOR, (Sight.CONFIDENTIAL,) * 3),
]


@pytest.mark.parametrize(("reader", "sights"), SIGHTS)
def test_how_much_each_reader_sees(
    secrets: Stage, reader: Reader, sights: tuple[Sight | None, ...]
) -> None:
    seen = []
    for name in CASES:
        try:
            seen.append(cases.show(secrets.app, "town", reader, name).sight)
        except CaseNotFound:
            seen.append(None)
    assert tuple(seen) == sights
    listed = case_lists.list_cases(secrets.app, "town", reader, CaseFilter())
    assert [each.number for each in listed] == [
        name for name, sight in zip(CASES, sights, strict=True) if sight is not None
    ]


def shown(stage: Stage, reader: Reader) -> dict[str, Any]:
    return dict(cases.show(stage.app, "town", reader, OPEN_CASE).case.data)


def test_the_public_sees_public_fields_and_nothing_beside(secrets: Stage) -> None:
    case = cases.show(secrets.app, "town", NOBODY, OPEN_CASE).case
    assert case.data == {"title": "kornblume title", "twin": None, "parts": [{"name": "kornblume"}]}
    assert (case.holders, case.occurrences, case.items, case.timers) == ({}, (), (), ())
    events = cases.past(secrets.app, "town", NOBODY, OPEN_CASE).events
    assert [(each.event, each.actor, each.patch) for each in events] == [
        ("go", None, {"state": "b"})
    ]


def test_insiders_see_what_is_not_confidential(secrets: Stage) -> None:
    data = shown(secrets, INSIDER)
    assert {"secret", "citizen"}.isdisjoint(data)
    assert data["note"] == "holunder note"
    assert data["twin"] == INNER_CASE
    assert data["parts"] == [{"name": "kornblume", "price": "holunder price"}]


def test_members_of_a_body_see_what_stands_before_it(secrets: Stage) -> None:
    member = Reader("cem")
    (matter,) = obligations.agenda(secrets.app, "town", member, "group")
    assert matter.case.number == INNER_CASE
    assert cases.show(secrets.app, "town", member, INNER_CASE).sight is Sight.CONFIDENTIAL
    assert cases.show(secrets.app, "town", member, OPEN_CASE).sight is Sight.INTERNAL


def test_an_organisation_that_leads_is_named_in_public(secrets: Stage) -> None:
    people.put_organisation(secrets.app, "town", AS_OPERATOR, "vhs", "Volkshochschule")
    secrets.do(open_case_id(secrets), "assign", role="lead", to="vhs")
    case = cases.show(secrets.app, "town", NOBODY, OPEN_CASE).case
    assert case.holders == {"lead": ("vhs",)}


def open_case_id(stage: Stage) -> str:
    return cases.find(stage.app, "town", AS_OPERATOR, OPEN_CASE)


@pytest.mark.parametrize("person", ["eva", "ghost"])
def test_what_is_hidden_is_not_acted_on_either(secrets: Stage, person: str) -> None:
    inner = cases.find(secrets.app, "town", AS_OPERATOR, INNER_CASE)
    for event, given in (("go", {}), ("comment", {"text": "x"}), ("correct", {})):
        with pytest.raises(CaseNotFound):
            secrets.send(inner, event, person, **given)


def test_a_refusal_shows_no_value_that_is_hidden(secrets: Stage) -> None:
    refusal = secrets.send(open_case_id(secrets), "knock", "eva")
    (verdict,) = (each.verdict for each in refusal.reasons)
    assert told([refusal, verdict.explain()], INTERNAL, CONFIDENTIAL) == []
    parts = verdict.explain().to_json()["tree"]
    assert "kornblume title" in str(parts)
