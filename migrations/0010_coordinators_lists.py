"""Coordinators' lists, and the way from there to recording on a case that one is not on (docs/adr/0021)."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0010"
down_revision = "0008"
branch_labels = None
depends_on = None

_UNITS = "(select nullif(current_setting('lus.units', true), '')::int[])"
_ROWS = "(select nullif(current_setting('lus.rows', true), '')::int[])"
_LISTS = "(select nullif(current_setting('lus.coordinating', true), '')::int[])"
_OPEN = f"party_units && {_UNITS} or coordinator_units && {_LISTS}"
_SEEN = f"unit_id = any({_ROWS}::int[])"
_ON_MY_CASE = "(select true from cases c where c.id = coordinated.case_id)"

_SIDES = """
case when u.kind in ('ward', 'emergency', 'psychiatry_ward') then 'ward'
     when u.kind in ('social_services', 'municipal_care', 'rehabilitation', 'short_term_place', 'special_housing',
                     'home_help', 'school_health') then 'municipality'
     when u.kind = 'coordinator' then 'coordinator' else 'open_care' end
"""

# What is open in the cases recorded before. Nobody could remind from a list that was not there.
_FILL = f"""
insert into coordinated (unit_id, case_id, duty, case_ref, kind, owing_id, owing_side, toward_id, opened_at,
                         due_at, due_on, done)
select u.coordinator_id, d.case_id, left(encode(sha256(convert_to(c.ref || ' ' || d.key, 'UTF8')), 'hex'), 16), c.ref,
       d.kind, case when open then d.unit_id end, {_SIDES}, case when open then d.toward_id end,
       d.opened_at, d.due_at, d.due_on, '[]'
  from duties d join units u on u.id = d.unit_id and u.coordinator_id <> u.id
  join cases c on c.id = d.case_id join patients p on p.case_id = d.case_id
  cross join lateral (select p.protected is null and not exists (
    select from facts f where f.case_id = d.case_id and f.kind = 'protection_marked') as open) named
 where d.met_at is null and d.cancelled_at is null
"""  # noqa: S608 a constant
_LIST = """
update cases c set coordinator_units = k.units
  from (select case_id, array_agg(distinct unit_id order by unit_id) as units from coordinated group by case_id) k
 where k.case_id = c.id
"""


def upgrade() -> None:
    op.add_column(
        "cases",
        sa.Column(
            "coordinator_units",
            sa.ARRAY(sa.Integer()),
            server_default="{}",
            nullable=False,
            comment="the units in whose list an open duty stands: they may record from there",
        ),
    )
    _coordinated()
    # Forced row security binds a plain owner too, who has no context: lifted while the lists are filled in.
    tables = ("cases", "patients", "facts", "duties")
    for table in tables:
        op.execute(f"alter table {table} no force row level security")
    op.execute(_FILL)
    op.execute(_LIST)
    for table in tables:
        op.execute(f"alter table {table} force row level security")
    op.execute("alter table coordinated enable row level security")
    op.execute("alter table coordinated force row level security")
    op.execute(f"create policy app on coordinated to lus_app using ({_SEEN}) with check ({_SEEN} and {_ON_MY_CASE})")
    op.execute("grant select, insert, update, delete on coordinated to lus_app")
    op.execute(f"alter policy app on cases using ({_OPEN}) with check ({_OPEN})")
    op.execute("grant update (coordinator_units) on cases to lus_app")


def _coordinated() -> None:
    op.create_table(
        "coordinated",
        sa.Column("unit_id", sa.Integer(), nullable=False, comment="the coordinator's unit"),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "duty", sa.Text(collation="C"), nullable=False, comment="digest of the duty's key, which names a unit"
        ),
        sa.Column("case_ref", sa.Text(collation="C"), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("owing_id", sa.Integer(), nullable=True, comment="who owes it; null: protected identity"),
        sa.Column("owing_side", sa.Text(), nullable=False),
        sa.Column("toward_id", sa.Integer(), nullable=True, comment="who is to be told, where each is owed by itself"),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True, comment="due at 24.00 that day"),
        sa.Column(
            "done",
            postgresql.JSONB(),
            nullable=False,
            comment="reminders, escalations and notes: kind, seq, moment, whether ours",
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_coordinated_case_id")),
        sa.ForeignKeyConstraint(["owing_id"], ["units.id"], name=op.f("fk_coordinated_owing_id")),
        sa.ForeignKeyConstraint(["toward_id"], ["units.id"], name=op.f("fk_coordinated_toward_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_coordinated_unit_id")),
        sa.PrimaryKeyConstraint("unit_id", "case_id", "duty", name=op.f("pk_coordinated")),
    )
    op.create_index("ix_coordinated_case_id", "coordinated", ["case_id"], unique=False)
    op.create_index("ix_coordinated_due", "coordinated", ["unit_id", "due_at", "case_id", "duty"], unique=False)
