"""The list of a unit's plans: its index on the boards' rows (docs/adr/0032)."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_board_plans",
        "board",
        ["unit_id", "urgency", "case_id"],
        postgresql_where=sa.text("status = any (array['opened', 'invited', 'held', 'confirmed'])"),
    )
