"""The inbox holds the ordinations that a unit is to receive (docs/adr/0030)."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

_UNREAD = "kind in ('acknowledge', 'receive_ordination') and met_at is null and cancelled_at is null"


def upgrade() -> None:
    op.alter_column("board", "unread", comment="messages that wait in the unit's inbox")
    op.drop_index("ix_duties_unread", "duties")
    op.create_index(
        "ix_duties_unread", "duties", ["unit_id", "due_at", "case_id", "key"], postgresql_where=sa.text(_UNREAD)
    )
