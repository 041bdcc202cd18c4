"""Which worker processes live. No patient data."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "heartbeats",
        sa.Column("worker", sa.Text, nullable=False, comment="the worker's node name, lus@host"),
        sa.Column("pid", sa.Integer, nullable=False, comment="its process on that host"),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
        sa.Column("beat_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
        sa.PrimaryKeyConstraint("worker", "pid", name="pk_heartbeats"),
    )
