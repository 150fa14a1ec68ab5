"""The five questions lead to the package that fits, with the reason."""

from __future__ import annotations

import pytest

from engine.definition.questions import QUESTIONS, propose
from engine.services.packaging import shipped_packages

PACKAGES = shipped_packages()
NO = dict.fromkeys(QUESTIONS, False)


def test_there_are_five_and_every_package_but_the_general_one_answers_some():
    assert len(QUESTIONS) == 5
    assert {key for key, each in PACKAGES.items() if not each.fits} == {"default"}


@pytest.mark.parametrize("key", sorted(PACKAGES))
def test_the_own_answers_of_a_package_lead_to_it(key):
    answers = {**NO, **PACKAGES[key].fits}

    assert propose(PACKAGES.values(), answers).package.key == key


def test_a_district_is_a_district_whatever_else_it_says():
    answers = dict.fromkeys(QUESTIONS, True)

    assert propose(PACKAGES.values(), answers).package.key == "landkreis"
    assert propose(PACKAGES.values(), {**answers, "district": False}).package.key != "landkreis"


def test_the_reason_names_what_speaks_for_it_and_what_is_otherwise():
    answers = {**NO, "funding_round": True, "advisory_board": True}

    proposal = propose(PACKAGES.values(), answers)
    reason = proposal.reason(answers)

    assert f"{QUESTIONS['funding_round'].en} Yes." in reason.en
    assert f"{QUESTIONS['funding_round'].de} Ja." in reason.de
    assert proposal.against_it
    assert "otherwise" in reason.en


def test_nobody_fits_means_the_general_one():
    reason = propose(PACKAGES.values(), NO).reason(NO)

    assert propose(PACKAGES.values(), NO).package.key == "default"
    assert reason.en == "No other package fits the answers better."
