from __future__ import annotations

from engine.definition.upgrade import PRESENT, STEPS, upgrade


def from_nought(document):
    return {**{k: v for k, v in document.items() if k != "name"}, "key": document["name"]}


def from_one(document):
    return {**document, "steps": 2}


def test_a_document_of_the_present_format_stays_as_it_is():
    document = {"format": PRESENT, "key": "x"}

    assert upgrade(document) == (document, [])


def test_every_older_format_that_has_steps_reaches_the_present():
    assert set(STEPS) == set(range(min(STEPS, default=PRESENT), PRESENT))


def test_older_documents_go_through_every_step():
    old = {"format": 0, "name": "x"}

    upgraded, findings = upgrade(old, {0: from_nought, 1: from_one}, present=2)

    assert findings == []
    assert upgraded == {"format": 2, "key": "x", "steps": 2}
    assert old == {"format": 0, "name": "x"}


def test_a_newer_format_is_a_finding():
    upgraded, [finding] = upgrade({"format": PRESENT + 1})

    assert upgraded is None
    assert finding.code == "format-newer"
    assert finding.where == "/format"


def test_a_format_that_never_was_is_a_finding():
    for number in (0, -5, -(10**12)):
        upgraded, [finding] = upgrade({"format": number})
        assert upgraded is None
        assert finding.code == "format-unknown"


def test_a_format_that_is_no_number_is_left_to_the_schema():
    for strange in ("1", None, True, [1], 1.0):
        document = {"format": strange}
        assert upgrade(document) == (document, [])


def test_a_missing_format_is_left_to_the_schema():
    assert upgrade({}) == ({}, [])
