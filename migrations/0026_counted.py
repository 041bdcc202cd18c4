"""What coordinators count of plans (docs/adr/0045)."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

_UNITS = "(select nullif(current_setting('lus.units', true), '')::int[])"
_ON_MY_CASE = "(select true from cases c where c.id = counted.case_id)"


def upgrade() -> None:
    op.create_table(
        "counted",
        sa.Column("unit_id", sa.Integer(), nullable=False, comment="the coordinator's unit"),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("what", sa.Text(collation="C"), nullable=False, comment="as lus.domain.counted names it"),
        sa.Column("number", sa.Integer(), nullable=False, comment="from 1, of those of the case"),
        sa.Column("case_ref", sa.Text(collation="C"), nullable=False),
        sa.Column("person", sa.Text(collation="C"), nullable=True, comment="joins one person's rows of one unit"),
        sa.Column("municipality", sa.Text(), nullable=True, comment="where the person lives; null: not told"),
        sa.Column("lead_id", sa.Integer(), nullable=True, comment="who leads the plan, or calls; null: protected"),
        sa.Column("age_group", sa.Text(), nullable=True, comment="when the plan was opened; null: not known"),
        sa.Column("at_discharge", sa.Boolean(), nullable=False),
        sa.Column("from_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until_at", sa.DateTime(timezone=True), nullable=True, comment="null: on and on"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_counted_case_id")),
        sa.ForeignKeyConstraint(["lead_id"], ["units.id"], name=op.f("fk_counted_lead_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_counted_unit_id")),
        sa.PrimaryKeyConstraint("unit_id", "case_id", "what", "number", name=op.f("pk_counted")),
    )
    op.create_index("ix_counted_case_id", "counted", ["case_id"])
    op.create_index(
        "ix_counted_months",
        "counted",
        ["unit_id", "what", "from_at", "until_at"],
        postgresql_include=["municipality", "lead_id", "age_group", "at_discharge", "case_id"],
    )
    op.create_index("ix_counted_person", "counted", ["unit_id", "person"], postgresql_where=sa.text("what = 'plan'"))
    op.execute("alter table counted enable row level security")
    op.execute("alter table counted force row level security")
    # Who records on the case writes them; the coordinator reads its own. PostgreSQL asks of the policies the one whose
    # name comes last first: whose row it is costs nothing, whether the case is seen a look at it, 60,000 times.
    op.execute(f"create policy app on counted to lus_app using ({_ON_MY_CASE}) with check ({_ON_MY_CASE})")
    op.execute(f"create policy listed on counted for select to lus_app using (unit_id = any({_UNITS}::int[]))")
    op.execute("grant select, insert, update, delete on counted to lus_app")
