"""Cases and what hangs on them, behind forced row level security (docs/database.md says why the policies look so)."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# Read once per statement (an InitPlan), never once per row. No context: null, and null lets nothing through.
_UNITS = "(select nullif(current_setting('lus.units', true), '')::int[])"
_ROWS = "(select nullif(current_setting('lus.rows', true), '')::int[])"
_ON_MY_CASE = "(select true from cases c where c.id = {table}.case_id)"

_POLICIES = {
    # table: (what may be seen and changed, what may be written)
    "cases": (f"party_units && {_UNITS}", f"party_units && {_UNITS}"),
    **{
        table: (_ON_MY_CASE.format(table=table), _ON_MY_CASE.format(table=table))
        for table in ("patients", "facts", "fact_receivers", "duties", "idempotency")
    },
    "fact_contents": (
        f"readers && {_UNITS}",
        f"readers && {_UNITS} and {_ON_MY_CASE.format(table='fact_contents')}",
    ),
    "board": (
        f"unit_id = any({_ROWS}::int[])",
        f"unit_id = any({_ROWS}::int[]) and {_ON_MY_CASE.format(table='board')}",
    ),
}

_GRANTS = (
    "grant select, insert on cases, patients, facts, fact_receivers, fact_contents, idempotency to lus_app",
    "grant select, insert, update on duties to lus_app",
    "grant select, insert, update, delete on board to lus_app",
    "grant update (status, version, party_units) on cases to lus_app",
    "grant update (readers) on fact_contents to lus_app",
    "grant select on duties to lus_worker",
)


def upgrade() -> None:
    for make in (_cases, _patients, _facts, _fact_receivers, _fact_contents, _duties, _board, _idempotency):
        make()
    for table, (using, check) in _POLICIES.items():
        op.execute(f"alter table {table} enable row level security")
        op.execute(f"alter table {table} force row level security")
        op.execute(f"create policy app on {table} to lus_app using ({using}) with check ({check})")
    op.execute("create policy worker on duties for select to lus_worker using (true)")
    for grant in _GRANTS:
        op.execute(grant)


def _cases() -> None:
    op.create_table(
        "cases",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column(
            "ref", sa.Text(collation="C"), nullable=False, comment="eight random Crockford letters: what the world sees"
        ),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False, comment="the last fact's seq"),
        sa.Column(
            "party_units", sa.ARRAY(sa.Integer()), nullable=False, comment="the units on the case: who may see it"
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("ref ~ '^[0-9A-HJKMNP-TV-Z]{8}$'", name=op.f("ck_cases_ref")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cases")),
        sa.UniqueConstraint("ref", name=op.f("uq_cases_ref")),
    )


def _patients() -> None:
    op.create_table(
        "patients",
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.UUID(), nullable=False, comment="joins the cases of one person"),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(collation="C"), nullable=True, comment="canonical form; null: none, or not known"),
        sa.Column("protected", sa.Text(), nullable=True, comment="kind of protected identity"),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("next_of_kin", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "protected is null or address is null", name=op.f("ck_patients_no_address_of_the_protected")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_patients_case_id")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_patients")),
    )
    op.create_index(op.f("ix_patients_person_id"), "patients", ["person_id"], unique=False)


def _facts() -> None:
    op.create_table(
        "facts",
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False, comment="from 1, without gaps"),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False, comment="when it happened, as told"),
        sa.Column(
            "recorded_at", sa.DateTime(timezone=True), nullable=False, comment="database time, and training's offset"
        ),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("provider", sa.Text(), nullable=False, comment="owns the fact"),
        sa.Column("person_id", sa.BigInteger(), nullable=True, comment="null: the system itself"),
        sa.Column("assignment_id", sa.BigInteger(), nullable=True),
        sa.Column("in_reply_to", sa.Integer(), nullable=True),
        sa.Column(
            "skeleton",
            postgresql.JSONB(),
            nullable=False,
            comment="what rules use; every party sees it",
        ),
        sa.CheckConstraint("seq > 0", name=op.f("ck_facts_seq")),
        sa.ForeignKeyConstraint(["assignment_id"], ["assignments.id"], name=op.f("fk_facts_assignment_id")),
        sa.ForeignKeyConstraint(
            ["case_id", "in_reply_to"], ["facts.case_id", "facts.seq"], name=op.f("fk_facts_case_id_in_reply_to")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_facts_case_id")),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_facts_person_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_facts_unit_id")),
        sa.PrimaryKeyConstraint("case_id", "seq", name=op.f("pk_facts")),
    )


def _fact_receivers() -> None:
    op.create_table(
        "fact_receivers",
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False, comment="as named: the first open-care unit may owe"),
        sa.Column("ground", sa.Text(), nullable=True, comment="of the disclosure"),
        sa.ForeignKeyConstraint(
            ["case_id", "seq"], ["facts.case_id", "facts.seq"], name=op.f("fk_fact_receivers_case_id_seq")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_fact_receivers_unit_id")),
        sa.PrimaryKeyConstraint("case_id", "seq", "unit_id", name=op.f("pk_fact_receivers")),
    )


def _fact_contents() -> None:
    op.create_table(
        "fact_contents",
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("provider", sa.Text(), nullable=False, comment="the owner, whose retention may empty it"),
        sa.Column(
            "readers", sa.ARRAY(sa.Integer()), nullable=False, comment="sender and receivers, fixed when recorded"
        ),
        sa.Column("content", postgresql.JSONB(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id", "seq"], ["facts.case_id", "facts.seq"], name=op.f("fk_fact_contents_case_id_seq")
        ),
        sa.PrimaryKeyConstraint("case_id", "seq", name=op.f("pk_fact_contents")),
    )


def _duties() -> None:
    op.create_table(
        "duties",
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.Text(collation="C"), nullable=False, comment="kind:opening seq:unit"),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False, comment="who owes it"),
        sa.Column("toward_id", sa.Integer(), nullable=True),
        sa.Column("opened_seq", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True, comment="due at 24.00 that day"),
        sa.Column("due_version", sa.Integer(), nullable=False, comment="raised when due time or unit changes"),
        sa.Column("met_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("met_seq", sa.Integer(), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("law", sa.Text(), nullable=False, comment="fingerprint of the law data it was derived by"),
        sa.Column("engine", sa.Text(), nullable=False, comment="fingerprint of the rules it was derived by"),
        sa.ForeignKeyConstraint(
            ["case_id", "opened_seq"], ["facts.case_id", "facts.seq"], name=op.f("fk_duties_case_id_opened_seq")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_duties_case_id")),
        sa.ForeignKeyConstraint(["toward_id"], ["units.id"], name=op.f("fk_duties_toward_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_duties_unit_id")),
        sa.PrimaryKeyConstraint("case_id", "key", name=op.f("pk_duties")),
    )
    op.create_index(
        "ix_duties_due",
        "duties",
        ["due_at"],
        unique=False,
        postgresql_where=sa.text("met_at is null and cancelled_at is null"),
    )
    op.create_index(
        "ix_duties_open",
        "duties",
        ["unit_id", "due_at"],
        unique=False,
        postgresql_where=sa.text("met_at is null and cancelled_at is null"),
    )


def _board() -> None:
    op.create_table(
        "board",
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("case_ref", sa.Text(collation="C"), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("listed", sa.Boolean(), nullable=False, comment="the case is open, or the unit still owes something"),
        sa.Column("urgency", sa.DateTime(timezone=True), nullable=True, comment="due_at of the most urgent open duty"),
        sa.Column("own_duty", sa.Text(), nullable=True, comment="kind of the unit's own next duty"),
        sa.Column("own_due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ready_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expected_on", sa.Date(), nullable=True),
        sa.Column("moves", sa.Integer(), nullable=False, comment="how often the expected date was moved"),
        sa.Column("first_liable_on", sa.Date(), nullable=True),
        sa.Column("why_not", sa.ARRAY(sa.Text()), nullable=False, comment="codes: why there is no such day"),
        sa.Column(
            "summary",
            postgresql.JSONB(),
            nullable=False,
            comment="next step, receipts and answers: codes, units and moments",
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_board_case_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_board_unit_id")),
        sa.PrimaryKeyConstraint("unit_id", "case_id", name=op.f("pk_board")),
    )
    op.create_index("ix_board_case_id", "board", ["case_id"], unique=False)
    op.create_index(
        "ix_board_listed", "board", ["unit_id", "urgency", "case_id"], unique=False, postgresql_where=sa.text("listed")
    )


def _idempotency() -> None:
    op.create_table(
        "idempotency",
        sa.Column("actor", sa.BigInteger(), nullable=False, comment="a person, or 0 for the system"),
        sa.Column("key", sa.Text(collation="C"), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id", "seq"], ["facts.case_id", "facts.seq"], name=op.f("fk_idempotency_case_id_seq")
        ),
        sa.PrimaryKeyConstraint("actor", "key", name=op.f("pk_idempotency")),
    )
