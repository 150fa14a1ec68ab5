"""Data for other programs: the public plan, event logs, workflows in BPMN."""
