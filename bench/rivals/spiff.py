"""SpiffWorkflow: read a workflow from SQLite, complete one task of it, write it back.

Two processes: the smallest one waits for a report, asks one condition and waits for the next
report or for a statement. The other one has the ladder of the duty besides, as timers at the two
reports: three reminders and four steps of escalation. Neither has fields, access, calendar or
history. Every step is the first of its workflow, so that what has to be read does not grow.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree
from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

from bench.rivals.bare import connect

if TYPE_CHECKING:
    from pathlib import Path

SMALLEST = """
    <startEvent id="start"/>
    <sequenceFlow id="begin" sourceRef="start" targetRef="report"/>
    <userTask id="report" name="Report"/>
    <sequenceFlow id="reported" sourceRef="report" targetRef="rated"/>
    <exclusiveGateway id="rated" default="on_track"/>
    <sequenceFlow id="late" sourceRef="rated" targetRef="statement">
      <conditionExpression>rating == 'red' and progress &lt; 100</conditionExpression>
    </sequenceFlow>
    <sequenceFlow id="on_track" sourceRef="rated" targetRef="next_report"/>
    <userTask id="statement" name="Statement"/>
    <sequenceFlow id="stated" sourceRef="statement" targetRef="end"/>
    <userTask id="next_report" name="Next report"/>
    <sequenceFlow id="over" sourceRef="next_report" targetRef="end"/>
    <endEvent id="end"/>
"""
RUNGS = {
    "first_reminder": "P170D",
    "second_reminder": "P177D",
    "last_reminder": "P184D",
    "notice": "P187D",
    "agenda": "P198D",
    "rating": "P212D",
    "council": "P242D",
}
"""The ladder of the report duty of the measure."""


def duty() -> str:
    """Return the smallest process with the ladder of the duty: what the measure has as well."""
    rungs = "".join(
        f"""
    <boundaryEvent id="{key}" attachedToRef="{task}" cancelActivity="false">
      <timerEventDefinition><timeDuration>"{after}"</timeDuration></timerEventDefinition>
    </boundaryEvent>
    <sequenceFlow id="{key}_flow" sourceRef="{key}" targetRef="{key}_task"/>
    <manualTask id="{key}_task"/>
    <sequenceFlow id="{key}_over" sourceRef="{key}_task" targetRef="{key}_end"/>
    <endEvent id="{key}_end"/>"""
        for task in ("report", "next_report")
        for key, after in ((f"{task}_{name}", after) for name, after in RUNGS.items())
    )
    return SMALLEST + rungs


_FRAME = """
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="measure">
  <process id="measure" isExecutable="true">{}</process>
</definitions>
"""
REPORT = {"text": "Acht Treffpunkte laufen.", "progress": 40, "rating": "green"}


class SpiffSteps:
    """Workflows that each wait for their first report."""

    def __init__(self, path: Path, process: str, count: int) -> None:
        """Store so many workflows; as many steps can be taken."""
        parser = BpmnParser()
        parser.add_bpmn_xml(etree.fromstring(_FRAME.format(process)))
        self._serializer = BpmnWorkflowSerializer(BpmnWorkflowSerializer.configure())
        workflow = BpmnWorkflow(parser.get_spec("measure"))
        workflow.do_engine_steps()
        document = self._serializer.serialize_json(workflow)
        self._connection = connect(path)
        self._connection.execute("CREATE TABLE workflows (id INTEGER PRIMARY KEY, document TEXT)")
        self._connection.execute("BEGIN")
        self._connection.executemany(
            "INSERT INTO workflows VALUES (?, ?)", [(each, document) for each in range(count)]
        )
        self._connection.execute("COMMIT")
        self._next = 0

    def step(self) -> None:
        """Load the next workflow, report, save it."""
        run = self._connection.execute
        run("BEGIN IMMEDIATE")
        (document,) = run("SELECT document FROM workflows WHERE id = ?", (self._next,)).fetchone()
        workflow = self._serializer.deserialize_json(document)
        (task,) = workflow.get_tasks(state=TaskState.READY, spec_name="report")
        task.set_data(**REPORT)
        task.run()
        workflow.do_engine_steps()
        saved = self._serializer.serialize_json(workflow)
        run("UPDATE workflows SET document = ? WHERE id = ?", (saved, self._next))
        run("COMMIT")
        self._next += 1
