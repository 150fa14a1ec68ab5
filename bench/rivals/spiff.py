"""SpiffWorkflow: read a workflow from SQLite, complete one task of it, write it back.

The process is smaller than the measure: it waits for a report, asks one condition and waits for
the next report or for a statement; no duty, no date, no reminder. Every step is the first of its
workflow, so that what has to be read does not grow.
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

PROCESS = b"""
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="measure">
  <process id="measure" isExecutable="true">
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
  </process>
</definitions>
"""
REPORT = {"text": "Acht Treffpunkte laufen.", "progress": 40, "rating": "green"}


class SpiffSteps:
    """Workflows that each wait for their first report."""

    def __init__(self, folder: Path, count: int) -> None:
        """Store so many workflows; as many steps can be taken."""
        parser = BpmnParser()
        parser.add_bpmn_xml(etree.fromstring(PROCESS))
        self._serializer = BpmnWorkflowSerializer(BpmnWorkflowSerializer.configure())
        workflow = BpmnWorkflow(parser.get_spec("measure"))
        workflow.do_engine_steps()
        document = self._serializer.serialize_json(workflow)
        self._connection = connect(folder / "spiff.db")
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
        (task,) = workflow.get_tasks(state=TaskState.READY, manual=True)
        assert task.task_spec.name == "report"
        task.set_data(**REPORT)
        task.run()
        workflow.do_engine_steps()
        saved = self._serializer.serialize_json(workflow)
        run("UPDATE workflows SET document = ? WHERE id = ?", (saved, self._next))
        run("COMMIT")
        self._next += 1
