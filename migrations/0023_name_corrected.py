"""A patient's name told wrong may be corrected (docs/adr/0033)."""

from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

_BEFORE = "every number told: the fact's seq, the person's id, the number"
_NOW = "every number or name told: the fact's seq, the person's id, the number, the name if told"


def upgrade() -> None:
    op.execute("grant update (name) on patients to lus_app")
    op.alter_column("patients", "identities", comment=_NOW, existing_comment=_BEFORE)


def downgrade() -> None:
    op.alter_column("patients", "identities", comment=_BEFORE, existing_comment=_NOW)
    op.execute("revoke update (name) on patients from lus_app")
