"""Who runs which units, who takes in what, and what an administrator may change. No patient data."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_HELP = "'older', 'lss', 'children', 'psychiatry', 'home_care', 'rehabilitation'"

# Whoever ran units before runs them still. Which of several is the principal itself is not known: the first by name.
_PROVIDERS = """
insert into providers (principal, name, private)
select principal, provider, provider <> min(provider) over (partition by principal)
  from (select distinct principal, provider from units) as known
"""
_PERSONS = """
update persons p set provider = (
  select u.provider from assignments a join units u on u.id = a.unit_id where a.person_id = p.id order by a.id limit 1)
"""

# What an administrator is, the database finds out itself: the program only says which assignment is in use.
_FUNCTIONS = (
    """
    create function today() returns date language sql stable as $$
      select (now() at time zone 'Europe/Stockholm')::date
    $$
    """,
    """
    create function in_force(a assignments) returns boolean language sql stable as $$
      select a.ended_at is null and a.from_on <= today() and (a.until_on is null or a.until_on >= today())
    $$
    """,
    """
    create function administrator() returns bigint language sql stable as $$
      select a.person_id from assignments a
       where a.id = nullif(current_setting('lus.assignment', true), '')::bigint and a.role = 'administrator'
         and in_force(a)
    $$
    """,
    """
    create function administered_provider() returns text language sql stable as $$
      select u.provider from assignments a join units u on u.id = a.unit_id
       where a.id = nullif(current_setting('lus.assignment', true), '')::bigint and a.role = 'administrator'
         and in_force(a)
    $$
    """,
    # Two administrators who end each other's assignments wait here for one another. It counts with the owner's eyes:
    # whoever just ended the assignment in use sees no account any more.
    """
    create function keep_an_administrator(administered text, through date) returns void language plpgsql
      security definer set search_path = public, pg_temp as $$
    begin
      perform pg_advisory_xact_lock(hashtext('administrators of ' || administered));
      if not exists (
        select from assignments a join units u on u.id = a.unit_id join accounts c on c.person_id = a.person_id
         where u.provider = administered and a.role = 'administrator' and c.locked_at is null and in_force(a)
           and (a.until_on is null or a.until_on > through))
      then
        raise exception 'nobody would be left to administer' using errcode = '23514', constraint = 'last_administrator';
      end if;
    end $$
    """,
    """
    create function assignment_ends() returns trigger language plpgsql as $$
    begin
      perform keep_an_administrator(
        (select provider from units where id = new.unit_id),
        coalesce(case when new.ended_at is null then new.until_on end, today() - 1));
      return null;
    end $$
    """,
    """
    create function account_locks() returns trigger language plpgsql as $$
    declare administered text;
    begin
      for administered in
        select distinct u.provider from assignments a join units u on u.id = a.unit_id
         where a.person_id = new.person_id and a.role = 'administrator' and in_force(a)
      loop
        perform keep_an_administrator(administered, today() - 1);
      end loop;
      return null;
    end $$
    """,
    """
    create trigger assignment_ends after update on assignments for each row
      when (old.role = 'administrator' and (old.ended_at, old.until_on) is distinct from (new.ended_at, new.until_on))
      execute function assignment_ends()
    """,
    """
    create trigger account_locks after update on accounts for each row
      when (old.locked_at is null and new.locked_at is not null) execute function account_locks()
    """,
)

_MINE = "(select administered_provider())"
_OF_PERSON = "(select p.provider from persons p where p.id = person_id)"
_OF_UNIT = "(select u.provider from units u where u.id = unit_id)"
_OF_PRINCIPAL = "(select v.name from providers v where v.principal = routing.principal and not v.private)"
# Signing in knows the name that was typed and nothing else; training accounts are on the page for everybody.
_SIGNING_IN = "(issuer = 'training' or subject = (select nullif(current_setting('lus.signing_in', true), '')))"
_SEEN_ACCOUNT = f"case when {_MINE} is null then {_SIGNING_IN} else {_OF_PERSON} = {_MINE} end"

# Enabled, not forced: who owns the tables installs units and first accounts, and never serves pages.
_POLICIES = (
    *(
        f"create policy seen on {table} for select to lus_app, lus_worker using (true)"
        for table in ("units", "persons", "assignments", "routing")
    ),
    f"create policy added on units for insert to lus_app with check (provider = {_MINE})",
    f"create policy changed on units for update to lus_app using (provider = {_MINE})",
    f"create policy added on persons for insert to lus_app with check (provider = {_MINE})",
    f"create policy seen on accounts for select to lus_app using ({_SEEN_ACCOUNT})",
    (
        f"create policy added on accounts for insert to lus_app"
        f" with check (issuer <> 'training' and {_OF_PERSON} = {_MINE})"
    ),
    f"create policy changed on accounts for update to lus_app using ({_SEEN_ACCOUNT})",
    (
        f"create policy granted on assignments for insert to lus_app with check ("
        f"{_OF_UNIT} = {_MINE} and {_OF_PERSON} = {_MINE} and granted_by = (select administrator()))"
    ),
    (
        f"create policy ended on assignments for update to lus_app using ({_OF_UNIT} = {_MINE})"
        f" with check ({_OF_UNIT} = {_MINE} and ended_by = (select administrator()))"
    ),
    (
        f"create policy kept on routing for all to lus_app using ({_OF_PRINCIPAL} = {_MINE})"
        f" with check ({_OF_PRINCIPAL} = {_MINE})"
    ),
)
_GRANTS = (
    "grant select on providers, routing to lus_app, lus_worker",
    "grant insert on units, persons, accounts, assignments to lus_app",
    (
        "grant update (name, short_name, hsa_id, phone, hours, on_call_id, manager_id, coordinator_id, until_on,"
        " version) on units to lus_app"
    ),
    "grant update (secret, choose_by, locked_at) on accounts to lus_app",
    "grant update (until_on, ended_at, ended_by) on assignments to lus_app",
    "grant insert, delete on routing to lus_app",
    "grant update (unit_id) on routing to lus_app",
    "revoke select on accounts from lus_worker",
)


def upgrade() -> None:
    for make in (_providers, _people, _units, _routing):
        make()
    for table in ("units", "persons", "accounts", "assignments", "routing"):
        op.execute(f"alter table {table} enable row level security")
    for statement in (*_FUNCTIONS, *_POLICIES, *_GRANTS):
        op.execute(statement)


def _providers() -> None:
    op.create_table(
        "providers",
        sa.Column("principal", sa.Text(), nullable=False, comment="county or municipality code"),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column(
            "private", sa.Boolean(), nullable=False, comment="runs units for the principal; false: the principal itself"
        ),
        sa.CheckConstraint("principal ~ '^([0-9]{2}|[0-9]{4})$'", name=op.f("ck_providers_principal")),
        sa.PrimaryKeyConstraint("principal", "name", name=op.f("pk_providers")),
    )
    op.execute(_PROVIDERS)
    op.create_index(
        "ix_providers_own", "providers", ["principal"], unique=True, postgresql_where=sa.text("NOT private")
    )
    op.create_foreign_key(
        op.f("fk_units_principal_provider"), "units", "providers", ["principal", "provider"], ["principal", "name"]
    )


def _people() -> None:
    op.add_column("persons", sa.Column("provider", sa.Text(), comment="who administers the person; null: nobody"))
    op.execute(_PERSONS)
    op.create_unique_constraint(op.f("uq_persons_id_provider"), "persons", ["id", "provider"])
    op.add_column(
        "accounts",
        sa.Column(
            "choose_by",
            sa.DateTime(timezone=True),
            comment="the password is for one use until then; null: a chosen one",
        ),
    )
    op.add_column("accounts", sa.Column("locked_at", sa.DateTime(timezone=True)))
    op.add_column("assignments", sa.Column("granted_at", sa.DateTime(timezone=True), comment="null: not kept then"))
    op.execute("alter table assignments alter granted_at set default now()")
    op.add_column("assignments", sa.Column("ended_at", sa.DateTime(timezone=True), comment="at once, before until_on"))
    op.add_column("assignments", sa.Column("ended_by", sa.BigInteger(), comment="who set ended_at or until_on"))
    op.create_foreign_key(op.f("fk_assignments_ended_by"), "assignments", "persons", ["ended_by"], ["id"])
    op.create_check_constraint(op.f("ck_assignments_not_by_oneself"), "assignments", "granted_by <> person_id")


def _units() -> None:
    op.add_column("units", sa.Column("manager_id", sa.BigInteger()))
    op.add_column("units", sa.Column("coordinator_kind", sa.Text(), sa.Computed("'coordinator'::text", persisted=True)))
    op.add_column("units", sa.Column("from_on", sa.Date(), comment="null: always"))
    op.add_column("units", sa.Column("until_on", sa.Date(), comment="the last day on which it is sent to"))
    op.add_column(
        "units", sa.Column("version", sa.Integer(), server_default="1", nullable=False, comment="raised by each change")
    )
    op.drop_constraint("fk_units_on_call_id", "units")
    op.drop_constraint("fk_units_coordinator_id", "units")
    op.create_unique_constraint(op.f("uq_units_id_principal"), "units", ["id", "principal"])
    op.create_unique_constraint(op.f("uq_units_id_principal_kind"), "units", ["id", "principal", "kind"])
    op.create_foreign_key(
        op.f("fk_units_on_call_id_principal"), "units", "units", ["on_call_id", "principal"], ["id", "principal"]
    )
    op.create_foreign_key(
        op.f("fk_units_coordinator_id_principal_coordinator_kind"),
        "units",
        "units",
        ["coordinator_id", "principal", "coordinator_kind"],
        ["id", "principal", "kind"],
    )
    op.create_foreign_key(
        op.f("fk_units_manager_id_provider"), "units", "persons", ["manager_id", "provider"], ["id", "provider"]
    )
    op.create_check_constraint(op.f("ck_units_not_on_call_for_itself"), "units", "on_call_id <> id")
    op.create_check_constraint(op.f("ck_units_dates"), "units", "until_on >= from_on")


def _routing() -> None:
    op.create_table(
        "routing",
        sa.Column("principal", sa.Text(), nullable=False),
        sa.Column("help", sa.Text(), nullable=False, comment="a kind of lus.domain.units.HELPS"),
        sa.Column("unit_id", sa.Integer(), nullable=False, comment="takes in messages about it"),
        sa.CheckConstraint(
            f"case when length(principal) = 2 then help = 'open_care' else help in ({_HELP}) end",
            name=op.f("ck_routing_help"),
        ),
        sa.ForeignKeyConstraint(
            ["unit_id", "principal"], ["units.id", "units.principal"], name=op.f("fk_routing_unit_id_principal")
        ),
        sa.PrimaryKeyConstraint("principal", "help", name=op.f("pk_routing")),
    )
