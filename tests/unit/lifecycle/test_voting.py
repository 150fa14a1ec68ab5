"""How bodies vote: the presets with what the law says of each, and votes that cannot be."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import resources
from engine.lifecycle.ballot import Ballot, Invalid, Result, count
from engine.lifecycle.procedure import (
    Gathering,
    PresetUnknown,
    Procedure,
    ProcedureMalformed,
    merged,
    procedure_of,
    quorum_of,
)

PRESETS = {path.stem: json.loads(path.read_text("utf-8")) for path in resources.procedure_files()}


def preset(name: str, **own: Any) -> Procedure:
    return procedure_of(merged({"preset": name, **own}, PRESETS))


def outcome(name: str, entitled: int = 20, **votes: Any) -> str:
    found = count(preset(name), Ballot(**votes), entitled)
    return "invalid" if isinstance(found, Invalid) else found.outcome


class TestPresets:
    def test_they_are_shipped(self) -> None:
        assert sorted(PRESETS) == ["by", "consensus", "rp", "vwvfg"]
        for key, each in PRESETS.items():
            assert each["key"] == key
            procedure_of(each)

    def test_nobody_may_abstain_in_bavaria(self) -> None:
        assert outcome("by", yes=5, no=4, abstentions=1) == "invalid"
        assert outcome("by", yes=5, no=4) == "adopted"
        assert outcome("by", yes=4, no=4, chair=True) == "rejected"

    def test_abstentions_do_not_count_in_rhineland_palatinate(self) -> None:
        assert outcome("rp", yes=5, no=4, abstentions=3) == "adopted"
        assert outcome("rp", yes=4, no=4, abstentions=3, chair=True) == "rejected"

    def test_the_chair_decides_a_tie_by_the_administrative_procedure_act(self) -> None:
        assert outcome("vwvfg", yes=4, no=4, chair=True) == "adopted"
        assert outcome("vwvfg", yes=4, no=4, chair=False) == "rejected"
        assert outcome("vwvfg", yes=4, no=4) == "rejected"

    def test_consensus_is_what_nobody_votes_against(self) -> None:
        assert outcome("consensus", yes=2, no=0, abstentions=7) == "adopted"
        assert outcome("consensus", yes=9, no=1) == "rejected"

    @pytest.mark.parametrize(("name", "days"), [("vwvfg", 7), ("rp", 4), ("by", 7)])
    def test_days_between_invitation_and_sitting(self, name: str, days: int) -> None:
        assert preset(name).notice_days == days


class TestQuorum:
    @pytest.mark.parametrize(
        ("members", "present", "is_there"),
        [(9, 5, True), (9, 4, False), (10, 5, False), (10, 6, True), (4, 3, True), (3, 2, False)],
    )
    def test_more_than_half_and_at_least_three(
        self, members: int, present: int, *, is_there: bool
    ) -> None:
        assert quorum_of(preset("vwvfg"), Gathering(members, present)).is_there is is_there

    def test_everybody_has_to_be_invited(self) -> None:
        found = quorum_of(preset("vwvfg"), Gathering(9, 9, all_invited=False))

        assert not found.is_there
        assert "eingeladen" in found.reason.de

    def test_called_again_one_suffices_where_the_law_says_so(self) -> None:
        again = Gathering(9, 2, is_second=True)

        assert quorum_of(preset("vwvfg"), again).is_there
        assert not quorum_of(preset("by"), again).is_there

    def test_half_may_be_enough(self) -> None:
        half = preset("vwvfg", quorum={"more_than_half": False, "at_least": 1})

        assert [quorum_of(half, Gathering(9, each)).is_there for each in (4, 5)] == [False, True]


class TestVotes:
    @pytest.mark.parametrize(
        "votes",
        [
            {"yes": 11, "no": 10},
            {"yes": -1, "no": 2},
            {"yes": 0, "no": 3, "chair": True},
            {"yes": 3, "no": 0, "chair": False},
        ],
    )
    def test_what_cannot_be(self, votes: dict[str, Any]) -> None:
        assert outcome("vwvfg", **votes) == "invalid"

    def test_whoever_is_excluded_is_not_counted(self) -> None:
        assert outcome("vwvfg", entitled=8, yes=5, no=4) == "invalid"
        assert outcome("vwvfg", entitled=9, yes=5, no=4) == "adopted"

    def test_a_majority_of_those_present(self) -> None:
        strict = preset("vwvfg", majority="present")

        assert count(strict, Ballot(5, 4, 3), 12).outcome == "rejected"  # type: ignore[union-attr]
        assert count(strict, Ballot(7, 2, 3), 12).outcome == "adopted"  # type: ignore[union-attr]

    def test_unanimous(self) -> None:
        assert count(preset("rp"), Ballot(9, 0), 9).is_unanimous  # type: ignore[union-attr]
        assert not count(preset("rp"), Ballot(9, 0, 1), 10).is_unanimous  # type: ignore[union-attr]

    @given(st.integers(0, 50), st.integers(0, 50), st.integers(0, 50))
    def test_more_yes_never_turns_an_adoption_into_a_rejection(
        self, yes: int, no: int, abstentions: int
    ) -> None:
        for name in PRESETS:
            if name == "by" and abstentions:
                continue
            less = count(preset(name), Ballot(yes, no, abstentions), 200)
            more = count(preset(name), Ballot(yes + 1, no, abstentions), 200)
            assert isinstance(less, Result)
            assert isinstance(more, Result)
            assert (less.outcome, more.outcome) != ("adopted", "rejected")


class TestData:
    def test_what_a_body_says_itself_goes_first(self) -> None:
        assert preset("by", notice={"full_days": 14}).notice_days == 14
        assert preset("rp", tie="chair_decides").tie.value == "chair_decides"

    def test_the_default_is_the_law(self) -> None:
        assert procedure_of(merged({}, PRESETS)) == preset("vwvfg")

    @pytest.mark.parametrize(
        "raw",
        [
            {"tie": "coin"},
            {"quorum": 3},
            {"quorum": {"at_least": True}},
            {"notice": {"full_days": -1}},
            {"majority": None},
            {"quroum": {}},
        ],
    )
    def test_what_is_none_of_the_possible(self, raw: dict[str, Any]) -> None:
        with pytest.raises(ProcedureMalformed):
            merged(raw, PRESETS)

    def test_no_such_preset(self) -> None:
        with pytest.raises(PresetUnknown):
            merged({"preset": "nw"}, PRESETS)
