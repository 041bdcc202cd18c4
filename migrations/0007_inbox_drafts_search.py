"""The inbox: its count on the board's rows, and its order. Drafts of one person's forms. Search."""

import hashlib
import unicodedata

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

# Forced row security binds a plain owner too, who has no context: lifted while the stored rows are filled in.
_UNREAD = """
update board b set unread = d.unread
  from (select case_id, unit_id, count(*) as unread from duties
         where kind = 'acknowledge' and met_at is null and cancelled_at is null group by case_id, unit_id) d
 where d.case_id = b.case_id and d.unit_id = b.unit_id
"""

_UNITS = "(select nullif(current_setting('lus.units', true), '')::int[])"
_PERSON = "(select nullif(current_setting('lus.person', true), '')::bigint)"
_OWN = f"person_id = {_PERSON} and unit_id = any({_UNITS}::int[])"
_ROWS = "(select nullif(current_setting('lus.rows', true), '')::int[])"
_ON_MY_CASE = "(case_id is null or (select true from cases c where c.id = drafts.case_id))"


def upgrade() -> None:
    _unread()
    _drafts()
    _search_keys()


def _unread() -> None:
    comment = "messages that the unit is to acknowledge"
    op.add_column("board", sa.Column("unread", sa.Integer(), nullable=False, server_default="0", comment=comment))
    for table in ("board", "duties"):
        op.execute(f"alter table {table} no force row level security")
    op.execute(_UNREAD)
    for table in ("board", "duties"):
        op.execute(f"alter table {table} force row level security")
    # The inbox in its order: what else a unit owes is not looked at.
    op.create_index(
        "ix_duties_unread",
        "duties",
        ["unit_id", "due_at", "case_id", "key"],
        unique=False,
        postgresql_where=sa.text("kind = 'acknowledge' and met_at is null and cancelled_at is null"),
    )
    op.alter_column("board", "unread", server_default=None)


def _drafts() -> None:
    op.create_table(
        "drafts",
        sa.Column("person_id", sa.BigInteger(), nullable=False, comment="who typed it and reads it"),
        sa.Column("unit_id", sa.Integer(), nullable=False, comment="the unit in whose name it was typed"),
        sa.Column(
            "key", sa.Text(collation="C"), nullable=False, comment="the form's key, under which it would be sent"
        ),
        sa.Column("case_id", sa.BigInteger(), nullable=True, comment="null: none yet"),
        sa.Column("kind", sa.Text(), nullable=False, comment="what the form records"),
        sa.Column("typed", postgresql.JSONB(), nullable=False, comment="names and values, as the form sends them"),
        sa.Column(
            "saved_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_drafts_case_id")),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_drafts_person_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_drafts_unit_id")),
        sa.PrimaryKeyConstraint("person_id", "unit_id", "key", name=op.f("pk_drafts")),
    )
    op.execute("alter table drafts enable row level security")
    op.execute("alter table drafts force row level security")
    op.execute(f"create policy app on drafts to lus_app using ({_OWN}) with check ({_OWN} and {_ON_MY_CASE})")
    # The worker throws away what is too old, whoever typed it, and can read nothing: it has no right to select.
    op.execute("create policy worker on drafts for delete to lus_worker using (saved_at < now() - interval '24 hours')")
    op.execute("grant select, insert, update, delete on drafts to lus_app")
    op.execute("grant delete on drafts to lus_worker")


def _search_keys() -> None:
    op.create_table(
        "search_keys",
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(collation="C"), nullable=False, comment="as lus.store.search writes it"),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_search_keys_case_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_search_keys_unit_id")),
        sa.PrimaryKeyConstraint("unit_id", "key", "case_id", name=op.f("pk_search_keys")),
    )
    op.create_index("ix_search_keys_case_id", "search_keys", ["case_id"], unique=False)
    _find_what_is_there()
    op.execute("alter table search_keys enable row level security")
    op.execute("alter table search_keys force row level security")
    seen = f"unit_id = any({_ROWS}::int[])"
    on_my_case = "(select true from cases c where c.id = search_keys.case_id)"
    op.execute(f"create policy app on search_keys to lus_app using ({seen}) with check ({seen} and {on_my_case})")
    op.execute("grant select, insert, delete on search_keys to lus_app")


def _find_what_is_there() -> None:
    """Keys of the cases recorded before, as lus.store.search made them when this was written."""
    connection = op.get_bind()
    for table in ("cases", "patients"):
        op.execute(f"alter table {table} no force row level security")
    asked = "select c.id, c.party_units, p.name, p.number, p.protected from cases c join patients p on p.case_id = c.id"
    written = sa.text("insert into search_keys (unit_id, key, case_id) values (:unit, :key, :case)")
    for some in connection.execute(sa.text(asked)).partitions(1000):
        rows = [
            {"unit": unit, "key": key, "case": case_id}
            for case_id, units, name, number, protected in some
            for unit in units
            for key in _keys(name, number, protected)
        ]
        if rows:
            connection.execute(written, rows)
    for table in ("cases", "patients"):
        op.execute(f"alter table {table} force row level security")


def _keys(name: str, number: str | None, protected: str | None) -> set[str]:
    keys = {f"p{hashlib.sha256(f'hemgang {number}'.encode()).hexdigest()[:32]}"} if number else set()
    if protected is None:
        keys |= {f"n{word}" for form in (name, "".join(c for c in name if c not in "-‐‑–")) for word in _words(form)}
    return keys


def _words(name: str) -> list[str]:
    letters = str.maketrans({"ø": "o", "æ": "ae", "œ": "oe", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ı": "i"})
    bare = name.casefold().translate(dict.fromkeys(map(ord, "'`´’ʼ"))).translate(letters)
    plain = "".join(c for c in unicodedata.normalize("NFKD", bare) if unicodedata.category(c) != "Mn")
    found = "".join(c if c.isalnum() else " " for c in plain).split()
    return [word[:40] for word in dict.fromkeys(found)][:8]
