"""Stays of coordinators' months, and months taken as settled (docs/adr/0034)."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_UNITS = "(select nullif(current_setting('lus.units', true), '')::int[])"
_ON_MY_CASE = "(select true from cases c where c.id = tallies.case_id)"
_SEEN = f"unit_id = any({_UNITS}::int[])"


def upgrade() -> None:
    op.create_table(
        "tallies",
        sa.Column("unit_id", sa.Integer(), nullable=False, comment="the coordinator's unit"),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("case_ref", sa.Text(collation="C"), nullable=False),
        sa.Column("municipality", sa.Text(), nullable=False, comment="pays"),
        sa.Column("notified_on", sa.Date(), nullable=False, comment="the day of the first ready notice"),
        sa.Column("ended_on", sa.Date(), nullable=True, comment="the day on which the patient left; null: there still"),
        sa.Column("disputed", sa.Boolean(), nullable=False),
        sa.Column(
            "facts",
            postgresql.JSONB(),
            nullable=False,
            comment="skeletons that liability rests on, in order",
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_tallies_case_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_tallies_unit_id")),
        sa.PrimaryKeyConstraint("unit_id", "case_id", name=op.f("pk_tallies")),
    )
    op.create_index("ix_tallies_case_id", "tallies", ["case_id"])
    op.create_index("ix_tallies_month", "tallies", ["unit_id", "municipality", "ended_on"])
    _settled()
    for table in ("tallies", "settled_months"):
        op.execute(f"alter table {table} enable row level security")
        op.execute(f"alter table {table} force row level security")
    # Who records on the case writes them; the coordinator reads its own.
    op.execute(f"create policy app on tallies to lus_app using ({_ON_MY_CASE}) with check ({_ON_MY_CASE})")
    op.execute(f"create policy listed on tallies for select to lus_app using ({_SEEN})")
    op.execute("grant select, insert, update, delete on tallies to lus_app")
    op.execute(f"create policy app on settled_months for select to lus_app using (readers && {_UNITS})")
    op.execute(f"create policy settling on settled_months for insert to lus_app with check ({_SEEN})")
    op.execute("grant select, insert on settled_months to lus_app")


def _settled() -> None:
    op.create_table(
        "settled_months",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("municipality", sa.Text(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False, comment="its first day"),
        sa.Column(
            "principal", sa.Text(), nullable=False, comment="who takes it as settled: county or municipality code"
        ),
        sa.Column("unit_id", sa.Integer(), nullable=False, comment="the coordinator's"),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("assignment_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("law", sa.Text(), nullable=False, comment="the law data's fingerprint"),
        sa.Column("engine", sa.Text(), nullable=False, comment="the rules' fingerprint"),
        sa.Column("answer", postgresql.JSONB(), nullable=False, comment="figures and stays, as they were shown"),
        sa.Column("readers", sa.ARRAY(sa.Integer()), nullable=False, comment="the coordinators of both principals"),
        sa.Column("key", sa.Text(collation="C"), nullable=False, comment="of the form: sent twice is settled once"),
        sa.CheckConstraint("extract(day from month) = 1", name=op.f("ck_settled_months_first_day")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_settled_months_unit_id")),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_settled_months_person_id")),
        sa.ForeignKeyConstraint(["assignment_id"], ["assignments.id"], name=op.f("fk_settled_months_assignment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_settled_months")),
        sa.UniqueConstraint("person_id", "key", name=op.f("uq_settled_months_person_id_key")),
    )
    op.create_index("ix_settled_months_month", "settled_months", ["municipality", "month"])
