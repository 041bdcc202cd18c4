"""Failed sign-ins, by digest of account or address: so that nobody guesses for long. No patient data."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sign_in_failures",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("of", sa.LargeBinary(), nullable=False, comment="SHA-256 of the account or the address"),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_failures")),
    )
    op.create_index(op.f("ix_sign_in_failures_of"), "sign_in_failures", ["of", "at"])
    op.execute("grant select, insert, delete on sign_in_failures to lus_app")
