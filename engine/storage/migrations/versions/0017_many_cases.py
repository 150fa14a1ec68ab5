"""What the pages of a town with very many cases are read by.

Which roles nobody holds is worked out when a case changes; until then it is not known.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    op.add_column("cases", sa.Column("unheld", sa.String(), server_default="?", nullable=True))
    op.drop_index("cases_by_rating", table_name="cases")
    op.drop_index("occurrences_open", table_name="occurrences")
    by_workflow = ["tenant", "workflow_key"]
    op.create_index("cases_by_workflow", "cases", [*by_workflow, "id"], unique=False)
    for name, columns, where in (
        ("cases_by_rating", [*by_workflow, "rating", "area", "exposure"], "closed_at IS NULL"),
        ("cases_ended", [*by_workflow, "state", "exposure"], "closed_at IS NOT NULL"),
        ("cases_confidential", [*by_workflow, "id"], "exposure = 'confidential'"),
        ("cases_unheld", [*by_workflow, "id"], "unheld IS NOT NULL"),
    ):
        _index(name, "cases", columns, where)
    for name, columns in (
        ("occurrences_open", ["tenant", "owner", "due_at", "case_id"]),
        ("occurrences_due", ["tenant", "due_at", "case_id"]),
    ):
        _index(name, "occurrences", columns, "status = 'open'")


def _index(name: str, table: str, columns: list[str], where: str) -> None:
    condition = sa.text(where)
    op.create_index(
        name, table, columns, unique=False, sqlite_where=condition, postgresql_where=condition
    )
