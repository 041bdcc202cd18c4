"""Who says where units and people are told; trials of an address; what is unseen: docs/adr/0036."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

_UNITS = "(select nullif(current_setting('lus.units', true), '')::int[])"
_PERSON = "(select nullif(current_setting('lus.person', true), '')::bigint)"
_AT_WORK = f"unit_id = any({_UNITS}::int[])"
_OWN = f"{_AT_WORK} and person_id = {_PERSON}"
_UNITS_OWN = f"{_AT_WORK} and person_id is null"
_MANAGED = f"{_UNITS_OWN} and (select u.manager_id from units u where u.id = {{table}}.unit_id) = {_PERSON}"  # noqa: S608 constants
_ADMINISTERED = (
    "person_id is null and (select u.provider from units u where u.id = {table}.unit_id)"
    " = (select administered_provider())"
)


def upgrade() -> None:
    op.create_index(
        "ix_reminders_unseen",
        "reminders",
        ["unit_id"],
        postgresql_where=sa.text("told_at is not null and void_at is null and seen_at is null"),
    )
    _preferences()
    _trials()


def _preferences() -> None:
    """A unit's is its manager's or its administrator's to change; everybody at work there reads it."""
    op.execute("drop policy app on preferences")
    op.execute(f"create policy own on preferences to lus_app using ({_OWN}) with check ({_OWN})")
    op.execute(f"create policy known on preferences for select to lus_app using ({_UNITS_OWN})")
    for name, rule in (("managed", _MANAGED), ("administered", _ADMINISTERED)):
        said = rule.format(table="preferences")
        op.execute(f"create policy {name} on preferences to lus_app using ({said}) with check ({said})")


def _trials() -> None:
    """A message that nobody is reminded in: to see whether an address takes anything."""
    op.add_column(
        "deliveries",
        sa.Column("test", sa.Boolean(), nullable=False, server_default=sa.false(), comment="tries an address out"),
    )
    op.drop_index("ix_deliveries_open", "deliveries")
    for name, which in (("ix_deliveries_open", "attempts = 0 and not test"), ("ix_deliveries_trial", "test")):
        op.create_index(
            name,
            "deliveries",
            ["channel", "unit_id", "person_id"],
            unique=True,
            postgresql_nulls_not_distinct=True,
            postgresql_where=sa.text(f"outcome is null and {which}"),
        )
    op.create_index("ix_deliveries_tried", "deliveries", ["unit_id"], postgresql_where=sa.text("test"))
    whose = (_OWN, _MANAGED.format(table="deliveries"), _ADMINISTERED.format(table="deliveries"))
    mine = " or ".join(f"({one})" for one in whose)
    op.execute(f"create policy tried on deliveries for select to lus_app using (test and ({mine}))")
    op.execute(
        "create policy trial on deliveries for insert to lus_app with check ("
        f"test and reminders = '{{}}' and outcome is null and attempts = 0 and ({mine}))"
    )
    put = "channel, key, unit_id, person_id, reminders, made_at, next_at, test"
    op.execute(f"grant insert ({put}) on deliveries to lus_app")
