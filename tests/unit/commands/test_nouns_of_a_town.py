"""People, settings, deliveries, the database, the doctor: nouns about a town as a whole."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing

import pytest

from engine.commands.exits import ExitCode


class TestPeople:
    def test_everybody_is_listed_with_roles(self, town) -> None:
        listed = town("people", "list", LANG="de").out
        for part in ("Anna Amt", "Stadtbibliothek", "Steuerungsgruppe", "Vorsitz", "wie die Stadt"):
            assert part in listed
        document = town.json("people", "list")
        assert document["organisations"] == {"library": "Stadtbibliothek"}
        assert {each["role"] for each in document["roles"]} == {
            "coordination",
            "steering_group",
            "contact:library",
        }

    def test_a_person_is_added_with_a_role_and_changed(self, town) -> None:
        added = town.json("people", "add", "Nora Neu", "--address", "nora@x.example", "--role",
                          "assessor", "--rhythm", "daily")  # fmt: skip
        town.json("people", "add", "Nora Alt", "--id", added["id"])
        people = {each["id"]: each["name"] for each in town.json("people", "list")["people"]}
        assert people[added["id"]] == "Nora Alt"

    def test_a_role_ends_with_a_day(self, town) -> None:
        seat = town.json("people", "give", "council", "otto", "--from", "2026-01-01")["id"]
        assert town("people", "end", seat).out == "The seat ends on 11 Jan 2026.\n"
        assert town("people", "end", "nothing").code == ExitCode.NOT_FOUND
        assert town("people", "give", "council", "Nobody").code == ExitCode.NOT_FOUND

    def test_a_name_that_two_people_have_is_not_enough(self, town) -> None:
        town.json("people", "add", "Anna Amt", "--id", "second")
        answer = town("case", "open", "measure", "--person", "Anna Amt")
        assert answer.code == ExitCode.NOT_FOUND
        assert "one alone" in answer.err


class TestSetting:
    def test_settings_are_listed_with_what_holds(self, town) -> None:
        assert "6 months" in town("setting", "list", "measure").out
        assert town("setting", "list", "nothing").code == ExitCode.NOT_FOUND

    def test_a_preview_changes_nothing_and_setting_reaches_running_cases(self, measure) -> None:
        before = measure.json("obligation", "list")
        moved = measure.json("setting", "preview", "measure", "deciding_time", "3 months")
        assert moved["cases"] == 1
        assert moved["moved"][0]["due_after"] == "2026-04-13"
        assert measure.json("obligation", "list") == before
        answer = measure("setting", "set", "measure", "deciding_time", "3 months", LANG="de")
        assert "1 laufende Vorgänge" in answer.out
        assert measure.json("obligation", "list")["obligations"][0]["due_on"] == "2026-04-13"

    def test_a_later_day_is_kept_for_then(self, measure) -> None:
        done = measure.json(
            "setting", "set", "measure", "max_parallel", "3", "--from", "2027-01-01"
        )
        assert (done["value"], done["reached"]) == (3, 0)
        line = next(
            each
            for each in measure.json("setting", "list", "measure")["settings"]
            if each["name"] == "max_parallel"
        )
        assert line["present"] == 12
        assert line["coming"] == [["2027-01-01", 3]]

    @pytest.mark.parametrize(
        ("arguments", "code", "words"),
        [
            (["nothing", "1"], ExitCode.NOT_FOUND, "max_parallel"),
            (["max_parallel", "many"], ExitCode.SETTINGS, "whole number"),
            (["max_parallel", "[1, 2"], ExitCode.SETTINGS, "whole number"),
        ],
    )
    def test_what_cannot_be_set_is_told(self, town, arguments, code, words) -> None:
        answer = town("setting", "set", "measure", *arguments)
        assert answer.code == code
        assert words in answer.err


class TestDeliveries:
    def test_a_test_letter_leaves_at_once(self, town) -> None:
        answer = town("deliveries", "test-send", "anna@neustadt.example", LANG="de")
        assert answer.out == "Übergeben an file: eine Probe für anna@neustadt.example.\n"
        assert len(list(town.outbox.glob("*.eml"))) == 1

    def test_without_a_channel_it_says_so(self, town) -> None:
        answer = town("deliveries", "test-send", "a@b.example", VERBINDLICH_OUTBOX="")
        assert answer.code == ExitCode.SETTINGS

    def test_a_letter_to_nobody_is_listed_and_cannot_be_retried(self, measure) -> None:
        measure("people", "end", measure.json("people", "list")["roles"][1]["id"])
        measure("tick", "--confirm-clock", at="2026-06-20T09:00")
        listed = measure.json("deliveries", "list")
        assert isinstance(listed["letters"], list)
        assert "Messages:" in measure("deliveries", "list").out
        assert "will be tried again" in measure("deliveries", "retry").out


class TestDatabase:
    def test_a_sound_database_is_in_order(self, town) -> None:
        assert town("db", "check").code == ExitCode.OK
        assert town("db", "check", LANG="de").out.startswith("In Ordnung (Stand ")
        assert town("db", "upgrade").out.startswith("Nothing to do")

    def test_tables_that_differ_are_named(self, town) -> None:
        with closing(sqlite3.connect(town.file)) as database, database:
            database.execute("ALTER TABLE cases ADD COLUMN own TEXT")
        answer = town("db", "check")
        assert answer.code == ExitCode.FINDINGS
        assert "own" in answer.out

    def test_a_backup_is_a_database_and_overwrites_nothing(self, measure) -> None:
        copy = measure.folder / "copy.db"
        assert measure("db", "backup", str(copy)).code == ExitCode.OK
        again = measure("db", "backup", str(copy))
        assert (again.code, "copy.db" in again.err) == (ExitCode.STORAGE, True)
        listed = measure("case", "list", "--database", f"sqlite:///{copy}", "--json").document
        assert len(listed["cases"]) == 1


class TestDoctor:
    def test_a_clock_that_never_ran_is_wrong(self, town) -> None:
        answer = town("doctor", LANG="de")
        assert answer.code == ExitCode.FINDINGS
        assert "✗ Uhr: Die Uhr ist noch nie gelaufen" in answer.out

    def test_after_a_tick_everything_is_fine(self, measure) -> None:
        measure("tick")
        document = measure.json("doctor", "--deep")
        assert document["fine"] is True
        assert list(document["towns"]) == ["neustadt"]

    def test_a_role_that_nobody_fills_is_a_notice(self, town) -> None:
        town("tick")
        answer = town("doctor", LANG="de")
        assert answer.code == ExitCode.OK
        line = next(each for each in answer.out.splitlines() if "Unbesetzte Rollen" in each)
        assert line.strip().startswith("! ")
        assert "Rat (council)" in line
        assert "Koordinierungsstelle" not in line

    def test_a_clock_that_stopped_is_noticed(self, measure) -> None:
        measure("tick")
        answer = measure("doctor", at="2026-01-12T10:00")
        assert answer.code == ExitCode.FINDINGS
        assert "✗ clock: Last tick 60 minutes ago" in answer.out


class TestTick:
    def test_a_round_says_what_it_did(self, measure) -> None:
        answer = measure("tick", at="2026-01-20T09:00", LANG="de")
        assert answer.out.splitlines()[0] == "Fristen und Stufen: 0 erledigt"
        document = json.loads(measure("tick", "--json").out)
        assert [each["name"] for each in document["rounds"]] == [
            "rungs", "inbox", "deliveries", "webhooks", "pruning",
        ]  # fmt: skip

    def test_a_jump_of_the_clock_holds_what_would_follow_until_it_is_confirmed(
        self, measure
    ) -> None:
        measure("tick")
        held = measure("tick", at="2026-09-01T09:00")
        assert "--confirm-clock" in held.out
        assert measure.json("obligation", "agenda", "steering_group") == {"items": []}
        assert (
            "Clock confirmed; jumps: 1."
            in measure("tick", "--confirm-clock", at="2026-09-01T09:10").out
        )
        assert len(measure.json("obligation", "agenda", "steering_group")["items"]) == 1

    def test_who_does_not_run_the_clock_leaves_it_alone(self, measure) -> None:
        with closing(sqlite3.connect(measure.file)) as database, database:
            database.execute(
                "INSERT INTO leases (name, holder, term, until_at) VALUES "
                "('ticker', 'somebody', 1, '2026-01-12T09:01:00.000000+00:00')"
            )
        answer = measure("tick")
        assert answer.code == ExitCode.OK
        assert "another process runs the clock" in answer.out


@pytest.mark.parametrize(
    "arguments",
    [
        ["people", "add", ""],
        ["people", "add", "  "],
        ["people", "add", "a\x07b"],
        ["people", "add", "x" * 201],
        ["people", "add", "Nora", "--role", "a b"],
        ["people", "body", "../x", "Titel"],
        ["people", "organisation", "", "Name"],
        ["init", "--yes", "--title", "x" * 5000],
        ["init", "--yes", "--id", "../x y"],
    ],
)
def test_names_and_ids_that_nobody_can_type_again_are_refused(town, arguments) -> None:
    answer = town(*arguments)
    assert answer.code == ExitCode.USAGE
    assert "expected" in answer.err


def test_what_is_not_undeliverable_cannot_be_retried(town) -> None:
    answer = town("deliveries", "retry", "nothing")
    assert answer.code == ExitCode.NOT_FOUND
    assert "deliveries list" in answer.err


def test_the_doctor_tells_what_was_asked_for_without_any_town(verbindlich, tmp_path) -> None:
    url = f"sqlite:///{tmp_path / 'none.db'}"
    answer = verbindlich("doctor", "--requirements", "--database", url)
    assert answer.code == ExitCode.OK
    assert "MM-01" in answer.out
    assert answer.out.splitlines()[-1].startswith("186 requirements: ")
    document = verbindlich("doctor", "--requirements", "--json", "--database", url).document
    assert sum(document["counts"].values()) == 186
    assert {each["standing"] for each in document["requirements"]} <= document["counts"].keys()


class TestTown:
    def test_what_it_is_is_shown_and_changed(self, town) -> None:
        assert "10 working days" in town("town", "show").out
        town.json("town", "set", "--rhythm", "daily", "--digest-time", "16:00", "--grace", "1 week")
        told = town.json("town", "show")
        assert (told["rhythm"], told["digest_time"], told["grace"]) == ("daily", "16:00", "1 week")
        assert "Sammelpost" in town("town", "show", LANG="de").out
        assert town("town", "set").code == ExitCode.USAGE
        assert town("town", "set", "--rung-time", "8 Uhr").code == ExitCode.SETTINGS

    def test_own_days_come_and_go(self, town) -> None:
        before = town.json("town", "add-day", "Kirmes", "--yearly", "09-14", "--preview")
        assert before["cases"] >= 0
        assert town.json("town", "show")["place"]["own_days"] == []
        town.json("town", "add-day", "Kirmes", "--yearly", "09-14")
        town.json("town", "add-day", "Umzug", "--after-easter", "-48", "--from", "2027-01-01")
        assert "every year on 14/09" in town("town", "show").out
        assert "48 Tage vor Ostersonntag, ab 1. Januar 2027" in town("town", "show", LANG="de").out
        town.json("town", "remove-day", "Kirmes")
        left = town.json("town", "show")["place"]["own_days"]
        assert [each["name"] for each in left] == ["Umzug"]
        assert town("town", "remove-day", "Kirmes").code == ExitCode.NOT_FOUND
        assert town("town", "add-day", "X").code != ExitCode.OK
