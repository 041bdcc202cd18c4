"""Files that come with a message, read by whoever may read it: docs/adr/0024."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

# Whoever may read the fact's content, by that row's own policy: readers change there, and here with them.
_READ = """
(select true from fact_contents t where t.case_id = attachments.case_id and t.seq = attachments.seq)
"""


def upgrade() -> None:
    op.create_table(
        "attachments",
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False, comment="from 1, as chosen"),
        sa.Column("name", sa.Text(), nullable=False, comment="without path; content, never skeleton"),
        sa.Column("type", sa.Text(), nullable=False, comment="by its bytes"),
        sa.Column("size", sa.Integer(), nullable=False, comment="bytes"),
        sa.Column("sha256", sa.Text(), nullable=False, comment="as the fact's skeleton keeps it"),
        sa.Column("bytes", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("size = length(bytes)", name=op.f("ck_attachments_size")),
        sa.ForeignKeyConstraint(
            ["case_id", "seq"], ["facts.case_id", "facts.seq"], name=op.f("fk_attachments_case_id_seq")
        ),
        sa.PrimaryKeyConstraint("case_id", "seq", "number", name=op.f("pk_attachments")),
    )
    # PDF and pictures are compressed already.
    op.execute("alter table attachments alter column bytes set storage external")
    op.execute("alter table attachments enable row level security")
    op.execute("alter table attachments force row level security")
    op.execute(f"create policy app on attachments to lus_app using ({_READ}) with check ({_READ})")
    op.execute("grant select, insert on attachments to lus_app")
