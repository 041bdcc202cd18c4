"""Coordinators' lists: what is late with a SIP and since when, where the person lives, who leads (docs/adr/0045)."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("coordinated", sa.Column("municipality", sa.Text(), comment="where the person lives; null: not told"))
    op.add_column("coordinated", sa.Column("lead_id", sa.Integer(), comment="who leads the plan; null: no plan"))
    op.add_column("coordinated", sa.Column("late", sa.Text(), comment="what of a SIP it makes late; null: nothing"))
    op.add_column("coordinated", sa.Column("late_at", sa.DateTime(timezone=True), comment="from when"))
    op.create_foreign_key(op.f("fk_coordinated_lead_id"), "coordinated", "units", ["lead_id"], ["id"])
    op.create_index(
        "ix_coordinated_late",
        "coordinated",
        ["unit_id", "late_at", "case_id", "duty"],
        postgresql_where=sa.text("late is not null"),
    )
    # Calls that are owed already; where the person lives is told when the case is derived again.
    op.execute("alter table coordinated no force row level security")
    op.execute("update coordinated set late = 'call', late_at = due_at where kind in ('call_to_sip', 'book_meeting')")
    op.execute("alter table coordinated force row level security")
