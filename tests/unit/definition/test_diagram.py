"""Diagrams say the same every time, and no title breaks out of its label."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.definition.diagram import table, to_dot, to_mermaid
from engine.definition.diagram_svg import page_svg
from engine.findings import Text
from tests.unit.definition.plans import event, measure, read, read_document, state, step

MEASURE = read_document(measure())
SMALL = read()
BINARY = shutil.which("graphviz-pure", path=str(Path(sys.executable).parent)) or shutil.which(
    "graphviz-pure"
)


def titled(title: str):
    """The small workflow with one title everywhere."""
    text = Text(de=title, en=title)
    asked, closed = SMALL.states["asked"], SMALL.states["closed"]
    return replace(
        SMALL,
        title=text,
        states={"asked": replace(asked, title=text), "closed": replace(closed, title=text)},
        events={"answer": replace(SMALL.events["answer"], title=text)},
    )


def drawn(dot: str) -> str:
    if BINARY is None:
        pytest.skip("graphviz-pure is not installed")
    command = [BINARY, "-Tsvg"]
    return subprocess.run(command, input=dot, capture_output=True, text=True, check=True).stdout


def test_the_small_workflow_in_dot():
    dot = to_dot(SMALL, "en")
    assert dot.startswith('digraph "Question" {\n  graph [newrank=true fontname="Arial"')
    assert '  "asked" [id="state-asked" label="Asked"]' in dot
    assert '  "closed" [id="state-closed" label="Answered" peripheries=2]' in dot
    assert '  "asked" -> "closed" [label=" Answer "]' in dot
    assert '  "" -> "asked"' in dot


def test_the_language_of_the_reader():
    assert 'label="Gestellt"' in to_dot(SMALL, "de")
    assert "s0: Gestellt" not in to_mermaid(SMALL, "de")
    assert 'state "Gestellt" as s0' in to_mermaid(SMALL, "de")


def test_phases_are_clusters_and_hold_their_states():
    dot = to_dot(MEASURE, "en")
    clusters = re.findall(r"subgraph cluster_\d+ \{\n(.*?)\n  \}", dot, re.DOTALL)
    assert len(clusters) == 2
    assert 'label="Development"' in clusters[0]
    assert '"proposed"' in clusters[0]
    assert '"done"' not in "".join(clusters)


def test_what_the_engine_does_is_dashed_and_ways_between_two_states_share_an_arrow():
    two = read(
        {"events": {"lapse": event("Lapse"), "close": event("Close", "office")}},
        {
            "transitions": [
                step("answer", "asked", "closed"),
                step("close", "asked", "closed", id="close"),
                step("lapse", "asked", "asked"),
            ]
        },
    )
    dot = to_dot(two, "en")
    assert '"asked" -> "closed" [label=" Answer \\n Close "]' in dot
    assert '"asked" -> "asked" [label=" Lapse " style=dashed]' in dot


def test_where_a_case_stands_is_said_not_only_coloured():
    dot = to_dot(SMALL, "en", visited={"asked"}, current="closed")
    assert 'label="Answered\\n(here now)"' in dot
    assert dot.count("penwidth=2.5") == 1
    mermaid = to_mermaid(SMALL, "en", visited={"asked"}, current="closed")
    assert mermaid.endswith("  class s0 visited\n  class s1 current\n")


def test_the_small_workflow_in_mermaid():
    assert to_mermaid(SMALL, "en").splitlines()[:6] == [
        "stateDiagram-v2",
        '  state "Asked" as s0',
        '  state "Answered" as s1',
        "  [*] --> s0",
        "  s0 --> s1: Answer",
        "  s1 --> [*]",
    ]


def test_the_table_says_what_the_picture_leaves_out():
    rows = {each.id: each for each in table(MEASURE, "en")}
    assert [each.id for each in table(MEASURE, "en")] == [each.id for each in MEASURE.transitions]
    assert rows["report"].to is None
    assert rows["report"].by == ("Lead", "Coordination office")
    assert rows["again"].by == ("the system",)
    assert rows["fix"].conditions[0] == "Every addressee must have consented."
    assert rows["reject"].origins == ("Proposed", "Deferred")
    assert table(MEASURE, "de")[0].event == "Verbindlich festlegen"


def test_an_automatic_transition_happens_by_itself():
    auto = read(
        {"states": {"left": state("Left", final=True, outcome="ended")}},
        {
            "transitions": [
                step("answer", "asked", "closed"),
                step(None, "asked", "left", when="case.title == 'x'"),
            ]
        },
    )
    assert table(auto, "en")[1].event == "by itself"
    assert '[label=" by itself " style=dashed]' in to_dot(auto, "en")


@given(title=st.text(max_size=40))
def test_no_title_breaks_out_of_a_label(title: str):
    dot = to_dot(titled(title), "en")
    assert re.sub(r'"(?:[^"\\]|\\.)*"', "Q", dot) == re.sub(
        r'"(?:[^"\\]|\\.)*"', "Q", to_dot(SMALL, "en")
    )
    mermaid = to_mermaid(titled(title), "en")
    assert len(mermaid.splitlines()) == len(to_mermaid(SMALL, "en").splitlines())
    labels = re.findall(r'state "(.*)" as s\d', mermaid)
    assert len(labels) == 2
    assert not any(set(each) & set('"<>[]{}:') for each in labels)


@settings(max_examples=15, deadline=None)
@given(title=st.text(st.characters(codec="utf-8"), min_size=1, max_size=20))
@pytest.mark.skipif(BINARY is None, reason="graphviz-pure is not installed")
def test_graphviz_shows_any_title_as_it_is(title: str):
    shown = "".join(each for each in title if each.isprintable())
    root = ET.fromstring(drawn(to_dot(titled(title), "en")))  # noqa: S314 - drawn by ourselves
    texts = ["".join(each.itertext()) for each in root.iter("{http://www.w3.org/2000/svg}text")]
    assert [each.replace("\xa0", " ") for each in texts].count(shown.replace("\xa0", " ")) >= (
        2 if shown.strip() else 0
    )


def test_a_picture_for_a_page():
    svg = page_svg(drawn(to_dot(MEASURE, "en")), 'Measure <"&">')
    assert svg.startswith('<svg role="img" aria-label="Measure &lt;&quot;&amp;&quot;&gt;" ')
    root = ET.fromstring(svg)  # noqa: S314 - drawn by ourselves
    titles = list(root.iter("{http://www.w3.org/2000/svg}title"))
    assert [each.text for each in titles] == ['Measure <"&">']
    assert "state-in_progress" in {each.get("id") for each in root.iter()}
    assert "Arial" not in svg
    assert "width" not in root.attrib
    assert "viewBox" in root.attrib


def test_a_drawing_is_cleaned_of_what_a_page_does_not_need():
    raw = (
        '<?xml version="1.0"?><!DOCTYPE svg>\n<!-- made by -->\n<svg width="8pt" height="9pt" '
        'viewBox="0 0 8 9"><g id="graph0"><title>G</title><text font-family="Arial">A</text></g>'
        "</svg>"
    )
    assert page_svg(raw, "T") == (
        '<svg role="img" aria-label="T" viewBox="0 0 8 9">\n<title>T</title><g id="graph0">'
        '<text font-family="inherit">A</text></g></svg>'
    )
