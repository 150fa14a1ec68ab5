"""What a world may not have."""

from __future__ import annotations

from engine.errors import NotFound


class WorkflowNotFound(NotFound):
    """There is no workflow “{workflow}”."""

    de = "Einen Ablauf „{workflow}“ gibt es nicht."


class CaseNotFound(NotFound):
    """There is no case “{case}”."""

    de = "Einen Vorgang „{case}“ gibt es nicht."
