"""Diagrams of a workflow: DOT for Graphviz, text for Mermaid, and the table that says it all.

Texts only: whoever turns DOT into a picture hands it to ``diagram_svg`` afterwards. The same
workflow gives the same text, and a title cannot break out of its label.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.definition.model import ANYONE, ENGINE, PUBLIC
from engine.findings import Text

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from engine.definition.model import State, Transition, Workflow


@dataclass(frozen=True, slots=True)
class Row:
    """One transition in words of one language."""

    id: str
    event: str
    by: tuple[str, ...]
    """Who may do it."""
    origins: tuple[str, ...]
    to: str | None
    """None: the case stays where it is."""
    conditions: tuple[str, ...]
    """What must hold, as it is said to whom it refuses."""


_NOBODY = {
    ENGINE: Text(de="das System", en="the system"),
    ANYONE: Text(de="alle Angemeldeten", en="everyone signed in"),
    PUBLIC: Text(de="alle", en="everybody"),
}
_BY_ITSELF = Text(de="von selbst", en="by itself")
_NOW = Text(de="jetzt hier", en="here now")


def table(workflow: Workflow, language: str) -> tuple[Row, ...]:
    """Return every transition as a row, in order of priority."""
    states = workflow.states
    return tuple(
        Row(
            id=each.id,
            event=_event(workflow, each, language),
            by=tuple(_who(workflow, name, language) for name in _actors(workflow, each)),
            origins=tuple(states[key].title.to(language) for key in each.origins),
            to=None if each.to is None else states[each.to].title.to(language),
            conditions=tuple(guard.message.to(language) for guard in each.guards),
        )
        for each in workflow.transitions
    )


def _event(workflow: Workflow, transition: Transition, language: str) -> str:
    if transition.event is None:
        return _BY_ITSELF.to(language)
    return workflow.events[transition.event].title.to(language)


def _actors(workflow: Workflow, transition: Transition) -> tuple[str, ...]:
    return () if transition.event is None else workflow.events[transition.event].by


def _who(workflow: Workflow, name: str, language: str) -> str:
    if name in _NOBODY:
        return _NOBODY[name].to(language)
    return workflow.roles[name].title.to(language)


@dataclass(frozen=True, slots=True)
class _Arrow:
    """All ways from one state to another."""

    origin: str
    target: str
    labels: tuple[str, ...]
    by_engine: bool


def _arrows(workflow: Workflow, language: str) -> Iterator[_Arrow]:
    ways: dict[tuple[str, str], list[Transition]] = {}
    for each in workflow.transitions:
        if each.to is not None:
            for origin in each.origins:
                ways.setdefault((origin, each.to), []).append(each)
    order = list(workflow.states)
    for (origin, target), found in sorted(
        ways.items(), key=lambda way: tuple(map(order.index, way[0]))
    ):
        labels = dict.fromkeys(_event(workflow, each, language) for each in found)
        by_engine = all(set(_actors(workflow, each)) <= {ENGINE} for each in found)
        yield _Arrow(origin, target, tuple(labels), by_engine)


def to_dot(
    workflow: Workflow,
    language: str,
    *,
    visited: Collection[str] | None = None,
    current: str | None = None,
) -> str:
    """Return the diagram in the language of Graphviz.

    Args:
        workflow: The workflow.
        language: Of the titles.
        visited: States through which a case has come; they are drawn with a thick line.
        current: The state in which it stands; it is filled, and says so.
    """
    nodes = {
        key: _node(state, language, is_visited=key in (visited or ()), is_current=key == current)
        for key, state in workflow.states.items()
    }
    lines = [
        f"digraph {_quoted(workflow.title.to(language))} {{",
        '  graph [newrank=true fontname="Arial" nodesep=.35 ranksep=.55 bgcolor="transparent"]',
        f"  node [{_NODES}]",
        '  edge [fontname="Arial" fontsize=9 color="#4a5a66" arrowsize=.7]',
        '  "" [id="start" shape=circle style=filled fillcolor="#1d4b6e" width=.18 label=""]',
        *_clusters(workflow, nodes, language),
        f'  "" -> {_quoted(workflow.initial)}',
        *(_edge(each) for each in _arrows(workflow, language)),
        "}",
    ]
    return "\n".join(lines) + "\n"


_NODES = (
    'shape=box style="rounded,filled" fillcolor="#ffffff" color="#1d4b6e" '
    'fontname="Arial" fontsize=11 margin="0.16,0.08"'
)


def _clusters(workflow: Workflow, nodes: dict[str, str], language: str) -> Iterator[str]:
    for number, (key, phase) in enumerate(workflow.phases.items()):
        yield f"  subgraph cluster_{number} {{"
        yield f"    label={_quoted(phase.title.to(language))}"
        yield '    style="rounded,dashed" color="#8a99a5" fontsize=11'
        for state in workflow.states.values():
            if state.phase == key:
                yield f"  {nodes[state.key]}"
        yield "  }"
    for state in workflow.states.values():
        if state.phase not in workflow.phases:
            yield nodes[state.key]


def _node(state: State, language: str, *, is_visited: bool, is_current: bool) -> str:
    label = [state.title.to(language)] + [f"({_NOW.to(language)})"] * is_current
    parts = [f"id={_quoted(f'state-{state.key}')}", f"label={_quoted(*label)}"]
    parts += ["peripheries=2"] * state.final + ["penwidth=2.5"] * is_visited
    parts += ['fillcolor="#ffe08a"'] * is_current
    return f"  {_quoted(state.key)} [{' '.join(parts)}]"


def _edge(arrow: _Arrow) -> str:
    label = _quoted(*(f" {each} " for each in arrow.labels))
    style = " style=dashed" if arrow.by_engine else ""
    ends = f"{_quoted(arrow.origin)} -> {_quoted(arrow.target)}"
    return f"  {ends} [label={label}{style}]"


def _quoted(*lines: str) -> str:
    """Return lines as a quoted string of DOT that shows exactly these characters."""
    return '"' + "\\n".join(map(_escaped, lines)) + '"'


def _escaped(line: str) -> str:
    seen = "".join(each for each in line if each.isprintable())
    return seen.replace("\\", "\\\\").replace("&", "&amp;").replace('"', '\\"')


def to_mermaid(
    workflow: Workflow,
    language: str,
    *,
    visited: Collection[str] | None = None,
    current: str | None = None,
) -> str:
    """Return the diagram as Mermaid text, for places that draw it themselves.

    Args:
        workflow: The workflow.
        language: Of the titles.
        visited: States through which a case has come.
        current: The state in which it stands.
    """
    names = {key: f"s{number}" for number, key in enumerate(workflow.states)}
    lines = ["stateDiagram-v2"]
    for number, (key, phase) in enumerate(workflow.phases.items()):
        lines.append(f'  state "{_plain(phase.title.to(language))}" as p{number} {{')
        lines += [
            f'    state "{_plain(state.title.to(language))}" as {names[state.key]}'
            for state in workflow.states.values()
            if state.phase == key
        ]
        lines.append("  }")
    lines += [
        f'  state "{_plain(state.title.to(language))}" as {names[state.key]}'
        for state in workflow.states.values()
        if state.phase not in workflow.phases
    ]
    lines.append(f"  [*] --> {names[workflow.initial]}")
    for arrow in _arrows(workflow, language):
        label = ", ".join(_plain(each) for each in arrow.labels)
        lines.append(f"  {names[arrow.origin]} --> {names[arrow.target]}: {label}")
    lines += [f"  {names[key]} --> [*]" for key, each in workflow.states.items() if each.final]
    lines += ["  classDef visited stroke-width:3px", "  classDef current fill:#ffe08a"]
    lines += [f"  class {names[key]} visited" for key in workflow.states if key in (visited or ())]
    lines += [f"  class {names[current]} current"] if current in names else []
    return "\n".join(lines) + "\n"


_HARMLESS = frozenset(" .,-/()?!äöüßÄÖÜ")


def _plain(text: str) -> str:
    """Return a text in which Mermaid finds nothing but characters."""
    shown = " ".join("".join(each if each.isprintable() else " " for each in text).split())
    return "".join(
        each if each in _HARMLESS or (each.isascii() and each.isalnum()) else f"#{ord(each)};"
        for each in shown
    )
