"""Roles of the database, units and those who work there, sessions, the clock. No patient data."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# Roles belong to the whole server, and another database of it may have made them. Whoever migrates becomes a member,
# so that one address in LUS_DATABASE_URL is enough; an installation with logins of its own grants them the roles.
_ROLES = """
do $$
declare wanted text;
begin
  foreach wanted in array array['lus_app', 'lus_worker'] loop
    if not exists (select from pg_roles where rolname = wanted) then
      begin
        execute format('create role %I nologin', wanted);
      exception when duplicate_object or unique_violation then null;
      end;
    end if;
    if not (select rolsuper from pg_roles where rolname = session_user) then
      begin
        execute format('grant %I to %I', wanted, session_user);
      exception when insufficient_privilege then null;  -- somebody else made the role, and says who is a member
      end;
    end if;
  end loop;
end $$
"""

_GRANTS = (
    "grant select on alembic_version, units, persons, accounts, assignments, clock to lus_app, lus_worker",
    "grant select, insert, update on sessions to lus_app",
    "grant select, insert, delete on sign_in_failures to lus_app",
    "grant update (ahead) on clock to lus_app",
    "grant select, insert, update, delete on heartbeats to lus_app, lus_worker",
)

# Time never goes back for the facts: an hour once passed in training stays passed.
_ONLY_GROWS = """
create function clock_only_grows() returns trigger language plpgsql as $$
begin
  if new.ahead < old.ahead then
    raise exception 'the training clock cannot be wound back';
  end if;
  return new;
end $$
"""


def upgrade() -> None:
    op.execute(_ROLES)
    for make in (_units, _persons, _accounts, _assignments, _sessions, _sign_in_failures, _clock):
        make()
    op.execute("insert into clock (id) values (1)")
    op.execute(_ONLY_GROWS)
    op.execute(
        "create trigger clock_only_grows before update on clock for each row execute function clock_only_grows()"
    )
    for grant in _GRANTS:
        op.execute(grant)


def _units() -> None:
    op.create_table(
        "units",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False, comment="a kind of lus.domain.units.SIDES"),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("short_name", sa.Text(), nullable=False),
        sa.Column(
            "principal", sa.Text(), nullable=False, comment="county code of two digits, or municipality code of four"
        ),
        sa.Column("provider", sa.Text(), nullable=False, comment="the care provider that owns what the unit records"),
        sa.Column("hsa_id", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column(
            "hours",
            postgresql.JSONB(),
            nullable=True,
            comment="opening hours as lus.store.registry writes them; null: around the clock",
        ),
        sa.Column("on_call_id", sa.Integer(), nullable=True),
        sa.Column("coordinator_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("principal ~ '^([0-9]{2}|[0-9]{4})$'", name=op.f("ck_units_principal")),
        sa.ForeignKeyConstraint(["coordinator_id"], ["units.id"], name=op.f("fk_units_coordinator_id")),
        sa.ForeignKeyConstraint(["on_call_id"], ["units.id"], name=op.f("fk_units_on_call_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_units")),
        sa.UniqueConstraint("hsa_id", name=op.f("uq_units_hsa_id")),
    )


def _persons() -> None:
    op.create_table(
        "persons",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("name", sa.Text(), nullable=False, comment="one who works here, never a patient"),
        sa.Column("hsa_id", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_persons")),
        sa.UniqueConstraint("hsa_id", name=op.f("uq_persons_hsa_id")),
    )


def _accounts() -> None:
    op.create_table(
        "accounts",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("issuer", sa.Text(), nullable=False, comment="`local`, or the address of the one who vouches"),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("secret", sa.Text(), nullable=True, comment="hash of a local account's password"),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_accounts_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts")),
        sa.UniqueConstraint("issuer", "subject", name=op.f("uq_accounts_issuer_subject")),
    )
    op.create_index(op.f("ix_accounts_person_id"), "accounts", ["person_id"], unique=False)


def _assignments() -> None:
    op.create_table(
        "assignments",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False, comment="a role of lus.domain.access"),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True, comment="the last day"),
        sa.Column("granted_by", sa.BigInteger(), nullable=True, comment="null: by whoever installed"),
        sa.CheckConstraint("until_on is null or until_on >= from_on", name=op.f("ck_assignments_dates")),
        sa.ForeignKeyConstraint(["granted_by"], ["persons.id"], name=op.f("fk_assignments_granted_by")),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_assignments_person_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_assignments_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignments")),
    )
    op.create_index(op.f("ix_assignments_person_id"), "assignments", ["person_id"], unique=False)
    op.create_index(op.f("ix_assignments_unit_id"), "assignments", ["unit_id"], unique=False)


def _sessions() -> None:
    op.create_table(
        "sessions",
        sa.Column("token_hash", sa.LargeBinary(), nullable=False, comment="SHA-256 of the cookie's token"),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("assignment_id", sa.BigInteger(), nullable=True, comment="the one in use"),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_sessions_account_id")),
        sa.ForeignKeyConstraint(["assignment_id"], ["assignments.id"], name=op.f("fk_sessions_assignment_id")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_sessions")),
    )
    op.create_index(op.f("ix_sessions_account_id"), "sessions", ["account_id"], unique=False)


def _sign_in_failures() -> None:
    op.create_table(
        "sign_in_failures",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("of", sa.LargeBinary(), nullable=False, comment="digest of the account or the address"),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_failures")),
    )
    op.create_index("ix_sign_in_failures_of", "sign_in_failures", ["of", "at"], unique=False)


def _clock() -> None:
    op.create_table(
        "clock",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("training", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column(
            "ahead",
            sa.Interval(),
            server_default="00:00:00",
            nullable=False,
            comment="grows only: a trigger sees to it",
        ),
        sa.CheckConstraint("training or ahead = interval '0'", name=op.f("ck_clock_only_in_training")),
        sa.CheckConstraint("id = 1", name=op.f("ck_clock_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clock")),
    )
