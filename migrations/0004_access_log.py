"""Who looked at what, or recorded it. The app's role writes it and cannot read it, change it or take it away."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_UNITS = "(select nullif(current_setting('lus.units', true), '')::int[])"


def upgrade() -> None:
    _access_log()
    # Everything goes to one partition until months are split off; a table that is none could never be split.
    op.execute("create table access_log_rest partition of access_log default")
    for table in ("access_log", "access_log_rest"):
        op.execute(f"alter table {table} enable row level security")
        op.execute(f"alter table {table} force row level security")
    # Nobody can write in another unit's name.
    op.execute(f"create policy app on access_log for insert to lus_app with check (unit_id = any({_UNITS}::int[]))")
    op.execute("grant insert on access_log to lus_app")


def _access_log() -> None:
    op.create_table(
        "access_log",
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("activity", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False, comment="shown, recorded, repeated, refused or not_found"),
        sa.Column("what", sa.Text(), nullable=False, comment="the page or the kind of fact; never whom it was about"),
        sa.Column("person_id", sa.BigInteger(), nullable=True, comment="the user; null: the system itself"),
        sa.Column("hsa_id", sa.Text(), nullable=True),
        sa.Column("assignment_id", sa.BigInteger(), nullable=True),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("provider", sa.Text(), nullable=False, comment="the user's, at the time"),
        sa.Column("case_ids", sa.ARRAY(sa.BigInteger()), nullable=False),
        sa.Column("patients", sa.ARRAY(sa.UUID()), nullable=False, comment="whom was shown"),
        sa.Column("owners", sa.ARRAY(sa.Text()), nullable=False, comment="providers that own the information"),
        sa.Column("sought", sa.Text(), nullable=True, comment="the case that was asked for and not found"),
        sa.PrimaryKeyConstraint("at", "id", name=op.f("pk_access_log")),
        postgresql_partition_by="RANGE (at)",
    )
