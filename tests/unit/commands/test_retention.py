"""What is kept of people, told on the command line."""

from __future__ import annotations

from engine.commands.exits import ExitCode

PUBLISH = ("workflow", "publish", "event", "registration", "contribution")


def test_what_is_kept_is_listed_with_purpose_and_period(town) -> None:
    assert town("retention", "list").out == "Nothing is kept.\n"
    town(*PUBLISH)
    listed = town("retention", "list").out
    rows = town("retention", "list", "--json").document["retentions"]

    assert "1 week" in listed
    needs = next(each for each in rows if each["name"] == "needs")
    assert (needs["workflow"], needs["keep"], needs["since"]) == (
        "registration",
        "1 week",
        "closing",
    )
    assert "DSGVO" in needs["legal_basis"]["en"]
    assert "Aufbewahrung" not in listed


def test_nothing_is_before_the_archive_and_nothing_can_be_answered(town) -> None:
    town(*PUBLISH)
    number = town("case", "open", "contribution", "--as", "coordination", "--fields",
                  '{"title": "Mehr Bänke"}', "--json").document["number"]  # fmt: skip

    assert town("retention", "offers").out == "Nothing is before the archive.\n"
    assert town("retention", "offers", "--json").document == {"offers": []}
    refused = town("retention", "answer", number, "persons", "--taken")
    assert refused.code == ExitCode.NOT_FOUND
    assert number in refused.err
