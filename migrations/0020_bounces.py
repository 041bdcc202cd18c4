"""Questions that were passed on, for the coordinators of who passed them (docs/adr/0037)."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

_UNITS = "(select nullif(current_setting('lus.units', true), '')::int[])"
_ON_MY_CASE = "(select true from cases c where c.id = bounces.case_id)"


def upgrade() -> None:
    op.create_table(
        "bounces",
        sa.Column("unit_id", sa.Integer(), nullable=False, comment="the coordinator's unit"),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False, comment="the fact's"),
        sa.Column("case_ref", sa.Text(collation="C"), nullable=False),
        sa.Column("step", sa.Text(), nullable=False, comment="asked, passed_on, decided, answered or taken"),
        sa.Column("giver_id", sa.Integer(), nullable=False, comment="who asked, passed on, decided or answered"),
        sa.Column("taker_id", sa.Integer(), nullable=True, comment="who is to answer from then on; null: answered"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("why", sa.Text(), nullable=True, comment="code"),
        sa.ForeignKeyConstraint(
            ["case_id", "seq"], ["facts.case_id", "facts.seq"], name=op.f("fk_bounces_case_id_seq")
        ),
        sa.ForeignKeyConstraint(["giver_id"], ["units.id"], name=op.f("fk_bounces_giver_id")),
        sa.ForeignKeyConstraint(["taker_id"], ["units.id"], name=op.f("fk_bounces_taker_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_bounces_unit_id")),
        sa.PrimaryKeyConstraint("unit_id", "case_id", "seq", name=op.f("pk_bounces")),
    )
    op.create_index("ix_bounces_case_id", "bounces", ["case_id"])
    op.create_index("ix_bounces_passed", "bounces", ["unit_id", "at"], postgresql_where=sa.text("step = 'passed_on'"))
    op.execute("alter table bounces enable row level security")
    op.execute("alter table bounces force row level security")
    # Who records on the case writes them; the coordinator reads its own.
    op.execute(f"create policy app on bounces to lus_app using ({_ON_MY_CASE}) with check ({_ON_MY_CASE})")
    op.execute(f"create policy listed on bounces for select to lus_app using (unit_id = any({_UNITS}::int[]))")
    op.execute("grant select, insert, update, delete on bounces to lus_app")
