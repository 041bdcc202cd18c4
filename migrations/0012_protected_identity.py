"""Who may know who a patient is, and every number by which one was known: docs/adr/0023."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0012"
down_revision = "0010"
branch_labels = None
depends_on = None

_UNITS = "(select nullif(current_setting('lus.units', true), '')::int[])"
_ON_MY_CASE = "(select true from cases c where c.id = patients.case_id)"
_NAMED = f"{_ON_MY_CASE} and (named_units is null or named_units && {_UNITS})"

# Forced row security binds a plain owner too, who has no context: lifted while the stored rows are filled in.
_LIFTED = ("cases", "patients", "facts", "search_keys")

_FILL = (
    # Whoever was on the case has been told already; the next fact works it out anew.
    "update patients p set named_units = c.party_units from cases c where c.id = p.case_id and p.protected is not null",
    "update patients set identities = jsonb_build_array(jsonb_build_array(1, person_id, number))",
    "update patients set phone = null, next_of_kin = null where protected is not null",
    # What the header knew from the start: the fact says it from now on.
    """
    update facts f set skeleton = f.skeleton || jsonb_build_object('protection', p.protected)
      from patients p where p.case_id = f.case_id and f.kind = 'admitted' and p.protected is not null
    """,
)


def upgrade() -> None:
    named = "who may know who the patient is, if identity is protected; null: every unit on the case"
    told = "every number told: the fact's seq, the person's id, the number"
    op.add_column("patients", sa.Column("named_units", sa.ARRAY(sa.Integer()), nullable=True, comment=named))
    op.add_column(
        "patients",
        sa.Column("identities", postgresql.JSONB(), nullable=False, server_default="[]", comment=told),
    )
    for table in _LIFTED:
        op.execute(f"alter table {table} no force row level security")
    for statement in _FILL:
        op.execute(statement)
    for table in _LIFTED:
        op.execute(f"alter table {table} force row level security")
    op.alter_column("patients", "identities", server_default=None)
    op.drop_constraint(op.f("ck_patients_no_address_of_the_protected"), "patients", type_="check")
    op.create_check_constraint(
        op.f("ck_patients_no_address_of_the_protected"),
        "patients",
        "protected is null or num_nonnulls(address, phone, next_of_kin) = 0",
    )
    op.create_check_constraint(
        op.f("ck_patients_named_if_protected"), "patients", "(protected is null) = (named_units is null)"
    )
    op.execute("drop policy app on patients")
    op.execute(f"create policy app on patients to lus_app using ({_NAMED}) with check ({_NAMED})")
    columns = "person_id, number, protected, address, phone, next_of_kin, named_units, identities"
    op.execute(f"grant update ({columns}) on patients to lus_app")
