"""Invitations to the meetings of plans, and the messages that carry them (docs/adr/0046)."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

_ON_MY_CASE = "(select true from cases c where c.id = invitations.case_id)"
_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "invitations",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("key", sa.Text(collation="C"), nullable=False, comment="case's ref:meeting:sequence:receiver"),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("case_ref", sa.Text(collation="C"), nullable=False),
        sa.Column("meeting", sa.Integer(), nullable=False, comment="the fact that it was booked by"),
        sa.Column("sequence", sa.Integer(), nullable=False, comment="rises with every change of the meeting"),
        sa.Column("method", sa.Text(), nullable=False, comment="REQUEST or CANCEL"),
        sa.Column("meeting_at", _MOMENT, nullable=False),
        sa.Column("form", sa.Text(), nullable=False, comment="code"),
        sa.Column("unit_id", sa.Integer(), nullable=False, comment="who is invited"),
        sa.Column("made_at", _MOMENT, server_default=sa.func.now(), nullable=False),
        sa.Column("put_at", _MOMENT, nullable=True, comment="in the outbox since; null: waits for a worker"),
        sa.Column("outcome", sa.Text(), nullable=True, comment="of its message; unaddressed: nobody to mail it to"),
        sa.Column("told_at", _MOMENT, nullable=True, comment="since when the plan says that it was undelivered"),
        sa.CheckConstraint("method in ('REQUEST', 'CANCEL')", name=op.f("ck_invitations_method")),
        sa.CheckConstraint(
            "outcome in ('sent', 'void', 'failed', 'parked', 'unaddressed')", name=op.f("ck_invitations_outcome")
        ),
        sa.ForeignKeyConstraint(
            ["case_id", "meeting"], ["facts.case_id", "facts.seq"], name=op.f("fk_invitations_case_id_meeting")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_invitations_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitations")),
        sa.UniqueConstraint("key", name=op.f("uq_invitations_key")),
    )
    op.create_index(
        "ix_invitations_case_id", "invitations", ["case_id", "meeting", "unit_id", "sequence"], unique=False
    )
    op.create_index("ix_invitations_waiting", "invitations", ["id"], postgresql_where=sa.text("put_at is null"))
    op.create_index(
        "ix_invitations_undelivered",
        "invitations",
        ["id"],
        postgresql_where=sa.text("outcome in ('failed', 'parked') and told_at is null"),
    )
    op.execute("alter table invitations enable row level security")
    op.execute("alter table invitations force row level security")
    # Who records on the plan invites; who is on it reads what became of it. Workers send, and say what became of it.
    op.execute(f"create policy app on invitations to lus_app using ({_ON_MY_CASE}) with check ({_ON_MY_CASE})")
    op.execute("create policy worker on invitations to lus_worker using (true)")
    op.execute("grant select, insert on invitations to lus_app")
    op.execute("grant select, update (put_at, outcome, told_at) on invitations to lus_worker")
    op.add_column(
        "deliveries",
        sa.Column("invitation_id", sa.BigInteger(), nullable=True, comment="what it carries instead of reminders"),
    )
    op.create_foreign_key(op.f("fk_deliveries_invitation_id"), "deliveries", "invitations", ["invitation_id"], ["id"])
    op.drop_index("ix_deliveries_open", "deliveries")
    op.create_index(
        "ix_deliveries_open",
        "deliveries",
        ["channel", "unit_id", "person_id"],
        unique=True,
        postgresql_nulls_not_distinct=True,
        postgresql_where=sa.text("outcome is null and attempts = 0 and not test and invitation_id is null"),
    )
