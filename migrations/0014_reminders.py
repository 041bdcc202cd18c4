"""Reminders that ladders plan, the outbox they are sent from, and where units and people are told: docs/adr/0027."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_UNITS = "(select nullif(current_setting('lus.units', true), '')::int[])"
_PERSON = "(select nullif(current_setting('lus.person', true), '')::bigint)"
_ON_MY_CASE = "(select true from cases c where c.id = reminders.case_id)"
_TOLD = f"unit_id = any({_UNITS}::int[])"
_FOLLOWED = f"coordinator_id = any({_UNITS}::int[])"
_OF_A_REMINDER = "(select true from reminders r where r.id = any(deliveries.reminders) limit 1)"
_OWN = f"{_TOLD} and (person_id is null or person_id = {_PERSON})"

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _deliveries()
    _reminders()
    _preferences()
    for table in ("reminders", "deliveries", "preferences"):
        op.execute(f"alter table {table} enable row level security")
        op.execute(f"alter table {table} force row level security")
        op.execute(f"create policy worker on {table} to lus_worker using (true)")
    # Who records on the case plans; who is told, or follows it for the unit that owes it, reads.
    op.execute(f"create policy app on reminders to lus_app using ({_ON_MY_CASE}) with check ({_ON_MY_CASE})")
    op.execute(f"create policy followed on reminders for select to lus_app using ({_TOLD} or {_FOLLOWED})")
    op.execute(f"create policy told on reminders for update to lus_app using ({_TOLD}) with check ({_TOLD})")
    op.execute(f"create policy app on deliveries for select to lus_app using ({_OF_A_REMINDER})")
    op.execute(f"create policy app on preferences to lus_app using ({_OWN}) with check ({_OWN})")
    planned = "unit_id, person_id, coordinator_id, at, due_at, binding, ladder, void_at"
    op.execute(f"grant select, insert, update ({planned}, seen_at, seen_by) on reminders to lus_app")
    op.execute("grant select on deliveries to lus_app")
    typed = "mail, mail_refused_at, only_binding, quiet_from, quiet_until, webhook, webhook_secret, webhook_refused_at"
    known = "id, unit_id, person_id, " + typed.replace("webhook_secret, ", "")
    op.execute(f"grant select ({known}), insert, update ({typed}), delete on preferences to lus_app")
    op.execute("grant select, update (told_at, mail_id, webhook_id), delete on reminders to lus_worker")
    op.execute("grant select, insert, update, delete on deliveries to lus_worker")
    op.execute("grant select, update (mail_refused_at, webhook_refused_at) on preferences to lus_worker")


def _reminders() -> None:
    op.create_table(
        "reminders",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("key", sa.Text(collation="C"), nullable=False, comment="case's ref:duty's digest:step:due version"),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("case_ref", sa.Text(collation="C"), nullable=False),
        sa.Column("duty", sa.Text(collation="C"), nullable=False, comment="digest of its key, as in `coordinated`"),
        sa.Column("kind", sa.Text(), nullable=False, comment="of the duty; or liability, which nobody owes"),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False, comment="who is told"),
        sa.Column("person_id", sa.BigInteger(), nullable=True, comment="the one there who is told; null: the unit"),
        sa.Column(
            "coordinator_id", sa.Integer(), nullable=True, comment="follows it; null: none, or protected identity"
        ),
        sa.Column("at", _MOMENT, nullable=False, comment="planned for"),
        sa.Column("due_at", _MOMENT, nullable=False),
        sa.Column(
            "binding",
            sa.Boolean(),
            nullable=False,
            comment="due by law, or begins to cost: moved, never switched off",
        ),
        sa.Column("ladder", sa.Text(), nullable=False, comment="fingerprint of the ladders it was planned by"),
        sa.Column("void_at", _MOMENT, nullable=True, comment="no longer planned: done, moved, cancelled"),
        sa.Column("told_at", _MOMENT, nullable=True, comment="stands in the application since, and is sent"),
        sa.Column("mail_id", sa.BigInteger(), nullable=True, comment="null: nobody is mailed"),
        sa.Column("webhook_id", sa.BigInteger(), nullable=True, comment="null: there is none"),
        sa.Column("seen_at", _MOMENT, nullable=True),
        sa.Column("seen_by", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_reminders_case_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_reminders_unit_id")),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_reminders_person_id")),
        sa.ForeignKeyConstraint(["coordinator_id"], ["units.id"], name=op.f("fk_reminders_coordinator_id")),
        sa.ForeignKeyConstraint(["mail_id"], ["deliveries.id"], name=op.f("fk_reminders_mail_id")),
        sa.ForeignKeyConstraint(["webhook_id"], ["deliveries.id"], name=op.f("fk_reminders_webhook_id")),
        sa.ForeignKeyConstraint(["seen_by"], ["persons.id"], name=op.f("fk_reminders_seen_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminders")),
        sa.UniqueConstraint("key", name=op.f("uq_reminders_key")),
    )
    waiting = sa.text("told_at is null and void_at is null")
    shown = sa.text("told_at is not null and void_at is null")
    op.create_index("ix_reminders_case_id", "reminders", ["case_id"])
    op.create_index("ix_reminders_due", "reminders", ["at"], postgresql_where=waiting)
    op.create_index("ix_reminders_soon", "reminders", ["unit_id", "at"], postgresql_where=waiting)
    op.create_index("ix_reminders_told", "reminders", ["unit_id", "told_at"], postgresql_where=shown)


def _deliveries() -> None:
    op.create_table(
        "deliveries",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False, comment="mail or webhook"),
        sa.Column(
            "key", sa.Text(collation="C"), nullable=False, comment="its first reminder's: Message-ID, webhook-id"
        ),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=True, comment="null: the unit"),
        sa.Column("reminders", sa.ARRAY(sa.BigInteger()), nullable=False),
        sa.Column("made_at", _MOMENT, nullable=False),
        sa.Column("next_at", _MOMENT, nullable=False, comment="claimed from then: quiet hours, pause, lease"),
        sa.Column("attempts", sa.Integer(), nullable=False, server_default="0", comment="counted when it is claimed"),
        sa.Column("token", sa.UUID(), nullable=True, comment="of the last claim: nobody else finalises it"),
        sa.Column("outcome", sa.Text(), nullable=True, comment="null: under way; sent, void, failed or parked"),
        sa.Column("ended_at", _MOMENT, nullable=True),
        sa.Column("error", sa.Text(), nullable=True, comment="a code, of the last attempt that failed"),
        sa.CheckConstraint("channel in ('mail', 'webhook')", name=op.f("ck_deliveries_channel")),
        sa.CheckConstraint("outcome in ('sent', 'void', 'failed', 'parked')", name=op.f("ck_deliveries_outcome")),
        sa.CheckConstraint("(outcome is null) = (ended_at is null)", name=op.f("ck_deliveries_ended")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_deliveries_unit_id")),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_deliveries_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliveries")),
        sa.UniqueConstraint("channel", "key", name=op.f("uq_deliveries_channel_key")),
    )
    op.create_index("ix_deliveries_due", "deliveries", ["next_at"], postgresql_where=sa.text("outcome is null"))
    op.create_index(
        "ix_deliveries_open",
        "deliveries",
        ["channel", "unit_id", "person_id"],
        unique=True,
        postgresql_nulls_not_distinct=True,
        postgresql_where=sa.text("outcome is null and attempts = 0"),
    )
    op.create_index(
        "ix_deliveries_troubled",
        "deliveries",
        ["ended_at"],
        postgresql_where=sa.text("outcome in ('failed', 'parked')"),
    )


def _preferences() -> None:
    op.create_table(
        "preferences",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=True, comment="null: the unit itself"),
        sa.Column("mail", sa.Text(), nullable=True, comment="address; null: not mailed"),
        sa.Column("mail_refused_at", _MOMENT, nullable=True, comment="the address was refused: nothing more is mailed"),
        sa.Column(
            "only_binding",
            sa.Boolean(),
            nullable=False,
            server_default=sa.false(),
            comment="mailed of deadlines of law alone",
        ),
        sa.Column(
            "quiet_from",
            sa.Integer(),
            nullable=True,
            comment="minutes of the day in Stockholm; null: no quiet hours",
        ),
        sa.Column("quiet_until", sa.Integer(), nullable=True),
        sa.Column("webhook", sa.Text(), nullable=True, comment="address; a unit's alone"),
        sa.Column("webhook_secret", sa.Text(), nullable=True, comment="whsec_…: read by workers alone"),
        sa.Column("webhook_refused_at", _MOMENT, nullable=True, comment="the receiver is gone: nothing more is sent"),
        sa.CheckConstraint("(quiet_from is null) = (quiet_until is null)", name=op.f("ck_preferences_quiet_hours")),
        sa.CheckConstraint(
            "quiet_from between 0 and 1439 and quiet_until between 0 and 1439", name=op.f("ck_preferences_minutes")
        ),
        sa.CheckConstraint("(webhook is null) = (webhook_secret is null)", name=op.f("ck_preferences_signed")),
        sa.CheckConstraint("person_id is null or webhook is null", name=op.f("ck_preferences_webhook_of_a_unit")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_preferences_unit_id")),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_preferences_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_preferences")),
        sa.UniqueConstraint(
            "unit_id", "person_id", name=op.f("uq_preferences_unit_id_person_id"), postgresql_nulls_not_distinct=True
        ),
    )
