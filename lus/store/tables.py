"""The tables. Alembic compares them with the database (`alembic check` in tests/guards)."""

from sqlalchemy import (
    ARRAY,
    UUID,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Computed,
    Date,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    Identity,
    Index,
    Integer,
    Interval,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    false,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB, TSVECTOR

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)

# No patient data: which worker processes live, in real time (never the training clock).
heartbeats = Table(
    "heartbeats",
    metadata,
    Column("worker", Text, primary_key=True, comment="the host that it runs on"),
    Column("pid", Integer, primary_key=True, comment="its process on that host"),
    Column("kind", Text, nullable=False, comment="worker or beat"),
    Column("main_pid", Integer, comment="the process that started it, or itself: the one to replace when it is silent"),
    Column("started_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("beat_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
)

# No patient data: what ran when, a row a task of the schedule; real time.
runs = Table(
    "runs",
    metadata,
    Column("task", Text, primary_key=True, comment="a task of the schedule"),
    Column("started_at", DateTime(timezone=True), comment="real time; null: never"),
    Column("ended_at", DateTime(timezone=True), comment="of the last run that ended, well or not"),
    Column("well_at", DateTime(timezone=True), comment="of the last that ended well"),
    Column("asked_at", DateTime(timezone=True), comment="when beat's message last came through the broker"),
    Column("worker", Text),
    Column("error", Text, comment="class of what went wrong; null: nothing"),
    Column("alarm", Text, comment="what somebody must look at; null: nothing"),
    Column(
        "wanted_at",
        DateTime(timezone=True),
        comment="when an administrator asked for it to run again; done once a run has begun after it",
    ),
    Column("alarm_at", DateTime(timezone=True), comment="when the alarm was raised"),
)

# ---- Units and people. No patient data. Policies bind the app, not the owner, who installs: docs/database.md. ------

providers = Table(
    "providers",
    metadata,
    Column("principal", Text, primary_key=True, comment="county or municipality code"),
    Column("name", Text, primary_key=True),
    Column("private", Boolean, nullable=False, comment="runs units for the principal; false: the principal itself"),
    CheckConstraint("principal ~ '^([0-9]{2}|[0-9]{4})$'", name="principal"),
    Index("ix_providers_own", "principal", unique=True, postgresql_where=text("NOT private")),
)

units = Table(
    "units",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", Text, nullable=False, comment="a kind of lus.domain.units.SIDES"),
    Column("name", Text, nullable=False),
    Column("short_name", Text, nullable=False),
    Column("principal", Text, nullable=False, comment="county code of two digits, or municipality code of four"),
    Column("provider", Text, nullable=False, comment="the care provider that owns what the unit records"),
    Column("hsa_id", Text),
    Column("phone", Text),
    Column("hours", JSONB, comment="opening hours as lus.store.registry writes them; null: around the clock"),
    Column("on_call_id", Integer),
    Column("coordinator_id", Integer),
    Column("manager_id", BigInteger),
    Column("coordinator_kind", Text, Computed("'coordinator'::text", persisted=True)),
    Column("from_on", Date, comment="null: always"),
    Column("until_on", Date, comment="the last day on which it is sent to"),
    Column("version", Integer, nullable=False, server_default="1", comment="raised by each change"),
    UniqueConstraint("hsa_id"),
    UniqueConstraint("id", "principal"),
    UniqueConstraint("id", "principal", "kind"),
    ForeignKeyConstraint(["principal", "provider"], ["providers.principal", "providers.name"]),
    ForeignKeyConstraint(["on_call_id", "principal"], ["units.id", "units.principal"]),
    # A coordinator's unit of the same principal, and of that kind.
    ForeignKeyConstraint(
        ["coordinator_id", "principal", "coordinator_kind"], ["units.id", "units.principal", "units.kind"]
    ),
    ForeignKeyConstraint(["manager_id", "provider"], ["persons.id", "persons.provider"]),
    CheckConstraint("principal ~ '^([0-9]{2}|[0-9]{4})$'", name="principal"),
    CheckConstraint("on_call_id <> id", name="not_on_call_for_itself"),
    CheckConstraint("until_on >= from_on", name="dates"),
)

routing = Table(
    "routing",
    metadata,
    Column("principal", Text, primary_key=True),
    Column("help", Text, primary_key=True, comment="a kind of lus.domain.units.HELPS"),
    Column("unit_id", Integer, nullable=False, comment="takes in messages about it"),
    ForeignKeyConstraint(["unit_id", "principal"], ["units.id", "units.principal"]),
    CheckConstraint(
        "case when length(principal) = 2 then help = 'open_care' else help in ("
        "'older', 'lss', 'children', 'psychiatry', 'home_care', 'rehabilitation') end",
        name="help",
    ),
)

persons = Table(
    "persons",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("name", Text, nullable=False, comment="one who works here, never a patient"),
    Column("hsa_id", Text),
    Column("provider", Text, comment="who administers the person; null: nobody"),
    UniqueConstraint("hsa_id"),
    UniqueConstraint("id", "provider"),
)

accounts = Table(
    "accounts",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("person_id", BigInteger, ForeignKey("persons.id"), nullable=False, index=True),
    Column("issuer", Text, nullable=False, comment="`local`, or the address of the one who vouches"),
    Column("subject", Text, nullable=False),
    Column("secret", Text, comment="hash of a local account's password"),
    Column("choose_by", DateTime(timezone=True), comment="the password is for one use until then; null: a chosen one"),
    Column("locked_at", DateTime(timezone=True)),
    UniqueConstraint("issuer", "subject"),
)

assignments = Table(
    "assignments",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("person_id", BigInteger, ForeignKey("persons.id"), nullable=False, index=True),
    Column("unit_id", Integer, ForeignKey("units.id"), nullable=False, index=True),
    Column("role", Text, nullable=False, comment="a role of lus.domain.access"),
    Column("from_on", Date, nullable=False),
    Column("until_on", Date, comment="the last day"),
    Column("granted_by", BigInteger, ForeignKey("persons.id"), comment="null: by whoever installed"),
    Column("granted_at", DateTime(timezone=True), server_default=func.now(), comment="null: not kept then"),
    Column("ended_at", DateTime(timezone=True), comment="at once, before until_on"),
    Column("ended_by", BigInteger, ForeignKey("persons.id"), comment="who set ended_at or until_on"),
    CheckConstraint("until_on is null or until_on >= from_on", name="dates"),
    CheckConstraint("granted_by <> person_id", name="not_by_oneself"),
)

sessions = Table(
    "sessions",
    metadata,
    Column("token_hash", LargeBinary, primary_key=True, comment="SHA-256 of the cookie's token"),
    Column("account_id", BigInteger, ForeignKey("accounts.id"), nullable=False, index=True),
    Column("assignment_id", BigInteger, ForeignKey("assignments.id"), comment="the one in use"),
    Column("created_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("seen_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("revoked_at", DateTime(timezone=True)),
)

sign_in_failures = Table(
    "sign_in_failures",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("of", LargeBinary, nullable=False, comment="digest of the account or the address"),
    Column("at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Index("ix_sign_in_failures_of", "of", "at"),
)

clock = Table(
    "clock",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("training", Boolean, nullable=False, server_default=false()),
    Column("ahead", Interval, nullable=False, server_default="00:00:00", comment="grows only: a trigger sees to it"),
    Column("first_at", DateTime(timezone=True), comment="training: the moment at which the filled region stands"),
    CheckConstraint("id = 1", name="one_row"),
    CheckConstraint("training or ahead = interval '0'", name="only_in_training"),
)

# ---- Reference: seeds/ as `lus migrate` reads them. Published statements, no patient data. -------------------------

reference_topics = Table(
    "reference_topics",
    metadata,
    Column("code", Text(collation="C"), primary_key=True, comment="stands in addresses"),
    Column("place", Integer, nullable=False),
    Column("name", Text, nullable=False),
)

reference_documents = Table(
    "reference_documents",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False, comment="its place in the index"),
    Column("address", Text(collation="C"), nullable=False, comment="permanent: what the world calls it"),
    Column("file", Text, nullable=False),
    Column("kind", Text, nullable=False, comment="question or article"),
    Column("region", Text, nullable=False),
    Column("published_on", Date, comment="null: not known"),
    Column("rubric", Text, comment="of an article"),
    Column("title", Text, nullable=False, comment="the question, or the headline"),
    Column("answers", Integer, nullable=False),
    Column("topics", ARRAY(Text), nullable=False),
    Column("duties", ARRAY(Text), nullable=False, comment="every kind of duty that it shows in"),
    Column("shows", JSONB, nullable=False, comment="how it shows in Hemgång, as the index says"),
    UniqueConstraint("address"),
    Index("ix_reference_documents_topics", "topics", postgresql_using="gin"),
    Index("ix_reference_documents_duties", "duties", postgresql_using="gin"),
)

reference_parts = Table(
    "reference_parts",
    metadata,
    Column("document_id", Integer, ForeignKey("reference_documents.id", ondelete="CASCADE"), primary_key=True),
    Column("place", Integer, primary_key=True, comment="as in the source, from 0: its title"),
    Column("role", Text, nullable=False, comment="title, people, lead, answer, exchange or closing"),
    Column("number", Integer, comment="of an answer"),
    Column("heading", Text, comment="the interview's question"),
    Column("text", Text, nullable=False, comment="as given, line by line"),
    Column("said", Text, comment="JA or NEJ"),
    Column("name", Text, comment="who said it"),
    Column("title", Text, comment="theirs, line by line"),
    Column("search", TSVECTOR, nullable=False, comment="words of lus.store.swedish, stemmed"),
    Index("ix_reference_parts_search", "search", postgresql_using="gin"),
)

# ---- Cases. Row level security is forced on each: docs/database.md. -----------------------------------------------

cases = Table(
    "cases",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("ref", Text(collation="C"), nullable=False, comment="eight random Crockford letters: what the world sees"),
    Column("kind", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("version", Integer, nullable=False, comment="the last fact's seq"),
    Column("party_units", ARRAY(Integer), nullable=False, comment="the units on the case: who may see it"),
    Column(
        "coordinator_units",
        ARRAY(Integer),
        nullable=False,
        server_default="{}",
        comment="the units in whose list an open duty stands: they may record from there",
    ),
    Column("created_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    UniqueConstraint("ref"),
    CheckConstraint("ref ~ '^[0-9A-HJKMNP-TV-Z]{8}$'", name="ref"),
)

patients = Table(
    "patients",
    metadata,
    Column("case_id", BigInteger, ForeignKey("cases.id"), primary_key=True),
    Column("person_id", UUID, nullable=False, index=True, comment="joins the cases of one person"),
    Column("name", Text, nullable=False),
    Column("number", Text(collation="C"), comment="canonical form; null: none, or not known"),
    Column("protected", Text, comment="kind of protected identity"),
    Column("address", Text),
    Column("phone", Text),
    Column("next_of_kin", Text),
    Column(
        "named_units",
        ARRAY(Integer),
        comment="who may know who the patient is, if identity is protected; null: every unit on the case",
    ),
    Column(
        "identities",
        JSONB,
        nullable=False,
        comment="every number or name told: the fact's seq, the person's id, the number, the name if told",
    ),
    CheckConstraint(
        "protected is null or num_nonnulls(address, phone, next_of_kin) = 0", name="no_address_of_the_protected"
    ),
    CheckConstraint("(protected is null) = (named_units is null)", name="named_if_protected"),
)

facts = Table(
    "facts",
    metadata,
    Column("case_id", BigInteger, ForeignKey("cases.id"), primary_key=True),
    Column("seq", Integer, primary_key=True, comment="from 1, without gaps"),
    Column("kind", Text, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False, comment="when it happened, as told"),
    Column("recorded_at", DateTime(timezone=True), nullable=False, comment="database time, and training's offset"),
    Column("channel", Text, nullable=False),
    Column("unit_id", Integer, ForeignKey("units.id"), nullable=False),
    Column("provider", Text, nullable=False, comment="owns the fact"),
    Column("person_id", BigInteger, ForeignKey("persons.id"), comment="null: the system itself"),
    Column("assignment_id", BigInteger, ForeignKey("assignments.id")),
    Column("in_reply_to", Integer),
    Column("skeleton", JSONB, nullable=False, comment="what rules use; every party sees it"),
    ForeignKeyConstraint(["case_id", "in_reply_to"], ["facts.case_id", "facts.seq"]),
    CheckConstraint("seq > 0", name="seq"),
)

fact_receivers = Table(
    "fact_receivers",
    metadata,
    Column("case_id", BigInteger, primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("unit_id", Integer, ForeignKey("units.id"), primary_key=True),
    Column("place", Integer, nullable=False, comment="as named: the first open-care unit may owe"),
    Column("ground", Text, comment="of the disclosure"),
    ForeignKeyConstraint(["case_id", "seq"], ["facts.case_id", "facts.seq"]),
)

fact_contents = Table(
    "fact_contents",
    metadata,
    Column("case_id", BigInteger, primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("provider", Text, nullable=False, comment="the owner, whose retention may empty it"),
    Column("readers", ARRAY(Integer), nullable=False, comment="sender and receivers, fixed when recorded"),
    Column("content", JSONB, nullable=False),
    ForeignKeyConstraint(["case_id", "seq"], ["facts.case_id", "facts.seq"]),
)

# Files that came with a fact, for who may read its content (docs/adr/0024).
attachments = Table(
    "attachments",
    metadata,
    Column("case_id", BigInteger, primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("number", Integer, primary_key=True, comment="from 1, as chosen"),
    Column("name", Text, nullable=False, comment="without path; content, never skeleton"),
    Column("type", Text, nullable=False, comment="by its bytes"),
    Column("size", Integer, nullable=False, comment="bytes"),
    Column("sha256", Text, nullable=False, comment="as the fact's skeleton keeps it"),
    Column("bytes", LargeBinary, nullable=False),
    ForeignKeyConstraint(["case_id", "seq"], ["facts.case_id", "facts.seq"]),
    CheckConstraint("size = length(bytes)", name="size"),
)

duties = Table(
    "duties",
    metadata,
    Column("case_id", BigInteger, ForeignKey("cases.id"), primary_key=True),
    Column("key", Text(collation="C"), primary_key=True, comment="kind:opening seq:unit"),
    Column("kind", Text, nullable=False),
    Column("unit_id", Integer, ForeignKey("units.id"), nullable=False, comment="who owes it"),
    Column("toward_id", Integer, ForeignKey("units.id")),
    Column("opened_seq", Integer, nullable=False),
    Column("opened_at", DateTime(timezone=True), nullable=False),
    Column("due_at", DateTime(timezone=True), nullable=False),
    Column("due_on", Date, comment="due at 24.00 that day"),
    Column("due_version", Integer, nullable=False, comment="raised when due time or unit changes"),
    Column("met_at", DateTime(timezone=True)),
    Column("met_seq", Integer),
    Column("cancelled_at", DateTime(timezone=True)),
    Column("reason", Text),
    Column("law", Text, nullable=False, comment="fingerprint of the law data it was derived by"),
    Column("engine", Text, nullable=False, comment="fingerprint of the rules it was derived by"),
    ForeignKeyConstraint(["case_id", "opened_seq"], ["facts.case_id", "facts.seq"]),
    Index("ix_duties_open", "unit_id", "due_at", postgresql_where=text("met_at is null and cancelled_at is null")),
    Index(
        "ix_duties_unread",
        "unit_id",
        "due_at",
        "case_id",
        "key",
        postgresql_where=text(
            "kind in ('acknowledge', 'receive_ordination') and met_at is null and cancelled_at is null"
        ),
    ),
    Index("ix_duties_due", "due_at", postgresql_where=text("met_at is null and cancelled_at is null")),
)

board = Table(
    "board",
    metadata,
    Column("unit_id", Integer, ForeignKey("units.id"), primary_key=True),
    Column("case_id", BigInteger, ForeignKey("cases.id"), primary_key=True),
    Column("case_ref", Text(collation="C"), nullable=False),
    Column("status", Text, nullable=False),
    Column("listed", Boolean, nullable=False, comment="the case is open, or the unit still owes something"),
    Column("urgency", DateTime(timezone=True), comment="due_at of the most urgent open duty"),
    Column("own_duty", Text, comment="kind of the unit's own next duty"),
    Column("own_due_at", DateTime(timezone=True)),
    Column("unread", Integer, nullable=False, comment="messages that wait in the unit's inbox"),
    Column("ready_at", DateTime(timezone=True)),
    Column("expected_on", Date),
    Column("moves", Integer, nullable=False, comment="how often the expected date was moved"),
    Column("first_liable_on", Date),
    Column("why_not", ARRAY(Text), nullable=False, comment="codes: why there is no such day"),
    Column("summary", JSONB, nullable=False, comment="next step, receipts and answers: codes, units and moments"),
    Index("ix_board_case_id", "case_id"),
    Index(
        "ix_board_plans",
        "unit_id",
        "urgency",
        "case_id",
        postgresql_where=text("status = any (array['opened', 'invited', 'held', 'confirmed'])"),
    ),
    Index("ix_board_listed", "unit_id", "urgency", "case_id", postgresql_where=text("listed")),
)

# A coordinator's list (docs/adr/0021). Neither name, number nor content; protected identity: no unit, no municipality.
coordinated = Table(
    "coordinated",
    metadata,
    Column("unit_id", Integer, ForeignKey("units.id"), primary_key=True, comment="the coordinator's unit"),
    Column("case_id", BigInteger, ForeignKey("cases.id"), primary_key=True),
    Column("duty", Text(collation="C"), primary_key=True, comment="digest of the duty's key, which names a unit"),
    Column("case_ref", Text(collation="C"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("owing_id", Integer, ForeignKey("units.id"), comment="who owes it; null: protected identity"),
    Column("owing_side", Text, nullable=False),
    Column("toward_id", Integer, ForeignKey("units.id"), comment="who is to be told, where each is owed by itself"),
    Column("opened_at", DateTime(timezone=True), nullable=False),
    Column("due_at", DateTime(timezone=True), nullable=False),
    Column("due_on", Date, comment="due at 24.00 that day"),
    Column("done", JSONB, nullable=False, comment="reminders, escalations and notes: kind, seq, moment, whether ours"),
    Column("municipality", Text, comment="where the person lives; null: not told"),
    Column("lead_id", Integer, ForeignKey("units.id"), comment="who leads the plan; null: no plan"),
    Column("late", Text, comment="what of a SIP it makes late; null: nothing"),
    Column("late_at", DateTime(timezone=True), comment="from when"),
    Index("ix_coordinated_case_id", "case_id"),
    Index("ix_coordinated_due", "unit_id", "due_at", "case_id", "duty"),
    Index("ix_coordinated_late", "unit_id", "late_at", "case_id", "duty", postgresql_where=text("late is not null")),
)

# Stays of a coordinator's months (docs/adr/0034): what decides the money, and nothing about who the patient is.
tallies = Table(
    "tallies",
    metadata,
    Column("unit_id", Integer, ForeignKey("units.id"), primary_key=True, comment="the coordinator's unit"),
    Column("case_id", BigInteger, ForeignKey("cases.id"), primary_key=True),
    Column("case_ref", Text(collation="C"), nullable=False),
    Column("region", Text, primary_key=True, comment="the principal whose ward it is"),
    Column("municipality", Text, primary_key=True, comment="may owe days of it"),
    Column("notified_on", Date, nullable=False, comment="the day of the first ready notice"),
    Column("ended_on", Date, comment="the day on which the patient left; null: there still"),
    Column("disputed", Boolean, nullable=False),
    Column("facts", JSONB, nullable=False, comment="skeletons that liability rests on, in order"),
    Index("ix_tallies_case_id", "case_id"),
    Index("ix_tallies_month", "unit_id", "region", "municipality", "ended_on"),
)

# What coordinators count of plans (docs/adr/0045): spans and moments; of a protected person no unit, no municipality.
counted = Table(
    "counted",
    metadata,
    Column("unit_id", Integer, ForeignKey("units.id"), primary_key=True, comment="the coordinator's unit"),
    Column("case_id", BigInteger, ForeignKey("cases.id"), primary_key=True),
    Column("what", Text(collation="C"), primary_key=True, comment="as lus.domain.counted names it"),
    Column("number", Integer, primary_key=True, comment="from 1, of those of the case"),
    Column("case_ref", Text(collation="C"), nullable=False),
    Column("person", Text(collation="C"), comment="joins one person's rows of one unit"),
    Column("municipality", Text, comment="where the person lives; null: not told"),
    Column("lead_id", Integer, ForeignKey("units.id"), comment="who leads the plan, or calls; null: protected"),
    Column("age_group", Text, comment="when the plan was opened; null: not known"),
    Column("at_discharge", Boolean, nullable=False),
    Column("from_at", DateTime(timezone=True), nullable=False),
    Column("until_at", DateTime(timezone=True), comment="null: on and on"),
    Index("ix_counted_case_id", "case_id"),
    Index(
        "ix_counted_months",
        *("unit_id", "what", "from_at", "until_at"),
        postgresql_include=["municipality", "lead_id", "age_group", "at_discharge", "case_id"],
    ),
    Index("ix_counted_person", "unit_id", "person", postgresql_where=text("what = 'plan'")),
)

# Questions that were passed on (docs/adr/0037): units, moments and codes. No patient, nobody protected.
bounces = Table(
    "bounces",
    metadata,
    Column("unit_id", Integer, ForeignKey("units.id"), primary_key=True, comment="the coordinator's unit"),
    Column("case_id", BigInteger, primary_key=True),
    Column("seq", Integer, primary_key=True, comment="the fact's"),
    Column("case_ref", Text(collation="C"), nullable=False),
    Column("step", Text, nullable=False, comment="asked, passed_on, decided, answered or taken"),
    Column(
        "giver_id", Integer, ForeignKey("units.id"), nullable=False, comment="who asked, passed on, decided or answered"
    ),
    Column("taker_id", Integer, ForeignKey("units.id"), comment="who is to answer from then on; null: answered"),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("why", Text, comment="code"),
    ForeignKeyConstraint(["case_id", "seq"], ["facts.case_id", "facts.seq"]),
    Index("ix_bounces_case_id", "case_id"),
    Index("ix_bounces_passed", "unit_id", "at", postgresql_where=text("step = 'passed_on'")),
)

# Months as principals took them as settled: append-only, compared ever after, never reckoned anew. No patient.
settled_months = Table(
    "settled_months",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("region", Text, nullable=False, comment="the principal whose wards they are"),
    Column("municipality", Text, nullable=False),
    Column("month", Date, nullable=False, comment="its first day"),
    Column("principal", Text, nullable=False, comment="who takes it as settled: county or municipality code"),
    Column("unit_id", Integer, ForeignKey("units.id"), nullable=False, comment="the coordinator's"),
    Column("person_id", BigInteger, ForeignKey("persons.id"), nullable=False),
    Column("assignment_id", BigInteger, ForeignKey("assignments.id"), nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("law", Text, nullable=False, comment="the law data's fingerprint"),
    Column("engine", Text, nullable=False, comment="the rules' fingerprint"),
    Column("answer", JSONB, nullable=False, comment="figures and stays, as they were shown"),
    Column("readers", ARRAY(Integer), nullable=False, comment="the coordinators of both principals"),
    Column("key", Text(collation="C"), nullable=False, comment="of the form: sent twice is settled once"),
    UniqueConstraint("person_id", "key"),
    CheckConstraint("extract(day from month) = 1", name="first_day"),
    Index("ix_settled_months_month", "region", "municipality", "month"),
)

# ---- Reminders: what ladders plan, and what is sent of it. Codes, units and moments; no patient (docs/adr/0027). ----

# The duty is called by its digest, as in coordinators' lists: its key names a unit.
reminders = Table(
    "reminders",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("key", Text(collation="C"), nullable=False, comment="case's ref:duty's digest:step:due version"),
    Column("case_id", BigInteger, ForeignKey("cases.id"), nullable=False, index=True),
    Column("case_ref", Text(collation="C"), nullable=False),
    Column("duty", Text(collation="C"), nullable=False, comment="digest of its key, as in `coordinated`"),
    Column("kind", Text, nullable=False, comment="of the duty; or liability, which nobody owes"),
    Column("step", Text, nullable=False),
    Column("unit_id", Integer, ForeignKey("units.id"), nullable=False, comment="who is told"),
    Column("person_id", BigInteger, ForeignKey("persons.id"), comment="the one there who is told; null: the unit"),
    Column("coordinator_id", Integer, ForeignKey("units.id"), comment="follows it; null: none, or protected identity"),
    Column("at", DateTime(timezone=True), nullable=False, comment="planned for"),
    Column("due_at", DateTime(timezone=True), nullable=False),
    Column("binding", Boolean, nullable=False, comment="due by law, or begins to cost: moved, never switched off"),
    Column("ladder", Text, nullable=False, comment="fingerprint of the ladders it was planned by"),
    Column("void_at", DateTime(timezone=True), comment="no longer planned: done, moved, cancelled"),
    Column("told_at", DateTime(timezone=True), comment="stands in the application since, and is sent"),
    Column("mail_id", BigInteger, ForeignKey("deliveries.id"), comment="null: nobody is mailed"),
    Column("webhook_id", BigInteger, ForeignKey("deliveries.id"), comment="null: there is none"),
    Column("seen_at", DateTime(timezone=True)),
    Column("seen_by", BigInteger, ForeignKey("persons.id")),
    UniqueConstraint("key"),
    Index("ix_reminders_due", "at", postgresql_where=text("told_at is null and void_at is null")),
    Index("ix_reminders_soon", "unit_id", "at", postgresql_where=text("told_at is null and void_at is null")),
    Index(
        "ix_reminders_unseen",
        "unit_id",
        postgresql_where=text("told_at is not null and void_at is null and seen_at is null"),
    ),
    Index("ix_reminders_told", "unit_id", "told_at", postgresql_where=text("told_at is not null and void_at is null")),
    Index("ix_reminders_told_at", "told_at", postgresql_where=text("told_at is not null")),
)

# A unit's invitation to a plan's meeting, as it was when a fact made or changed it (docs/adr/0046).
invitations = Table(
    "invitations",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("key", Text(collation="C"), nullable=False, comment="case's ref:meeting:sequence:receiver"),
    Column("case_id", BigInteger, nullable=False),
    Column("case_ref", Text(collation="C"), nullable=False),
    Column("meeting", Integer, nullable=False, comment="the fact that it was booked by"),
    Column("sequence", Integer, nullable=False, comment="rises with every change of the meeting"),
    Column("method", Text, nullable=False, comment="REQUEST or CANCEL"),
    Column("meeting_at", DateTime(timezone=True), nullable=False),
    Column("form", Text, nullable=False, comment="code"),
    Column("unit_id", Integer, ForeignKey("units.id"), nullable=False, comment="who is invited"),
    Column("made_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("put_at", DateTime(timezone=True), comment="in the outbox since; null: waits for a worker"),
    Column("outcome", Text, comment="of its message; unaddressed: nobody to mail it to"),
    Column("told_at", DateTime(timezone=True), comment="since when the plan says that it was undelivered"),
    ForeignKeyConstraint(["case_id", "meeting"], ["facts.case_id", "facts.seq"]),
    UniqueConstraint("key"),
    CheckConstraint("method in ('REQUEST', 'CANCEL')", name="method"),
    CheckConstraint("outcome in ('sent', 'void', 'failed', 'parked', 'unaddressed')", name="outcome"),
    Index("ix_invitations_case_id", "case_id", "meeting", "unit_id", "sequence"),
    Index("ix_invitations_waiting", "id", postgresql_where=text("put_at is null")),
    Index(
        "ix_invitations_undelivered",
        "id",
        postgresql_where=text("outcome in ('failed', 'parked') and told_at is null"),
    ),
)

# The outbox: one message to one receiver through one channel, with all that is told in it.
deliveries = Table(
    "deliveries",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("channel", Text, nullable=False, comment="mail or webhook"),
    Column("key", Text(collation="C"), nullable=False, comment="its first reminder's: Message-ID, webhook-id"),
    Column("unit_id", Integer, ForeignKey("units.id"), nullable=False),
    Column("person_id", BigInteger, ForeignKey("persons.id"), comment="null: the unit"),
    Column("reminders", ARRAY(BigInteger), nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False),
    Column("next_at", DateTime(timezone=True), nullable=False, comment="claimed from then: quiet hours, pause, lease"),
    Column("attempts", Integer, nullable=False, server_default="0", comment="counted when it is claimed"),
    Column("token", UUID, comment="of the last claim: nobody else finalises it"),
    Column("outcome", Text, comment="null: under way; sent, void, failed or parked"),
    Column("ended_at", DateTime(timezone=True)),
    Column("error", Text, comment="a code, of the last attempt that failed"),
    Column(
        "planned_at",
        DateTime(timezone=True),
        nullable=False,
        server_default=func.now(),
        comment="when it was to leave: its first reminder's moment, the end of quiet hours, or when tried again",
    ),
    Column(
        "handled_at",
        DateTime(timezone=True),
        comment="when somebody last saw to it, having failed; before ended_at: it has failed again since",
    ),
    Column(
        "handled_by",
        BigInteger,
        ForeignKey("persons.id"),
        comment="the administrator; null: the address was mended",
    ),
    Column("note", Text, comment="why nothing more is done; null: it was tried again"),
    Column("test", Boolean, nullable=False, server_default=false(), comment="tries an address out"),
    Column("invitation_id", BigInteger, ForeignKey("invitations.id"), comment="what it carries instead of reminders"),
    UniqueConstraint("channel", "key"),
    CheckConstraint("channel in ('mail', 'webhook')", name="channel"),
    CheckConstraint("outcome in ('sent', 'void', 'failed', 'parked')", name="outcome"),
    CheckConstraint("(outcome is null) = (ended_at is null)", name="ended"),
    CheckConstraint("length(note) <= 500", name="note"),
    Index("ix_deliveries_due", "next_at", postgresql_where=text("outcome is null")),
    # What nobody has claimed yet takes in what comes for the same receiver: one message, not five.
    Index(
        "ix_deliveries_open",
        "channel",
        "unit_id",
        "person_id",
        unique=True,
        postgresql_nulls_not_distinct=True,
        postgresql_where=text("outcome is null and attempts = 0 and not test and invitation_id is null"),
    ),
    Index(
        "ix_deliveries_trial",
        "channel",
        "unit_id",
        "person_id",
        unique=True,
        postgresql_nulls_not_distinct=True,
        postgresql_where=text("outcome is null and test"),
    ),
    Index("ix_deliveries_tried", "unit_id", postgresql_where=text("test")),
    Index(
        "ix_deliveries_troubled",
        "unit_id",
        postgresql_where=text("outcome in ('failed', 'parked') and (handled_at is null or handled_at < ended_at)"),
    ),
    Index("ix_deliveries_handled", "handled_at", postgresql_where=text("handled_at is not null")),
    Index("ix_deliveries_sent", "ended_at", postgresql_where=text("outcome = 'sent'")),
)

# Where a unit, or one person there, is told, and when not.
preferences = Table(
    "preferences",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("unit_id", Integer, ForeignKey("units.id"), nullable=False),
    Column("person_id", BigInteger, ForeignKey("persons.id"), comment="null: the unit itself"),
    Column("mail", Text, comment="address; null: not mailed"),
    Column("mail_refused_at", DateTime(timezone=True), comment="the address was refused: nothing more is mailed"),
    Column(
        "only_binding",
        Boolean,
        nullable=False,
        server_default=false(),
        comment="mailed of deadlines of law alone",
    ),
    Column("quiet_from", Integer, comment="minutes of the day in Stockholm; null: no quiet hours"),
    Column("quiet_until", Integer),
    Column("webhook", Text, comment="address; a unit's alone"),
    Column("webhook_secret", Text, comment="whsec_…: read by workers alone"),
    Column("webhook_refused_at", DateTime(timezone=True), comment="the receiver is gone: nothing more is sent"),
    UniqueConstraint("unit_id", "person_id", postgresql_nulls_not_distinct=True),
    CheckConstraint("(quiet_from is null) = (quiet_until is null)", name="quiet_hours"),
    CheckConstraint("quiet_from between 0 and 1439 and quiet_until between 0 and 1439", name="minutes"),
    CheckConstraint("(webhook is null) = (webhook_secret is null)", name="signed"),
    CheckConstraint("person_id is null or webhook is null", name="webhook_of_a_unit"),
)

search_keys = Table(
    "search_keys",
    metadata,
    Column("unit_id", Integer, ForeignKey("units.id"), primary_key=True),
    Column("key", Text(collation="C"), primary_key=True, comment="as lus.store.search writes it"),
    Column("case_id", BigInteger, ForeignKey("cases.id"), primary_key=True),
    Index("ix_search_keys_case_id", "case_id"),
)

idempotency = Table(
    "idempotency",
    metadata,
    Column("actor", BigInteger, primary_key=True, comment="a person, or 0 for the system"),
    Column("key", Text(collation="C"), primary_key=True),
    Column("case_id", BigInteger, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    ForeignKeyConstraint(["case_id", "seq"], ["facts.case_id", "facts.seq"]),
)

# Typed, not yet sent: one person's own, for a day (docs/adr/0017).
drafts = Table(
    "drafts",
    metadata,
    Column("person_id", BigInteger, ForeignKey("persons.id"), primary_key=True, comment="who typed it and reads it"),
    Column("unit_id", Integer, ForeignKey("units.id"), primary_key=True, comment="the unit in whose name it was typed"),
    Column("key", Text(collation="C"), primary_key=True, comment="the form's key, under which it would be sent"),
    Column("case_id", BigInteger, ForeignKey("cases.id"), comment="null: none yet"),
    Column("kind", Text, nullable=False, comment="what the form records"),
    Column("typed", JSONB, nullable=False, comment="names and values, as the form sends them"),
    Column("saved_at", DateTime(timezone=True), nullable=False, server_default=func.clock_timestamp()),
)

# The fields of Inera's StoreLog. Written, never read, by the app's role.
access_log = Table(
    "access_log",
    metadata,
    Column("at", DateTime(timezone=True), primary_key=True, server_default=func.clock_timestamp()),
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("activity", Text, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("outcome", Text, nullable=False, comment="shown, recorded, repeated, refused or not_found"),
    Column("what", Text, nullable=False, comment="the page or the kind of fact; never whom it was about"),
    Column("person_id", BigInteger, comment="the user; null: the system itself"),
    Column("hsa_id", Text),
    Column("assignment_id", BigInteger),
    Column("role", Text, nullable=False),
    Column("unit_id", Integer, nullable=False),
    Column("provider", Text, nullable=False, comment="the user's, at the time"),
    Column("case_ids", ARRAY(BigInteger), nullable=False),
    Column("patients", ARRAY(UUID), nullable=False, comment="whom was shown"),
    Column("owners", ARRAY(Text), nullable=False, comment="providers that own the information"),
    Column("sought", Text, comment="the case that was asked for and not found"),
    postgresql_partition_by="RANGE (at)",
)
