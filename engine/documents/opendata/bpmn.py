"""A workflow as BPMN 2.0 with its layout, so that other viewers and editors show it.

States become tasks, final states end events, timers of a state boundary events; where several
transitions leave a state, an exclusive gateway stands behind it. What BPMN has no word for, duties
and their ladders for instance, stands in the documentation of a task.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.definition.model import State, Workflow

_BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
_DI = "http://www.omg.org/spec/BPMN/20100524/DI"
_DC = "http://www.omg.org/spec/DD/20100524/DC"
_EDGE = "http://www.omg.org/spec/DD/20100524/DI"
_SPACE = "https://verbindlich.example/bpmn"
TASK, EVENT, GATEWAY, BOUNDARY = (140, 80), (36, 36), (50, 50), (36, 36)
"""Width and height of the shapes."""
_STEP_X, _STEP_Y, _MARGIN = 260, 150, 60


@dataclass(frozen=True, slots=True)
class _Flow:
    """An arrow between states, with everything that may lead along it."""

    id: str
    source: str
    target: str
    name: str


@dataclass(frozen=True, slots=True)
class _Shape:
    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> tuple[float, float]:
        return self.x + self.width, self.y + self.height / 2

    @property
    def left(self) -> tuple[float, float]:
        return self.x, self.y + self.height / 2


def to_bpmn(workflow: Workflow, language: str) -> str:
    """Return a workflow as BPMN 2.0 XML.

    Args:
        workflow: The workflow.
        language: Of the names.
    """
    return _Drawing(workflow, language).text()


class _Drawing:
    def __init__(self, workflow: Workflow, language: str) -> None:
        for prefix, space in (("", _BPMN), ("bpmndi", _DI), ("dc", _DC), ("di", _EDGE)):
            ET.register_namespace(prefix, space)
        self.workflow, self.language = workflow, language
        self.flows = list(self._flows())
        leaving = defaultdict(list)
        for each in self.flows:
            leaving[each.source].append(each)
        self.gateways = {state for state, flows in leaving.items() if len(flows) > 1}
        self.shapes = self._shapes()

    def text(self) -> str:
        root = ET.Element(
            f"{{{_BPMN}}}definitions", {"id": "definitions", "targetNamespace": _SPACE}
        )
        process = self._element(root, "process", f"process_{self.workflow.key}")
        process.set("name", self.workflow.title.to(self.language))
        process.set("isExecutable", "false")
        self._element(process, "startEvent", "start")
        for key, state in self.workflow.states.items():
            self._state(process, key, state)
        for name in sorted(self.gateways):
            self._element(process, "exclusiveGateway", f"gateway_{name}")
        for flow_id, source, target, name in self._edges():
            edge = self._element(process, "sequenceFlow", flow_id)
            edge.set("sourceRef", source)
            edge.set("targetRef", target)
            if name:
                edge.set("name", name)
        self._diagram(root)
        ET.indent(root)
        return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode")

    def _element(self, parent: ET.Element, tag: str, name: str) -> ET.Element:
        return ET.SubElement(parent, f"{{{_BPMN}}}{tag}", {"id": name})

    def _state(self, process: ET.Element, key: str, state: State) -> None:
        made = self._element(process, "endEvent" if state.final else "userTask", f"state_{key}")
        made.set("name", state.title.to(self.language))
        told = "\n".join(self._duties(state))
        if told:
            documentation = ET.SubElement(made, f"{{{_BPMN}}}documentation")
            documentation.text = told
        for each in state.timers:
            timer = self._element(process, "boundaryEvent", f"timer_{key}_{each.id}")
            timer.set("attachedToRef", f"state_{key}")
            timer.set("cancelActivity", "false")
            event = self.workflow.events.get(each.event)
            timer.set("name", event.title.to(self.language) if event is not None else each.event)
            ET.SubElement(
                timer, f"{{{_BPMN}}}timerEventDefinition", {"id": f"when_{key}_{each.id}"}
            )

    def _duties(self, state: State) -> Iterator[str]:
        for key in state.obligations:
            duty = self.workflow.obligations[key]
            owner = self.workflow.roles.get(duty.owner)
            name = owner.title.to(self.language) if owner is not None else duty.owner
            yield f"{duty.title.to(self.language)} ({name})"

    def _flows(self) -> Iterator[_Flow]:
        """Yield an arrow for each pair of states, named after all events that lead along it."""
        named: dict[tuple[str, str], list[str]] = defaultdict(list)
        for each in self.workflow.transitions:
            if each.to is None:
                continue
            event = self.workflow.events.get(each.event or "")
            title = event.title.to(self.language) if event is not None else each.id
            for origin in each.origins:
                if title not in named[origin, each.to]:
                    named[origin, each.to].append(title)
        for (origin, target), titles in named.items():
            yield _Flow(f"flow_{origin}_{target}", origin, target, " / ".join(titles))

    def _edges(self) -> Iterator[tuple[str, str, str, str]]:
        """Yield every arrow of the drawing: id, source, target, name."""
        yield "flow_start", "start", f"state_{self.workflow.initial}", ""
        for state in sorted(self.gateways):
            yield f"flow_to_gateway_{state}", f"state_{state}", f"gateway_{state}", ""
        for each in self.flows:
            source = "gateway" if each.source in self.gateways else "state"
            yield each.id, f"{source}_{each.source}", f"state_{each.target}", each.name

    def _layers(self) -> dict[str, int]:
        """Return how many steps each state is away from the beginning."""
        layers, waiting = {self.workflow.initial: 0}, [self.workflow.initial]
        while waiting:
            state = waiting.pop(0)
            for each in self.flows:
                if each.source == state and each.target not in layers:
                    layers[each.target] = layers[state] + 1
                    waiting.append(each.target)
        last = max(layers.values()) + 1
        return {key: layers.get(key, last) for key in self.workflow.states}

    def _shapes(self) -> dict[str, _Shape]:
        shapes = {"start": _Shape(_MARGIN, _MARGIN + 22, *EVENT)}
        rows: dict[int, int] = defaultdict(int)
        for key, layer in self._layers().items():
            x, y = _MARGIN + 110 + layer * _STEP_X, _MARGIN + rows[layer] * _STEP_Y
            rows[layer] += 1
            is_final = self.workflow.states[key].final
            width, height = EVENT if is_final else TASK
            middle = (TASK[1] - height) / 2
            shapes[f"state_{key}"] = _Shape(x, y + middle, width, height)
            if key in self.gateways:
                shapes[f"gateway_{key}"] = _Shape(x + TASK[0] + 25, y + 15, *GATEWAY)
            for place, timer in enumerate(self.workflow.states[key].timers):
                at = x + 20 + place * 45, y + TASK[1] - 18
                shapes[f"timer_{key}_{timer.id}"] = _Shape(*at, *BOUNDARY)
        return shapes

    def _diagram(self, root: ET.Element) -> None:
        diagram = ET.SubElement(root, f"{{{_DI}}}BPMNDiagram", {"id": "diagram"})
        plane = ET.SubElement(
            diagram,
            f"{{{_DI}}}BPMNPlane",
            {"id": "plane", "bpmnElement": f"process_{self.workflow.key}"},
        )
        for name, shape in self.shapes.items():
            made = ET.SubElement(
                plane, f"{{{_DI}}}BPMNShape", {"id": f"shape_{name}", "bpmnElement": name}
            )
            if name.startswith("gateway_"):
                made.set("isMarkerVisible", "true")
            place = {"x": shape.x, "y": shape.y, "width": shape.width, "height": shape.height}
            ET.SubElement(
                made, f"{{{_DC}}}Bounds", {key: f"{each:g}" for key, each in place.items()}
            )
        for flow_id, source, target, _ in self._edges():
            edge = ET.SubElement(
                plane, f"{{{_DI}}}BPMNEdge", {"id": f"edge_{flow_id}", "bpmnElement": flow_id}
            )
            for x, y in _way(self.shapes[source], self.shapes[target]):
                ET.SubElement(edge, f"{{{_EDGE}}}waypoint", {"x": f"{x:g}", "y": f"{y:g}"})


def _way(source: _Shape, target: _Shape) -> list[tuple[float, float]]:
    """Return where an arrow goes: straight ahead, or around below where it leads back."""
    (x, y), (to_x, to_y) = source.right, target.left
    if to_x >= x:
        middle = (x + to_x) / 2
        return [(x, y), (middle, y), (middle, to_y), (to_x, to_y)]
    below = max(source.y + source.height, target.y + target.height) + 30
    return [
        (x, y),
        (x + 15, y),
        (x + 15, below),
        (to_x - 15, below),
        (to_x - 15, to_y),
        (to_x, to_y),
    ]
