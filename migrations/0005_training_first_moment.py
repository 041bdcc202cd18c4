"""Where the training clock begins, so that a fill that was killed is taken up again. No patient data."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    comment = "training: the moment at which the filled region stands"
    op.add_column("clock", sa.Column("first_at", sa.DateTime(timezone=True), nullable=True, comment=comment))
