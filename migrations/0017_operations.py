"""What administrators see of reminders that did not get through, and what they do about it: docs/adr/0035."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)

# Who administers a region administers the installation: it runs what everybody's reminders pass through.
_FUNCTIONS = (
    """
    create function administers_installation() returns boolean language sql stable as $$
      select exists (select from providers v
                      where v.name = (select administered_provider()) and not v.private and length(v.principal) = 2)
    $$
    """,
    """
    create function administered_units() returns int[] language sql stable as $$
      select array_agg(u.id) from units u where u.provider = (select administered_provider())
    $$
    """,
)

# Whoever does not administer is not asked twice: each is worked out once a statement, and only where somebody does.
_IF_ANYBODY = "(select case when nullif(current_setting('lus.assignment', true), '') is not null then {} end)"
_EVERYWHERE = _IF_ANYBODY.format("administers_installation()")
_MINE = f"({_EVERYWHERE} or unit_id = any({_IF_ANYBODY.format('administered_units()')}::int[]))"
_DEAD = "outcome in ('failed', 'parked')"
_UNHANDLED = f"{_DEAD} and (handled_at is null or handled_at < ended_at)"
_HANDLED = "handled_at, handled_by, note"


def upgrade() -> None:
    for function in _FUNCTIONS:
        op.execute(function)
    _deliveries()
    _runs()
    for table in ("reminders", "deliveries", "preferences"):
        op.execute(f"create policy operated on {table} for select to lus_app using ({_MINE})")
    op.execute(
        f"create policy handled on deliveries for update to lus_app using ({_MINE} and {_DEAD})"
        f" with check ({_MINE} and handled_by = (select administrator()))"
    )
    op.execute(f"create policy tried_again on preferences for update to lus_app using ({_MINE}) with check ({_MINE})")


def _deliveries() -> None:
    planned = "when it was to leave: its first reminder's moment, the end of quiet hours, or when tried again"
    op.add_column(
        "deliveries",
        sa.Column("planned_at", _MOMENT, nullable=False, server_default=sa.func.now(), comment=planned),
    )
    # Forced row security binds a plain owner too, who has no context: lifted while the column is filled in.
    op.execute("alter table deliveries no force row level security")
    op.execute("update deliveries set planned_at = made_at")
    op.execute("alter table deliveries force row level security")
    handled = "when somebody last saw to it, having failed; before ended_at: it has failed again since"
    op.add_column("deliveries", sa.Column("handled_at", _MOMENT, nullable=True, comment=handled))
    by = "the administrator; null: the address was mended"
    op.add_column("deliveries", sa.Column("handled_by", sa.BigInteger(), nullable=True, comment=by))
    note = "why nothing more is done; null: it was tried again"
    op.add_column("deliveries", sa.Column("note", sa.Text(), nullable=True, comment=note))
    op.create_foreign_key(op.f("fk_deliveries_handled_by"), "deliveries", "persons", ["handled_by"], ["id"])
    op.create_check_constraint(op.f("ck_deliveries_note"), "deliveries", "length(note) <= 500")
    op.drop_index("ix_deliveries_troubled", "deliveries")
    op.create_index("ix_deliveries_troubled", "deliveries", ["unit_id"], postgresql_where=sa.text(_UNHANDLED))
    handled_ones = sa.text("handled_at is not null")
    op.create_index("ix_deliveries_handled", "deliveries", ["handled_at"], postgresql_where=handled_ones)
    op.create_index("ix_deliveries_sent", "deliveries", ["ended_at"], postgresql_where=sa.text("outcome = 'sent'"))
    op.create_index("ix_reminders_told_at", "reminders", ["told_at"], postgresql_where=sa.text("told_at is not null"))
    again = f"outcome, ended_at, attempts, token, next_at, planned_at, {_HANDLED}"
    op.execute(f"grant update ({again}) on deliveries to lus_app")


def _runs() -> None:
    wanted = "when an administrator asked for it to run again; done once a run has begun after it"
    op.add_column("runs", sa.Column("wanted_at", _MOMENT, nullable=True, comment=wanted))
    op.add_column("runs", sa.Column("alarm_at", _MOMENT, nullable=True, comment="when the alarm was raised"))
    op.execute("update runs set alarm_at = ended_at where alarm is not null")
    # No patient, but alarms name cases: enabled, not forced, like the register (docs/adr/0015).
    op.execute("alter table runs enable row level security")
    op.execute("create policy worker on runs to lus_worker using (true)")
    op.execute(f"create policy seen on runs for select to lus_app using ({_EVERYWHERE})")
    op.execute(f"create policy wanted on runs for update to lus_app using ({_EVERYWHERE})")
    op.execute("grant update (wanted_at, alarm, alarm_at) on runs to lus_app")
