"""Sittings of bodies: from the invitation to the minutes, votes, routes, promises."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from engine.findings import Text
from engine.lifecycle.ballot import Ballot
from engine.lifecycle.seats import Body, Seat
from engine.services import (
    bodies,
    cases,
    docket,
    events,
    people,
    procedures,
    resolutions,
    sittings,
    undertakings,
)
from engine.services.access import Reader
from engine.services.bodies import Term
from engine.services.case_paper import resolution_control
from engine.services.intents import SubmitEvent
from engine.services.resolutions import Decision, NotInSession, VoteInvalid
from engine.services.sitting_paper import Sitting, sitting_paper
from engine.services.sittings import Attendance, NotASitting, Plan, Point
from engine.services.undertakings import PromiseUnclear
from engine.storage.queries.directory import Person
from tests.integration.services.stage import Stage, duty, thing, words
from tests.shipped import shipped

if TYPE_CHECKING:
    from engine.lifecycle.case import Case
    from engine.services.answers import Answer
    from engine.storage.database import Database

OFFICE = Reader(role="coordination", is_operator=True)
NAMES = ("Mitglied 1", "Mitglied 2", "Mitglied 3", "Mitglied 4", "Mitglied 5")
MEETING = date(2026, 3, 10)
ASK = {
    "do": "propose",
    "id": "end",
    "body": "group",
    "title": words("End it?"),
    "on": {"adopted": "finish", "rejected": "tick"},
}


def measure() -> dict[str, Any]:
    """Return a thing whose late report comes before the group, and whose end it decides."""
    document = duty(events={"finish": {"by": ["engine"], "title": words("Finish")}})
    document["transitions"] = [
        {**document["transitions"][0], "effects": [ASK]},
        *document["transitions"][1:],
        {"id": "finish", "event": "finish", "from": ["*"], "to": "z"},
    ]
    return document


@pytest.fixture
def town(database: Database) -> Stage:
    """A town whose group of five votes by the default and may decide."""
    kinds = ("sitting", "resolution", "undertaking")
    stage = Stage(database, measure(), *(shipped(each) for each in kinds))
    group = Body("group", Text("Steuerungsgruppe", "Steering group"), 5)
    bodies.put(stage.app, "town", OFFICE, group)
    council = Body("council", Text("Rat", "Council"), kind="council")
    bodies.put(stage.app, "town", OFFICE, council)
    people.give_role(stage.app, "town", OFFICE, "coordination", "eva")
    people.put_person(stage.app, "town", OFFICE, Person("ilse", "Ilse", None))
    people.give_role(stage.app, "town", OFFICE, "archive", "ilse")
    return stage


def planned(town: Stage, body: str = "group", held_on: date = MEETING) -> str:
    return accepted(sittings.plan(town.app, "town", OFFICE, Plan(body, held_on)))


def accepted(answer: Answer) -> str:
    assert answer.accepted, [each.message.en for each in answer.reasons]
    return answer.number or ""


def fire(town: Stage, case: str, event: str, **given: object) -> Answer:
    case_id = cases.find(town.app, "town", OFFICE, case)
    return events.send(town.app, SubmitEvent("town", case_id, event, OFFICE.who, given))


def opened(town: Stage, sitting: str, day: date = MEETING) -> None:
    accepted(fire(town, sitting, "invite"))
    town.at(f"{day} 17:00")
    came = Attendance(NAMES)
    accepted(sittings.open_sitting(town.app, "town", OFFICE, sitting, came))


def built(town: Stage, sitting: str) -> docket.Agenda:
    found = sittings.build(town.app, "town", OFFICE, sitting, town.clock.now())
    assert found.refused == ()
    return found.agenda


def shown(town: Stage, number: str) -> Case:
    return cases.show(town.app, "town", OFFICE, number).case


def decided(town: Stage, point: str, outcome: str, **said: Any) -> Answer:
    return resolutions.record(town.app, "town", OFFICE, point, outcome, Decision(**said))


class TestFromInvitationToMinutes:
    def test_the_last_day_of_the_invitation_leaves_the_full_days_between(self, town: Stage) -> None:
        assert shown(town, planned(town)).data["invite_by"] == date(2026, 3, 2)
        rp = Body("group", Text("Ausschuss", "Committee"), 5)
        rp = replace(rp, procedure=procedures.resolved({"preset": "rp"}))
        bodies.put(town.app, "town", OFFICE, rp)
        assert shown(town, planned(town)).data["invite_by"] == date(2026, 3, 5)

    def test_an_item_is_postponed_and_comes_back_until_it_is_decided(self, town: Stage) -> None:
        case = shown(town, town.opened() and "T-001")
        town.send(case.id, "go")
        first = planned(town)
        stands = built(town, first)
        (point,) = stands.public
        assert (point.data["about"], point.data["item"]) == ("T-001", "end")
        opened(town, first)
        accepted(decided(town, point.number, "postponed"))
        assert shown(town, "T-001").items[0].postponed == 1
        accepted(fire(town, first, "begin"))
        accepted(fire(town, first, "close_sitting"))

        second = planned(town, held_on=MEETING + timedelta(days=28))
        (again,) = built(town, second).public
        assert again.number == point.number
        opened(town, second, MEETING + timedelta(days=28))
        votes, said = Ballot(4, 1), Decision("StG 4/2026", "Die Maßnahme endet.")
        voted = resolutions.vote(town.app, "town", OFFICE, again.number, votes, said)
        assert (voted.outcome, accepted(voted.answer)) == ("adopted", again.number)
        assert shown(town, "T-001").state == "z"
        history = [each["outcome"] for each in shown(town, again.number).data["deliberations"]]  # type: ignore[attr-defined]
        assert history == ["postponed", "adopted"]

        accepted(fire(town, second, "close_sitting"))
        accepted(fire(town, second, "draft_minutes", minutes="TOP 1: angenommen, 4:1."))
        accepted(fire(town, second, "approve", approved_on="2026-05-05"))
        assert shown(town, second).outcome == "held"

    def test_what_is_left_over_goes_on_to_the_next_sitting(self, town: Stage) -> None:
        first = planned(town)
        added = sittings.add(town.app, "town", OFFICE, first, Point("Bericht der Verwaltung"))
        opened(town, first)
        accepted(fire(town, first, "close_sitting"))
        assert shown(town, accepted(added)).state == "waiting"

        second = planned(town, held_on=MEETING + timedelta(days=28))
        assert [each.number for each in built(town, second).public] == [added.number]

    def test_without_a_quorum_it_is_called_again_and_then_few_suffice(self, town: Stage) -> None:
        sitting = planned(town)
        accepted(fire(town, sitting, "invite"))
        town.at("2026-03-10 17:00")
        few = Attendance(NAMES[:2], others=("Beraterin",))
        refused = sittings.open_sitting(town.app, "town", OFFICE, sitting, few)
        assert [each.subject for each in refused.reasons] == ["quorum"]

        again = date(2026, 3, 24)
        accepted(sittings.move(town.app, "town", OFFICE, sitting, again, None))
        accepted(fire(town, sitting, "invite", urgency=None))
        town.at("2026-03-24 17:00")
        accepted(sittings.open_sitting(town.app, "town", OFFICE, sitting, few))
        assert shown(town, sitting).data["present"] == 2

    def test_a_late_report_stands_on_the_agenda_until_it_is_reported_and_noted(
        self, town: Stage
    ) -> None:
        town.opened(holders={"lead": ("ben",)})
        town.at("2026-02-20 09:00").tick()
        assert [each.item.key for each in _docket(town).matters] == ["report"]
        sitting = planned(town)
        stands = built(town, sitting)
        (point,) = stands.public
        assert [each.occurrence.obligation for each in stands.due] == ["report"]
        assert _docket(town).matters == ()
        opened(town, sitting)
        accepted(decided(town, point.number, "noted"))
        assert [each.item.key for each in _docket(town).matters] == ["report"]

        town.send(shown(town, "T-001").id, "report", "ben", progress=50)
        settled = docket.settled_meanwhile(town.app, "town", OFFICE, "group")
        second = planned(town, held_on=MEETING + timedelta(days=28))
        (again,) = built(town, second).public
        assert settled == {(again.data["about"], again.data["item"])}
        assert docket.settled_meanwhile(town.app, "town", Reader(), "group") == frozenset()
        accepted(decided(town, again.number, "noted", is_done=True))
        assert _docket(town).matters == ()

    def test_only_sittings_are_sittings(self, town: Stage) -> None:
        town.opened()
        with pytest.raises(NotASitting):
            built(town, "T-001")


def _docket(town: Stage, body: str = "group") -> docket.Docket:
    return docket.docket(town.app, "town", OFFICE, body, town.clock.now())


class TestVotes:
    def point(self, town: Stage, **parts: Any) -> str:
        sitting = planned(town)
        added = sittings.add(town.app, "town", OFFICE, sitting, Point("Antrag", **parts))
        opened(town, sitting)
        return accepted(added)

    def vote(self, town: Stage, point: str, ballot: Ballot, **said: Any) -> str:
        wording = Decision(wording="Wie vorgelegt.", **said)
        return resolutions.vote(town.app, "town", OFFICE, point, ballot, wording).outcome

    def by(self, town: Stage, preset: str, **parts: Any) -> None:
        body = Body("group", Text("Gruppe", "Group"), 5, **parts)
        rules = procedures.resolved({"preset": preset})
        bodies.put(town.app, "town", OFFICE, replace(body, procedure=rules))

    def test_bavaria_refuses_an_abstention(self, town: Stage) -> None:
        self.by(town, "by")
        point = self.point(town)
        with pytest.raises(VoteInvalid, match="abstain"):
            self.vote(town, point, Ballot(3, 1, 1))
        assert shown(town, point).state == "tabled"
        assert self.vote(town, point, Ballot(3, 2)) == "adopted"

    def test_a_tie_rejects_in_rhineland_palatinate(self, town: Stage) -> None:
        self.by(town, "rp")
        point = self.point(town)
        assert self.vote(town, point, Ballot(2, 2, 1, chair=True)) == "rejected"
        assert shown(town, point).outcome == "rejected"

    def test_the_chair_decides_a_tie_by_default(self, town: Stage) -> None:
        assert self.vote(town, self.point(town), Ballot(2, 2, chair=True)) == "adopted"

    def test_whoever_is_partial_does_not_count(self, town: Stage) -> None:
        point = self.point(town)
        partial = (("Mitglied 3", "Angehörige betroffen"),)
        with pytest.raises(VoteInvalid):
            self.vote(town, point, Ballot(3, 2), excluded=partial)
        assert self.vote(town, point, Ballot(2, 2), excluded=partial) == "rejected"
        assert shown(town, point).data["excluded"] == [
            {"name": "Mitglied 3", "reason": "Angehörige betroffen"}
        ]

    def test_nobody_votes_outside_a_sitting(self, town: Stage) -> None:
        sitting = planned(town)
        added = sittings.add(town.app, "town", OFFICE, sitting, Point("Antrag"))
        with pytest.raises(NotInSession):
            self.vote(town, accepted(added), Ballot(3, 0))

    def test_a_committee_recommends_and_the_council_adopts(self, town: Stage) -> None:
        self.by(town, "vwvfg", mandate=("recommend",))
        case = town.opened()
        town.send(case, "go")
        sitting = planned(town)
        (point,) = built(town, sitting).public
        accepted(
            fire(town, point.number, "correct", reason="Route", fields={"next_body": "council"})
        )
        opened(town, sitting)

        assert self.vote(town, point.number, Ballot(4, 1)) == "recommended"
        moved = shown(town, point.number)
        assert (moved.state, moved.data["body"]) == ("waiting", "council")
        assert shown(town, "T-001").items[0].body == "council"
        assert [each.number for each in _docket(town, "council").waiting] == [point.number]

        accepted(
            decided(
                town, point.number, "adopted", number="SR 12/2026", wording="Beschlossen.",
                office="jugendamt", due_on=date(2026, 6, 30), on=date(2026, 3, 23),
            )
        )  # fmt: skip
        assert shown(town, "T-001").state == "z"
        (line,) = resolutions.follow_up(town.app, "town", OFFICE, "council")
        next_one = planned(town, "council", date(2026, 4, 20))
        stands = docket.agenda(town.app, "town", OFFICE, next_one)
        assert [each.number for each in stands.followed] == [point.number]
        assert (line.number, line.office, line.due_on) == (
            "SR 12/2026",
            "jugendamt",
            date(2026, 6, 30),
        )
        assert [each["body"] for each in line.deliberations] == ["group", "council"]

    def test_each_part_of_a_point_has_its_own_outcome(self, town: Stage) -> None:
        whole = self.point(town)
        sitting = str(shown(town, whole).data["sitting"])
        parts = [
            accepted(
                sittings.add(
                    town.app, "town", OFFICE, sitting, Point(f"Ziffer {each}", part_of=whole)
                )
            )
            for each in (1, 2)
        ]

        assert [self.vote(town, each, votes) for each, votes in zip(
            parts, (Ballot(5, 0), Ballot(1, 4)), strict=True
        )] == ["adopted", "rejected"]  # fmt: skip
        assert [shown(town, each).data["part_of"] for each in parts] == [whole, whole]

    def test_a_body_that_is_not_complete_is_told_so_when_it_votes(self, town: Stage) -> None:
        town.publish(
            shipped("body"),
            thing(key="measure", fields={"addressees": _listed("organisation")}),
            thing(key="integration-concept", fields={"areas": _listed("text", "title")}),
        )
        needs = {"represented": [{"kind": "field", "name": "Sprache"}]}
        number = accepted(bodies.found(town.app, "town", OFFICE, "group", needs))
        accepted(fire(town, number, "constitute", founded_on="2026-01-12"))
        point = self.point(town)

        said = Decision(wording="Wie vorgelegt.")
        voted = resolutions.vote(town.app, "town", OFFICE, point, Ballot(5, 0), said)

        assert voted.warning is not None
        assert "nicht vollständig" in voted.warning.de


def _listed(kind: str, name: str = "organisation") -> dict[str, Any]:
    member = {"type": kind, "required": True, "title": words("X")}
    return {
        "type": "list",
        "required": True,
        "default": [],
        "title": words("X"),
        "of": {name: member},
    }


class TestBehindClosedDoors:
    def test_public_and_non_public_points_are_strictly_apart(self, town: Stage) -> None:
        sitting = planned(town)
        add = sittings.add
        accepted(add(town.app, "town", OFFICE, sitting, Point("Sachstand")))
        accepted(
            add(town.app, "town", OFFICE, sitting, Point("Personalie", "Personalangelegenheit"))
        )

        whole = docket.agenda(town.app, "town", OFFICE, sitting)
        assert [each.data["title"] for each in whole.public] == ["Sachstand"]
        assert [each.data["title"] for each in whole.closed] == ["Personalie"]
        member = docket.agenda(town.app, "town", Reader("cem"), sitting)
        assert [each.data["title"] for each in member.closed] == ["Personalie"]
        insider = docket.agenda(town.app, "town", Reader("ilse"), sitting)
        assert [each.data["title"] for each in insider.public] == ["Sachstand"]
        assert insider.closed == ()
        accepted(fire(town, sitting, "invite"))
        assert docket.agenda(town.app, "town", Reader(), sitting).closed == ()

    def test_the_lists_of_what_is_to_be_carried_out_never_mix(self, town: Stage) -> None:
        sitting = planned(town)
        for title, why in (("Offen", None), ("Vertraulich", "Personalangelegenheit")):
            point = sittings.add(town.app, "town", OFFICE, sitting, Point(title, why))
            accepted(
                decided(
                    town, accepted(point), "adopted", wording="Ja.", office="amt",
                    due_on=date(2026, 6, 30),
                )
            )  # fmt: skip
        lists = [
            resolutions.follow_up(town.app, "town", OFFICE, "group", closed=closed)
            for closed in (False, True)
        ]
        assert [[each.title for each in one] for one in lists] == [["Offen"], ["Vertraulich"]]
        assert resolutions.follow_up(town.app, "town", Reader("ilse"), "group", closed=True) == []
        control = resolution_control(
            town.app, "town", OFFICE, "group", "de", since=date(2026, 1, 1)
        )
        told = {
            each.heading: [row[2].text for table in each.tables for row in table.rows]
            for each in control.sections
        }
        assert [len(each) for each in told.values()] == [1, 1, 0]
        assert told["In Ausführung"][0].endswith(" Offen")
        assert told["Nichtöffentlich"][0].endswith(" Vertraulich")

    def test_the_paper_for_the_next_sitting_tells_since_the_last_one(self, town: Stage) -> None:
        opened(town, planned(town))
        planned(town, held_on=date(2026, 5, 12))
        wanted = Sitting("group", date(2026, 5, 12))
        made = sitting_paper(town.app, "town", OFFICE, wanted, "de")
        assert made.facts[0] == ("Berichtet wird seit", "10.03.2026")


class TestPromises:
    def test_an_oral_promise_becomes_overdue_and_comes_before_the_body(self, town: Stage) -> None:
        sitting = planned(town)
        said = "Ben, Zahlen zu den Sprachkursen nachreichen"
        answer = undertakings.promise(town.app, "town", OFFICE, sitting, said, date(2026, 3, 31))
        case = shown(town, accepted(answer))
        assert (case.holders["promisor"], case.data["sitting"]) == (("ben",), sitting)

        town.at("2026-04-20 09:00").tick()
        town.deliver()

        assert {each.to_address for each in town.post.to("ben")} == {"ben@town.example"}
        assert case.number in {each.case.number for each in _docket(town).matters}

    def test_a_promise_to_a_body_of_somebody_unknown_is_the_offices_to_remind(
        self, town: Stage
    ) -> None:
        answer = undertakings.promise(
            town.app, "town", OFFICE, "group", "Frau Muster, Räume stellen", date(2026, 3, 31)
        )
        assert shown(town, accepted(answer)).holders.get("promisor", ()) == ()

    def test_somebody_has_to_promise_something(self, town: Stage) -> None:
        with pytest.raises(PromiseUnclear):
            undertakings.promise(town.app, "town", OFFICE, "group", "später", MEETING)


def test_the_votes_of_a_body_are_those_of_its_seats(town: Stage) -> None:
    bodies.put(town.app, "town", OFFICE, Body("circle", Text("Kreis", "Circle")))
    for number in range(4):
        seat = Seat(f"s{number}", "circle", voting=number < 3)
        bodies.put_seat(town.app, "town", OFFICE, seat)
    bodies.fill(town.app, "town", OFFICE, "s0", "cem", Term())

    standing = sittings.standing_in(town.app, "town", "circle")

    assert (standing.voting, standing.vacant) == (3, 2)
