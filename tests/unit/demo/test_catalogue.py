from __future__ import annotations

from engine.demo.catalogue import read_catalogue
from engine.demo.town import read_town


def test_every_measure_has_a_word_in_every_round() -> None:
    catalogue = read_catalogue()
    assert len({each.id for each in catalogue.measures}) == 54
    assert all(len(each.entries) == len(catalogue.periods) == 3 for each in catalogue.measures)


def test_one_rating_is_missing_in_the_source() -> None:
    without = [
        (each.id, number)
        for each in read_catalogue().measures
        for number, entry in enumerate(each.entries, start=1)
        if entry.rating is None
    ]
    assert without == [("Ü4", 3)]


def test_where_it_comes_from_is_said() -> None:
    catalogue = read_catalogue()
    assert catalogue.source.endswith("codeformuenster/klimawatch")
    assert catalogue.licence == "Apache-2.0"


def test_every_field_of_action_has_an_office_in_the_lead() -> None:
    town, catalogue = read_town(), read_catalogue()
    assert set(town["leads"]) == set(catalogue.areas)
    assert set(town["leads"].values()) <= set(town["organisations"])
