"""Lists of people, organisations and bodies become the directory; twice is once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from engine.services import settling
from engine.services.access import AS_OPERATOR, NotAdministrator, Reader
from engine.services.imports import File, Unreadable
from engine.services.people import directory_of
from tests.unit.documents.workbooks_made import xlsx

if TYPE_CHECKING:
    from engine.services.settling import Settling
    from tests.integration.services.stage import Stage

LIST = xlsx(
    {
        "Kontakte": [
            ["Verteiler Integration", None, None, None],
            ["Institution", "Ansprechpartner", "E-Mail", "Rolle"],
            ["Volkshochschule", "Vera Muster", "vera@vhs.example", None],
            ["Jobcenter", "N.N.", "nicht bekannt", None],
            ["Rathaus", "Otto Amt", "otto@stadt.example", "Office (de)"],
            ["Rathaus", "Ida Amt", None, "Hausmeisterin"],
        ],
        "Gremien": [
            ["Gremium", "Sitze", "Mitglied", "Funktion"],
            ["Begleitausschuss", 9, "Vera Muster", "Vorsitz"],
            ["Begleitausschuss", None, "Otto Amt", "stellv. Vorsitz"],
            ["Gruppe", None, "Otto Amt", None],
        ],
        "Organisationen": [["Organisation"], ["Verein Brücke e. V."], ["Jobcenter"]],
        "Notizen": [["Stand Mai"]],
    }
)


def settled(stage: Stage, *, is_dry: bool = False, content: bytes = LIST) -> Settling:
    made = settling.settle(
        stage.app, stage.tenant, AS_OPERATOR, File("l.xlsx", content), {}, is_dry=is_dry
    )
    assert isinstance(made, settling.Settling)
    return made


def test_a_dry_run_enters_nothing(stage: Stage) -> None:
    before = directory_of(stage.app, stage.tenant, AS_OPERATOR)
    assert settled(stage, is_dry=True).count > 0
    assert directory_of(stage.app, stage.tenant, AS_OPERATOR) == before


def test_everybody_is_entered_with_what_they_hold(stage: Stage) -> None:
    made = settled(stage)
    found = directory_of(stage.app, stage.tenant, AS_OPERATOR)
    names = {each.id: each.name for each in found.people} | found.organisations
    held = {(each.role, names[each.holder], each.function) for each in found.seats}
    assert set(found.organisations.values()) == {
        "Volkshochschule", "Jobcenter", "Rathaus", "Verein Brücke e. V.",
    }  # fmt: skip
    assert held >= {
        ("contact:volkshochschule", "Vera Muster", "holder"),
        ("office", "Otto Amt", "holder"),
        ("begleitausschuss", "Vera Muster", "chair"),
        ("begleitausschuss", "Otto Amt", "deputy"),
        ("group", "Otto Amt", "holder"),
    }
    (body,) = (each for each in found.bodies if each.id == "begleitausschuss")
    assert body.seats == 9
    said = {each.where: each.code for each in made.read.findings}
    assert said == {"Notizen": "sheet-not-understood"}
    assert [(each.entry.where, each.refused[0].en) for each in made.rows if each.refused] == [
        ("Kontakte!A6", "There is no role “Hausmeisterin” in the town.")
    ]
    assert [one.where for each in made.read.entries for one in each.findings] == ["Kontakte!C4"]


def test_the_same_list_again_enters_nothing(stage: Stage) -> None:
    settled(stage)
    assert settled(stage).count == 0


def test_only_whoever_keeps_the_directory(stage: Stage) -> None:
    with pytest.raises(NotAdministrator):
        settling.settle(
            stage.app, stage.tenant, Reader("ben"), File("l.xlsx", LIST), {}, is_dry=False
        )


def test_a_file_that_is_no_workbook(stage: Stage) -> None:
    told = settling.settle(
        stage.app, stage.tenant, AS_OPERATOR, File("l.xlsx", b"x"), {}, is_dry=True
    )
    assert isinstance(told, Unreadable)
