from __future__ import annotations

import json
import sqlite3
from contextlib import closing

import pytest

from engine.commands.exits import ExitCode

LEAD = '{"lead": "library"}'


def fire(town, event: str, *options: str, role: str = "coordination", case: str = "M-0001"):
    return town("case", "fire", case, event, "--as", role, *options)


class TestOpen:
    def test_a_case_gets_a_number_and_its_first_duty(self, town) -> None:
        fields = '{"title": "Sprachcafé", "area": "Sprache"}'
        answer = town("case", "open", "measure", "--as", "coordination", "--fields", fields)
        assert answer.code == ExitCode.OK
        assert answer.out.splitlines() == [
            "M-0001: Proposed (version 1)",
            "  Owed by 13 Jul 2026: Decide on the proposal (Coordination office)",
        ]

    def test_fields_may_come_from_a_file_and_holders_by_name(self, town) -> None:
        file = town.folder / "fields.json"
        file.write_text('{"fields": {"title": "A", "area": "B"}}', encoding="utf-8")
        opened = town.json("case", "open", "measure", "--person", "anna@neustadt.example",
                           "--fields", str(file), "--holder", "lead=Stadtbibliothek")  # fmt: skip
        shown = town.json("case", "show", opened["number"])
        assert shown["holders"] == {"lead": ["library"]}
        assert shown["data"]["title"] == "A"

    def test_what_is_missing_and_who_may_is_said_at_once(self, town) -> None:
        answer = town("case", "open", "measure", "--as", "lead", "--fields", '{"title": "x"}')
        assert answer.code == ExitCode.REFUSED
        assert "/area: This is missing." in answer.out
        assert "Opening such a case is for: Coordination office." in answer.out

    @pytest.mark.parametrize(
        ("arguments", "code", "words"),
        [
            (["nothing", "--as", "coordination"], ExitCode.NOT_FOUND, "nothing"),
            (["measure"], ExitCode.USAGE, "--as ROLE or --person ID"),
            (["measure", "--person", "nobody"], ExitCode.NOT_FOUND, "people list"),
            (["measure", "--as", "x", "--fields", "[]"], ExitCode.FINDINGS, "object"),
            (["measure", "--as", "x", "--fields", "{"], ExitCode.FINDINGS, "cannot be read"),
            (["measure", "--as", "x", "--holder", "lead"], ExitCode.USAGE, "ROLE=ID"),
            (["measure", "--as", "x", "--holder", "lead=no"], ExitCode.NOT_FOUND, "people list"),
        ],
    )
    def test_what_cannot_be_opened_is_told(self, town, arguments, code, words) -> None:
        answer = town("case", "open", *arguments)
        assert answer.code == code
        assert words in answer.err


class TestFire:
    def test_an_event_moves_the_case_and_tells_what_is_owed_then(self, measure) -> None:
        answer = fire(measure, "name_lead", "--input", LEAD)
        assert answer.out.splitlines() == [
            "M-0001: Named (version 2)",
            "  Owed by 13 Apr 2026: Fill in the measure sheet (Lead)",
        ]

    def test_a_refusal_names_every_reason_and_what_is_possible(self, measure) -> None:
        answer = fire(measure, "fix", role="lead")
        assert answer.code == ExitCode.REFUSED
        assert answer.out.startswith("Refused – M-0001, Proposed (version 1):\n")
        assert "“fix” is not possible in the state “Proposed”" in answer.out
        assert "[--as coordination]" in answer.out
        assert "/resolution: This is missing." in answer.out
        in_german = measure("case", "fire", "M-0001", "fix", "--as", "coordination", LANG="de")
        assert "Möglich ist jetzt: " in in_german.out
        assert "name_lead (Federführung benennen)" in in_german.out

    def test_a_refusal_in_json_has_codes_and_both_languages(self, measure) -> None:
        document = fire(measure, "fix", "--json").document
        assert document["accepted"] is False
        assert {each["code"] for each in document["reasons"]} == {"event", "input"}
        assert all(each["message"].keys() == {"de", "en"} for each in document["reasons"])
        assert "name_lead" in document["possible"]

    def test_a_person_acts_in_the_roles_she_has(self, measure) -> None:
        assert measure("case", "fire", "M-0001", "name_lead", "--person", "Otto Ohne",
                       "--input", LEAD).code == ExitCode.REFUSED  # fmt: skip
        assert measure("case", "fire", "M-0001", "name_lead", "--person", "Anna Amt",
                       "--input", LEAD).code == ExitCode.OK  # fmt: skip

    def test_a_key_makes_an_order_be_done_once(self, measure) -> None:
        first = fire(measure, "name_lead", "--input", LEAD, "--key", "k1", "--json").document
        again = fire(measure, "name_lead", "--input", LEAD, "--key", "k1", "--json").document
        assert again == first | {"repeated": True}
        assert "this is the answer of then" in fire(
            measure, "name_lead", "--input", LEAD, "--key", "k1"
        ).out  # fmt: skip
        other = fire(measure, "defer", "--key", "k1")
        assert other.code == ExitCode.REFUSED
        assert "k1" in other.err

    def test_an_outdated_version_is_refused(self, measure) -> None:
        fire(measure, "name_lead", "--input", LEAD)
        answer = fire(measure, "reject", "--input", '{"reason": "x"}', "--version", "1")
        assert answer.code == ExitCode.REFUSED
        assert "version 2, expected 1" in answer.out

    def test_an_unknown_case_has_the_code_for_not_found(self, measure) -> None:
        for command in (
            ["show", "M-9"],
            ["fire", "M-9", "fix", "--as", "lead"],
            ["history", "M-9"],
        ):
            answer = measure("case", *command)
            assert answer.code == ExitCode.NOT_FOUND
            assert "M-9" in answer.err


class TestWhy:
    @pytest.fixture
    def named(self, measure):
        sheet = {
            "description": "Offene Treffen.", "binding": "binding", "volunteers": True,
            "addressees": [{"organisation": "library", "kind": "volunteer"}],
            "indicators": [{"title": "Treffen", "unit": "Anzahl", "baseline": 0, "target": 9}],
            "consequences": [{"condition": "Kein Bericht", "what": "agenda"}],
            "costs": [{"kind": "travel", "per_year": 60000, "funding": "Haushalt"}],
        }  # fmt: skip
        assert fire(measure, "name_lead", "--input", LEAD).code == ExitCode.OK
        self.sheet = sheet
        return measure

    def test_every_condition_is_shown_with_its_value(self, named) -> None:
        given = json.dumps(self.sheet)
        assert fire(named, "describe", "--input", given, role="lead").code == ExitCode.OK
        order = {"resolution": "St 2", "priority": "high", "rank": 1, "extra_cost": False,
                 "necessary": True}  # fmt: skip
        assert fire(named, "prioritise", "--input", json.dumps(order)).code == ExitCode.OK
        fix = '{"resolution": "St 3", "starts_on": "2026-07-01", "ends_on": "2027-12-31"}'
        why = ("case", "why", "M-0001", "fix", "--as", "coordination", "--input", fix)
        answer = named(*why, LANG="de")
        assert answer.code == ExitCode.REFUSED
        assert "Bedingungen für „fix“:" in answer.out
        assert "  ✓ R1-binding\n" in answer.out
        assert "  ✗ R2-regular\n      Ehrenamt allein trägt keine Maßnahme" in answer.out
        document = named(*why, "--json").document
        verdicts = [one for each in document["conditions"] for one in each["conditions"]]
        assert not document["possible"]
        assert {each["id"] for each in verdicts if not each["holds"]} == {
            each["subject"] for each in document["reasons"]
        }
        assert all("tree" in each["explanation"] for each in verdicts)
        refused = fire(named, "fix", "--input", fix)
        assert "[R2-regular]" in refused.out
        assert "✗ a.kind != 'volunteer'" in refused.out

    def test_nothing_changes_by_asking(self, named) -> None:
        before = named.json("case", "show", "M-0001")
        named("case", "why", "M-0001", "reject", "--as", "coordination")
        assert named.json("case", "show", "M-0001") == before
        assert named.json("case", "history", "M-0001")["refusals"] == []


class TestViews:
    def test_cases_are_listed_by_what_is_looked_for(self, measure) -> None:
        assert "Sprachcafé" in measure("case", "list").out
        assert "13.07.2026" in measure("case", "list", LANG="de").out
        for wanted in (["--closed"], ["--state", "fixed"], ["--overdue"], ["--text", "Garten"]):
            assert measure.json("case", "list", *wanted)["cases"] == []
        for wanted in (["--open"], ["--state", "proposed"], ["--text", "sprach"]):
            assert len(measure.json("case", "list", *wanted)["cases"]) == 1

    def test_a_long_list_says_how_to_go_on(self, measure) -> None:
        fields = '{"title": "Zweite", "area": "B"}'
        measure("case", "open", "measure", "--as", "coordination", "--fields", fields)
        first = measure("case", "list", "--limit", "1")
        assert "Go on with --after M-0001" in first.out
        second = measure.json("case", "list", "--limit", "1", "--after", "M-0001")
        assert [each["number"] for each in second["cases"]] == ["M-0002"]
        assert second["more"] is False

    def test_the_sheet_has_fields_duties_and_what_is_possible(self, measure) -> None:
        fire(measure, "name_lead", "--input", LEAD)
        sheet = measure("case", "show", "M-0001", LANG="de").out
        assert sheet.startswith("M-0001  Sprachcafé\nZustand: Benannt, seit 12.01.2026 10:00\n")
        assert "Maßnahmenblatt ausfüllen" in sheet
        assert "Federführung (lead): Stadtbibliothek" in sheet
        assert "lead, coordination" in sheet

    def test_what_is_possible_depends_on_who_asks(self, measure) -> None:
        def possible(*who: str) -> set[str]:
            return {
                each["event"] for each in measure.json("case", "show", "M-0001", *who)["possible"]
            }

        assert "name_lead" in possible()
        assert "name_lead" in possible("--person", "anna")
        assert "name_lead" not in possible("--as", "lead")


class TestBuiltIn:
    def test_a_case_rests_and_goes_on(self, measure) -> None:
        rest = measure("case", "suspend", "M-0001", "--until", "2026-03-31", "--reason", "Haushalt",
                       "--as", "coordination")  # fmt: skip
        assert rest.out.splitlines()[1:] == ["  Suspended until 31 Mar 2026"]
        refused = fire(measure, "name_lead", "--input", LEAD)
        assert "suspended until" in refused.out
        assert "Suspended until 31 Mar 2026: Haushalt" in measure("case", "show", "M-0001").out
        on = measure("case", "resume", "M-0001", "--as", "coordination", at="2026-02-12T09:00")
        assert on.code == ExitCode.OK
        assert "Owed by" in on.out

    def test_a_day_that_is_none_is_told(self, measure) -> None:
        answer = measure("case", "suspend", "M-0001", "--until", "tomorrow", "--reason", "x",
                         "--as", "coordination")  # fmt: skip
        assert answer.code == ExitCode.USAGE

    def test_a_role_is_given_to_whom_there_is_and_taken_back(self, measure) -> None:
        give = ("case", "assign", "M-0001", "lead")
        assert measure(*give, "lena", "--as", "coordination").code == ExitCode.OK
        assert measure.json("case", "show", "M-0001")["holders"] == {"lead": ["lena"]}
        assert measure(*give, "nobody", "--as", "coordination").code == ExitCode.NOT_FOUND
        assert measure(*give, "--as", "coordination").code == ExitCode.OK
        assert not measure.json("case", "show", "M-0001")["holders"].get("lead")

    def test_fields_are_corrected_with_a_reason(self, measure) -> None:
        done = measure("case", "correct", "M-0001", "--fields", '{"area": "Arbeit"}', "--reason",
                       "Tippfehler", "--as", "coordination")  # fmt: skip
        assert done.code == ExitCode.OK
        assert measure.json("case", "show", "M-0001")["data"]["area"] == "Arbeit"
        bad = measure("case", "correct", "M-0001", "--fields", '{"aera": "x"}', "--reason", "x",
                      "--as", "coordination")  # fmt: skip
        assert bad.code == ExitCode.REFUSED
        assert "area" in bad.out

    def test_a_remark_stands_in_the_history(self, measure) -> None:
        measure("case", "comment", "M-0001", "Bitte anrufen", "--person", "lena")
        last = measure("case", "history", "M-0001", LANG="de").out.splitlines()[-1]
        assert "Anmerken" in last
        assert "Lena Leit" in last
        assert "Bitte anrufen" in last

    def test_what_no_body_was_asked_cannot_be_decided_or_noted(self, measure) -> None:
        decide = measure("case", "decide", "M-0001", "stop", "adopted", "--as", "coordination")
        assert decide.code == ExitCode.REFUSED
        assert "stop" in decide.out
        note = measure("case", "note", "M-0001", "stop", "--as", "coordination")
        assert note.code == ExitCode.REFUSED
        wrong = measure("case", "decide", "M-0001", "stop", "perhaps", "--as", "coordination")
        assert wrong.code == ExitCode.USAGE

    def test_cases_are_linked_in_both_directions(self, measure) -> None:
        fields = '{"title": "Zweite", "area": "B"}'
        measure("case", "open", "measure", "--as", "coordination", "--fields", fields)
        assert measure("case", "link", "M-0002", "depends_on", "M-0001").code == ExitCode.OK
        assert "depends_on → M-0001" in measure("case", "show", "M-0002").out
        assert "← depends_on M-0002" in measure("case", "show", "M-0001").out
        assert measure("case", "link", "M-0002", "parent", "M-0001").code == ExitCode.USAGE
        assert measure("case", "link", "M-0002", "source", "M-9").code == ExitCode.NOT_FOUND


class TestPast:
    def test_what_was_refused_is_told_on_demand(self, measure) -> None:
        fire(measure, "fix")
        assert "not possible" not in measure("case", "history", "M-0001").out
        assert "not possible" in measure("case", "history", "M-0001", "--all").out

    def test_an_untouched_record_holds(self, measure) -> None:
        fire(measure, "name_lead", "--input", LEAD)
        assert measure("case", "verify").out == "1 of 1 cases in order (2 events).\n"
        assert measure.json("case", "verify", "M-0001") == {"cases": 1, "broken": []}

    def test_a_changed_record_is_found(self, measure) -> None:
        fire(measure, "name_lead", "--input", LEAD)
        with closing(sqlite3.connect(measure.file)) as database, database:
            database.execute("UPDATE events SET event = 'defer' WHERE seq = 2")
        answer = measure("case", "verify", LANG="de")
        assert answer.code == ExitCode.FINDINGS
        assert "M-0001: Ereignis 2 wurde verändert oder fehlt" in answer.out

    def test_a_changed_case_is_found(self, measure) -> None:
        with closing(sqlite3.connect(measure.file)) as database, database:
            database.execute("UPDATE cases SET state = 'fixed'")
        answer = measure("case", "verify")
        assert answer.code == ExitCode.FINDINGS
        assert "not what the events add up to" in answer.out
        assert measure("doctor", "--deep").code == ExitCode.FINDINGS
