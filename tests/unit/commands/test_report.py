"""``verbindlich report``: papers in every form."""

from __future__ import annotations


def test_the_paper_for_a_sitting_in_every_form(measure) -> None:
    for name, begin in (
        ("a.pdf", b"%PDF"),
        ("a.docx", b"PK"),
        ("a.html", b"<!DOC"),
        ("a.json", b"{"),
    ):
        file = measure.folder / name
        told = measure("report", "sitting", "steering_group", "--output", str(file))
        assert told.code == 0, told
        assert file.read_bytes().startswith(begin)


def test_without_a_file_it_is_a_page(measure) -> None:
    told = measure("report", "sitting", "steering_group", "--on", "2026-03-02")
    assert "<h1>Paper for the sitting: Steering group</h1>" in told.out
    assert "M-0001" in told.out
    assert measure.json("report", "sitting", "steering_group")["kind"] == "sitting"


def test_an_unknown_form_and_an_unknown_body_are_refused(measure) -> None:
    assert measure("report", "sitting", "steering_group", "--output", "a.odt").code == 2
    assert measure("report", "sitting", "nobody").code == 4


def test_a_template_is_written_and_used(measure) -> None:
    folder = measure.folder / "templates"
    folder.mkdir()
    assert measure("report", "template", str(folder / "paper.docx")).code == 0
    assert measure("report", "template", str(folder / "paper.typ")).code == 0
    (folder / "paper.html").write_text("<p>{{ paper.title }}</p>")
    told = measure("report", "sitting", "steering_group", VERBINDLICH_TEMPLATES=str(folder))
    assert told.out.strip() == "<p>Paper for the sitting: Steering group</p>"
    assert measure("report", "template", "a.json").code == 2


def test_reports_on_the_plan(measure) -> None:
    for arguments, said in (
        (("progress", "--since", "2025-12-01"), "Progress report: Measure"),
        (("catalogue",), "Catalogue by addressee: Measure"),
        (("sheet", "M-0001"), "M-0001 Sprachcafé"),
        (("resolutions", "steering_group"), "Resolution tracking: Steering group"),
    ):
        told = measure("report", *arguments)
        assert told.code == 0, told
        assert f"<h1>{said}</h1>" in told.out
        assert measure.json("report", *arguments)["language"] == "en"


def test_the_public_reads_only_what_is_public(measure) -> None:
    assert "M-0001" in measure("report", "progress").out
    assert "M-0001" not in measure("report", "progress", "--public").out
    assert measure("report", "sheet", "M-0001", "--public").code == 4
