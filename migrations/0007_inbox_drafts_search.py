"""The inbox: its count on the board's rows, and its order."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0005"
branch_labels = None
depends_on = None

# Forced row security binds a plain owner too, who has no context: lifted while the stored rows are filled in.
_UNREAD = """
update board b set unread = d.unread
  from (select case_id, unit_id, count(*) as unread from duties
         where kind = 'acknowledge' and met_at is null and cancelled_at is null group by case_id, unit_id) d
 where d.case_id = b.case_id and d.unit_id = b.unit_id
"""


def upgrade() -> None:
    _unread()


def _unread() -> None:
    comment = "messages that the unit is to acknowledge"
    op.add_column("board", sa.Column("unread", sa.Integer(), nullable=False, server_default="0", comment=comment))
    for table in ("board", "duties"):
        op.execute(f"alter table {table} no force row level security")
    op.execute(_UNREAD)
    for table in ("board", "duties"):
        op.execute(f"alter table {table} force row level security")
    # The inbox in its order: what else a unit owes is not looked at.
    op.create_index(
        "ix_duties_unread",
        "duties",
        ["unit_id", "due_at", "case_id", "key"],
        unique=False,
        postgresql_where=sa.text("kind = 'acknowledge' and met_at is null and cancelled_at is null"),
    )
    op.alter_column("board", "unread", server_default=None)
