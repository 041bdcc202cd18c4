"""A month is between one region and one municipality: not every stay lies in a ward of its county (docs/adr/0034)."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("tallies", sa.Column("region", sa.Text(), nullable=True, comment="the principal whose ward it is"))
    op.add_column(
        "settled_months", sa.Column("region", sa.Text(), nullable=True, comment="the principal whose wards they are")
    )
    for table in ("tallies", "settled_months"):
        op.execute(f"alter table {table} no force row level security")
    # Patients are moved within their region: of the ward that admitted them. Rows that do not tell it have the region
    # whose coordinator is on the same case.
    op.execute("""
    update tallies t set region = coalesce(
      (select w.principal from jsonb_array_elements(t.facts) fact join units w on w.id = (fact->>'unit')::int
        where fact->>'kind' = 'admitted' limit 1),
      (select u.principal from tallies r join units u on u.id = r.unit_id
        where r.case_id = t.case_id and (length(u.principal) = 2 or u.principal = '0980') limit 1),
      left(t.municipality, 2))
    """)
    # A region settles for its own wards; a municipality's row says no more than its county.
    op.execute("""
    update settled_months
       set region = case when length(principal) = 2 or principal = '0980' then principal else left(municipality, 2) end
    """)
    for table in ("tallies", "settled_months"):
        op.execute(f"alter table {table} force row level security")
        op.alter_column(table, "region", existing_comment=None, nullable=False)
    op.drop_constraint("pk_tallies", "tallies")
    op.create_primary_key(op.f("pk_tallies"), "tallies", ["unit_id", "case_id", "region", "municipality"])
    op.drop_index("ix_tallies_month", "tallies")
    op.create_index("ix_tallies_month", "tallies", ["unit_id", "region", "municipality", "ended_on"])
    op.drop_index("ix_settled_months_month", "settled_months")
    op.create_index("ix_settled_months_month", "settled_months", ["region", "municipality", "month"])
