"""A stay whose payer changed is in the month of each, for the region's coordinator too (docs/adr/0034)."""

from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_constraint("pk_tallies", "tallies")
    op.create_primary_key(op.f("pk_tallies"), "tallies", ["unit_id", "case_id", "municipality"])
    op.alter_column("tallies", "municipality", existing_comment="pays", comment="may owe days of it")
    # Closed cases are never derived again: what a municipality was told of, its region's coordinator has from here on.
    op.execute("alter table tallies no force row level security")
    op.execute("""
    insert into tallies (unit_id, case_id, case_ref, municipality, notified_on, ended_on, disputed, facts)
    select r.unit_id, t.case_id, t.case_ref, t.municipality, t.notified_on, t.ended_on, t.disputed, t.facts
      from tallies t
      join tallies r on r.case_id = t.case_id and r.municipality <> t.municipality
      join units u on u.id = r.unit_id and length(u.principal) = 2
    on conflict do nothing
    """)
    op.execute("alter table tallies force row level security")
